import numpy as np
import pytest

from layerwise import ops

from .expectations import FORWARD, case, cases, relative_error, stored

ARRAYS = stored("ops")
SIZES = {"one_bin": 1, "square": 3, "wide": (2, 4)}


def named(kind):
    return [name for name in cases(ARRAYS) if name.startswith(f"{kind}/")]


def test_box_iou_agrees_with_torchvision():
    """Every box with every other."""
    expected = case(ARRAYS, "iou/few")
    assert relative_error(ops.box_iou(expected["a"], expected["b"]), expected["iou"]) <= FORWARD


@pytest.mark.parametrize("name", named("nms"))
def test_suppression_agrees_with_torchvision(name):
    """Which are kept and in what order, with equal scores among them; by itself and class by class."""
    expected = case(ARRAYS, name)
    boxes, scores, threshold = expected["boxes"], expected["scores"], float(expected["iou_threshold"])
    np.testing.assert_array_equal(ops.nms(boxes, scores, threshold), expected["kept"])
    kept = ops.batched_nms(boxes, scores, expected["idxs"], threshold)
    np.testing.assert_array_equal(np.sort(kept), np.sort(expected["kept_of_classes"]))
    np.testing.assert_array_equal(scores[kept], scores[expected["kept_of_classes"]])


@pytest.mark.parametrize("name", named("coding"))
def test_box_coding_agrees_with_torchvision(name):
    """There, back, and back from wild deltas, which are clamped."""
    expected = case(ARRAYS, name)
    weights = expected["weights"]
    deltas = ops.encode_boxes(expected["truths"], expected["proposals"], weights)
    assert relative_error(deltas, expected["deltas"]) <= FORWARD
    decoded = ops.decode_boxes(expected["wild"], expected["proposals"], weights)
    assert relative_error(decoded, expected["decoded"]) <= FORWARD
    assert relative_error(ops.decode_boxes(deltas, expected["proposals"], weights), expected["truths"]) <= FORWARD


@pytest.mark.parametrize("name", named("regions"))
def test_region_pooling_agrees_with_torchvision(name):
    """Inside, over the edges, and smaller than a pixel; aligned and not, one point a bin and four."""
    expected, size = case(ARRAYS, name), SIZES[name.split("/")[1]]
    inputs = expected["x"], expected["rois"], size, float(expected["spatial_scale"])
    for points in (1, 2):
        for aligned in (True, False):
            made = ops.roi_align(*inputs, sampling_ratio=points, aligned=aligned)
            assert relative_error(made, expected[f"align_{points}_{aligned}"]) <= FORWARD
    assert relative_error(ops.roi_pool(*inputs), expected["pool"]) <= FORWARD
