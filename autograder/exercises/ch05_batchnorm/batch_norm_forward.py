"""batch_norm_forward: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.functional.batch_norm_forward import batch_norm_forward

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def batch(name, N, C, eps=1e-5, plain=False, spread=1.0):
    """A case with random features, each with a mean and a spread of its own."""

    def draw(rng):
        x = rng.normal(rng.normal(0.0, 3.0, C), spread * rng.uniform(0.5, 4.0, C), (N, C))
        weight, bias = rng.uniform(0.5, 2.0, C) * rng.choice([-1.0, 1.0], C), rng.normal(0.0, 2.0, C)
        return {"x": x, "weight": np.ones(C) if plain else weight, "bias": np.zeros(C) if plain else bias, "eps": eps}

    return Case(name, draw)


def one_never_varies(rng):
    """Four features, of which one is the same number in every row."""
    x = rng.normal(0.0, 1.0, (6, 4))
    x[:, 2] = 2.0
    return {"x": x, "weight": rng.uniform(0.5, 2.0, 4), "bias": rng.normal(0.0, 1.0, 4), "eps": 1e-5}


BY_HAND = Case(
    "one feature, three rows",
    {"x": np.array([[0.0], [3.0], [6.0]]), "weight": np.ones(1), "bias": np.zeros(1), "eps": 0.0},
)
TALL = batch("eight rows, three features", 8, 3, plain=True)
WIDE = batch("four rows, seven features", 4, 7, plain=True)
SQUARE = batch("five rows, five features", 5, 5, plain=True)
SCALED = batch("weight and bias", 8, 3)
SCALED_SQUARE = batch("weight and bias, square", 4, 4)
LARGE_EPS = batch("a large eps", 8, 3, eps=0.5)
FAINT = batch("features that hardly vary", 8, 3, eps=1e-3, spread=0.01)
CONSTANT = Case("a feature that never varies", one_never_varies)


def by_hand(x, weight, bias, eps=1e-5):
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return weight * x_hat + bias


def by_moments(x, weight, bias, eps=1e-5):
    N = x.shape[0]
    centered = x - np.sum(x, axis=0, keepdims=True) / N
    var = np.einsum("nc,nc->c", centered, centered) / N
    return centered * (weight * (var + eps) ** -0.5) + bias


def feature_by_feature(x, weight, bias, eps=1e-5):
    y = np.zeros(x.shape)
    for c in range(x.shape[1]):
        column = x[:, c]
        y[:, c] = (column - np.mean(column)) / np.sqrt(np.var(column) + eps) * weight[c] + bias[c]
    return y


def as_scale_and_shift(x, weight, bias, eps=1e-5):
    scale = weight / np.sqrt(x.var(axis=0) + eps)
    return scale * x + (bias - scale * x.mean(axis=0))


def over_the_features(x, weight, bias, eps=1e-5):
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    return weight * (x - mean) / np.sqrt(var + eps) + bias


ROOT = "np.sqrt(var + eps)"
BATCH_NORM_FORWARD = Exercise(
    reference=batch_norm_forward,
    aspects=(
        Aspect("mean 0 and spread 1", 1, (BY_HAND, TALL, WIDE, SQUARE)),
        Aspect("weight and bias", 0.5, (SCALED, SCALED_SQUARE)),
        Aspect("eps", 0.5, (LARGE_EPS, FAINT, CONSTANT)),
        Aspect("no warning", 0.5, (TALL, CONSTANT), observations=(WARNINGS,), requires="mean 0 and spread 1"),
        leaves_inputs_alone(0.5, (TALL, SCALED), requires="mean 0 and spread 1"),
    ),
    accepted=(
        Accepted("line by line", by_hand),
        Accepted("sums and a power", by_moments),
        Accepted("feature by feature", feature_by_feature),
        Accepted("one scale and one shift", as_scale_and_shift),
    ),
    misconceptions=(
        Misconception(
            "over the features",
            over_the_features,
            hint="Each of your *rows* has mean 0. A row is one example; what should have mean 0 and spread 1 is each "
            "feature, over the batch. Print `y.mean(axis=0)` and `y.mean(axis=1)`.",
            second_hint="Which axis of x runs over the examples? The mean has shape (C,), one number for each feature.",
        ),
        Misconception(
            "one mean for the whole batch",
            edited(by_hand, ("x.mean(axis=0)", "x.mean()"), ("x.var(axis=0)", "x.var()")),
            hint="You took one mean and one variance of all N times C numbers. Two features on different scales stay "
            "on different scales then. With one feature it does not show.",
            second_hint="`x.mean()` without an axis takes the numbers as one heap. Which axis should go, and which "
            "stay?",
        ),
        Misconception(
            "eps outside the root",
            edited(by_hand, (ROOT, "(np.sqrt(var) + eps)")),
            hint="With a large eps your numbers are off: you add it to the standard deviation. It belongs to the "
            "variance, under the root. Try eps = 0.5 on a feature with variance 1.",
            second_hint="sqrt(1 + 0.5) and sqrt(1) + 0.5 are 1.22 and 1.5. Which one says your formula?",
        ),
        Misconception(
            "unbiased variance",
            edited(by_hand, ("x.var(axis=0)", "x.var(axis=0, ddof=1)")),
            hint="Your spreads are a little below 1: you divided the squares by N - 1. In the forward pass the batch "
            "is all there is, and its variance divides by N. (N - 1 comes later, in the running variance.)",
            second_hint="For 0, 3, 6 the squares of the distances add up to 18. Is the variance 9 or 6?",
        ),
        Misconception(
            "eps left out",
            edited(by_hand, (ROOT, "np.sqrt(var)")),
            hint="A feature that is the same in every row has variance 0, and you divide by it. And where eps is "
            "large, your result does not change with it.",
            second_hint="What has to stand under the root so that it never is 0?",
        ),
        Misconception(
            "divides by the variance",
            edited(by_hand, (ROOT, "(var + eps)")),
            hint="You divide by the variance. If x is in metres, that leaves 1/metres. For 0, 3, 6 your spread is "
            "0.41, and it should be 1.",
            second_hint="What is the unit of a variance, and what of its root?",
        ),
        Misconception(
            "the mean stays",
            edited(by_hand, ("(x - mean)", "x")),
            hint="Your features have spread 1, and their old means, scaled. Print `y.mean(axis=0)` with weight 1 and "
            "bias 0.",
            second_hint="Two things are taken out of a feature: where it lies and how wide it is.",
        ),
        Misconception(
            "the spread stays",
            edited(by_hand, ("(x - mean) / " + ROOT, "(x - mean)")),
            hint="Your features have mean 0 and are as wide as before. Print `y.std(axis=0)`.",
            second_hint="After the mean is taken away, what makes a column's standard deviation 1?",
        ),
        Misconception(
            "no weight and no bias",
            edited(by_hand, ("weight * x_hat + bias", "x_hat")),
            hint="With weight 1 and bias 0 you are right, otherwise not: you never use them. They let the network "
            "choose another spread and another mean, if that is better.",
            second_hint="The last line: scale each feature of x_hat by its weight and shift it by its bias.",
        ),
        Misconception(
            "the bias is scaled too",
            edited(by_hand, ("weight * x_hat + bias", "weight * (x_hat + bias)")),
            hint="Your features have the mean weight * bias. The bias is added last, so that it is the mean of the "
            "output. With bias 0 it does not show.",
            second_hint="What should `y.mean(axis=0)` be, in terms of weight and bias? Work out yours.",
        ),
        Misconception(
            "weight and bias change places",
            edited(by_hand, ("weight * x_hat + bias", "bias * x_hat + weight")),
            hint="You scale by bias and shift by weight. With a bias of 0 nothing but the weight is left.",
            second_hint="The weight multiplies, the bias is added, as in a linear layer.",
        ),
        Misconception(
            "writes into x",
            edited(by_hand, ("    x_hat = (x - mean)", "    x -= mean\n    x_hat = x")),
            hint="The numbers are right, but the x that was passed in has changed: `x -= mean` works on the caller's "
            "array. Backward will want the old values.",
            second_hint="`x = x - mean` makes a new array, `x -= mean` does not.",
        ),
    ),
)
