"""What the five activations share: how a forward/backward pair is driven, and the inputs it is given.

A case without `grad_output` drives the forward function, a case with it drives the backward one, so that either can
be right while the other is not written yet.
"""

from typing import Any

import numpy as np

from ...core.record import Case


def forward_or_backward(forward, backward, x, grad_output=None, **options):
    """The probe of a forward/backward pair."""
    if grad_output is None:
        return {"output": forward(x, **options)}
    return {"grad_input": backward(grad_output, x, **options)}


def forward(name: str, axes: int, **options: Any) -> Case:
    """A case with an array of so many axes, drawn anew in every run."""
    return Case(name, lambda rng: {"x": signed(rng, axes)[0], **options})


def backward(name: str, axes: int, **options: Any) -> Case:
    """The same with a random `grad_output`."""

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        x, grad_output = signed(rng, axes)
        return {"x": x, "grad_output": grad_output, **options}

    return Case(name, draw)


def signed(rng: np.random.Generator, axes: int) -> tuple[np.ndarray, np.ndarray]:
    """Two random arrays of one shape, no two of its lengths equal.

    Each sign of one meets both signs of the other, so that no draw hides a mistake about signs.
    """
    shape = tuple(rng.permutation(np.arange(2, 7))[:axes])
    order = rng.permutation(int(np.prod(shape, dtype=int)))
    signs = (np.resize(pattern, order.size)[order].reshape(shape) for pattern in ([-1, -1, 1, 1], [-1, 1, -1, 1]))
    one, other = (sign * (0.6 + np.abs(rng.normal(0.0, 1.5, shape))) for sign in signs)
    return np.asarray(one), np.asarray(other)


BY_HAND = Case("three numbers", {"x": np.array([-2.0, 0.0, 3.0])})
BATCH = forward("a batch", 2)
ONE_NUMBER = forward("a single number", 0)
BLOCK = forward("three dimensions", 3)

# `signed` stays away from 0, where some of the five have a kink. The others may put their border in the wrong place.
CLOSE = Case("numbers close to 0", lambda rng: {"x": rng.permutation([-1.0, 1.0, -1.0, 1.0]) * rng.uniform(0.05, 0.45)})
LARGE = Case("very large numbers", {"x": np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])})
WHOLE = Case("whole numbers", {"x": np.array([-3, -1, 0, 2])})

GRADIENT_BY_HAND = Case(
    "four gradients",
    {"x": np.array([-2.0, -0.5, 0.5, 3.0]), "grad_output": np.array([10.0, -20.0, -30.0, 40.0])},
)
GRADIENT = backward("a batch of gradients", 2)
GRADIENT_OF_BLOCK = backward("gradients in three dimensions", 3)
GRADIENT_AT_ZERO = Case(
    "the gradient at zero",
    {"x": np.array([-2.0, 0.0, 0.0, 3.0]), "grad_output": np.array([10.0, 20.0, -30.0, 40.0])},
)


def at_zero(rng: np.random.Generator) -> dict[str, Any]:
    """Two zeros, which meet both signs of the gradient, and a number on either side of them, in any order."""
    order = rng.permutation(4)
    x = np.array([-rng.uniform(1.0, 3.0), 0.0, 0.0, rng.uniform(1.0, 3.0)])
    return {"x": x[order], "grad_output": ([1.0, 1.0, -1.0, 1.0] * rng.uniform(10.0, 40.0, 4))[order]}


def large(rng: np.random.Generator) -> dict[str, Any]:
    """A zero, and so many numbers far from it that nobody guesses the order of their signs."""
    sizes = np.append(rng.uniform(36.0, 60.0, rng.integers(8, 12)), rng.uniform(800.0, 5000.0, 8))
    return {"x": rng.permutation(np.append(0.0, sizes * np.resize([-1.0, 1.0], sizes.size)))}


ANY_AT_ZERO = Case("gradients at zero", at_zero)
ANY_LARGE = Case("numbers far from zero", large)
GRADIENT_OF_LARGE = Case(
    "gradients of very large numbers",
    {"x": np.array([-1000.0, -40.0, 40.0, 1000.0]), "grad_output": np.array([1.0, -2.0, 3.0, -4.0])},
)
