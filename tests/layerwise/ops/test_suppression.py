import numpy as np
import pytest

from layerwise.ops import batched_nms, box_iou, nms


def crowd(rng, count=30):
    corner = rng.uniform(0, 8, (count, 2))
    return np.concatenate([corner, corner + rng.uniform(2, 6, (count, 2))], axis=1), rng.random(count)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.6, 1.0])
def test_what_is_kept_is_what_the_rule_says(threshold):
    """A box goes exactly if one that is kept, and better, overlaps it by more; the order is that of the scores."""
    boxes, scores = crowd(np.random.default_rng(1))
    kept = nms(boxes, scores, threshold)
    assert (np.diff(scores[kept]) <= 0).all()
    overlap = box_iou(boxes, boxes)
    for i in range(len(boxes)):
        better = [j for j in kept if scores[j] > scores[i] and j != i]
        assert (i in kept) == (not (overlap[i, better] > threshold).any())


def test_a_box_that_was_thrown_away_throws_nobody_away():
    """Three in a row, each over half of the next: the outer two stay."""
    row = [[0, 0, 10, 2], [3, 0, 13, 2], [6, 0, 16, 2]]
    assert nms(row, [0.9, 0.8, 0.7], 0.5).tolist() == [0, 2]
    assert nms(row, [0.8, 0.9, 0.7], 0.5).tolist() == [1]


def test_equal_overlap_stays_and_equal_scores_go_by_place():
    """More than the threshold, not as much."""
    pair = [[0, 0, 2, 2], [0, 0, 2, 1]]
    assert nms(pair, [0.5, 0.5], 0.5).tolist() == [0, 1]
    assert nms(pair, [0.5, 0.5], 0.49).tolist() == [0]


def test_classes_do_not_meet():
    """Each by itself, and all by score; nothing from nothing."""
    rng = np.random.default_rng(2)
    boxes, scores = crowd(rng)
    idxs = rng.integers(0, 4, len(boxes))
    kept = batched_nms(boxes, scores, idxs, 0.3)
    assert (np.diff(scores[kept]) <= 0).all()
    for group in range(4):
        own = np.flatnonzero(idxs == group)
        assert [i for i in kept if idxs[i] == group] == own[nms(boxes[own], scores[own], 0.3)].tolist()
    assert nms([], [], 0.5).tolist() == batched_nms([], [], [], 0.5).tolist() == []


def test_what_does_not_fit_is_refused():
    """By name."""
    boxes = [[0, 0, 1, 1], [0, 0, 2, 2]]
    with pytest.raises(ValueError, match=r"scores must have shape \(2,\), one number a box"):
        nms(boxes, [0.5], 0.5)
    with pytest.raises(ValueError, match="iou_threshold must be at most 1, got 50"):
        nms(boxes, [0.5, 0.6], 50)
    with pytest.raises(ValueError, match="idxs must be 2 integers, one a box; got float64"):
        batched_nms(boxes, [0.5, 0.6], [0.5, 0.6], 0.5)
