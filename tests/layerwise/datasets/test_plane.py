import numpy as np
import pytest

import layerwise as lw

MAKERS = [lw.spiral, lw.circles, lw.xor, lw.moons]


@pytest.mark.parametrize("make", MAKERS)
def test_shapes_types_and_balance(make):
    """X is (N, 2) floats, y is (N,) ints from 0, sorted, each class equally often."""
    X, y = make(points_per_class=30)
    assert X.shape == (len(y), 2)
    assert X.dtype == np.float64
    assert y.dtype.kind == "i"
    assert (np.diff(y) >= 0).all()
    assert set(np.bincount(y)) == {30}


@pytest.mark.parametrize("make", MAKERS)
def test_the_seed_decides_the_points(make):
    """The same seed gives the same points, another seed other points."""
    first, again, other = (make(20, seed=seed, noise=0.1)[0] for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


@pytest.mark.parametrize("make", MAKERS)
def test_no_straight_line_separates_them(make):
    """A linear classifier leaves at least one point in ten on the wrong side."""
    X, y = make(seed=1)
    assert (lw.SoftmaxClassifier(epochs=500).fit(X, y).predict(X) == y).mean() < 0.9


def test_the_spirals_arms_have_their_radii_and_angles():
    """Without noise, class k runs from radius 0 to 1 while the angle goes from 4k to 4(k + 1)."""
    X, y = lw.spiral(points_per_class=50, classes=3, noise=0.0)
    for k in range(3):
        r, theta = np.linspace(0, 1, 50), np.linspace(4 * k, 4 * (k + 1), 50)
        np.testing.assert_allclose(X[y == k], np.column_stack([r * np.sin(theta), r * np.cos(theta)]))


def test_xor_keeps_its_gap():
    """Without noise, no coordinate comes closer to zero than the gap, and all four quadrants are used."""
    X, y = lw.xor(points_per_class=100, gap=0.3)
    assert np.abs(X).min() >= 0.3
    assert np.abs(X).max() <= 1
    assert {tuple(q) for q in np.sign(X)} == {(-1, -1), (-1, 1), (1, -1), (1, 1)}
    np.testing.assert_array_equal(y, (X[:, 0] > 0) != (X[:, 1] > 0))


@pytest.mark.parametrize(
    ("make", "options", "message"),
    [
        (lw.spiral, {"points_per_class": 0}, "points_per_class must be at least 1, got 0"),
        (lw.spiral, {"classes": 0}, "classes must be at least 1, got 0"),
        (lw.circles, {"factor": 1.0}, "factor must be less than 1, got 1.0"),
        (lw.circles, {"factor": 0}, "factor must be greater than 0, got 0"),
        (lw.xor, {"gap": 1}, "gap must be less than 1, got 1"),
        (lw.xor, {"noise": -0.1}, "noise must be at least 0, got -0.1"),
        (lw.moons, {"seed": -1}, "seed must be at least 0, got -1"),
    ],
)
def test_wrong_arguments_are_named(make, options, message):
    """The message names the argument, what it was given and what it takes."""
    with pytest.raises(ValueError, match=message):
        make(**options)
