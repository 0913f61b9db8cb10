import numpy as np
import pytest

from layerwise import decomposition, linalg

from .expectations import FORWARD, case, cases, relative_error, stored

ARRAYS = stored("low_rank")


def test_eigenvectors_agree_with_numpy():
    """Values with their signs, and vectors up to theirs, when the steps are many."""
    expected = case(ARRAYS, "eigenvectors")
    values, V = linalg.top_eigenvectors(expected["A"], expected["V0"], steps=500)
    assert relative_error(values, expected["values"]) <= FORWARD
    for got, right in zip(V.T, expected["V"].T, strict=True):
        assert relative_error(np.outer(got, got), np.outer(right, right)) <= FORWARD


@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith("approximation/")])
def test_ranks_and_approximations_agree_with_numpy(name: str):
    """Tall, wide, square, one column; numbers of the size 1e-7."""
    expected = case(ARRAYS, name)
    A, k = expected["A"], int(expected["k"])
    assert linalg.matrix_rank(A) == expected["rank"]
    assert relative_error(linalg.low_rank(A, k), expected["A_k"]) <= FORWARD
    _, error = linalg.storage_and_error(expected["s"], A.shape, k)
    assert error == pytest.approx(float(expected["error"]), rel=FORWARD, abs=1e-14)


@pytest.mark.parametrize("name", ["pca/many", "pca/few"])
def test_components_agree_with_scikit_learn(name: str):
    """Mean, shares of the variance, and directions up to their signs."""
    expected = case(ARRAYS, name)
    mean, components, ratio = decomposition.pca(expected["X"], 3)
    assert relative_error(mean, expected["mean"]) <= FORWARD
    assert relative_error(ratio, expected["ratio"]) <= FORWARD
    for got, right in zip(components, expected["components"], strict=True):
        assert relative_error(np.outer(got, got), np.outer(right, right)) <= FORWARD


def test_a_step_of_als_agrees_with_scikit_learn_s_ridge():
    """User by user; one has rated nothing."""
    expected = case(ARRAYS, "als")
    P = decomposition.als_step(expected["R"], expected["mask"] == 1, expected["Q"], lam=0.7)
    assert relative_error(P, expected["P"]) <= FORWARD


def test_pagerank_agrees_with_networkx():
    """Weighted links and dangling pages."""
    expected = case(ARRAYS, "pagerank")
    assert relative_error(linalg.pagerank(expected["links"], steps=500), expected["r"]) <= FORWARD
