"""average_precision, match_detections: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.ops.detection_scores import average_precision, match_detections

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scores


def score_or_match(average_precision, match_detections, scores, is_hit, n_truths, boxes, truths, iou_threshold):
    """The probe: the area for a list of hits; where boxes are given instead, which of them hit, picture by picture."""
    if len(boxes) == 0:
        return {"area": average_precision(scores, is_hit, n_truths)}
    found, begin = [], 0
    for made, wanted in zip(boxes, truths, strict=True):
        hit = match_detections(made, scores[begin : begin + len(made)], wanted, iou_threshold)
        found.append(np.array(hit, dtype=float))
        begin += len(made)
    return {"hits": found}


def ranking(name, pattern, missed):
    """A case of detections whose hits follow `pattern` by falling score, "+" and "-", and then as the generator likes.

    missed: a range for the truths that nobody found.
    """

    def draw(rng):
        n = len(pattern) + 14
        by_rank = np.array([sign == "+" for sign in pattern] + [True, *(rng.random(12) < 0.4), False])
        marks = np.sort(scores(rng, n))[::-1]
        order = rng.permutation(n)
        is_hit, n_truths = by_rank[order], int(by_rank.sum() + rng.integers(*missed, endpoint=True))
        n_truths += n_truths == 11  # of eleven truths the area is the mean at eleven recalls
        return only_scores(marks[order], is_hit, n_truths)

    return Case(name, draw)


def only_scores(scores, is_hit, n_truths):
    return {
        "scores": scores,
        "is_hit": is_hit,
        "n_truths": n_truths,
        "boxes": [],
        "truths": [],
        "iou_threshold": 0.5,
    }


def only_boxes(rng, pictures, iou_threshold=0.5):
    """Inputs of pictures, each a pair of boxes and truths, with the rank of each box among all of its picture."""
    boxes, truths, marks = [], [], []
    for made, wanted, rank in pictures:
        order = rng.permutation(len(made))
        boxes.append(np.array(made)[order])
        truths.append(np.array(wanted, dtype=float).reshape(-1, 4))
        marks.append((1.0 - 2.0 * np.array(rank, dtype=float) / len(made))[order] + rng.uniform(0, 0.02))
    return {
        "scores": np.concatenate(marks),
        "is_hit": np.zeros(0, dtype=bool),
        "n_truths": 1,
        "boxes": boxes,
        "truths": truths,
        "iou_threshold": iou_threshold,
    }


def shifted(box, share):
    """The box, moved to the right by a share of its width: 0.1 is an IoU of 0.82, 0.2 of 0.67, 0.6 of 0.25."""
    x1, y1, x2, y2 = box
    return [x1 + share * (x2 - x1), y1, x2 + share * (x2 - x1), y2]


def truths_in_a_row(rng, count):
    """Boxes far from each other."""
    found = []
    for place in range(count):
        x, y = 200.0 * place - 200 + rng.uniform(0, 4), rng.uniform(-4, 4)
        found.append([x, y, x + rng.uniform(18, 24), y + rng.uniform(18, 24)])
    return found


def doubles(rng):
    """Three boxes for each truth, above 0.5 all: the nearest has not the best score; and some that miss."""
    pictures = []
    for _ in range(2):
        wanted = truths_in_a_row(rng, 3)
        made = [shifted(box, share) for box in wanted for share in (0.2, 0.05, 0.12)]
        made += [shifted(box, 0.6) for box in wanted]
        pictures.append((made, wanted, np.argsort([3, 7, 6, 4, 8, 10, 1, 9, 5, 0, 2, 11])))
    return only_boxes(rng, pictures)


def neighbours(rng):
    """Two truths that overlap, and boxes above 0.5 with both: the second one's nearest truth is taken already."""
    pictures = []
    for _ in range(4):
        one = truths_in_a_row(rng, 1)[0]
        other = shifted(one, 0.3)  # an IoU of 0.54 with the first
        made = [shifted(one, 0.01), shifted(one, 0.1), shifted(one, 0.9), shifted(one, 0.05)]
        wanted = [one, other] if rng.random() < 0.5 else [other, one]
        pictures.append((made, wanted, [0, 1, 2, 3]))
    return only_boxes(rng, pictures)


def nearer_second(rng):
    """Two truths that overlap, and one box above 0.5 with both, nearer to the second; then one for the first."""
    pictures = []
    for _ in range(4):
        one = truths_in_a_row(rng, 1)[0]
        wanted = [one, shifted(one, 0.3)]
        made = [shifted(one, 0.21), shifted(one, -0.1), shifted(one, 0.9)]
        pictures.append((made, wanted, [0, 1, 2]))
    return only_boxes(rng, pictures)


def at_the_threshold(rng, iou_threshold=0.5):
    """Boxes with a half of their truth, which is exactly the threshold, and some with a little less."""
    pictures = []
    for _ in range(2):
        wanted, made, less, y = [], [], rng.permutation(8)[:3], float(rng.integers(-8, 8))
        for place in range(8):
            x = 32.0 * place
            height = 8.0 * iou_threshold * (31 / 32 if place in less else 1)
            wanted.append([x, y, x + 8, y + 8])
            made.append([x, y, x + 8, y + height])
        pictures.append((made, wanted, rng.permutation(8)))
    return only_boxes(rng, pictures, iou_threshold)


def at_a_quarter(rng):
    """The same with a quarter."""
    return at_the_threshold(rng, 0.25)


def without_truths(rng):
    """Three pictures with boxes; in the second there is nothing to find."""
    pictures = []
    for count in (3, 0, 2):
        row = truths_in_a_row(rng, 3)
        made = [shifted(box, share) for box in row for share in (0.05, 0.7)]
        rank = rng.permutation(len(made))
        if count == 3:  # a miss beside the first truth is surer than its hit
            rank[:2] = rank[:2].max(), rank[:2].min()
        pictures.append((made, row[:count], rank))
    return only_boxes(rng, pictures)


HIT_FIRST = ranking("a hit first", "+-+-++--+", (1, 3))
MISS_FIRST = ranking("misses first", "--+++++---", (4, 7))
FEW_FOUND = ranking("few of many found", "+--++--+", (20, 30))
DOUBLES = Case("three boxes for each truth", doubles)
NEIGHBOURS = Case("two truths that overlap", neighbours)
NEARER = Case("the second truth is nearer", nearer_second)
EQUAL = Case("overlaps of exactly a half", at_the_threshold)
QUARTER = Case("overlaps of exactly a quarter", at_a_quarter)
EMPTY = Case("a picture without truths", without_truths)


def level_by_level(scores, is_hit, n_truths):
    ranked = [bool(is_hit[i]) for i in sorted(range(len(scores)), key=lambda i: -scores[i])]
    best, area = 0.0, 0.0
    for place in range(len(ranked), 0, -1):
        best = max(best, sum(ranked[:place]) / place)
        if ranked[place - 1]:
            area += best / n_truths
    return area


def between_recalls(scores, is_hit, n_truths):
    hits = np.asarray(is_hit, float)[np.argsort(-scores)]
    tp, fp = np.cumsum(hits), np.cumsum(1 - hits)
    recall = np.concatenate([[0.0], tp / n_truths, [1.0]])
    precision = np.concatenate([[0.0], tp / (tp + fp), [0.0]])
    for i in range(len(precision) - 1, 0, -1):
        precision[i - 1] = max(precision[i - 1], precision[i])
    changed = np.where(recall[1:] != recall[:-1])[0]
    return np.sum((recall[changed + 1] - recall[changed]) * precision[changed + 1])


def with_a_set(boxes, scores, truths, iou_threshold):
    def overlap(a, b):
        width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        shared = max(width, 0) * max(height, 0)
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)

    hits, taken = [False] * len(boxes), set()
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        found = [overlap(boxes[i], truth) for truth in truths]
        if not found or max(found) < iou_threshold:
            continue
        best = found.index(max(found))
        hits[i] = best not in taken
        taken.add(best)
    return np.array(hits)


EXERCISE = Exercise(
    reference=(average_precision, match_detections),
    probe=score_or_match,
    aspects=(
        Aspect("the area under the envelope", 1, (HIT_FIRST, FEW_FOUND)),
        Aspect("misses before the first hit", 0.5, (MISS_FIRST,)),
        Aspect("each truth is hit once, by the best score", 1, (DOUBLES,)),
        Aspect("only the truth that is overlapped most", 0.5, (NEIGHBOURS, NEARER)),
        Aspect("an overlap equal to the threshold", 0.5, (EQUAL, QUARTER)),
        Aspect("a picture without truths", 0.5, (EMPTY,)),
        leaves_inputs_alone(0.5, (HIT_FIRST, DOUBLES), requires="each truth is hit once, by the best score"),
    ),
    accepted=(
        Accepted("level by level", level_by_level),
        Accepted("between recalls, as VOC's program", between_recalls),
        Accepted("with a set of what is taken", {"match_detections": with_a_set}),
    ),
)
