import numpy as np
import pytest

from layerwise import search

from .expectations import FORWARD, case, cases, relative_error, stored

ARRAYS = stored("search")


@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith("halton/")])
def test_halton_agrees_with_scipy(name):
    """From its second point on: scipy begins with the corner."""
    expected = case(ARRAYS, name)
    points = search.halton(len(expected["points"]), expected["bases"])
    assert relative_error(points, expected["points"]) <= FORWARD


@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith("gp/")])
def test_gaussian_processes_agree_with_scikit_learn(name):
    """Kernel, mean, standard deviation and likelihood; alpha is the square of the noise."""
    expected = case(ARRAYS, name)
    X, y, Z = expected["X"], expected["y"], expected["Z"]
    setting = {"lengthscale": float(expected["lengthscale"]), "noise": float(expected["noise"])}
    mean, std = search.gp_posterior(X, y, Z, **setting)
    found = {
        "kernel": search.rbf_kernel(X, Z, setting["lengthscale"]),
        "mean": mean,
        "std": std,
        "lml": search.log_marginal_likelihood(X, y, **setting),
    }
    assert {key: relative_error(array, expected[key]) <= FORWARD for key, array in found.items()} == dict.fromkeys(
        found, True
    )


def test_acquisitions_agree_with_scipy():
    """Expected improvement and the probability of it."""
    expected = case(ARRAYS, "acquisition/normal")
    known = expected["mean"], expected["std"], float(expected["best"])
    assert relative_error(search.expected_improvement(*known), expected["expected"]) <= FORWARD
    assert relative_error(search.probability_of_improvement(*known), expected["probability"]) <= FORWARD
    assert np.ptp(expected["expected"]) > 1
