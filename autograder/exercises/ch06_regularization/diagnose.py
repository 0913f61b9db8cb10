"""diagnose: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.training.learning_curves import diagnose

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def ask(diagnose, train, val, target, max_gap, last):
    """The probe: the verdict on these two curves."""
    curves = {"train_accuracy": list(train), "val_accuracy": list(val)}
    return {"verdict": diagnose(curves, target=target, max_gap=max_gap, last=last)}


def curves(name, train, val, target=0.9, max_gap=0.05, last=3):
    """A case whose curves wobble a little around the given points, drawn anew in every run."""

    def draw(rng):
        wobble = rng.uniform(-0.004, 0.004, (2, len(train)))
        both = np.clip(np.array([train, val]) + wobble, 0.0, 1.0)
        return {"train": both[0], "val": both[1], "target": target, "max_gap": max_gap, "last": last}

    return Case(name, draw)


LOW = curves("both low", [0.2, 0.4, 0.5, 0.55, 0.56, 0.57], [0.2, 0.39, 0.49, 0.54, 0.55, 0.55])
APART = curves("far apart", [0.5, 0.8, 0.95, 0.99, 0.99, 0.99], [0.5, 0.7, 0.8, 0.81, 0.8, 0.8])
HIGH_AND_APART = curves(
    "above the target, and apart", [0.6, 0.9, 0.99, 1.0, 1.0, 1.0], [0.6, 0.85, 0.9, 0.92, 0.92, 0.92]
)
TOGETHER = curves("high and close", [0.5, 0.8, 0.9, 0.96, 0.97, 0.97], [0.5, 0.78, 0.88, 0.94, 0.95, 0.95])
AHEAD = curves("validation ahead", [0.4, 0.7, 0.85, 0.92, 0.92, 0.92], [0.5, 0.8, 0.93, 0.985, 0.985, 0.985])
LOW_AND_APART = curves("low and far apart", [0.3, 0.5, 0.6, 0.65, 0.66, 0.66], [0.3, 0.4, 0.45, 0.45, 0.46, 0.45])
VAL_BELOW = curves(
    "validation below the target", [0.6, 0.8, 0.9, 0.92, 0.92, 0.92], [0.6, 0.78, 0.86, 0.885, 0.885, 0.885]
)
LATE_DIP = curves("the last epoch dips", [0.6, 0.9, 0.95, 0.95, 0.95, 0.95], [0.6, 0.88, 0.93, 0.93, 0.93, 0.87])
PEAK = curves("once high, then low again", [0.5, 0.95, 0.95, 0.7, 0.7, 0.7], [0.5, 0.93, 0.93, 0.69, 0.69, 0.69])
SLOW_START = curves("a slow start", [0.1, 0.1, 0.2, 0.97, 0.97, 0.97], [0.1, 0.1, 0.2, 0.95, 0.95, 0.95])
LONG = curves("a long curve", [0.6, 0.8, 0.9] + [0.98] * 15, [0.6, 0.8, 0.88] + [0.96] * 15)
LAST_ONE = curves("last = 1", [0.5, 0.6, 0.7, 0.8, 0.85, 0.96], [0.5, 0.6, 0.7, 0.8, 0.84, 0.94], last=1)
LAST_FIVE = curves("last = 5", [0.5, 0.95, 0.95, 0.96, 0.96, 0.96], [0.5, 0.7, 0.8, 0.93, 0.93, 0.93], last=5)
HARD_TASK = curves("a harder task", [0.3, 0.5, 0.6, 0.65, 0.65, 0.65], [0.3, 0.5, 0.59, 0.63, 0.63, 0.63], target=0.6)
WIDE_GAP = curves(
    "a wider gap allowed", [0.5, 0.8, 0.9, 0.97, 0.97, 0.97], [0.5, 0.7, 0.8, 0.87, 0.87, 0.87], max_gap=0.2
)


def by_hand(curves, target=0.9, max_gap=0.05, last=3):
    train = np.mean(curves["train_accuracy"][-last:])
    val = np.mean(curves["val_accuracy"][-last:])
    if train < target:
        return "underfitting"
    if train - val > max_gap:
        return "overfitting"
    return "fine"


def in_one_expression(curves, target=0.9, max_gap=0.05, last=3):
    ends = [sum(list(curves[k])[-last:]) / last for k in ("train_accuracy", "val_accuracy")]
    verdicts = [("underfitting", ends[0] < target), ("overfitting", ends[1] < ends[0] - max_gap), ("fine", True)]
    return next(name for name, holds in verdicts if holds)


def with_flags(curves, target=0.9, max_gap=0.05, last=3):
    table = np.array([curves["train_accuracy"], curves["val_accuracy"]])[:, ::-1][:, :last]
    train, val = table.mean(axis=1)
    low, apart = train < target, train - val > max_gap
    return ("fine", "overfitting", "underfitting")[2 if low else int(apart)]


TRAIN = 'train = np.mean(curves["train_accuracy"][-last:])'
VAL = 'val = np.mean(curves["val_accuracy"][-last:])'
LEVEL = '    if train < target:\n        return "underfitting"\n'
GAP = '    if train - val > max_gap:\n        return "overfitting"\n'
DIAGNOSE = Exercise(
    reference=diagnose,
    probe=ask,
    aspects=(
        Aspect("too little", 0.5, (LOW, PEAK)),
        Aspect("too much", 0.5, (APART, HIGH_AND_APART)),
        Aspect("fine", 0.5, (TOGETHER, AHEAD, VAL_BELOW), requires="too much"),
        Aspect("low and far apart: first things first", 0.5, (LOW_AND_APART,), requires="too much"),
        Aspect("the end of the curves", 1, (LATE_DIP, SLOW_START, LONG, LAST_ONE, LAST_FIVE), requires="too much"),
        Aspect("the limits that are given", 0.5, (HARD_TASK, WIDE_GAP), requires="too much"),
    ),
    accepted=(
        Accepted("two questions", by_hand),
        Accepted("a list of verdicts", in_one_expression),
        Accepted("two flags", with_flags),
    ),
    misconceptions=(
        Misconception(
            "train only",
            edited(by_hand, (GAP, "")),
            hint="You look at the training curve only. A network that knows its examples by heart and one that "
            "understands them have the same training curve; you call both fine.",
            second_hint="What tells the two apart is the distance to the other curve.",
        ),
        Misconception(
            "validation only",
            edited(by_hand, ("if train < target:", "if val < target:"), ("if train - val > max_gap:", "if False:")),
            hint="You look at the validation curve only. A low one has two causes that call for opposite cures: the "
            "network can do too little, or it learned by heart. The training curve says which.",
            second_hint="Ask the training curve first: can it do what it has seen?",
        ),
        Misconception(
            "the level asked of validation",
            edited(by_hand, ("if train < target:", "if val < target:")),
            hint="You ask the validation accuracy whether the network has learned enough. When it is low because the "
            "network overfits, you say underfitting, and the cure, a larger network, makes it worse.",
            second_hint="Underfitting: it cannot even do what it *has* seen. Which curve shows that?",
        ),
        Misconception(
            "the gap before the level",
            edited(by_hand, (LEVEL + GAP, GAP + LEVEL)),
            hint="A network at 66 % on training and 45 % on validation: you say overfitting. It has not learned its "
            "own examples yet; regularizing it would hold it back further. First ask whether it fits at all.",
            second_hint="Two questions in a row: which one comes first?",
        ),
        Misconception(
            "the last epoch only",
            edited(by_hand, ("[-last:]", "[-1:]")),
            hint="One bad epoch at the end changes your verdict. Curves jump; the mean over the last epochs jumps "
            "less.",
            second_hint="What does curve[-3:] give, and what does curve[-1:]?",
        ),
        Misconception(
            "the best epoch",
            edited(
                by_hand, (TRAIN, 'train = max(curves["train_accuracy"])'), (VAL, 'val = max(curves["val_accuracy"])')
            ),
            hint="You take the best epoch of each curve, and the two bests may be different epochs. Where training "
            "broke down in the end, you do not see it.",
            second_hint="The question is where the curves *end*.",
        ),
        Misconception(
            "the mean of the whole curve",
            edited(by_hand, ("[-last:]", "[:]")),
            hint="You average over all epochs, the first ones too, in which every network is bad. A slow start then "
            "looks like underfitting.",
            second_hint="`last` says how many epochs count; they stand at the end.",
        ),
        Misconception(
            "the first epochs",
            edited(by_hand, ("[-last:]", "[:last]")),
            hint="You average the *first* epochs. In Python curve[:3] is the beginning; you want the end.",
            second_hint="Negative indices count from the end.",
        ),
        Misconception(
            "limits written into the code",
            edited(by_hand, ("train < target", "train < 0.9"), ("> max_gap", "> 0.05")),
            hint="With the usual limits you are right, with others you are not: 0.9 and 0.05 stand in your code, and "
            "`target` and `max_gap` are not used. On a task whose best is 0.65, nothing is ever fine for you.",
            second_hint="Where do the two numbers come in as arguments?",
        ),
        Misconception(
            "a gap in either direction",
            edited(by_hand, ("train - val > max_gap", "abs(train - val) > max_gap")),
            hint="Where validation is *ahead* of training you say overfitting. That happens: with dropout or "
            "augmentation the training examples are the harder ones.",
            second_hint="Which of the two has to be the larger one, so that one may speak of learning by heart?",
        ),
        Misconception(
            "the gap the wrong way round",
            edited(by_hand, ("train - val > max_gap", "val - train > max_gap")),
            hint="You subtract the training accuracy from that of validation. Overfitting shows when training is "
            "*better*; you call that fine, and the opposite overfitting.",
            second_hint="Put in 0.99 and 0.80: should the difference be above 0?",
        ),
    ),
)
