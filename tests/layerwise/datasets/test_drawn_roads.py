import numpy as np
import pytest

from layerwise import datasets


def test_roads_are_small_pictures_with_a_class_for_each_pixel():
    """The same for the same seed; six classes, of which lines, cars and poles are few pixels."""
    X, y = datasets.roads(60, seed=3)
    assert X.shape == (60, 3, 32, 48) and X.dtype == np.float32 and y.shape == (60, 32, 48) and y.dtype == np.int64
    assert X.min() == 0 and X.max() == 1
    again, other = datasets.roads(60, seed=3), datasets.roads(60, seed=4)
    assert np.array_equal(again[0], X) and np.array_equal(again[1], y) and not np.array_equal(other[1], y)
    share = dict(zip(datasets.ROAD_CLASSES, np.bincount(y.ravel(), minlength=6) / y.size, strict=True))
    assert share["sky"] > 0.25 and share["grass"] > 0.2 and share["road"] > 0.15
    assert 0.01 < share["pole"] < share["line"] < share["car"] < 0.12


def test_where_things_are():
    """The sky above, the road below; every picture has a line and a car; not every one has a pole."""
    _, y = datasets.roads(80, seed=1)
    assert set(np.unique(y[:, 0])) <= {0, 5} and 0 not in y[:, 14:]
    assert all((picture == 4).any() and (picture == 3).any() for picture in y)
    poles = [(picture == 5).any() for picture in y]
    assert 0.5 < np.mean(poles) < 0.95


def test_no_colour_is_one_class():
    """The nearest mean colour finds half of the cars and a fifth of the poles: one has to look around."""
    X, y = datasets.roads(60, seed=2)
    pixels, classes = X.transpose(0, 2, 3, 1).reshape(-1, 3), y.ravel()
    means = np.stack([pixels[classes == k].mean(axis=0) for k in range(6)])
    nearest = ((pixels[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    right = [(nearest == classes)[classes == k].mean() for k in range(6)]
    assert right[4] < 0.6 and right[5] < 0.3


@pytest.mark.parametrize("settings", [{"n": 0}, {"noise": -1.0}, {"seed": -1}])
def test_what_is_no_setting_is_refused(settings):
    """By name."""
    with pytest.raises(ValueError, match=next(iter(settings))):
        datasets.roads(**settings)
