"""batch_norm_backward_steps: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.functional.batch_norm_backward import batch_norm_backward_steps

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def three_gradients(backward, grad_output, x, weight, eps):
    """The probe: the three gradients, each by itself."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            grads.extend(backward(grad_output, x, weight, eps))
        return grads[i]

    return {"grad_x": lambda: part(0), "grad_weight": lambda: part(1), "grad_bias": lambda: part(2)}


def batch(name, N, C, eps=1e-5, weight=None):
    """A case with random features and gradients; batches of three or more, for two hide every mistake."""

    def draw(rng):
        scales = rng.uniform(0.5, 2.0, C) * rng.choice([-1.0, 1.0], C) if weight is None else np.full(C, weight)
        x = rng.normal(rng.normal(0.0, 2.0, C), rng.uniform(0.5, 3.0, C), (N, C))
        return {"grad_output": rng.normal(0.5, 1.0, (N, C)), "x": x, "weight": scales, "eps": eps}

    return Case(name, draw)


BY_HAND = Case(
    "one feature, three rows",
    {
        "grad_output": np.array([[1.0], [0.0], [0.0]]),
        "x": np.array([[0.0], [3.0], [6.0]]),
        "weight": np.array([1.0]),
        "eps": 0.0,
    },
)
TALL = batch("eight rows, three features", 8, 3)
WIDE = batch("three rows, six features", 3, 6)
PLAIN = batch("weight 1", 5, 4, weight=1.0)
LARGE_EPS = batch("a large eps", 6, 3, eps=0.7)


def by_hand(grad_output, x, weight, eps=1e-5):
    N = len(x)
    mean = x.mean(axis=0)
    centered = x - mean
    var = (centered**2).mean(axis=0)
    std = np.sqrt(var + eps)
    x_hat = centered / std

    grad_bias = grad_output.sum(axis=0)
    grad_weight = (grad_output * x_hat).sum(axis=0)
    grad_x_hat = grad_output * weight
    grad_centered = grad_x_hat / std
    grad_std = -(grad_x_hat * centered).sum(axis=0) / std**2
    grad_var = grad_std / (2 * std)
    grad_centered = grad_centered + grad_var * 2 * centered / N
    grad_mean = -grad_centered.sum(axis=0)
    grad_x = grad_centered + grad_mean / N
    return grad_x, grad_weight, grad_bias


def without_the_zero_term(grad_output, x, weight, eps=1e-5):
    d = x - x.mean(axis=0)
    inv = 1 / np.sqrt((d * d).mean(axis=0) + eps)
    g = grad_output * weight
    grad_var = -0.5 * (g * d).sum(axis=0) * inv**3
    grad_mean = -(g * inv).sum(axis=0)  # that of var through mean is 0: the distances add up to 0
    grad_x = g * inv + (2 * grad_var * d + grad_mean) / len(x)
    return [grad_x, (grad_output * d * inv).sum(axis=0), grad_output.sum(axis=0)]


def by_the_jacobian(grad_output, x, weight, eps=1e-5):
    N, C = x.shape
    x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    grad_x = np.zeros((N, C))
    for c in range(C):
        h, std = x_hat[:, c], np.sqrt(x[:, c].var() + eps)
        jacobian = (np.eye(N) - 1 / N - np.outer(h, h) / N) / std
        grad_x[:, c] = jacobian.T @ grad_output[:, c] * weight[c]
    return grad_x, np.einsum("nc,nc->c", grad_output, x_hat), np.ones(N) @ grad_output


MEAN = "    grad_x = grad_centered + grad_mean / N\n"
VAR = "    grad_centered = grad_centered + grad_var * 2 * centered / N\n"
BATCH_NORM_BACKWARD_STEPS = Exercise(
    reference=batch_norm_backward_steps,
    probe=three_gradients,
    aspects=(
        Aspect("gradient of the bias", 0.5, (BY_HAND, TALL, WIDE), observations=("grad_bias",)),
        Aspect("gradient of the weight", 0.5, (BY_HAND, TALL, WIDE, LARGE_EPS), observations=("grad_weight",)),
        Aspect("gradient of x", 2, (BY_HAND, PLAIN, TALL, WIDE), observations=("grad_x",)),
        Aspect("eps", 0.5, (LARGE_EPS,), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (TALL,), requires="gradient of x"),
    ),
    accepted=(
        Accepted("line by line", by_hand),
        Accepted("without the term that is always 0", without_the_zero_term),
        Accepted("by the Jacobian, feature by feature", by_the_jacobian),
    ),
    misconceptions=(
        Misconception(
            "the mean's path is missing",
            edited(by_hand, (MEAN, "    grad_x = grad_centered\n")),
            hint="Your `grad_x` lacks what flows through the mean. Each column of it should add up to 0: adding the "
            "same number to every row changes nothing in y, so the gradients in that direction cancel.",
            second_hint="x stands in two lines: centered = x - mean, and mean = x.mean(axis=0). Both send a "
            "gradient back to "
            "x, and they add up.",
        ),
        Misconception(
            "the variance is held constant",
            edited(by_hand, (VAR, "")),
            hint="You went back as if std were a number that somebody gave you. It is made of the same x: moving one "
            "row changes it, and with it all rows. With eps = 0, `(grad_x * x).sum(axis=0)` should be 0.",
            second_hint="centered stands in two lines: in x_hat and in var. Both send a gradient back to centered. "
            "Where is "
            "the second one?",
        ),
        Misconception(
            "mean and variance are held constant",
            edited(by_hand, (VAR, ""), (MEAN, "    grad_x = grad_centered\n")),
            hint="You took mean and std for constants: your gradient is weight / std times `grad_output`. That is "
            "right after eval(). In training both are made of x, and every row has a hand in them.",
            second_hint="Draw the six lines of forward as a graph. How many arrows leave x? How many leave centered?",
        ),
        Misconception(
            "the weight is missing",
            edited(by_hand, ("grad_output * weight", "grad_output")),
            hint="With weight 1 your `grad_x` is right, otherwise each column is off by its weight. y = weight * x_hat "
            "+ bias: a gradient that goes back through a product is multiplied by the other factor.",
            second_hint="`grad_x_hat` is what follows from `grad_output`. What multiplied x_hat on the way forward?",
        ),
        Misconception(
            "the weight's gradient without x_hat",
            edited(by_hand, ("(grad_output * x_hat).sum(axis=0)", "grad_output.sum(axis=0)")),
            hint="Your `grad_weight` equals your `grad_bias`. The bias was added; the weight multiplied x_hat, so "
            "x_hat is its slope.",
            second_hint="For one number, y = w * h + b: dy/db is 1, and dy/dw is?",
        ),
        Misconception(
            "the weight's gradient with x",
            edited(by_hand, ("(grad_output * x_hat)", "(grad_output * x)")),
            hint="You paired `grad_output` with x. The weight was multiplied with x_hat, after mean and std had been "
            "taken out.",
            second_hint="Look at forward's last line: which array stands next to weight?",
        ),
        Misconception(
            "means for sums",
            edited(
                by_hand,
                ("grad_output.sum(axis=0)", "grad_output.mean(axis=0)"),
                ("(grad_output * x_hat).sum(axis=0)", "(grad_output * x_hat).mean(axis=0)"),
            ),
            hint="The gradients of weight and bias are N times too small. All N rows used the same weight, and their "
            "gradients add up; the division by N is in the loss.",
            second_hint="One bias, N uses, N gradients: what becomes of them?",
        ),
        Misconception(
            "the gradient of the mean is not shared out",
            edited(by_hand, (MEAN, "    grad_x = grad_centered + grad_mean\n")),
            hint="You give each row the whole gradient of the mean. A row makes only 1/N of the mean: moving it by 1 "
            "moves the mean by 1/N.",
            second_hint="mean = x.sum(axis=0) / N. What is the slope of the mean in one row?",
        ),
        Misconception(
            "the gradient of the variance is not shared out",
            edited(by_hand, ("2 * centered / N", "2 * centered")),
            hint="The variance is a mean of N squares, so each square has a slope of 1/N, which is missing in yours: "
            "the part of `grad_x` that comes through the variance is N times too large.",
            second_hint="`var = (centered**2).sum(axis=0) / N`. Differentiate that in one entry of centered.",
        ),
        Misconception(
            "the 2 of the square is lost",
            edited(by_hand, ("grad_var * 2 * centered", "grad_var * centered")),
            hint="The part of `grad_x` that comes through the variance is half of what it should be. centered enters "
            "it squared, and the slope of a square has a factor.",
            second_hint="Two places bring a 2: the square (2 * centered) and the root (1 / (2 * std)). Do you have "
            "both?",
        ),
        Misconception(
            "the sign of the way through std",
            edited(by_hand, ("grad_std = -(", "grad_std = (")),
            hint="The part that comes through std has the opposite sign. A larger std makes x_hat smaller: its slope "
            "is negative.",
            second_hint="The slope of `1 / std` in std is `-1 / std**2`.",
        ),
        Misconception(
            "eps left out",
            edited(by_hand, ("np.sqrt(var + eps)", "np.sqrt(var)")),
            hint="With a small eps you are right, with 0.7 you are not. Backward has to go through the std that "
            "forward divided by, and that one had eps under its root.",
            second_hint="Compute std again with the same line as in forward.",
        ),
    ),
)
