import itertools

import numpy as np
import pytest

from layerwise.autograd.numerical_gradient import numerical_gradient
from layerwise.pretraining import (
    cd1_gradient,
    free_energy,
    log_likelihood,
    log_partition,
    sample_hidden,
    sample_visible,
)
from layerwise.pretraining.energy import MOST_HIDDEN


def machine(H=3, V=4, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(H, V)), rng.normal(size=V), rng.normal(size=H)


def states(n):
    return np.array(list(itertools.product((0.0, 1.0), repeat=n)))


def weights_of_all_states(W, a, b):
    """exp(-E(v, h)) for every pair, (2**V, 2**H)."""
    v, h = states(len(a)), states(len(b))
    return np.exp((v @ a)[:, None] + h @ b + v @ W.T @ h.T)


def test_energies_are_sums_over_all_states():
    """Free energy, partition function and likelihood, held against a table of all pairs."""
    W, a, b = machine()
    table = weights_of_all_states(W, a, b)
    v = states(4)
    np.testing.assert_allclose(free_energy(v, W, a, b), -np.log(table.sum(axis=1)), rtol=1e-12)
    assert log_partition(W, a, b) == pytest.approx(np.log(table.sum()), rel=1e-12)
    likelihood = log_likelihood(v, W, a, b)
    np.testing.assert_allclose(np.exp(likelihood), table.sum(axis=1) / table.sum(), rtol=1e-12)
    assert np.exp(likelihood).sum() == pytest.approx(1)


def test_sampling_has_the_table_s_conditional_probabilities():
    """p of each layer, given the other, is what the table of all states says."""
    W, a, b = machine(seed=1)
    table, v, h = weights_of_all_states(W, a, b), states(4), states(3)
    given_v = table @ h / table.sum(axis=1, keepdims=True)
    given_h = table.T @ v / table.sum(axis=0)[:, None]
    np.testing.assert_allclose(sample_hidden(v, W, b, np.zeros((16, 3)))[0], given_v, rtol=1e-12)
    np.testing.assert_allclose(sample_visible(h, W, a, np.zeros((8, 4)))[0], given_h, rtol=1e-12)


def test_samples_are_on_as_often_as_they_should():
    """Four standard errors on 20 000 draws; a draw below p switches on."""
    W, _, b = machine(seed=2)
    v, u = np.tile([[1.0, 0.0, 1.0, 1.0]], (20_000, 1)), np.random.default_rng(0).random((20_000, 3))
    p, h = sample_hidden(v, W, b, u)
    assert set(np.unique(h)) == {0, 1}
    assert (np.abs(h.mean(axis=0) - p[0]) < 4 * np.sqrt(p[0] * (1 - p[0]) / len(u))).all()
    np.testing.assert_array_equal(h == 1, u < p)


def test_huge_machines_overflow_nowhere():
    """Weights in the thousands: the sum is its largest term."""
    W, a, b = (1000 * part for part in machine(seed=3))
    with np.errstate(all="raise", under="ignore"):
        F, log_z = free_energy(states(4), W, a, b), log_partition(W, a, b)
    assert np.isfinite(F).all()
    assert log_z == pytest.approx(-F.min())


def test_cd1_averages_to_the_difference_of_the_two_phases():
    """With the mean over both states of one hidden unit worked out by hand."""
    W, a, b, v0 = np.array([[0.5, -1.0]]), np.array([0.2, 0.1]), np.array([-0.3]), np.array([[1.0, 0.0]])
    p0 = sample_hidden(v0, W, b, np.zeros((1, 1)))[0].item()
    for u, h in ((p0 - 1e-9, 1.0), (p0 + 1e-9, 0.0)):
        v1 = 1 / (1 + np.exp(-(h * W[0] + a)))
        p1 = 1 / (1 + np.exp(-(v1 @ W[0] + b[0])))
        dW, da, db = cd1_gradient(v0, W, a, b, [[u]])
        np.testing.assert_allclose(dW, [p1 * v1 - p0 * v0[0]])
        np.testing.assert_allclose(da, v1 - v0[0])
        np.testing.assert_allclose(db, [p1 - p0])


def test_cd1_points_where_the_likelihood_grows():
    """Averaged over many draws, within 60 degrees of the exact gradient in each of five machines."""
    for seed in range(5):
        W, a, b = machine(seed=seed)
        rng = np.random.default_rng(seed)
        v0 = (rng.random((200, 4)) < [0.9, 0.2, 0.7, 0.5]).astype(float)
        exact = numerical_gradient(lambda W, a=a, b=b, v0=v0: -log_likelihood(v0, W, a, b).mean(), W)
        dW = np.mean([cd1_gradient(v0, W, a, b, rng.random((200, 3)))[0] for _ in range(50)], axis=0)
        assert (dW * exact).sum() > 0.5 * np.linalg.norm(dW) * np.linalg.norm(exact)


def test_visible_draws_sample_the_dream():
    """With draws of 0 every pixel is on, and the statistics show it."""
    W, a, b = machine()
    v0 = np.zeros((2, 4))
    _, da, _ = cd1_gradient(v0, W, a, b, np.full((2, 3), 0.5), np.zeros((2, 4)))
    assert da.tolist() == [1, 1, 1, 1]


def test_nothing_is_written_to():
    """The arguments are as they were."""
    W, a, b = machine()
    v, u = np.random.default_rng(0).random((5, 4)), np.random.default_rng(1).random((5, 3))
    before = [part.copy() for part in (v, W, a, b, u)]
    cd1_gradient(v, W, a, b, u, v)
    log_likelihood(v, W, a, b)
    for part, old in zip((v, W, a, b, u), before, strict=True):
        np.testing.assert_array_equal(part, old)


def test_bad_arguments_are_named():
    """Which one, what came, what was expected."""
    W, a, b = machine()
    v = np.zeros((2, 4))
    with pytest.raises(ValueError, match=r"v must be \(N, V\), W \(H, V\), a \(V,\) and b \(H,\)"):
        free_energy(v, W, b, a)
    with pytest.raises(ValueError, match=r"v must have shape \(N, V\)"):
        free_energy(v[0], W, a, b)
    with pytest.raises(ValueError, match=r"v must be \(N, V\), W \(H, V\) and b \(H,\)"):
        sample_hidden(v, W.T, b, np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"h must be \(N, H\), W \(H, V\) and a \(V,\)"):
        sample_visible(v, W, a, v)
    with pytest.raises(ValueError, match=r"u must have one draw for each unit, shape \(2, 3\)"):
        sample_hidden(v, W, b, np.zeros(3))
    with pytest.raises(ValueError, match=f"at most {MOST_HIDDEN} hidden units"):
        log_partition(np.zeros((30, 2)), np.zeros(2), np.zeros(30))
