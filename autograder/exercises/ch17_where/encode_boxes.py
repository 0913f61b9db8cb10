"""encode_boxes and decode_boxes: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.ops.box_coding import decode_boxes, encode_boxes

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import boxes


def there_and_back(encode_boxes, decode_boxes, truths, proposals, deltas):
    """The probe: the deltas of pairs, the boxes that given deltas lead to, and the way there and back."""

    def both():
        return decode_boxes(encode_boxes(truths, proposals), proposals)

    return {
        "to the centre": lambda: encode_boxes(truths, proposals)[:, :2],
        "to the size": lambda: encode_boxes(truths, proposals)[:, 2:],
        "decoded": lambda: decode_boxes(deltas, proposals),
        "there and back": both,
    }


def pairs(name, count, size=(2.0, 12.0)):
    """A case of pairs that overlap somewhere, none of them a square, with deltas of about a half."""

    def draw(rng):
        n = int(rng.integers(*count, endpoint=True))
        proposals = boxes(rng, n, sizes=size)
        proposals[:, 2] += 3.0  # wider than high, all of them
        shift = rng.uniform(1.0, 4.0, (n, 2)) * rng.choice([-1, 1], (n, 2))
        truths = proposals + np.tile(shift, 2)
        truths[:, 2:] += rng.uniform(1.0, 3.0, (n, 2))
        deltas = rng.uniform(0.2, 0.8, (n, 4)) * rng.choice([-1, 1], (n, 4))
        return {"truths": truths, "proposals": proposals, "deltas": deltas}

    return Case(name, draw)


BY_HAND = Case(
    "half a width to the right",
    {
        "truths": np.array([[2.0, 0.0, 6.0, 8.0]]),
        "proposals": np.array([[0.0, 0.0, 4.0, 4.0]]),
        "deltas": np.array([[0.5, -0.25, np.log(2.0), 0.0]]),
    },
)
PAIRS = pairs("pairs of boxes", (5, 8))
FOUR = pairs("four pairs", (4, 4))
SMALL = pairs("small boxes", (5, 8), size=(0.3, 1.0))


def to_the_truth(truths, proposals):
    deltas = []
    for (x1, y1, x2, y2), (px1, py1, px2, py2) in zip(truths, proposals, strict=True):
        width, height = px2 - px1, py2 - py1
        dx, dy = (x1 + x2 - px1 - px2) / 2 / width, (y1 + y2 - py1 - py2) / 2 / height
        deltas.append([dx, dy, np.log(x2 - x1) - np.log(width), np.log(y2 - y1) - np.log(height)])
    return np.array(deltas)


def from_the_corner(deltas, proposals):
    dx, dy, dw, dh = deltas.T
    x1, y1, x2, y2 = proposals.T
    w, h = x2 - x1, y2 - y1
    left, upper = x1 + w * (0.5 + dx - np.exp(dw) / 2), y1 + h * (0.5 + dy - np.exp(dh) / 2)
    return np.stack([left, upper, left + w * np.exp(dw), upper + h * np.exp(dh)], axis=1)


EXERCISE = Exercise(
    reference=(encode_boxes, decode_boxes),
    probe=there_and_back,
    aspects=(
        Aspect("the way to the centre", 1, (BY_HAND, PAIRS, FOUR), observations=("to the centre",)),
        Aspect("the way to the size", 1, (BY_HAND, PAIRS, FOUR), observations=("to the size",)),
        Aspect("the box that deltas lead to", 1, (BY_HAND, PAIRS, FOUR), observations=("decoded",)),
        Aspect(
            "decoding undoes encoding",
            0.5,
            (PAIRS, SMALL),
            observations=("there and back",),
            requires="the way to the size",
        ),
        leaves_inputs_alone(0.5, (PAIRS, FOUR), requires="the box that deltas lead to"),
    ),
    accepted=(
        Accepted("pair by pair", to_the_truth),
        Accepted("from the upper left corner", {"decode_boxes": from_the_corner}),
    ),
)
