import numpy as np
import pytest

from layerwise.ops import average_precision, box_iou, match_detections, mean_average_precision, precision_recall_curve

# The example of the programs of Padilla, Netto and da Silva (A Survey on Performance Metrics for Object-Detection
# Algorithms, 2020): 7 pictures, 15 truths, 24 detections; x, y, width, height, a detection's confidence first.
TRUTHS = (
    ((25, 16, 38, 56), (129, 123, 41, 62)),
    ((123, 11, 43, 55), (38, 132, 59, 45)),
    ((16, 14, 35, 48), (123, 30, 49, 44), (99, 139, 47, 47)),
    ((53, 42, 40, 52), (154, 43, 31, 34)),
    ((59, 31, 44, 51), (48, 128, 34, 52)),
    ((36, 89, 52, 76), (62, 58, 44, 67)),
    ((28, 31, 55, 63), (58, 67, 50, 58)),
)
DETECTIONS = (
    ((0.88, 5, 67, 31, 48), (0.70, 119, 111, 40, 67), (0.80, 124, 9, 49, 67)),
    ((0.71, 64, 111, 64, 58), (0.54, 26, 140, 60, 47), (0.74, 19, 18, 43, 35)),
    (
        (0.18, 109, 15, 77, 39),
        (0.67, 86, 63, 46, 45),
        (0.38, 160, 62, 36, 53),
        (0.91, 105, 131, 47, 47),
        (0.44, 18, 148, 40, 44),
    ),
    ((0.35, 83, 28, 28, 26), (0.78, 28, 68, 42, 67), (0.45, 87, 89, 25, 39), (0.14, 10, 155, 60, 26)),
    ((0.62, 50, 38, 28, 46), (0.44, 95, 11, 53, 28), (0.95, 29, 131, 72, 29), (0.23, 29, 163, 72, 29)),
    ((0.45, 43, 48, 74, 38), (0.84, 17, 155, 29, 35), (0.43, 95, 110, 25, 42)),
    ((0.48, 16, 20, 101, 88), (0.95, 33, 116, 37, 49)),
)


def corners(rows, more):
    rows = np.array(rows, dtype=float)
    return np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:] + more], axis=1)


@pytest.mark.parametrize(("more", "count", "area"), [(1, 7, 0.2457), (0, 6, 0.2254)])
def test_the_published_example_comes_out(more, count, area):
    """Seven hits at an overlap of 0.3, 24.57 % as their program prints; with widths of x2 - x1, one hit fewer.

    Their boxes include the last pixel: one overlap is 0.295 without it, and above 0.3 with it.
    """
    scores, hits = [], []
    for truths, found in zip(TRUTHS, DETECTIONS, strict=True):
        found = np.array(found)
        scores.append(found[:, 0])
        hits.append(match_detections(corners(found[:, 1:], more), found[:, 0], corners(truths, more), 0.3))
    scores, hits = np.concatenate(scores), np.concatenate(hits)
    assert hits.sum() == count
    assert average_precision(scores, hits, 15) == pytest.approx(area, abs=5e-5)


def by_definition(scores, hits, n_truths):
    """The area, level by level: at each hit, the best precision from there on."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    precision, found, levels = [], 0, []
    for rank, i in enumerate(order, 1):
        found += hits[i]
        precision.append(found / rank)
        if hits[i]:
            levels.append(rank - 1)
    return sum(max(precision[level:]) for level in levels) / n_truths


def test_the_area_is_what_its_definition_says():
    """For many rankings, with equal scores; misses lower it and a miss at the end does not."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        scores, hits = rng.integers(0, 9, 20) / 10, rng.random(20) < 0.4
        n_truths = int(hits.sum()) + int(rng.integers(1, 5))
        area = average_precision(scores, hits, n_truths)
        assert area == pytest.approx(by_definition(scores, hits, n_truths))
        assert average_precision([*scores, -1.0], [*hits, False], n_truths) == pytest.approx(area)
    assert average_precision([], [], 3) == 0
    assert average_precision([0.2, 0.1], [True, True], 2) == 1


def test_each_truth_is_hit_once_by_the_best():
    """Against a search through the boxes in order."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        corner = rng.uniform(0, 12, (14, 2))
        boxes = np.concatenate([corner, corner + rng.uniform(3, 8, (14, 2))], axis=1)
        truths, scores = boxes[::4] + rng.normal(0, 0.3, boxes[::4].shape), rng.random(14)
        hits, taken = match_detections(boxes, scores, truths, 0.4), set()
        for i in np.argsort(-scores):
            overlap = box_iou(boxes[i : i + 1], truths)[0]
            best = int(overlap.argmax())
            assert hits[i] == (overlap[best] >= 0.4 and best not in taken)
            taken |= {best} if hits[i] else set()
    assert match_detections([[0, 0, 1, 1]], [0.5], []).tolist() == [False]


def test_the_mean_counts_classes_and_pictures_without_truths():
    """A class that nobody detects is 0, one that nobody asks for is left out."""
    box, none = np.array([[0.0, 0.0, 4.0, 4.0]]), np.zeros(0, dtype=int)
    truths = [(box, [1]), (box, [2]), (box[:0], none)]
    detections = [(box, [0.9], [1]), (box, [0.8], [7]), (box, [0.95], [1])]
    assert mean_average_precision(detections, truths) == pytest.approx((0.5 + 0) / 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: average_precision([0.5], [True], 0), "n_truths must be at least 1, got 0"),
        (lambda: average_precision([0.5, 0.4], [True, True], 1), "2 hits of 1 truths: a truth can be hit once"),
        (lambda: average_precision([0.5], [0.7], 1), "is_hit must be bools"),
        (lambda: precision_recall_curve([0.5, 0.4], [True], 1), r"scores must have shape \(1,\)"),
        (lambda: match_detections([[0, 0, 1, 1]], [0.5], [], 0), "iou_threshold must be greater than 0, got 0"),
        (lambda: mean_average_precision([], [([], [])]), "picture by picture, got 0 and 1"),
        (lambda: mean_average_precision([([], [], [])], [([], [])]), "a truth in at least one picture"),
    ],
)
def test_what_is_no_score_is_refused(call, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        call()
