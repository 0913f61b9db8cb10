"""diagnose: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.training.learning_curves import diagnose

from ...core.record import Accepted, Aspect, Case, Exercise


def ask(diagnose, train, val, **options):
    """The probe: the verdict on these two curves, or on each pair of rows.

    options: target, max_gap, last, or what of them is not the default
    """
    pairs = zip(np.atleast_2d(train), np.atleast_2d(val), strict=True)
    said = [diagnose({"train_accuracy": list(t), "val_accuracy": list(v)}, **options) for t, v in pairs]
    return {"verdict": None if None in said else " | ".join(map(str, said))}


def curves(name, train, val, **options):
    """A case whose curves wobble a little around the given points, drawn anew in every run."""

    def draw(rng):
        wobble = rng.uniform(-0.004, 0.004, (2, len(train)))
        both = np.clip(np.array([train, val]) + wobble, 0.0, 1.0)
        return {"train": both[0], "val": both[1], **options}

    return Case(name, draw)


def among_others(name, train, val):
    """A case with eight pairs of curves that wobble around such ends, and eight that are fine, in a drawn order."""

    def draw(rng):
        ends = rng.permutation(np.repeat([[train, val], [0.98, 0.975]], 8, axis=0))
        both = ends[:, :, None] + rng.uniform(-0.004, 0.004, (16, 2, 6))
        return {"train": both[:, 0], "val": both[:, 1]}

    return Case(name, draw)


def one_by_one(inputs, values):
    """The verdicts, each by itself."""
    said = values["verdict"].split(" | ")
    return {f"the verdict on curves {i}": verdict for i, verdict in enumerate(said)}


def called_low(inputs, values):
    """Whether the curves whose training ends low are called so, and no others; what else those are called is open."""
    ends = np.atleast_2d(inputs["train"])[:, -3:].mean(axis=1)
    said = values["verdict"].split(" | ")
    if len(said) != len(ends):
        return f"{len(said)} verdicts on {len(ends)} curves"
    pairs = zip(ends, said, strict=True)
    wrong = next(((end, verdict) for end, verdict in pairs if (verdict == "underfitting") != (end < 0.9)), None)
    return f"training ends at {wrong[0]:.2f}, and is called {wrong[1]!r}" if wrong else ""


def at_the_target(rng):
    """Training ends at the target itself. Sixteenths are exact, so every way to take the mean meets the limit."""
    target = rng.integers(9, 14) / 16
    end = target + np.array([-1, 1]) / 16
    train, val = np.array([0.25, 0.5, *end]), np.array([0.25, 0.5, *(end - 1 / 16)])
    return {"train": train, "val": val, "target": target, "max_gap": 0.125, "last": 2}


def at_the_gap(rng):
    """Training is ahead by max_gap itself."""
    end, max_gap = rng.integers(13, 16) / 16 + np.array([-1, 1]) / 16, rng.integers(1, 5) / 16
    train, val = np.array([0.25, 0.5, *end]), np.array([0.25, 0.5, *(end - max_gap)])
    return {"train": train, "val": val, "target": 0.75, "max_gap": max_gap, "last": 2}


def beyond_the_gap(rng):
    """Training is ahead by a little more than max_gap."""
    inputs = at_the_gap(rng)
    return {**inputs, "val": inputs["val"] - 1 / 512}


BY_HAND = Case(
    "three epochs",
    {"train": [0.5, 0.8, 1.0], "val": [0.5, 0.7, 0.7], "target": 0.9, "max_gap": 0.05, "last": 1},
)
LOW = curves("both low", [0.2, 0.4, 0.5, 0.55, 0.56, 0.57], [0.2, 0.39, 0.49, 0.54, 0.55, 0.55])
APART = curves("far apart", [0.5, 0.8, 0.95, 0.99, 0.99, 0.99], [0.5, 0.7, 0.8, 0.81, 0.8, 0.8])
HIGH_AND_APART = curves(
    "above the target, and apart", [0.6, 0.9, 0.99, 1.0, 1.0, 1.0], [0.6, 0.85, 0.9, 0.92, 0.92, 0.92]
)
TOGETHER = curves("high and close", [0.5, 0.8, 0.9, 0.96, 0.97, 0.97], [0.5, 0.78, 0.88, 0.94, 0.95, 0.95])
AHEAD = curves("validation ahead", [0.4, 0.7, 0.85, 0.92, 0.92, 0.92], [0.5, 0.8, 0.93, 0.985, 0.985, 0.985])
LOW_AMONG_OTHERS = among_others("low and high, in any order", 0.57, 0.56)
APART_AMONG_OTHERS = among_others("apart and close, in any order", 0.98, 0.8)
LOW_AND_APART = curves("low and far apart", [0.3, 0.5, 0.6, 0.65, 0.66, 0.66], [0.3, 0.4, 0.45, 0.45, 0.46, 0.45])
VAL_BELOW = curves(
    "validation below the target", [0.6, 0.8, 0.9, 0.92, 0.92, 0.92], [0.6, 0.78, 0.86, 0.885, 0.885, 0.885]
)
LATE_DIP = curves("the last epoch dips", [0.6, 0.9, 0.95, 0.95, 0.95, 0.95], [0.6, 0.88, 0.93, 0.98, 0.93, 0.83])
PEAK = curves("once high, then low again", [0.5, 0.95, 0.95, 0.86, 0.86, 0.86], [0.5, 0.93, 0.93, 0.85, 0.85, 0.85])
SLOW_START = curves("a slow start", [0.1, 0.1, 0.2, 0.2, 0.97, 0.97, 0.97], [0.1, 0.1, 0.2, 0.2, 0.95, 0.95, 0.95])
LONG = curves("a long curve", [0.6, 0.8, 0.9] + [0.98] * 15, [0.6, 0.8, 0.88] + [0.96] * 15)
LAST_ONE = curves("last = 1", [0.5, 0.6, 0.7, 0.8, 0.85, 0.96], [0.5, 0.6, 0.7, 0.8, 0.84, 0.94], last=1)
LAST_FIVE = curves("last = 5", [0.5, 0.95, 0.95, 0.96, 0.96, 0.96], [0.5, 0.93, 0.55, 0.93, 0.93, 0.93], last=5)
HARD_TASK = curves("a harder task", [0.3, 0.5, 0.6, 0.65, 0.65, 0.65], [0.3, 0.5, 0.59, 0.63, 0.63, 0.63], target=0.6)
WIDE_GAP = curves(
    "a wider gap allowed", [0.5, 0.8, 0.9, 0.97, 0.97, 0.97], [0.5, 0.7, 0.8, 0.87, 0.87, 0.87], max_gap=0.2
)

AT_THE_TARGET = Case("training ends at the target itself", at_the_target)
AT_THE_GAP = Case("exactly max_gap apart", at_the_gap)
BEYOND_THE_GAP = Case("a little more than max_gap apart", beyond_the_gap)


def in_one_expression(curves, target=0.9, max_gap=0.05, last=3):
    ends = [sum(list(curves[k])[-last:]) / last for k in ("train_accuracy", "val_accuracy")]
    verdicts = [("underfitting", ends[0] < target), ("overfitting", ends[1] < ends[0] - max_gap), ("fine", True)]
    return next(name for name, holds in verdicts if holds)


def with_flags(curves, target=0.9, max_gap=0.05, last=3):
    table = np.array([curves["train_accuracy"], curves["val_accuracy"]])[:, ::-1][:, :last]
    train, val = table.mean(axis=1)
    low, apart = train < target, train - val > max_gap
    return ("fine", "overfitting", "underfitting")[2 if low else int(apart)]


EXERCISE = Exercise(
    reference=diagnose,
    probe=ask,
    aspects=(
        Aspect("too little", 0.5, (LOW, PEAK, LOW_AMONG_OTHERS), observations=("verdict",), verify=called_low),
        Aspect("too much", 0.5, (BY_HAND, APART, HIGH_AND_APART, APART_AMONG_OTHERS), derive=one_by_one),
        Aspect("fine", 0.5, (TOGETHER, AHEAD, VAL_BELOW), requires="too much"),
        Aspect("low and far apart: first things first", 0.5, (LOW_AND_APART,), requires="too much"),
        Aspect("the end of the curves", 1, (LATE_DIP, SLOW_START, LONG, LAST_ONE, LAST_FIVE), requires="too much"),
        Aspect(
            "the limits that are given",
            0.5,
            (HARD_TASK, WIDE_GAP, AT_THE_TARGET, AT_THE_GAP, BEYOND_THE_GAP),
            requires="too much",
        ),
    ),
    accepted=(
        Accepted("a list of verdicts", in_one_expression),
        Accepted("two flags", with_flags),
    ),
)
