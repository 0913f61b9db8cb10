"""batch_norm_backward, the fused formula: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.functional.batch_norm_backward import batch_norm_backward

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def three_gradients(backward, grad_output, x_hat, std, weight):
    """The probe: the three gradients, each by itself."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            grads.extend(backward(grad_output, x_hat, std, weight))
        return grads[i]

    return {"grad_x": lambda: part(0), "grad_weight": lambda: part(1), "grad_bias": lambda: part(2)}


def batch(name, N, C, plain=False):
    """A case with what forward kept of random features, and random gradients."""

    def draw(rng):
        x = rng.normal(rng.normal(0.0, 2.0, C), rng.uniform(0.5, 3.0, C), (N, C))
        std = np.sqrt(x.var(axis=0) + 1e-5)
        weight = rng.uniform(0.5, 2.0, C) * rng.choice([-1.0, 1.0], C)
        x_hat = (x - x.mean(axis=0)) / std
        if plain:
            std, weight = np.ones(C), np.ones(C)
        return {"grad_output": rng.normal(0.5, 1.0, (N, C)), "x_hat": x_hat, "std": std, "weight": weight}

    return Case(name, draw)


BY_HAND = Case(
    "one feature, four rows",
    {
        "grad_output": np.array([[4.0], [0.0], [0.0], [0.0]]),
        "x_hat": np.array([[1.0], [-1.0], [1.0], [-1.0]]),
        "std": np.array([2.0]),
        "weight": np.array([3.0]),
    },
)
PLAIN = batch("weight 1 and std 1", 5, 4, plain=True)
TALL = batch("eight rows, three features", 8, 3)
WIDE = batch("three rows, six features", 3, 6)


def by_hand(grad_output, x_hat, std, weight):
    N = len(x_hat)
    grad_bias = grad_output.sum(axis=0)
    grad_weight = (grad_output * x_hat).sum(axis=0)
    grad_x = weight / std * (grad_output - grad_bias / N - x_hat * grad_weight / N)
    return grad_x, grad_weight, grad_bias


def with_means(grad_output, x_hat, std, weight):
    along = np.mean(grad_output * x_hat, axis=0, keepdims=True)
    rest = grad_output - np.mean(grad_output, axis=0, keepdims=True) - along * x_hat
    N = len(x_hat)
    return rest * weight / std, N * along[0], N * grad_output.mean(axis=0)


def n_times_larger_then_divided(grad_output, x_hat, std, weight):
    N, _ = x_hat.shape
    g = grad_output * weight
    grad_x = (N * g - g.sum(axis=0) - x_hat * (g * x_hat).sum(axis=0)) / (N * std)
    return [grad_x, np.einsum("nc,nc->c", grad_output, x_hat), grad_output.sum(0)]


SHARES = "grad_output - grad_bias / N - x_hat * grad_weight / N"
BATCH_NORM_BACKWARD = Exercise(
    reference=batch_norm_backward,
    probe=three_gradients,
    aspects=(
        Aspect("weight 1 and std 1", 1, (PLAIN,), observations=("grad_x",)),
        Aspect("weight and std", 1, (BY_HAND, TALL, WIDE), observations=("grad_x",)),
        Aspect("gradients of weight and bias", 0.5, (BY_HAND, TALL, WIDE), observations=("grad_weight", "grad_bias")),
        leaves_inputs_alone(0.5, (TALL,), requires="weight and std"),
    ),
    accepted=(
        Accepted("one line", by_hand),
        Accepted("means", with_means),
        Accepted("N times larger, then divided by N", n_times_larger_then_divided),
    ),
    misconceptions=(
        Misconception(
            "N is not divided by",
            edited(by_hand, (SHARES, "grad_output - grad_bias - x_hat * grad_weight")),
            hint="You take away the sums; the formula takes away the means. Your columns of `grad_x` do not add up to "
            "0, and the larger the batch the worse.",
            second_hint="A mean is a sum divided by N. There are two of them in the bracket.",
        ),
        Misconception(
            "a factor N too large",
            edited(by_hand, (SHARES, "N * grad_output - grad_bias - x_hat * grad_weight")),
            hint="Every entry of `grad_x` is N times too large. A common way to write it begins with N * grad_output; "
            "it ends with a division by N, which is missing.",
            second_hint="N * g - sums is N times (g - means). Divide once.",
        ),
        Misconception(
            "a factor N too small",
            edited(by_hand, (f"({SHARES})", f"({SHARES}) / N")),
            hint="Every entry of `grad_x` is N times too small. The means bring their own 1/N; the bracket as a whole "
            "needs none, and the loss has divided by N already.",
            second_hint="Which 1/N is left when you write out the first term, `grad_output` * weight / std?",
        ),
        Misconception(
            "the mean of x_hat times the gradient is missing",
            edited(by_hand, (" - x_hat * grad_weight / N", "")),
            hint="You held the variance constant: the third term is missing. `(grad_x * x_hat).sum(axis=0)` should be "
            "0, because scaling all rows alike changes nothing in y.",
            second_hint="Two things are taken out of `grad_output`: its mean, and its part along x_hat.",
        ),
        Misconception(
            "the mean of the gradient is missing",
            edited(by_hand, (" - grad_bias / N", "")),
            hint="The columns of your `grad_x` do not add up to 0: the way through the mean is missing. Adding the "
            "same number to every row changes nothing in y.",
            second_hint="Two things are taken out of `grad_output`: its mean, and its part along x_hat. You have "
            "the second.",
        ),
        Misconception(
            "mean and variance are held constant",
            edited(by_hand, (SHARES, "grad_output")),
            hint="weight / std times `grad_output` is the gradient after eval(), when mean and std are constants. In "
            "training every row moves them.",
            second_hint="What is missing are the two parts that the means take away.",
        ),
        Misconception(
            "the weight is missing",
            edited(by_hand, ("weight / std * (", "1 / std * (")),
            hint="With weight 1 you are right, otherwise each column is off by its weight. On its way back the "
            "gradient passes y = weight * x_hat + bias.",
            second_hint="The factor before the bracket is made of two arrays of shape (C,).",
        ),
        Misconception(
            "std is missing",
            edited(by_hand, ("weight / std * (", "weight * (")),
            hint="With std 1 you are right, otherwise each column is off by its std. x_hat = (x - mean) / std: a wide "
            "feature moves x_hat little.",
            second_hint="Is the slope of x / std large or small where std is large?",
        ),
        Misconception(
            "multiplies by std",
            edited(by_hand, ("weight / std * (", "weight * std * (")),
            hint="Your gradients are std squared times too large. Forward divided by std; the slope of x / std is "
            "1 / std, and backward multiplies by the slope.",
            second_hint="Going back through a division does not turn it round: the same factor comes again.",
        ),
        Misconception(
            "the part along x_hat is added",
            edited(by_hand, ("- x_hat * grad_weight", "+ x_hat * grad_weight")),
            hint="The third term has the wrong sign: `(grad_x * x_hat).sum(axis=0)` should be 0, and yours is twice "
            "what it was before.",
            second_hint="Both means are taken away.",
        ),
        Misconception(
            "means for the gradients of weight and bias",
            edited(by_hand, ("return grad_x, grad_weight, grad_bias", "return grad_x, grad_weight / N, grad_bias / N")),
            hint="`grad_x` is right; the gradients of weight and bias are N times too small. The formula needs the "
            "means, and the parameters need the sums.",
            second_hint="Return what stands in `grad_weight` and `grad_bias` before the division.",
        ),
    ),
)
