import numpy as np
import pytest

from layerwise.search import halton


def test_the_first_points_in_base_two_and_three():
    """Counted by hand: 1/2, 1/4, 3/4, 1/8 and 1/3, 2/3, 1/9, 4/9."""
    expected = [[1 / 2, 1 / 3], [1 / 4, 2 / 3], [3 / 4, 1 / 9], [1 / 8, 4 / 9]]
    np.testing.assert_allclose(halton(4, (2, 3)), expected, rtol=1e-15)


@pytest.mark.parametrize("base", [2, 3, 5, 10])
def test_one_point_in_every_interval(base):
    """The first base**3 - 1 points and 0 have one in each of base**3 equal intervals."""
    points = np.append(0, halton(base**3 - 1, (base,))[:, 0])
    assert sorted((points * base**3 + 0.5).astype(int)) == list(range(base**3))


def test_more_points_keep_those_before():
    """The sequence has no plan of how long it will be."""
    np.testing.assert_array_equal(halton(100, (2, 3, 5))[:30], halton(30, (2, 3, 5)))


def test_it_spreads_better_than_chance():
    """A mean over 500 points is nearer to the truth than that of random points, in three dimensions."""
    exact = 1 / 8  # the mean of x0 * x1 * x2
    chance = [abs(np.random.default_rng(seed).random((500, 3)).prod(axis=1).mean() - exact) for seed in range(20)]
    assert abs(halton(500, (2, 3, 5)).prod(axis=1).mean() - exact) < np.median(chance) / 2


@pytest.mark.parametrize(
    ("n", "bases", "message"),
    [
        (-1, (2,), "n must be at least 0"),
        (3, (), "bases must hold a number for each coordinate"),
        (3, (2, 1), r"bases\[1\] must be at least 2"),
        (3, (2, 2.5), r"bases\[1\] must be an int"),
    ],
)
def test_what_makes_no_sense_is_refused(n, bases, message):
    """By name."""
    with pytest.raises((ValueError, TypeError), match=message):
        halton(n, bases)
    assert halton(0, (2, 3)).shape == (0, 2)
