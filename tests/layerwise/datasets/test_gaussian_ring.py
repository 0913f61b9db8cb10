import numpy as np
import pytest

from layerwise.datasets import paintings, ring, ring_centres


def test_eight_clouds_on_a_circle():
    """Equally many points, each near its own centre."""
    X, y = ring(8000, seed=3)
    centres = ring_centres()
    np.testing.assert_allclose(np.hypot(*centres.T), 2.0)
    assert np.bincount(y).min() > 900
    assert abs((X - centres[y]).std() - 0.05) < 0.002
    assert np.array_equal(ring(50, seed=4)[0], ring(50, seed=4)[0])
    assert not np.array_equal(ring(50, seed=4)[0], ring(50, seed=5)[0])


def test_other_rings_and_what_is_none():
    """Any number of modes; no radius of 0."""
    X, y = ring(500, modes=3, radius=5.0, std=0.0)
    assert set(y.tolist()) == {0, 1, 2} and np.allclose(np.hypot(*X.T), 5.0)
    for settings, name in (
        ({"n": 0}, "n"),
        ({"modes": 0}, "modes"),
        ({"radius": 0.0}, "radius"),
        ({"std": -1.0}, "std"),
    ):
        with pytest.raises(ValueError, match=name):
            ring(**settings)


def test_paintings_are_drawn_alike_each_time():
    """Between 0 and 1; the fields have black bars, the strokes are mostly blue."""
    X, names = paintings(64)
    assert X.shape == (2, 3, 64, 64) and X.dtype == np.float32 and names == ["strokes", "fields"]
    assert X.min() >= 0 and X.max() <= 1 and np.array_equal(X, paintings(64)[0])
    assert not np.array_equal(X, paintings(64, seed=1)[0])
    assert (X[1] == 0).all(axis=0).any(axis=0).all()  # a bar crosses every column
    assert X[0].mean(axis=(1, 2)).argmax() == 2
    with pytest.raises(ValueError, match="size must be at least 16"):
        paintings(8)
