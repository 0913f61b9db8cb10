import numpy as np
import pytest

from layerwise.search import expected_improvement, probability_of_improvement


def test_both_are_means_over_what_may_come():
    """Against a million draws of the value."""
    mean, std, best = np.array([0.3, -0.2, 1.0]), np.array([0.5, 0.1, 2.0]), 0.1
    drawn = mean + std * np.random.default_rng(0).normal(size=(1_000_000, 3))
    gained = np.maximum(best - drawn, 0).mean(axis=0)
    np.testing.assert_allclose(expected_improvement(mean, std, best), gained, rtol=0.01)
    np.testing.assert_allclose(probability_of_improvement(mean, std, best), (drawn < best).mean(axis=0), rtol=0.01)


@pytest.mark.filterwarnings("error")
def test_where_nothing_is_in_doubt():
    """std 0: the gain itself, or nothing; and no warning."""
    mean, std = np.array([-1.0, 0.0, 2.0]), np.zeros(3)
    assert expected_improvement(mean, std, 0.0).tolist() == [1, 0, 0]
    assert probability_of_improvement(mean, std, 0.0).tolist() == [1, 0, 0]


def test_it_is_never_negative_and_grows_with_the_doubt():
    """Even far above the best."""
    std = np.linspace(0, 5, 50)
    found = expected_improvement(np.full(50, 3.0), std, 0.0)
    assert (np.diff(found) >= 0).all() and found[0] == 0 and found[-1] > 0.5


@pytest.mark.parametrize("function", [expected_improvement, probability_of_improvement])
def test_what_makes_no_sense_is_refused(function):
    """By name."""
    with pytest.raises(ValueError, match="mean and std must have the same shape"):
        function(np.zeros(3), np.ones((3, 1)), 0.0)
    with pytest.raises(ValueError, match="std must be at least 0, got -1"):
        function(np.zeros(2), np.array([1.0, -1.0]), 0.0)
    with pytest.raises(ValueError, match="best must be finite"):
        function(np.zeros(2), np.ones(2), np.nan)
