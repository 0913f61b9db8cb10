"""How the layers with running statistics are driven: some batches in training, then evaluation, then back.

BatchNorm1d and BatchNorm2d share the probe and the shapes of their cases. All exercises of the chapter share how
weights are drawn.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.record import Case

GRADS = "weight.grad", "bias.grad"
BACKWARD = ("grad_x", *GRADS, *(f"{grad} of two passes" for grad in GRADS))
AFTER_EVALUATION = "running_mean after evaluation", "running_var after evaluation"
BACKWARD_IN_EVALUATION = tuple(f"{grad} in evaluation" for grad in ("grad_x", *GRADS))


def train_then_eval(make, batches, new, grad_output, weight, bias, **options):
    """The probe: outputs and gradients in training and in evaluation, and the running statistics after each.

    options: eps and momentum; what is left out is left at its default.
    """
    layer = make(len(weight), **options)
    start = [np.array(layer.weight.data), np.array(layer.bias.data)]
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()
    layer.training = True

    def fresh():
        layer.weight.grad = layer.bias.grad = None

    for batch in batches:
        output = layer.forward(batch)
    mean, var = np.array(layer.running_mean), np.array(layer.running_var)
    seen = {"weight and bias at first": start, "training": output, "running_mean": mean, "running_var": var}

    def back():
        fresh()
        layer.training = True
        layer.forward(batches[-1])
        return layer.backward(grad_output)

    def back_twice():
        back()
        layer.forward(batches[0])
        layer.backward(2 * grad_output + 1)

    def in_evaluation(x):
        layer.running_mean, layer.running_var = mean.copy(), var.copy()
        layer.training = False
        return np.array(layer.forward(x))

    def back_in_evaluation():
        fresh()
        in_evaluation(batches[-1])
        return layer.backward(grad_output)

    return {
        **seen,
        "evaluation": lambda: in_evaluation(new),
        "running_mean after evaluation": lambda: (in_evaluation(new), layer.running_mean)[1],
        "running_var after evaluation": lambda: (in_evaluation(new), layer.running_var)[1],
        "grad_x": back,
        "weight.grad": lambda: (back(), layer.weight.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
        "weight.grad of two passes": lambda: (back_twice(), layer.weight.grad)[1],
        "bias.grad of two passes": lambda: (back_twice(), layer.bias.grad)[1],
        "grad_x in evaluation": back_in_evaluation,
        "weight.grad in evaluation": lambda: (back_in_evaluation(), layer.weight.grad)[1],
        "bias.grad in evaluation": lambda: (back_in_evaluation(), layer.bias.grad)[1],
    }


def scales(rng: np.random.Generator, C: int) -> np.ndarray:
    """Weights of both signs, none of them near 0, 1 or -1."""
    return rng.permutation(rng.choice([0.6, 0.8, 1.3, 1.7], C) * rng.uniform(0.95, 1.05, C) * (-1.0) ** np.arange(C))


def upstream(rng: np.random.Generator, *shape: int, axis: int = 1) -> np.ndarray:
    """Gradients whose sums along all axes but one are of both signs, and far from 0."""
    signs = (-1.0) ** np.arange(shape[axis])
    places = [1] * len(shape)
    places[axis] = -1
    return rng.uniform(-0.5, 2.0, shape) * signs.reshape(places)


def size(rng: np.random.Generator, between: int | tuple[int, int]) -> int:
    """A size from a range, both ends included, or the size itself."""
    return between if isinstance(between, int) else int(rng.integers(*between, endpoint=True))


def batches(name: str, count: int, shape: Sequence[int | tuple[int, int]], spread: float = 1.0, **options: Any) -> Case:
    """A case with batches whose channels have means and spreads of their own, and a new batch from elsewhere.

    shape: sizes, or ranges that they are drawn from. spread: how wide the channels are. options: eps and momentum
    """

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        N, C, *places = (size(rng, between) for between in shape)
        each = (1, C, *[1] * len(places))
        mean, wide = spread * rng.normal(0.0, 3.0, each), spread * rng.uniform(0.5, 3.0, each)
        return {
            "batches": [rng.normal(mean, wide, (N, C, *places)) for _ in range(count)],
            "new": rng.normal(mean + spread, wide, (N - 1, C, *places)),
            "grad_output": upstream(rng, N, C, *places),
            "weight": scales(rng, C),
            "bias": rng.normal(0.0, 1.0, C),
            **options,
        }

    return Case(name, draw)
