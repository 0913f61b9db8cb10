import numpy as np
import pytest

from layerwise.decomposition import als, als_step

RNG = np.random.default_rng(0)
R, Q = RNG.uniform(1, 5, (6, 8)), RNG.standard_normal((8, 3))
MASK = RNG.random((6, 8)) < 0.6


def objective(P, lam):
    return (((R - P @ Q.T) * MASK) ** 2).sum() + lam * (P**2).sum()


def test_no_other_p_fits_better():
    """Nudge any of its numbers, and the objective rises."""
    P = als_step(R, MASK, Q, 0.5)
    least = objective(P, 0.5)
    for place in np.ndindex(P.shape):
        for nudge in (-1e-3, 1e-3):
            other = P.copy()
            other[place] += nudge
            assert objective(other, 0.5) > least


def test_what_stands_in_a_blank_does_not_matter():
    """Not even nan; and the arrays stay as they were."""
    blanked, before = np.where(MASK, R, np.nan), R.copy()
    assert np.array_equal(als_step(blanked, MASK, Q, 0.5), als_step(R, MASK, Q, 0.5))
    assert np.array_equal(R, before)


def test_a_user_without_ratings_gets_zeros():
    """Nothing is known, and the penalty pulls to 0."""
    mask = MASK.copy()
    mask[2] = False
    assert not als_step(R, mask, Q, 0.5)[2].any()


def test_alternating_fits_what_is_there_better_with_each_step():
    """The whole objective never rises."""
    fits = []
    for steps in (1, 2, 4, 8, 16):
        P, items = als(R, MASK, 2, 0.1, steps, rng=0)
        fits.append((((R - P @ items.T) * MASK) ** 2).sum() + 0.1 * ((P**2).sum() + (items**2).sum()))
    assert (np.diff(fits) <= 1e-12).all()
    assert np.array_equal(als(R, MASK, 2, 0.1, 3, rng=5)[0], als(R, MASK, 2, 0.1, 3, rng=5)[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: als_step(R, MASK, Q, 0.0), "lam must be greater than 0, got 0"),
        (lambda: als_step(R, MASK.astype(int), Q, 1.0), "mask must hold bools in the shape of R"),
        (lambda: als_step(R, MASK[:2], Q, 1.0), r"mask must hold bools in the shape of R, \(6, 8\)"),
        (lambda: als_step(R, MASK, Q[:3], 1.0), "Q must have a row for each of the 8 columns of R"),
        (lambda: als_step(np.where(MASK, np.nan, R), MASK, Q, 1.0), "R must be finite"),
        (lambda: als(R, MASK, 0, 1.0), "k must be at least 1, got 0"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    """The error names the argument."""
    with pytest.raises(ValueError, match=message):
        call()
