"""box_iou: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.ops.boxes import box_iou

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def overlapping(rng):
    """Boxes around one place, more of b than of a, with negative edges."""
    N, M = int(rng.integers(3, 6)), int(rng.integers(6, 9))
    place = np.tile(rng.uniform(-15, -12, 2), 2)
    a, b = (place + rng.uniform(2, 6, (n, 4)) * [-1, -1, 1, 1] for n in (N, M))
    return {"a": a, "b": b}


def apart(rng):
    """Beside, above, at a corner and touching: each box of b has moved away from the box of a; the last has not."""
    x, y, width, height = rng.integers(2, 9, 4).astype(float)
    gap = rng.uniform(1, 4)
    ways = np.array([[width + gap, 0], [0, height + gap], [width, 0], [-width - gap, height + gap]])
    ways = np.concatenate([ways, [[width + gap, height + gap], rng.uniform(0.1, 0.6, 2) * [width, height]]])
    a = np.array([[x, y, x + width, y + height]])
    return {"a": a, "b": a + np.tile(ways, 2)}


def around_one_place(rng, sizes):
    """Boxes that hold one place, as many in a as in b; sizes: from there to an edge, for a and for b."""
    place = np.tile(rng.uniform(-5, 5, 2), 2)
    a, b = (place + rng.uniform(*size, (4, 4)) * [-1, -1, 1, 1] for size in sizes)
    return {"a": a, "b": b}


def inside(rng):
    """Small boxes within each of the larger ones."""
    return around_one_place(rng, ((3.0, 8.0), (0.5, 2.5)))


def square(rng):
    """As many boxes in a as in b, of all sizes."""
    return around_one_place(rng, ((1.0, 6.0), (1.0, 6.0)))


def one_by_one(a, b):
    found = np.zeros((len(a), len(b)))
    for n, (ax1, ay1, ax2, ay2) in enumerate(a):
        for m, (bx1, by1, bx2, by2) in enumerate(b):
            width, height = min(ax2, bx2) - max(ax1, bx1), min(ay2, by2) - max(ay1, by1)
            if width > 0 and height > 0:
                both = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1)
                found[n, m] = width * height / (both - width * height)
    return found


def in_corners(a, b):
    size = np.clip(np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2]), 0, None)
    shared = size.prod(axis=-1)
    areas = [np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (a, b)]
    return shared / (areas[0][:, None] + areas[1][None, :] - shared)


OVERLAP = Case("boxes around one place", overlapping)
APART = Case("beside, above, at a corner", apart)
INSIDE = Case("boxes within larger ones", inside)
SQUARE = Case("as many in a as in b", square)

EXERCISE = Exercise(
    reference=box_iou,
    aspects=(
        Aspect("boxes that overlap", 1, (OVERLAP,)),
        Aspect("boxes that do not meet", 1, (APART,)),
        Aspect("one inside the other", 0.5, (INSIDE,)),
        Aspect("every box with every box", 0.5, (SQUARE,)),
        leaves_inputs_alone(0.5, (OVERLAP, SQUARE), requires="boxes that overlap"),
    ),
    accepted=(
        Accepted("one by one", one_by_one),
        Accepted("in corners", in_corners),
    ),
)
