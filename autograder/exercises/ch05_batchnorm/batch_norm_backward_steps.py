"""batch_norm_backward_steps: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.batch_norm_backward import batch_norm_backward_steps

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scales, size, upstream


def three_gradients(backward, grad_output, x, weight, **options):
    """The probe: the three gradients, each by itself. options: eps, unless it is left at its default."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            came = backward(grad_output, x, weight, **options)
            if isinstance(came, np.ndarray):  # its rows would pass for gradients
                raise RuntimeError(f"three results are asked for, and one came: an array of shape {came.shape}")
            grads.extend(came)
        return grads[i]

    return {"grad_x": lambda: part(0), "grad_weight": lambda: part(1), "grad_bias": lambda: part(2)}


def batch(name, rows, features, plain=False, spread=1.0, **options):
    """A case with random features and gradients; batches of three or more, for two hide every mistake.

    rows, features: ranges that the sizes are drawn from. options: eps, or nothing
    """

    def draw(rng):
        N, C = size(rng, rows), size(rng, features)
        weight = np.ones(C) if plain else scales(rng, C)
        x = rng.normal(rng.normal(0.0, 2.0, C), spread * rng.uniform(0.5, 3.0, C), (N, C))
        return {"grad_output": upstream(rng, N, C), "x": x, "weight": weight, **options}

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
TALL = batch("more rows than features", (6, 9), (2, 4), eps=1e-5)
WIDE = batch("more features than rows", (3, 4), (5, 7), eps=1e-5)
PLAIN = batch("weight 1", (5, 7), (3, 4), plain=True, eps=1e-5)
LARGE_EPS = batch("a large eps", (5, 7), (2, 4), eps=0.7)
FAINT = batch("features that hardly vary, and eps left as it is", (5, 7), (2, 4), spread=0.01)


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


EXERCISE = Exercise(
    reference=batch_norm_backward_steps,
    probe=three_gradients,
    aspects=(
        Aspect("gradient of the bias", 0.5, (BY_HAND, TALL, WIDE), observations=("grad_bias",)),
        Aspect("gradient of the weight", 0.5, (BY_HAND, TALL, WIDE, LARGE_EPS), observations=("grad_weight",)),
        Aspect("gradient of x", 2, (BY_HAND, PLAIN, TALL, WIDE), observations=("grad_x",)),
        Aspect("eps", 0.5, (LARGE_EPS, FAINT), observations=("grad_x",)),
        leaves_inputs_alone(0.5, (TALL,), requires="gradient of x"),
    ),
    accepted=(
        Accepted("without the term that is always 0", without_the_zero_term),
        Accepted("by the Jacobian, feature by feature", by_the_jacobian),
    ),
)
