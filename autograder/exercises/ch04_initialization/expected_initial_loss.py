"""expected_initial_loss: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.signal_stats import expected_initial_loss

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception

TWO = Case("two classes", {"C": 2})
TEN = Case("ten classes", {"C": 10})
MANY = Case("a thousand classes", {"C": 1000})
SOME = Case("some number of classes", lambda rng: {"C": int(rng.integers(3, 500))})


def log_of_the_share(C):
    return -np.log(1 / C)


def from_equal_logits(C):
    logits = np.zeros((5, C))
    loss = np.log(np.exp(logits).sum(axis=1)) - logits[:, 0]
    return loss.mean()


def entropy(C):
    p = np.full(C, 1 / C)
    return -(p * np.log(p)).sum()


def log_base_two(C):
    return np.log2(C)


def log_base_ten(C):
    return np.log10(C)


def summed_over_the_batch(C):
    return -np.log(np.full(100, 1 / C)).sum()


def summed_over_the_classes(C):
    return -np.log(np.full(C, 1 / C)).sum()


def mean_over_the_classes(C):
    return np.log(C) / C


def sign_lost(C):
    return np.log(1 / C)


def the_probability(C):
    return 1 / C


def share_wrong(C):
    return 1 - 1 / C


def always_ten(C):
    return np.log(10)


EXPECTED_INITIAL_LOSS = Exercise(
    reference=expected_initial_loss,
    aspects=(
        Aspect("two and ten classes", 1, (TWO, TEN)),
        Aspect("any number of classes", 1, (SOME, MANY)),
    ),
    accepted=(
        Accepted("minus the log of the share", log_of_the_share),
        Accepted("the loss of equal logits", from_equal_logits),
        Accepted("the entropy of a fair die", entropy),
    ),
    misconceptions=(
        Misconception(
            "log base 2",
            log_base_two,
            hint="For two classes you get 1: that is in bits. `cross_entropy` uses the natural logarithm, whose "
            "unit is the nat, and two classes cost 0.693 of them.",
            second_hint="numpy has log, log2 and log10. Which one does `log_softmax` use?",
        ),
        Misconception(
            "log base 10",
            log_base_ten,
            hint="For ten classes you get 1. `cross_entropy` uses the natural logarithm: ten classes cost 2.303.",
            second_hint="numpy has log, log2 and log10. Which one does `log_softmax` use?",
        ),
        Misconception(
            "summed over the batch",
            summed_over_the_batch,
            hint="You added up the losses of 100 examples. A loss that is reported is a mean: the same for 1 "
            "example and for 100, as all of them are guessed alike.",
            second_hint="What does one example cost? That is the answer for any batch.",
        ),
        Misconception(
            "summed over the classes",
            summed_over_the_classes,
            hint="You added up -log p over all C classes. Cross-entropy looks at one of them, the right one: "
            "what does it cost to have given it 1 / C?",
            second_hint="The label picks one column. The others have no part in the sum.",
        ),
        Misconception(
            "divided by the classes too",
            mean_over_the_classes,
            hint="You have log C and divide it by C. That is a mean over the whole (N, C) table, of which all "
            "but one entry in each row are 0. The mean is over the N examples.",
            second_hint="How many numbers are not zero in a row of one_hot * log_p?",
        ),
        Misconception(
            "the sign is lost",
            sign_lost,
            hint="Your loss is negative. The log of a probability is, since a probability is at most 1; the "
            "loss is minus that log, so that a sure and right answer costs 0.",
            second_hint="-log(1 / C): what does the minus do to the fraction?",
        ),
        Misconception(
            "the probability itself",
            the_probability,
            hint="1 / C is the probability that every class gets. The loss is what that costs: minus its "
            "logarithm. More classes should cost more, and yours fall.",
            second_hint="cross_entropy of one example is -log p[right class].",
        ),
        Misconception(
            "the share of wrong answers",
            share_wrong,
            hint="1 - 1 / C is how often a guess is wrong. The loss is not counted in mistakes: it is minus the "
            "logarithm of the probability that the right class got.",
            second_hint="cross_entropy of one example is -log p[right class], with p = 1 / C.",
        ),
        Misconception(
            "2.303 for everything",
            always_ten,
            hint="Ten classes come out right, and two classes give the same 2.303. The function has an argument.",
            second_hint="2.303 is the logarithm of which number?",
        ),
    ),
)
