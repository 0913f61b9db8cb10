import numpy as np
import pytest

from layerwise.ops import box_area, box_iou, clip_boxes_to_image


def drawn(rng, count, side=12):
    corner = rng.integers(0, side - 1, (count, 2))
    return np.concatenate([corner, corner + rng.integers(1, side - corner)], axis=1)


def pixels(box, side=12):
    """Which pixels of a picture a box of whole numbers covers."""
    mask = np.zeros((side, side), dtype=bool)
    mask[box[1] : box[3], box[0] : box[2]] = True
    return mask


def test_overlap_is_what_counting_pixels_gives():
    """Shared pixels over pixels of either."""
    rng = np.random.default_rng(0)
    a, b = drawn(rng, 20), drawn(rng, 15)
    found = box_iou(a, b)
    for i, one in enumerate(a):
        assert box_area(a)[i] == pixels(one).sum()
        for j, other in enumerate(b):
            shared, either = pixels(one) & pixels(other), pixels(one) | pixels(other)
            assert found[i, j] == pytest.approx(shared.sum() / either.sum())


def test_boxes_apart_touching_and_without_area():
    """All 0, and no warning; none against none has a shape."""
    with np.errstate(all="raise"):
        flat = [[3, 3, 3, 5]]
        assert box_iou([[0, 0, 2, 2]], [[4, 4, 6, 6], [2, 0, 4, 2], [5, 0, 7, 1]]).tolist() == [[0, 0, 0]]
        assert box_iou(flat, flat).tolist() == [[0]]
    assert box_iou([], np.zeros((3, 4))).shape == (0, 3)


def test_a_box_is_cut_off_at_the_edges():
    """x by the width, y by the height."""
    assert clip_boxes_to_image([[-1, -2, 30, 40], [2, 3, 4, 5]], (10, 20)).tolist() == [[0, 0, 20, 10], [2, 3, 4, 5]]


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ([[0, 0, 1]], r"a must have shape \(N, 4\), corners x1, y1, x2, y2 in each row; got shape \(1, 3\)"),
        ([[5, 5, 2, 2]], r"a must be corners with x1 <= x2 and y1 <= y2, got \[5.0, 5.0, 2.0, 2.0\] at 0"),
        ([[0, 0, 1, np.nan]], "a must be finite"),
    ],
)
def test_what_is_no_box_is_refused(boxes, message):
    """By name, with what was received."""
    with pytest.raises(ValueError, match=message):
        box_iou(boxes, [[0, 0, 1, 1]])
