import numpy as np
import pytest

from layerwise.optim.landscapes import forrester
from layerwise.search import bayes_opt, expected_improvement, gp_posterior, halton

LINE = np.linspace(0, 1, 41)[:, None]


def test_each_trial_is_the_best_of_those_that_are_left():
    """Step by step against the parts it is made of, on standardized values."""
    tried, values = bayes_opt(lambda x: 100 + forrester(x)[0], LINE, [3, 17, 40], 9)
    assert tried[:3].tolist() == [3, 17, 40] and len(set(tried)) == 9
    np.testing.assert_allclose(values, [100 + forrester(LINE[i])[0] for i in tried])
    for k in range(3, 9):
        y = (values[:k] - values[:k].mean()) / values[:k].std()
        worth = expected_improvement(*gp_posterior(LINE[tried[:k]], y, LINE, 0.2, 1e-3), y.min())
        worth[tried[:k]] = -1
        assert worth[tried[k]] == worth.max()


def test_it_finds_the_deep_well_of_forrester():
    """Within 15 values, from ten starts of three."""
    rng = np.random.default_rng(0)
    for _ in range(10):
        _, values = bayes_opt(lambda x: forrester(x)[0], LINE, rng.permutation(41)[:3], 15)
        assert values.min() == min(forrester(x)[0] for x in LINE)


def test_another_acquisition_is_asked_with_what_is_known():
    """mean, std and the lowest standardized value; what was tried is not tried again, however much it is worth."""
    heard = []

    def acquisition(mean, std, best):
        heard.append((mean.shape, std.shape, best))
        return np.arange(10.0)

    tried, _ = bayes_opt(lambda x: x.sum(), halton(10, (2, 3)), [9, 0], 5, acquisition=acquisition)
    assert tried.tolist() == [9, 0, 8, 7, 6]
    assert heard[0] == ((10,), (10,), pytest.approx(-1.0))


def test_equal_values_are_no_reason_to_stop():
    """Their spread is 0."""
    tried, values = bayes_opt(lambda x: 3.0, LINE, [0, 40], 5)
    assert len(set(tried)) == 5 and values.tolist() == [3.0] * 5


def test_every_candidate_can_be_tried():
    """And n = the number of first ones asks nobody."""
    assert sorted(bayes_opt(lambda x: x[0], LINE[::10], [2], 5)[0]) == [0, 1, 2, 3, 4]
    assert bayes_opt(lambda x: x[0], LINE, [2, 5], 2, acquisition=pytest.fail)[0].tolist() == [2, 5]


@pytest.mark.parametrize(
    ("first", "n", "message"),
    [
        ([], 3, "first must hold different numbers below 41, at least one"),
        ([1, 1], 3, "first must hold different numbers"),
        ([41], 3, "first must hold different numbers below 41"),
        ([0, 1], 1, "n must be at least 2"),
        ([0], 42, "n must be at most 41, the number of candidates"),
    ],
)
def test_what_makes_no_sense_is_refused(first, n, message):
    """Before f is called."""
    with pytest.raises(ValueError, match=message):
        bayes_opt(lambda x: pytest.fail("called"), LINE, first, n)


def test_a_value_that_is_no_number_is_named():
    """nan would spoil every later choice unseen."""
    with pytest.raises(ValueError, match=r"f\(x\) must be finite, got nan"):
        bayes_opt(lambda x: float("nan"), LINE, [0], 2)
