import numpy as np
import pytest

from layerwise.pretraining import (
    cd1_gradient,
    free_energy,
    linear_autoencoder,
    log_likelihood,
    log_partition,
    sample_hidden,
)

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("pretraining")


def of(part):
    return [name for name in cases(ARRAYS) if name.startswith(part)]


@pytest.mark.parametrize("name", of("autoencoder"))
def test_autoencoders_agree_with_pytorch(name):
    """Two linear layers and the mean squared error, differentiated by PyTorch."""
    expected = case(ARRAYS, name)
    loss, *grads = linear_autoencoder(expected["encoder"], expected["decoder"], expected["X"])
    assert relative_error(loss, expected["loss"]) <= FORWARD
    for grad, key in zip(grads, ("grad_encoder", "grad_decoder"), strict=True):
        assert relative_error(grad, expected[key]) <= BACKWARD


@pytest.mark.parametrize("name", of("machine"))
def test_machines_agree_with_pytorch_and_scikit_learn(name):
    """Free energy, probabilities, and log Z, which the maker sums over the pictures instead of the hidden states."""
    expected = case(ARRAYS, name)
    v, *parts = (expected[key] for key in ("v", "W", "a", "b"))
    assert relative_error(free_energy(v, *parts), expected["free_energy"]) <= FORWARD
    assert relative_error(log_partition(*parts), expected["log_z"]) <= FORWARD
    p, _ = sample_hidden(v, parts[0], parts[2], np.zeros((len(v), len(parts[2]))))
    assert relative_error(p, expected["hidden"]) <= FORWARD
    assert relative_error(log_likelihood(v, *parts), -expected["free_energy"] - expected["log_z"]) <= 1e-8


@pytest.mark.parametrize("name", of("cd1"))
def test_contrastive_divergence_agrees_with_pytorch(name):
    """PyTorch differentiates the difference of the free energies of data and dream."""
    expected = case(ARRAYS, name)
    draws = [expected[key] for key in ("v0", "W", "a", "b", "u_h")]
    found = cd1_gradient(*draws, expected["u_v"] if expected["u_v"].size else None)
    for grad, key in zip(found, ("dW", "da", "db"), strict=True):
        assert relative_error(grad, expected[key]) <= BACKWARD
