"""dead_fraction: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


def relu_outputs(name, shape, dead):
    """A case with outputs of a ReLU in which the first `dead` units never fire, in random order."""

    def draw(rng):
        h = np.maximum(rng.normal(0.0, 1.0, shape), 0.0)
        h[0] = np.abs(h[0]) + 0.1  # every unit that is alive fires at least once
        h[:, :dead] = 0.0
        return {"h": rng.permuted(h, axis=0)[:, rng.permutation(shape[1])]}

    return Case(name, draw)


BY_HAND = Case("two examples, three units", {"h": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]])})
WIDE = relu_outputs("few examples, many units", (6, 20), dead=7)
TALL = relu_outputs("many examples, few units", (50, 8), dead=3)
ALL = Case("every unit dead", {"h": np.zeros((4, 5))})
NONE = relu_outputs("no unit dead", (6, 7), dead=0)
FAINT = Case("a unit that fires faintly", {"h": np.array([[0.0, 1e-5, 2.0, 0.0], [0.0, 0.0, 0.0, 0.7]])})


def by_any(h):
    return 1 - np.any(h != 0, axis=0).mean()


def by_max(h):
    return np.mean(np.max(h, axis=0) == 0)


def by_counting(h):
    return np.count_nonzero(h.sum(axis=0) == 0) / h.shape[1]


def unit_by_unit(h):
    dead = 0
    for unit in range(h.shape[1]):
        if all(value == 0 for value in h[:, unit]):
            dead += 1
    return dead / h.shape[1]


def counts_zeros(h):
    return (h == 0).mean()


def wrong_axis(h):
    return (h == 0).all(axis=1).mean()


def any_for_all(h):
    return (h == 0).any(axis=0).mean()


def fraction_alive(h):
    return (h != 0).any(axis=0).mean()


def count(h):
    return (h == 0).all(axis=0).sum()


def divided_by_examples(h):
    return (h == 0).all(axis=0).sum() / len(h)


def small_counts_as_zero(h):
    return (h < 1e-3).all(axis=0).mean()


DEAD_FRACTION = Exercise(
    reference=layerwise.dead_fraction,
    aspects=(
        Aspect("values", 1, (BY_HAND, WIDE, TALL)),
        Aspect("all dead, none dead, faint", 1, (ALL, NONE, FAINT)),
        leaves_inputs_alone(0.5, (WIDE,), requires="values"),
    ),
    accepted=(
        Accepted("not any", by_any),
        Accepted("the largest output is 0", by_max),
        Accepted("the outputs sum to 0", by_counting),
        Accepted("unit by unit", unit_by_unit),
    ),
    misconceptions=(
        Misconception(
            "counts zeros, not units",
            counts_zeros,
            hint="You counted zero entries. In [[0, 1, 0], [0, 0, 2]] four of six entries are 0, but only "
            "the first of the three units is 0 for every example. A healthy ReLU unit is silent about half "
            "of the time.",
            second_hint="First decide for every unit whether it is dead: one True or False per column. Then take "
            "the mean.",
        ),
        Misconception(
            "wrong axis",
            wrong_axis,
            hint="You looked for examples in which every unit is 0. A unit is a column of h, and an example "
            "is a row. Print the shape of your array of trues and falses: there should be one for each "
            "unit.",
            second_hint="`axis` names the direction that disappears. The examples should disappear.",
        ),
        Misconception(
            "silent once, not always",
            any_for_all,
            hint="You counted units that are 0 for some example. Being silent now and then is what a ReLU "
            "is for; a dead unit is silent for every example of the batch.",
            second_hint="`any` says at least once. Which word says every time?",
        ),
        Misconception(
            "the fraction alive",
            fraction_alive,
            hint="Your number and the right one sum to 1: you counted the units that fire. For a batch of "
            "zeros the answer should be 1, every unit dead.",
            second_hint="Check on a batch of zeros, and then turn the question round.",
        ),
        Misconception(
            "a count, not a fraction",
            count,
            hint="You returned how many units are dead. A fraction lies between 0 and 1: divide by "
            "something, or take a mean of trues and falses.",
            second_hint="Of how many units were they counted?",
        ),
        Misconception(
            "divided by the examples",
            divided_by_examples,
            hint="The count of dead units is right; you divided it by `len(h)`, which is the number of "
            "examples. With 6 examples and 7 dead of 20 units the fraction would be above 1.",
            second_hint="h has shape (N, units). Which of the two sides are you counting in?",
        ),
        Misconception(
            "small counts as zero",
            small_counts_as_zero,
            hint="A unit that gave 0.00001 was counted as dead. However faint, it has a slope of 1 there "
            "and passes its gradient on. Only an output of exactly 0 stops the gradient.",
            second_hint="relu returns exact zeros, so here you may compare with == 0.",
        ),
    ),
)
