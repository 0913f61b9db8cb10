"""batch_norm_backward, the fused formula: what is asked and what is right; the mistakes stand in the `.md`."""

import numpy as np

from layerwise.functional.batch_norm_backward import batch_norm_backward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scales, size, upstream


def three_gradients(backward, grad_output, x_hat, std, weight):
    """The probe: the three gradients, each by itself."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            came = backward(grad_output, x_hat, std, weight)
            if isinstance(came, np.ndarray):  # its rows would pass for gradients
                raise RuntimeError(f"three results are asked for, and one came: an array of shape {came.shape}")
            grads.extend(came)
        return grads[i]

    return {"grad_x": lambda: part(0), "grad_weight": lambda: part(1), "grad_bias": lambda: part(2)}


def batch(name, rows, features, plain=False):
    """A case with what forward kept of random features, and random gradients; the sizes are drawn from ranges."""

    def draw(rng):
        N, C = size(rng, rows), size(rng, features)
        x = rng.normal(rng.normal(0.0, 2.0, C), rng.uniform(0.5, 3.0, C), (N, C))
        std = np.sqrt(x.var(axis=0) + 1e-5)
        weight = scales(rng, C)
        x_hat = (x - x.mean(axis=0)) / std
        if plain:
            std, weight = np.ones(C), np.ones(C)
        return {"grad_output": upstream(rng, N, C), "x_hat": x_hat, "std": std, "weight": weight}

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
PLAIN = batch("weight 1 and std 1", (5, 7), (3, 4), plain=True)
TALL = batch("more rows than features", (6, 9), (2, 4))
WIDE = batch("more features than rows", (3, 4), (5, 7))


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


EXERCISE = Exercise(
    reference=batch_norm_backward,
    probe=three_gradients,
    aspects=(
        Aspect("weight 1 and std 1", 1, (PLAIN,), observations=("grad_x",)),
        Aspect("weight and std", 1, (BY_HAND, TALL, WIDE), observations=("grad_x",)),
        Aspect("gradients of weight and bias", 0.5, (BY_HAND, TALL, WIDE), observations=("grad_weight", "grad_bias")),
        leaves_inputs_alone(0.5, (TALL,), requires="weight and std"),
    ),
    accepted=(
        Accepted("means", with_means),
        Accepted("N times larger, then divided by N", n_times_larger_then_divided),
    ),
)
