"""cross_entropy and cross_entropy_backward: what is asked, what is right and what goes wrong."""

import numpy as np

import layerwise

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def value_and_gradient(cross_entropy, cross_entropy_backward, logits, target):
    """The probe: the loss, and its gradient with respect to the logits."""
    return {
        "loss": lambda: cross_entropy(logits, target),
        "grad_logits": lambda: cross_entropy_backward(logits, target),
    }


def batch(name, N, C, scale=2.0):
    """A case with random scores, and classes of which every row has its own."""
    return Case(name, lambda rng: {"logits": rng.normal(0.0, scale, (N, C)), "target": rng.integers(0, C, N)})


BY_HAND = Case("two rows by hand", {"logits": np.array([[0.0, 0.0], [0.0, np.log(3.0)]]), "target": np.array([0, 1])})
EQUAL = Case("equal scores", {"logits": np.zeros((4, 10)), "target": np.array([3, 1, 4, 1])})
BATCH = batch("a batch of five", 5, 3)
SQUARE = batch("as many rows as classes", 4, 4)
ONE_ROW = batch("one row", 1, 3)
FAR_APART = Case(
    "scores far apart",
    {
        "logits": np.array([[1000.0, 0.0, -500.0], [0.0, 800.0, 800.0], [-1000.0, 0.0, 0.0]]),
        "target": np.array([1, 0, 0]),
    },
)
CERTAIN = Case("certain and right", {"logits": np.array([[900.0, 0.0], [0.0, 2000.0]]), "target": np.array([0, 1])})


def by_hand(logits, target):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(target)), target].mean()


def slope_by_hand(logits, target):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(target)), target] -= 1
    return p / len(target)


def with_one_hot(logits, target):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(np.eye(logits.shape[1])[target] * log_p).sum() / len(logits)


def slope_with_one_hot(logits, target):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[target]) / len(logits)


def example_by_example(logits, target):
    total = 0.0
    for row, k in zip(logits, target, strict=True):
        total += row.max() + np.log(np.exp(row - row.max()).sum()) - row[k]
    return total / len(target)


def slope_through_log_softmax(logits, target):
    grad_log_p = np.zeros(logits.shape)
    grad_log_p[np.arange(len(target)), target] = -1 / len(target)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return grad_log_p - e / e.sum(axis=1, keepdims=True) * grad_log_p.sum(axis=1, keepdims=True)


def log_of_softmax(logits, target):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(target)), target]).mean()


def softmax_first(logits, target):
    for _ in range(2):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        logits = e / e.sum(axis=1, keepdims=True)
    return -np.log(logits[np.arange(len(target)), target]).mean()


def slope_of_softmax_first(logits, target):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    e = np.exp(e / e.sum(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(target)), target] -= 1
    return p / len(target)


def takes_probabilities(logits, target):
    return -np.log(logits[np.arange(len(target)), target]).mean()


def writes_into_the_logits(logits, target):
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(target)), target].mean()


CROSS_ENTROPY = Exercise(
    reference=(layerwise.cross_entropy, layerwise.cross_entropy_backward),
    probe=value_and_gradient,
    aspects=(
        Aspect("value", 1, (BY_HAND, EQUAL, BATCH, SQUARE), observations=("loss",)),
        Aspect("gradient", 1.5, (BY_HAND, EQUAL, BATCH, SQUARE), observations=("grad_logits",)),
        Aspect("one row", 0.5, (ONE_ROW,)),
        Aspect("scores far apart", 1, (FAR_APART, CERTAIN)),
        Aspect("no warning", 0.5, (FAR_APART, CERTAIN), observations=(WARNINGS,), requires="scores far apart"),
        leaves_inputs_alone(0.5, (BATCH, SQUARE), requires="value"),
    ),
    accepted=(
        Accepted("fancy indexing", {"cross_entropy": by_hand, "cross_entropy_backward": slope_by_hand}),
        Accepted("one-hot rows", {"cross_entropy": with_one_hot, "cross_entropy_backward": slope_with_one_hot}),
        Accepted("example by example", example_by_example),
        Accepted("back through log_softmax", {"cross_entropy_backward": slope_through_log_softmax}),
    ),
    misconceptions=(
        Misconception(
            "missing mean",
            {
                "cross_entropy": edited(by_hand, (".mean()", ".sum()")),
                "cross_entropy_backward": edited(slope_by_hand, ("p / len(target)", "p")),
            },
            hint="You added up the losses of all examples. With equal scores for 10 classes the loss should be "
            "log(10) = 2.30, whether the batch has 4 rows or 400; yours grows with the batch, and so do the "
            "steps of training.",
            second_hint="Divide by the number of rows, in the value and in the gradient.",
        ),
        Misconception(
            "the gradient lacks the mean",
            {"cross_entropy_backward": edited(slope_by_hand, ("p / len(target)", "p"))},
            hint="The value is a mean over N examples, the gradient is not: every entry is N times too large. "
            "`gradcheck` on the two together shows a ratio of N.",
            second_hint="A factor in front of the sum stays in front of the derivative.",
        ),
        Misconception(
            "log 0",
            {"cross_entropy": log_of_softmax},
            hint="With scores far apart you return inf: the softmax has rounded a probability to 0, and log(0) is "
            "-inf. The true loss is an ordinary number, 1000. Which function of chapter 1 never makes the 0?",
            second_hint="log_softmax takes the logarithm of the formula, not of the number.",
        ),
        Misconception(
            "a small number against log 0",
            {
                "cross_entropy": edited(
                    log_of_softmax,
                    (
                        "-np.log(p[np.arange(len(target)), target])",
                        "-np.log(p[np.arange(len(target)), target] + 1e-12)",
                    ),
                )
            },
            hint="You added a tiny number before the logarithm. Now the loss ends at 27.6 = -log(1e-12), whatever "
            "the scores, and where the loss is flat its gradient is 0: the worst examples teach nothing.",
            second_hint="log_softmax needs no crutch: it never leaves the logarithm.",
        ),
        Misconception(
            "softmax twice",
            {"cross_entropy": softmax_first, "cross_entropy_backward": slope_of_softmax_first},
            hint="Your loss of a certain and right answer is not 0. A softmax was applied to something that was a "
            "softmax already: probabilities went in where scores belong. Count the exponentials on the way.",
            second_hint="log_softmax contains the softmax. Give it the logits as they came.",
        ),
        Misconception(
            "takes probabilities",
            {"cross_entropy": takes_probabilities},
            hint="You took the logarithm of the scores. Scores may be negative or 0, which is why you get nan and "
            "inf; they are not probabilities yet.",
            second_hint="Between the scores and the logarithm belongs a softmax, or log_softmax for both at once.",
        ),
        Misconception(
            "all pairs of rows and classes",
            {"cross_entropy": edited(by_hand, ("log_p[np.arange(len(target)), target]", "log_p[:, target]"))},
            hint="`log_p[:, target]` has shape (N, N): for every row the classes of *all* examples. Wanted is one "
            "entry for each row. Print its shape.",
            second_hint="Give numpy two lists of the same length: which rows, and in each of them which column.",
        ),
        Misconception(
            "the mean over classes too",
            {"cross_entropy": edited(with_one_hot, (".sum() / len(logits)", ".mean()"))},
            hint="Your loss is C times too small: the mean runs over all N * C entries, most of which are 0. With "
            "equal scores for 10 classes it should be log(10) = 2.30, and yours is 0.23.",
            second_hint="Sum over the classes, mean over the examples.",
        ),
        Misconception(
            "the sign is missing",
            {"cross_entropy": edited(by_hand, ("-log_p", "log_p"))},
            hint="Your loss is negative, and gets smaller the worse the answer. A log-probability is at most 0; "
            "the loss is minus that.",
            second_hint="A surprise of log(10) for one chance in ten: which sign makes it positive?",
        ),
        Misconception(
            "the right class is not subtracted",
            {"cross_entropy_backward": edited(slope_by_hand, ("    p[np.arange(len(target)), target] -= 1\n", ""))},
            hint="Your gradient is the softmax alone: every score is pushed down, the right one as well. In each "
            "row the entries should sum to 0, since a shift of all scores changes nothing.",
            second_hint="Softmax minus one_hot: at the right class, 1 is taken away.",
        ),
        Misconception(
            "only the right class gets a gradient",
            {
                "cross_entropy_backward": edited(
                    slope_with_one_hot,
                    (
                        "(e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[target])",
                        "(e / e.sum(axis=1, keepdims=True) - 1) * np.eye(logits.shape[1])[target]",
                    ),
                )
            },
            hint="Your gradient is 0 at all classes but the right one. The loss reads one log-probability only, "
            "but that contains every score: log_p = score - log(sum of all exponentials).",
            second_hint="Raise a wrong class's score: the sum grows, log_p falls, the loss rises. By how much is "
            "its softmax.",
        ),
        Misconception(
            "uphill",
            {
                "cross_entropy_backward": edited(
                    slope_with_one_hot,
                    (
                        "return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[target])",
                        "return (np.eye(logits.shape[1])[target] - e / e.sum(axis=1, keepdims=True))",
                    ),
                )
            },
            hint="Every sign is turned around: this is the direction in which the loss *falls*. A gradient points "
            "to where it rises; the minus comes later, in the update.",
            second_hint="Raising the right class's score lowers the loss, so its gradient is negative.",
        ),
        Misconception(
            "writes into the logits",
            {"cross_entropy": writes_into_the_logits},
            hint="The numbers are right, but the scores that were passed in have changed. `backward` is called "
            "with the same array afterwards. Print the logits before and after.",
            second_hint="`logits -= ...` writes through to the caller. Give the shifted scores a name of their own.",
        ),
    ),
)
