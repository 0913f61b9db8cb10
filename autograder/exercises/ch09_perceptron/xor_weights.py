"""xor_weights: what is asked and what is right; the mistakes stand in the `.md` beside it.

Many weights are right, so no numbers are compared. A case asks for a dozen pairs of levels; the probe returns the
weights as they came, and a verdict runs the steps at the four corners.
"""

import numpy as np

from layerwise.linear_model import xor_weights

from ...core.record import Accepted, Aspect, Case, Exercise

WEIGHTS = ("W1", "b1", "w2", "b2")
SHAPES = {"W1": (2, 2), "b1": (2,), "w2": (2,), "b2": ()}


def wire(xor_weights, low, high):
    """The probe: the weights for each pair of levels."""
    made = [xor_weights(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]
    return {name: np.array([one[k] for one in made], dtype=float) for k, name in enumerate(("W1", "b1", "w2", "b2"))}


def levels(name, lowest, highest, apart):
    """A case with a dozen pairs: low between lowest and highest, high above it by a number from `apart`."""

    def draw(rng):
        low = rng.uniform(lowest, highest, 12)
        return {"low": low, "high": low + rng.uniform(*apart, 12)}

    return Case(name, draw)


AROUND_ZERO = levels("one level below zero, one above", -2.0, -0.5, (2.5, 5.0))
ANYWHERE = levels("levels anywhere", -6.0, 6.0, (0.5, 3.0))
CLOSE = levels("levels close together", -6.0, 6.0, (0.05, 0.4))
ALL = (AROUND_ZERO, ANYWHERE, CLOSE)


def corners(inputs, values):
    """What the hidden lines say at the corners, (12, 4, 2), and the output there, (12, 4); None for other shapes."""
    n = len(inputs["low"])
    if any(np.shape(values[name]) != (n, *shape) for name, shape in SHAPES.items()):
        return None
    low, high = inputs["low"], inputs["high"]
    x = np.stack([np.column_stack(pair) for pair in ((low, low), (low, high), (high, low), (high, high))], axis=1)
    hidden = x @ np.swapaxes(values["W1"], 1, 2) + np.asarray(values["b1"])[:, None, :] > 0
    output = (hidden * np.asarray(values["w2"])[:, None, :]).sum(axis=2) + np.asarray(values["b2"])[:, None] > 0
    return hidden, output


def where(inputs, wrong, said):
    """The first pair of levels for which something is wrong, and what is said there, corner by corner, in words."""
    i = int(np.flatnonzero(wrong)[0])
    corner = " ".join("".join(map(str, np.atleast_1d(one).astype(int))) for one in said[i])
    pairs = "every pair" if wrong.all() else f"{wrong.sum()} of {len(wrong)} pairs"
    levels = f"low {inputs['low'][i]:.3g}, high {inputs['high'][i]:.3g}"
    return f"for {pairs}, such as {levels}, where the corners low low, low high, high low, high high give {corner}"


def apart(inputs, values):
    """No corner that should be on looks to the third line like one that should be off."""
    seen = corners(inputs, values)
    if seen is None:
        return "W1, b1, w2 and b2 should have the shapes (2, 2), (2,), (2,) and one number"
    hidden, _ = seen
    on, off = hidden[:, [1, 2]], hidden[:, [0, 3]]
    merged = (on[:, :, None] == off[:, None]).all(axis=3).any(axis=(1, 2))
    alike = "two corners that should differ look alike"
    return f"{alike} {where(inputs, merged, hidden)}" if merged.any() else ""


def answers(places, wanted, which):
    """A verdict on the output at some of the corners."""

    def verify(inputs, values):
        seen = corners(inputs, values)
        if seen is None:
            return "W1, b1, w2 and b2 should have the shapes (2, 2), (2,), (2,) and one number"
        wrong = (seen[1][:, places] != wanted).any(axis=1)
        is_off = f"the output is {'off' if wanted else 'on'} where {which}"
        return f"{is_off} {where(inputs, wrong, seen[1])}" if wrong.any() else ""

    return verify


def each_cuts_off_a_corner(low, high):
    half = (high - low) / 2
    return [[1, -1], [-1, 1]], [-half, -half], [1, 1], -0.5


def not_both(low, high):
    W1 = np.array([[-1.0, -1.0], [2.0, 2.0]])
    b1 = np.array([0.5 * low + 1.5 * high, -3.0 * low - high])
    return W1, b1, np.array([3.0, 3.0]), -4.5


EXERCISE = Exercise(
    reference=xor_weights,
    probe=wire,
    aspects=(
        Aspect("the two lines keep the corners apart", 1, ALL, observations=WEIGHTS, verify=apart),
        *(
            Aspect(
                name, 0.5, ALL, observations=WEIGHTS, verify=answers(*asked),
                requires="the two lines keep the corners apart",
            )
            for name, asked in {
                "off where both inputs are low": ([0], False, "both inputs are low"),
                "on where one input is high": ([1, 2], True, "one input is high"),
                "off where both inputs are high": ([3], False, "both inputs are high"),
            }.items()
        ),
    ),
    accepted=(
        Accepted("each line cuts off a corner", each_cuts_off_a_corner),
        Accepted("at least one, and not both", not_both),
    ),
)  # fmt: skip
