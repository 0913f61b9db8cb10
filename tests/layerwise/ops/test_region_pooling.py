import numpy as np
import pytest

from layerwise.ops import roi_align, roi_pool


def test_a_linear_picture_is_read_exactly_between_its_pixels():
    """x[i, j] = 3 j - 2 i + 5 has at place (x, y) the value 3 (x - ½) - 2 (y - ½) + 5."""
    i, j = np.mgrid[:9, :12]
    picture = (3.0 * j - 2.0 * i + 5)[None, None]
    x1, y1, x2, y2 = 1.3, 2.1, 9.7, 7.4
    found = roi_align(picture, [[0, x1, y1, x2, y2]], (3, 5), sampling_ratio=2)[0, 0]
    columns = x1 + (x2 - x1) * (np.arange(5) + 0.5) / 5 - 0.5
    rows = y1 + (y2 - y1) * (np.arange(3) + 0.5) / 3 - 0.5
    np.testing.assert_allclose(found, 3 * columns - 2 * rows[:, None] + 5)


def test_a_region_of_whole_pixels_is_the_crop():
    """With as many bins as pixels; of its own picture, all channels."""
    x = np.random.default_rng(0).normal(size=(2, 3, 6, 7))
    np.testing.assert_allclose(roi_align(x, [[1, 2, 1, 6, 4]], (3, 4))[0], x[1, :, 1:4, 2:6])


def test_a_stride_is_undone_by_the_scale():
    """Corners on a picture sixteen times as large."""
    x = np.random.default_rng(1).normal(size=(1, 2, 6, 7))
    rois = np.array([[0, 1.2, 0.7, 5.3, 4.4]])
    large = rois * [1, 16, 16, 16, 16]
    np.testing.assert_allclose(roi_align(x, large, 3, 1 / 16), roi_align(x, rois, 3))


def test_rounding_does_not_notice_half_a_pixel():
    """Two regions apart by a third of a pixel are one to RoIPool, and two to RoIAlign; far outside is 0."""
    x = np.random.default_rng(2).normal(size=(1, 1, 8, 8))
    one, other = [[0, 1.6, 1.6, 4.6, 4.6]], [[0, 1.9, 1.9, 4.9, 4.9]]
    assert (roi_pool(x, one, 2) == roi_pool(x, other, 2)).all()
    assert (roi_align(x, one, 2) != roi_align(x, other, 2)).all()
    assert (roi_align(x, [[0, 20, 20, 24, 24]], 2) == 0).all()


def test_float32_stays_float32_and_no_region_has_a_shape():
    """As PyTorch's."""
    x = np.zeros((1, 2, 4, 4), dtype=np.float32)
    assert roi_align(x, [[0, 0, 0, 2, 2]], 2).dtype == np.float32
    assert roi_align(x, np.zeros((0, 5)), 2).shape == roi_pool(x, np.zeros((0, 5)), 2).shape == (0, 2, 2, 2)


@pytest.mark.parametrize(
    ("rois", "message"),
    [
        ([[0, 0, 1, 1]], r"rois must have shape \(K, 5\)"),
        ([[2, 0, 0, 1, 1]], r"rois\[:, 0\] must say which of the 2 pictures, from 0 on; got \[2.0\]"),
        ([[0, 3, 0, 1, 1]], "rois must be corners"),
    ],
)
def test_what_is_no_region_is_refused(rois, message):
    """By both."""
    for pool in (roi_align, roi_pool):
        with pytest.raises(ValueError, match=message):
            pool(np.zeros((2, 1, 4, 4)), rois, 2)
