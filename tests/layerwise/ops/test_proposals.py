import numpy as np
import pytest
from scipy import ndimage

from layerwise.ops import component_boxes, connected_components, sliding_windows


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 1.0])
def test_the_pieces_are_scipys(share):
    """Corners connect; numbers in the order of reading."""
    mask = np.random.default_rng(0).random((30, 41)) < share
    expected, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    np.testing.assert_array_equal(connected_components(mask), expected)


def test_a_long_snake_is_one_piece():
    """However many turns it has."""
    mask = np.zeros((21, 21), dtype=bool)
    mask[::2] = True
    mask[1::4, -1] = mask[3::4, 0] = True
    assert connected_components(mask).max() == 1


def test_boxes_stand_around_pieces_and_near_pairs():
    """Far ones are not joined, small ones left out."""
    image = np.zeros((20, 30))
    image[2:9, 2:5] = image[2:9, 7:10] = image[2:9, 20:24] = 1
    image[15, 15] = 1
    found = component_boxes(image, thresholds=(0.5,), gap=3)
    expected = [[2, 2, 5, 9], [2, 2, 10, 9], [7, 2, 10, 9], [20, 2, 24, 9]]
    assert found.tolist() == expected
    assert len(component_boxes(image, thresholds=(0.5,), gap=1)) == 3
    assert component_boxes(0 * image).shape == (0, 4)


def test_windows_cover_the_picture():
    """Every place that fits, and no other; a window that is too large gives none."""
    windows = sliding_windows((6, 8), [(4, 4), (6, 2), (9, 9)], 2)
    assert len(windows) == 2 * 3 + 1 * 4
    assert windows.min() == 0 and windows[:, 2].max() == 8 and windows[:, 3].max() == 6
    with pytest.raises(ValueError, match="mask must be bools"):
        connected_components(np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"image must have shape \(H, W\)"):
        component_boxes(np.ones((1, 2, 2)))
