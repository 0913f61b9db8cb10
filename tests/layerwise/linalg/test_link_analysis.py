from itertools import pairwise

import numpy as np
import pytest

from layerwise.linalg import pagerank

WEB = np.array([[0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]])  # nobody links to page 3


def test_it_is_a_fixed_point_that_sums_to_one():
    """One more step of the surfer changes nothing, dangling pages or not."""
    for links in (WEB, np.vstack([WEB[:3], np.zeros((1, 4))])):
        r = pagerank(links, steps=300)
        assert r.sum() == pytest.approx(1.0, abs=1e-12)
        P = np.array([row / row.sum() if row.any() else np.full(4, 0.25) for row in links])
        np.testing.assert_allclose(0.85 * P.T @ r + 0.15 / 4, r, atol=1e-12)


def test_who_links_counts_and_not_only_how_many():
    """Page 0 has one link, from the most important page; page 1 has one too, from a page that has two to give."""
    r = pagerank(WEB, steps=300)
    assert r[2] > r[0] > r[1] > r[3]
    assert r[3] == pytest.approx(0.15 / 4)


def test_damping_and_steps_do_what_they_say():
    """No step: all alike. Damping 0: all alike. Each step leaves at most `damping` of the error."""
    assert np.array_equal(pagerank(WEB, steps=0), np.full(4, 0.25))
    np.testing.assert_allclose(pagerank(WEB, damping=0.0), 0.25)
    end = pagerank(WEB, damping=0.5, steps=200)
    errors = [np.abs(pagerank(WEB, damping=0.5, steps=steps) - end).sum() for steps in range(1, 8)]
    assert all(later <= 0.5 * earlier + 1e-12 for earlier, later in pairwise(errors))


def test_a_weight_of_two_counts_as_two_links():
    """Twice the weight everywhere changes nothing."""
    np.testing.assert_allclose(pagerank(2 * WEB), pagerank(WEB))
    assert pagerank(WEB * [[1, 3, 1, 1]])[1] > pagerank(WEB)[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pagerank(WEB[:2]), r"links must have shape \(n, n\), got shape \(2, 4\)"),
        (lambda: pagerank(-WEB), "links must be at least 0, got -1"),
        (lambda: pagerank(WEB, damping=1.5), "damping must be at most 1, got 1.5"),
        (lambda: pagerank(WEB, steps=-1), "steps must be at least 0, got -1"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    """The error names the argument."""
    with pytest.raises(ValueError, match=message):
        call()
