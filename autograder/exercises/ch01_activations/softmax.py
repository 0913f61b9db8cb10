"""softmax: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone

BY_HAND = Case("two rows", {"x": np.array([[0.0, 0.0], [0.0, np.log(3.0)]])})
BATCH = Case("a batch of four", lambda rng: {"x": rng.normal(0.0, 2.0, (4, 3))})
COLUMNS = Case("columns, dim=0", lambda rng: {"x": rng.normal(0.0, 2.0, (4, 3)), "dim": 0})
ROWS = Case("rows, dim=1", lambda rng: {"x": rng.normal(0.0, 2.0, (3, 5)), "dim": 1})
MIDDLE = Case("three dimensions, dim=1", lambda rng: {"x": rng.normal(0.0, 2.0, (2, 3, 4)), "dim": 1})
SQUARE = Case("as many rows as columns", lambda rng: {"x": rng.normal(0.0, 2.0, (3, 3))})
ONE_ROW = Case("one example", lambda rng: {"x": rng.normal(0.0, 2.0, 5)})
LARGE = Case("scores around 1000", {"x": np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -1000.0]])})
UNEQUAL = Case("one row far above the other", {"x": np.array([[0.0, 1.0, 2.0], [2000.0, 2001.0, 2000.0]])})

VALUES = Aspect("values", 1, (BY_HAND, BATCH))
DIM = Aspect("along dim", 0.5, (COLUMNS, ROWS, MIDDLE))
SHAPES = Aspect("shapes", 0.5, (ONE_ROW, SQUARE))
VERY_LARGE = Aspect("very large scores", 0.5, (LARGE, UNEQUAL))


def by_logsumexp(x, dim=-1):
    m = np.max(x, axis=dim, keepdims=True)
    return np.exp(x - m - np.log(np.sum(np.exp(x - m), axis=dim, keepdims=True)))


def by_moveaxis(x, dim=-1):
    rows = np.moveaxis(x, dim, 0)
    e = np.exp(rows - rows.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, dim)


def by_apply_along_axis(x, dim=-1):
    def one(scores):
        e = np.exp(scores - scores.max())
        return e / e.sum()

    return np.apply_along_axis(one, dim, x)


def by_expand_dims(x, dim=-1):
    e = np.exp(x - np.expand_dims(x.max(axis=dim), dim))
    return e / np.expand_dims(e.sum(axis=dim), dim)


def no_shift(x, dim=-1):
    e = np.exp(x)
    return e / e.sum(axis=dim, keepdims=True)


def one_shift_for_all(x, dim=-1):
    e = np.exp(x - x.max())
    return e / e.sum(axis=dim, keepdims=True)


def always_axis_0(x, dim=-1):
    e = np.exp(x - x.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def always_the_last_axis(x, dim=-1):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def one_sum_for_all(x, dim=-1):
    e = np.exp(x - x.max())
    return e / e.sum()


def keepdims_lost(x, dim=-1):
    e = np.exp(x - x.max(axis=dim))
    return e / e.sum(axis=dim)


def keepdims_lost_in_the_sum(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim)


def no_exponential(x, dim=-1):
    return x / x.sum(axis=dim, keepdims=True)


def not_normalised(x, dim=-1):
    return np.exp(x - x.max(axis=dim, keepdims=True))


def twice(x, dim=-1):
    for _ in range(2):
        e = np.exp(x - x.max(axis=dim, keepdims=True))
        x = e / e.sum(axis=dim, keepdims=True)
    return x


def every_score_by_itself(x, dim=-1):
    return 0.5 * (1 + np.tanh(0.5 * x))


def writes_into_x(x, dim=-1):
    x -= x.max(axis=dim, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=dim, keepdims=True)


SOFTMAX = Exercise(
    reference=layerwise.softmax,
    aspects=(
        VALUES,
        DIM,
        SHAPES,
        VERY_LARGE,
        Aspect("no overflow warning", 0.5, (LARGE, UNEQUAL), observations=(WARNINGS,), requires="very large scores"),
        leaves_inputs_alone(0.5, (BY_HAND, BATCH), requires="values"),
    ),
    accepted=(
        Accepted("exp of the log-softmax", by_logsumexp),
        Accepted("the axis moved to the front", by_moveaxis),
        Accepted("apply_along_axis", by_apply_along_axis),
        Accepted("expand_dims for keepdims", by_expand_dims),
    ),
    misconceptions=(
        Misconception(
            "no max shift",
            no_shift,
            hint="With scores around 1000 you get nan: exp(1000) is inf, and inf / inf has no value. Yet "
            "only the differences between scores matter: compare `softmax` of [1, 2, 3] and of [101, 102, "
            "103].",
            second_hint="Adding the same number to every score of a row changes nothing, because exp(c) cancels in "
            "the fraction. Which c makes the largest exponent harmless?",
        ),
        Misconception(
            "one max shift for the whole batch",
            one_shift_for_all,
            hint="You subtract the largest score of the whole array. A row whose scores lie 2000 lower then "
            "becomes exp(-2000) = 0 throughout, and 0 / 0 is nan. Each row can have a shift of its own.",
            second_hint="The shift has to be the same along dim, and nowhere else. Give `max` the axis that you "
            "gave `sum`.",
        ),
        Misconception(
            "always along axis 0",
            always_axis_0,
            hint="Each column of your result sums to 1. A row is one example; with `dim=-1` its "
            "probabilities should sum to 1. Print `out.sum(axis=0)` and `out.sum(axis=1)`.",
            second_hint="`dim` says along which axis the numbers compete. Every `axis=` in your function should "
            "say so too.",
        ),
        Misconception(
            "dim is ignored",
            always_the_last_axis,
            hint="Whatever `dim` is, the last axis of your result sums to 1. With `dim=0` on a (4, 3) array "
            "the three columns should sum to 1. Print `softmax(x, 0).sum(axis=0)`.",
            second_hint="-1 is the default in the signature. In the body the axis has a name.",
        ),
        Misconception(
            "one sum for the whole batch",
            one_sum_for_all,
            hint="All numbers of your result together sum to 1: every example shares one distribution. Four "
            "examples need four distributions. Print `out.sum()` and `out.sum(axis=-1)`.",
            second_hint="`sum()` without an axis adds up everything. Along which axis do the classes lie?",
        ),
        Misconception(
            "lost keepdims",
            keepdims_lost,
            hint="For x of shape (4, 3) the maximum over a row has shape (4,), and (4, 3) - (4,) does not "
            "fit. Worse, for 3 rows and 3 columns it fits the wrong way, without an error. Print "
            "`x.max(axis=-1).shape`.",
            second_hint="The column of maxima has to stay a column, (4, 1), so that each row meets its own. One "
            "argument of `max` and `sum` keeps the axis.",
        ),
        Misconception(
            "lost keepdims in the sum",
            keepdims_lost_in_the_sum,
            hint="The maximum keeps its axis and the sum does not: `e.sum(axis=-1)` has shape (4,), and (4, "
            "3) / (4,) does not fit. For 3 rows and 3 columns it fits the wrong way: row 0 is divided by "
            "three different sums.",
            second_hint="Print `e.sum(axis=-1).shape`. Each row must meet its own sum: as what shape does the sum "
            "have to stand next to e?",
        ),
        Misconception(
            "no exponential",
            no_exponential,
            hint="You divided the scores by their sum. They add up to 1, but a negative score gives a "
            "negative probability, and scores that sum to 0 give nan. Try [1, -1].",
            second_hint="First make every score positive in a way that keeps their order; then divide by the sum.",
        ),
        Misconception(
            "not divided by the sum",
            not_normalised,
            hint="The largest number of each row is exactly 1 and the rows do not sum to 1: these are "
            "exponentials, not yet probabilities. Print `out.sum(axis=-1)`.",
            second_hint="What does a row have to be divided by so that it sums to 1?",
        ),
        Misconception(
            "softmax of a softmax",
            twice,
            hint="Your probabilities are too even: for the scores [1000, 0, 0] you cannot get past 0.58. "
            "The softmax was applied twice, and the second one sees only numbers between 0 and 1.",
            second_hint="e / (e + 2) is 0.576: the largest value that a softmax over three numbers between 0 and 1 "
            "can reach. Follow x through your lines and count the exponentials.",
        ),
        Misconception(
            "a sigmoid for every score",
            every_score_by_itself,
            hint="Each of your numbers depends on one score alone: that is a sigmoid. In a softmax the "
            "classes compete; raise one score and the others must fall. Print `out.sum(axis=-1)`.",
            second_hint="The sum in the denominator runs over all scores of the row. Where do the other scores "
            "enter in yours?",
        ),
        Misconception(
            "writes into its input",
            writes_into_x,
            hint="The numbers are right, but the scores that were passed in have changed: their largest is "
            "now 0 in every row. Print x before and after the call.",
            second_hint="`x -= ...` writes through to the caller; `x - ...` makes a new array.",
        ),
    ),
)
