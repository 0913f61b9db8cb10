"""nms and batched_nms: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.ops.suppression import batched_nms, nms

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scores


def suppress(nms, batched_nms, boxes, scores, idxs, iou_threshold):
    """The probe: what is kept; class by class where classes are given."""
    if len(idxs):
        return {"kept": batched_nms(boxes, scores, idxs, iou_threshold)}
    return {"kept": nms(boxes, scores, iou_threshold)}


NO_CLASSES = np.zeros(0, dtype=int)


def in_a_row(rng):
    """Boxes that each share a third with the next, or less: all are kept, in the order of their scores."""
    n = int(rng.integers(16, 20))
    width, height = rng.uniform(4, 8, 2)
    x = width * np.cumsum(rng.uniform(0.5, 0.55, n)) + 20
    made = np.stack([x, np.full(n, 10.0), x + width, np.full(n, height + 10)], axis=1)
    return {"boxes": made[rng.permutation(n)], "scores": scores(rng, n), "idxs": NO_CLASSES, "iou_threshold": 0.5}


def crowded(rng, groups=6, iou_threshold=0.45):
    """Groups of boxes: in each, several that overlap by 0.7 and more, and some by 0.1 to 0.2; nothing in between."""
    made = []
    for group in range(groups):  # side by side: nothing is apart in both directions
        corner = np.array([18.0 * group + rng.uniform(5, 7), 20.0])
        size = rng.uniform(6, 10, 2)
        for share in rng.permutation([0.0, 0.04, 0.08, 0.5, 0.56]):  # of the size, to the lower right, for each box
            start = corner + share * size
            made.append(np.concatenate([start, start + size]))
    n = 5 * groups
    made = np.array(made)[rng.permutation(n)]
    return {"boxes": made, "scores": scores(rng, n), "idxs": NO_CLASSES, "iou_threshold": iou_threshold}


def chains(rng):
    """Rows of four boxes, each over most of the next: by falling score, every second one stays."""
    made, marks = [], []
    for group in range(5):
        size = rng.uniform(6, 10, 2)
        corner = np.array([40.0 * group + 20, rng.uniform(20, 22)])
        step = rng.uniform(0.2, 0.24) * size[0]
        for place in range(4):
            start = corner + np.array([place * step, 0])
            made.append(np.concatenate([start, start + size]))
            marks.append(1.2 - 0.7 * place - 0.01 * group + rng.uniform(0, 0.005))
    order = rng.permutation(20)
    made, marks = np.array(made)[order], np.array(marks)[order]
    return {"boxes": made, "scores": marks, "idxs": NO_CLASSES, "iou_threshold": 0.5}


def at_the_threshold(rng):
    """Pairs with an overlap of exactly a half, which stay, and some of a little more, which do not."""
    made = []
    for group in range(8):
        x, y = 16.0 * group + 16, float(rng.integers(16, 20))  # nothing is apart in both directions
        width, height = 4.0 * rng.integers(1, 3), 8.0
        lower = y + height * (33 / 64 if group % 4 == 3 else 0.5)
        made += [[x, y, x + width, y + height], [x, y, x + width, lower]]
    order = rng.permutation(16)
    return {"boxes": np.array(made)[order], "scores": scores(rng, 16), "idxs": NO_CLASSES, "iou_threshold": 0.5}


def with_classes(rng, groups=10, iou_threshold=0.55):
    """A larger crowd, of two classes; boxes of both lie over each other in every group."""
    inputs = crowded(rng, groups, iou_threshold)
    return inputs | {"idxs": 2 + 3 * rng.permutation(np.arange(5 * groups) % 2)}


def with_a_low_threshold(rng):
    """The same, and a sixth of overlap makes a double; so many that an overlap wrong by little shows in one of them."""
    return with_classes(rng, 30, 0.15)


LITTLE = Case("boxes that overlap little", in_a_row)
CROWD = Case("six groups of boxes", crowded)
CHAIN = Case("rows in which each covers the next", chains)
EQUAL = Case("overlaps of exactly a half", at_the_threshold)
CLASSES = Case("two classes over each other", with_classes)
LOW = Case("two classes and a low threshold", with_a_low_threshold)


def one_after_the_other(boxes, scores, iou_threshold):
    x1, y1, x2, y2 = boxes.T
    areas = (x2 - x1) * (y2 - y1)
    order, kept = scores.argsort()[::-1], []
    while order.size > 0:
        i, rest = order[0], order[1:]
        kept.append(i)
        w = np.maximum(0.0, np.minimum(x2[i], x2[rest]) - np.maximum(x1[i], x1[rest]))
        h = np.maximum(0.0, np.minimum(y2[i], y2[rest]) - np.maximum(y1[i], y1[rest]))
        iou = w * h / (areas[i] + areas[rest] - w * h)
        order = rest[iou <= iou_threshold]
    return np.array(kept)


def moved_apart(boxes, scores, idxs, iou_threshold):
    step = boxes.max() - boxes.min() + 1
    moved = boxes + step * idxs[:, None]
    x1, y1, x2, y2 = moved.T
    alive, kept = np.ones(len(boxes), bool), []
    for i in np.argsort(-scores):
        if not alive[i]:
            continue
        kept.append(int(i))
        w = np.clip(np.minimum(x2[i], x2) - np.maximum(x1[i], x1), 0, None)
        h = np.clip(np.minimum(y2[i], y2) - np.maximum(y1[i], y1), 0, None)
        iou = w * h / ((x2 - x1) * (y2 - y1) + (x2[i] - x1[i]) * (y2[i] - y1[i]) - w * h)
        alive &= iou <= iou_threshold
    return np.array(kept)


EXERCISE = Exercise(
    reference=(nms, batched_nms),
    probe=suppress,
    aspects=(
        Aspect("the best first", 0.5, (LITTLE,)),
        Aspect("doubles go", 1, (CROWD,)),
        Aspect("a box thrown away throws nobody away", 0.5, (CHAIN,)),
        Aspect("an overlap equal to the threshold", 0.5, (EQUAL,)),
        Aspect("classes apart", 1, (CLASSES, LOW)),
        leaves_inputs_alone(0.5, (CROWD, CLASSES), requires="doubles go"),
    ),
    accepted=(
        Accepted("one after the other, by its own overlap", one_after_the_other),
        Accepted("classes moved apart", {"batched_nms": moved_apart}),
    ),
)
