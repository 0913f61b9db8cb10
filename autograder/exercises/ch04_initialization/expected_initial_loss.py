"""expected_initial_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.signal_stats import expected_initial_loss

from ...core.record import Accepted, Aspect, Case, Exercise

TWO = Case("two classes", {"C": 2})
TEN = Case("ten classes", {"C": 10})
MANY = Case("a thousand classes", {"C": 1000})
SOME = Case("some number of classes", lambda rng: {"C": int(rng.integers(3, 9000))})
OTHER = Case("another number of classes", lambda rng: {"C": int(rng.integers(3, 9000))})


def log_of_the_share(C):
    return -np.log(1 / C)


def from_equal_logits(C):
    logits = np.zeros((5, C))
    loss = np.log(np.exp(logits).sum(axis=1)) - logits[:, 0]
    return loss.mean()


def entropy(C):
    p = np.full(C, 1 / C)
    return -(p * np.log(p)).sum()


EXERCISE = Exercise(
    reference=expected_initial_loss,
    aspects=(
        Aspect("two and ten classes", 1, (TWO, TEN, OTHER)),
        Aspect("any number of classes", 1, (SOME, MANY)),
    ),
    accepted=(
        Accepted("minus the log of the share", log_of_the_share),
        Accepted("the loss of equal logits", from_equal_logits),
        Accepted("the entropy of a fair die", entropy),
    ),
)
