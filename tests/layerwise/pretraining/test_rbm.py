import numpy as np
import pytest

from layerwise.pretraining import BernoulliRBM, cd1_gradient


def stripes(n=60, seed=0):
    """Pictures of 3 × 3 whose rows are each all on or all off."""
    rows = np.random.default_rng(seed).random((n, 3, 1)) < 0.5
    return np.repeat(rows, 3, axis=2).reshape(n, 9).astype(float)


@pytest.mark.parametrize("options", [{}, {"steps": 3}, {"persistent": True}, {"momentum": 0.5}])
def test_training_raises_the_likelihood_of_what_it_has_seen(options):
    """Above what nine pixels that know nothing of one another would have, one bit each."""
    rbm = BernoulliRBM(6, learning_rate=0.2, n_iter=150, random_state=1, **options).fit(stripes())
    assert rbm.log_likelihood(stripes(seed=1)).mean() > -9 * np.log(2) + 1.5


def test_a_trained_machine_dreams_stripes():
    """After forty steps of sampling from noise most rows are all on or all off."""
    rbm = BernoulliRBM(6, learning_rate=0.2, n_iter=150, random_state=0).fit(stripes())
    v = np.random.default_rng(0).random((200, 9)).round()
    before = np.isin(v.reshape(-1, 3).sum(axis=1), (0, 3)).mean()
    for _ in range(40):
        v = rbm.gibbs(v)
    assert before < 0.35
    assert np.isin(v.reshape(-1, 3).sum(axis=1), (0, 3)).mean() > 0.7


def test_one_step_from_the_data_is_cd1():
    """gradient draws for the hidden units first, and leaves the visible ones at their probabilities."""
    rbm, X = BernoulliRBM(4, n_iter=3, random_state=5).fit(stripes()), stripes(8)
    rbm._rng = np.random.default_rng(7)
    expected = cd1_gradient(
        X, rbm.components_, rbm.intercept_visible_, rbm.intercept_hidden_, np.random.default_rng(7).random((8, 4))
    )
    for got, right in zip(rbm.gradient(X), expected, strict=True):
        np.testing.assert_allclose(got, right)


def test_the_seed_decides():
    """The same seed gives the same machine, another seed another one."""
    one, same, other = (BernoulliRBM(3, random_state=seed).fit(stripes()).components_ for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_persistent_chains_go_on():
    """The second gradient starts where the first one ended, whatever the batch."""
    rbm = BernoulliRBM(4, persistent=True, batch_size=5, n_iter=1, random_state=0).fit(stripes())
    before = rbm._chains.copy()
    rbm.gradient(stripes(10))
    assert rbm._chains.shape == before.shape == (5, 4)
    assert not np.array_equal(rbm._chains, before)


def test_transform_gives_probabilities():
    """One for each hidden unit, float32 stays."""
    p = (
        BernoulliRBM(3, n_iter=1, random_state=0)
        .fit(stripes().astype(np.float32))
        .transform(stripes(4).astype(np.float32))
    )
    assert p.shape == (4, 3) and p.dtype == np.float32
    assert p.min() > 0 and p.max() < 1


def test_bad_arguments_are_named():
    """Which one, what came, what was expected."""
    with pytest.raises(ValueError, match="X must hold numbers between 0 and 1"):
        BernoulliRBM(2).fit([[0.0, 1.5]])
    with pytest.raises(ValueError, match="n_components must be at least 1"):
        BernoulliRBM(0)
    with pytest.raises(ValueError, match="learning_rate must be greater than 0"):
        BernoulliRBM(2, learning_rate=0.0)
