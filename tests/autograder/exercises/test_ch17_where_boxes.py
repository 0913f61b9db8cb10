"""Chapter 17's records of boxes: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find
from layerwise import ops


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_an_overlap_by_tiles_is_right_and_without_its_clamp_is_named():
    """Repeat and tile, as many write it before they know None."""

    def pairs(a, b, clamp):
        one, other = np.repeat(a, len(b), axis=0), np.tile(b, (len(a), 1))
        size = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
        shared = np.prod(np.maximum(size, 0) if clamp else size, axis=1)
        areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
        return (shared / (areas[0] + areas[1] - shared)).reshape(len(a), len(b))

    def box_iou(a, b):
        return pairs(a, b, clamp=True)

    assert report("box_iou", box_iou).state == "right"

    def box_iou(a, b):
        return pairs(a, b, clamp=False)

    assert report("box_iou", box_iou).diagnosis.name == "no clamp at 0"
    assert "one inside the other" not in failing("box_iou", box_iou)


def test_an_overlap_of_pixels_is_the_old_convention():
    """A helper that counts the last pixel, everywhere."""

    def box_iou(a, b):
        wide = [boxes + np.array([0, 0, 1, 1]) for boxes in (a, b)]
        return ops.box_iou(*wide)

    assert report("box_iou", box_iou).diagnosis.name == "one more pixel"


def by_rank(boxes, scores, iou_threshold, order):
    alive, kept = np.ones(len(boxes), dtype=bool), []
    overlap = ops.box_iou(boxes, boxes)
    for i in order:
        if alive[i]:
            kept.append(i)
            alive &= overlap[i] <= iou_threshold
    return np.array(kept)


def test_the_order_of_suppression_is_named():
    """By the lower edge, as in the older of two well-known programs; worst first; and right."""

    def right(boxes, scores, iou_threshold):
        return by_rank(boxes, scores, iou_threshold, np.argsort(scores)[::-1])

    def worst(boxes, scores, iou_threshold):
        return by_rank(boxes, scores, iou_threshold, np.argsort(scores))

    def by_edge(boxes, scores, iou_threshold):
        return by_rank(boxes, scores, iou_threshold, np.argsort(boxes[:, 3])[::-1])

    def in_classes(one):
        def batched_nms(boxes, scores, idxs, iou_threshold):
            kept = []
            for group in set(idxs.tolist()):
                own = np.where(idxs == group)[0]
                kept += own[one(boxes[own], scores[own], iou_threshold)].tolist()
            return np.array(sorted(kept, key=lambda i: -scores[i]))

        return batched_nms

    assert report("nms", right, in_classes(right)).state == "right"
    assert report("nms", worst, in_classes(worst)).diagnosis.name == "the worst first"
    assert "the best first" in failing("nms", by_edge, in_classes(by_edge))


def test_suppression_without_classes_earns_its_points():
    """The second function not written yet."""

    def batched_nms(boxes, scores, idxs, iou_threshold):
        """Not written yet."""

    assert failing("nms", ops.nms, batched_nms) == {"classes apart"}


def test_doubles_that_count_are_named_however_the_truths_are_kept():
    """A match by the largest overlap of each box, without a memory."""

    def match_detections(boxes, scores, truths, iou_threshold):
        if len(truths) == 0:
            return np.zeros(len(boxes), dtype=bool)
        return ops.box_iou(boxes, truths).max(axis=1) >= iou_threshold

    seen = report("average_precision", ops.average_precision, match_detections)
    assert seen.diagnosis.name == "doubles count as hits"
    assert "the area under the envelope" not in failing("average_precision", ops.average_precision, match_detections)


def test_the_rule_of_coco_is_another():
    """Right by another book, and told so."""

    def match_detections(boxes, scores, truths, iou_threshold):
        free, hits = list(range(len(truths))), np.zeros(len(boxes), dtype=bool)
        overlap = ops.box_iou(boxes, truths)
        for i in np.argsort(-scores):
            best = max(free, key=lambda t: overlap[i, t], default=None)
            if best is not None and overlap[i, best] >= iou_threshold:
                hits[i] = True
                free.remove(best)
        return hits

    seen = report("average_precision", ops.average_precision, match_detections)
    assert seen.diagnosis.name == "takes another truth"
    assert "COCO" in seen.diagnosis.hint


def test_a_sum_over_the_teeth_is_named():
    """The mean of the precision at each hit, over all truths, as information retrieval has it."""

    def average_precision(scores, is_hit, n_truths):
        ranked = is_hit[np.argsort(-scores)]
        return sum(ranked[: k + 1].mean() for k in np.flatnonzero(ranked)) / n_truths

    seen = report("average_precision", average_precision, ops.match_detections)
    assert seen.diagnosis.name == "no envelope"


@pytest.mark.parametrize("wrong", ["truths", "proposals"])
def test_a_way_measured_in_the_wrong_box(wrong):
    """Everything by the truth's size; and the other way round, which is right."""

    def encode_boxes(truths, proposals):
        size = {"truths": truths, "proposals": proposals}[wrong]
        size = size[:, 2:] - size[:, :2]
        way = (truths[:, :2] + truths[:, 2:] - proposals[:, :2] - proposals[:, 2:]) / 2 / size
        ratio = (truths[:, 2:] - truths[:, :2]) / (proposals[:, 2:] - proposals[:, :2])
        return np.concatenate([way, np.log(ratio)], axis=1)

    seen = report("encode_boxes", encode_boxes, ops.decode_boxes)
    if wrong == "proposals":
        assert seen.state == "right"
    else:
        assert seen.diagnosis.name == "divided by the truth's size"


def test_two_mistakes_that_undo_each_other_are_not_right():
    """Deltas in pixels, there and back: the way back is right, and the deltas are not."""

    def encode_boxes(truths, proposals):
        return truths - proposals

    def decode_boxes(deltas, proposals):
        return proposals + deltas

    assert failing("encode_boxes", encode_boxes, decode_boxes) >= {"the way to the centre", "decoding undoes encoding"}


def test_features_without_the_half_pixel_are_those_of_the_old_default():
    """As `aligned=False`, whose regions are at least a pixel wide."""

    def roi_align(x, rois, output_size, spatial_scale=1.0):
        return ops.roi_align(x, rois, output_size, spatial_scale, aligned=False)

    assert report("roi_align", roi_align).diagnosis.name == "the half pixel is missing"


def test_pooling_and_more_points_are_not_what_is_asked():
    """RoIPool, and four points a bin."""

    def pooled(x, rois, output_size, spatial_scale=1.0):
        return ops.roi_pool(x, rois, output_size, spatial_scale)

    def finer(x, rois, output_size, spatial_scale=1.0):
        return ops.roi_align(x, rois, output_size, spatial_scale, sampling_ratio=2)

    assert "places between pixels" in failing("roi_align", pooled)
    assert "places between pixels" in failing("roi_align", finer)
