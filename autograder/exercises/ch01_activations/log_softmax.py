"""log_softmax: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone
from .softmax import BATCH, DIM, SHAPES, VALUES, VERY_LARGE

FAR_APART = Case("scores far apart", {"x": np.array([[1000.0, 0.0], [0.0, -2000.0]])})


def by_logaddexp(x, dim=-1):
    return x - np.logaddexp.reduce(x, axis=dim, keepdims=True)


def by_one_shift_at_the_end(x, dim=-1):
    m = x.max(axis=dim, keepdims=True)
    return x - (m + np.log(np.exp(x - m).sum(axis=dim, keepdims=True)))


def by_moveaxis(x, dim=-1):
    rows = np.moveaxis(x, dim, 0)
    rows = rows - rows.max(axis=0)
    return np.moveaxis(rows - np.log(np.exp(rows).sum(axis=0)), 0, dim)


def log_of_the_softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return np.log(e / e.sum(axis=dim, keepdims=True))


def epsilon_in_the_log(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return np.log(e / e.sum(axis=dim, keepdims=True) + 1e-12)


def no_shift(x, dim=-1):
    return x - np.log(np.exp(x).sum(axis=dim, keepdims=True))


def shift_in_one_place(x, dim=-1):
    m = x.max(axis=dim, keepdims=True)
    return x - np.log(np.exp(x - m).sum(axis=dim, keepdims=True))


def log_of_the_sum_lost(x, dim=-1):
    shifted = x - x.max(axis=dim, keepdims=True)
    return shifted - np.exp(shifted).sum(axis=dim, keepdims=True)


def no_log(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)


def always_axis_0(x, dim=-1):
    shifted = x - x.max(axis=0, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))


def always_the_last_axis(x, dim=-1):
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def keepdims_lost(x, dim=-1):
    shifted = x - x.max(axis=dim)
    return shifted - np.log(np.exp(shifted).sum(axis=dim))


def keepdims_lost_in_the_sum(x, dim=-1):
    shifted = x - x.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim))


def softmax_first(x, dim=-1):
    for _ in range(2):
        shifted = x - x.max(axis=dim, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
        x = np.exp(logs)
    return logs


LOG_SOFTMAX = Exercise(
    reference=layerwise.log_softmax,
    aspects=(
        VALUES,
        Aspect(DIM.name, 0.5, (*DIM.cases, *SHAPES.cases)),
        Aspect("scores far apart", 0.5, (FAR_APART,)),
        Aspect(VERY_LARGE.name, 0.5, VERY_LARGE.cases),
        leaves_inputs_alone(0.5, (BATCH,), requires="values"),
    ),
    accepted=(
        Accepted("logaddexp.reduce", by_logaddexp),
        Accepted("the shift put back into the log of the sum", by_one_shift_at_the_end),
        Accepted("the axis moved to the front", by_moveaxis),
    ),
    misconceptions=(
        Misconception(
            "log of the softmax",
            log_of_the_softmax,
            hint="For scores that lie far apart, such as [1000, 0], your result has -inf. A probability "
            "below 1e-308 becomes 0, and log(0) is -inf. Print `np.exp(-1000.0)` and its log.",
            second_hint="log(a / b) = log(a) - log(b), and log(exp(z)) is z. Use both, and no probability is ever "
            "computed.",
        ),
        Misconception(
            "an epsilon inside the log",
            epsilon_in_the_log,
            hint="No log-probability of yours is below -27.6, which is log(1e-12). The right answer for a "
            "score 1000 below the best is -1000. The epsilon hides the -inf and puts a wrong number, "
            "without a gradient, in its place.",
            second_hint="log(a / b) = log(a) - log(b), and log(exp(z)) is z. Then there is no log(0) to protect "
            "against.",
        ),
        Misconception(
            "no max shift",
            no_shift,
            hint="With scores around 1000 the sum of exponentials is inf, and your log-probabilities are "
            "-inf. The right answers are around -1. Compare the scores [1, 2, 3] and [101, 102, 103]: what "
            "may be subtracted?",
            second_hint="Subtract the largest score of the row first, once, under a new name; then use the new "
            "name everywhere.",
        ),
        Misconception(
            "the shift in one place only",
            shift_in_one_place,
            hint="Your result is too large by exactly the largest score of each row. You took it out inside "
            "the exponential, and not outside. Compute `np.exp(out).sum(axis=-1)`: it should be 1.",
            second_hint="log(sum(exp(x))) = m + log(sum(exp(x - m))). Where did the m go?",
        ),
        Misconception(
            "the log of the sum is missing",
            log_of_the_sum_lost,
            hint="You subtracted the sum of the exponentials, not its log. Compute "
            "`np.exp(out).sum(axis=-1)`: probabilities should sum to 1.",
            second_hint="log(a / b) = log(a) - log(b). You have the first log already; what is b?",
        ),
        Misconception(
            "the log is missing",
            no_log,
            hint="These are probabilities, between 0 and 1. A log-probability is at most 0: log(0.5) is -0.69.",
            second_hint="Taking `np.log` of this at the end works for small scores only. Start from the formula "
            "instead: what does the log of a fraction turn into?",
        ),
        Misconception(
            "always along axis 0",
            always_axis_0,
            hint="Each column of `np.exp(out)` sums to 1. A row is one example; with `dim=-1` its "
            "probabilities should sum to 1. Print the sums along both axes.",
            second_hint="Every `axis=` in your function should be `dim`.",
        ),
        Misconception(
            "dim is ignored",
            always_the_last_axis,
            hint="Whatever `dim` is, the last axis of `np.exp(out)` sums to 1. Try `dim=0` on a (4, 3) array.",
            second_hint="-1 is the default in the signature. In the body the axis has a name.",
        ),
        Misconception(
            "lost keepdims",
            keepdims_lost,
            hint="For x of shape (4, 3) the maximum over a row has shape (4,), and (4, 3) - (4,) does not "
            "fit. For 3 rows and 3 columns it fits the wrong way, without an error. Print "
            "`x.max(axis=-1).shape`.",
            second_hint="The maxima have to stay a column, (4, 1), so that each row meets its own.",
        ),
        Misconception(
            "lost keepdims in the sum",
            keepdims_lost_in_the_sum,
            hint="The maximum keeps its axis and the sum does not. Its shape is (4,), and (4, 3) - (4,) "
            "does not fit; for 3 rows and 3 columns it fits the wrong way. Print the shape of the sum.",
            second_hint="Each row must meet the log of its own sum: as what shape does it have to stand next to x?",
        ),
        Misconception(
            "log-softmax of a softmax",
            softmax_first,
            hint="The scores went through a softmax before the log-softmax. For [1000, 0, 0] your best "
            "log-probability is log(0.576) = -0.55 and it should be 0. Networks that end in a softmax and "
            "use a loss that applies one do the same.",
            second_hint="Follow x through your lines and count the exponentials that it passes.",
        ),
    ),
)
