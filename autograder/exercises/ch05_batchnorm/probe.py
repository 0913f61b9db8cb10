"""How the layers with running statistics are driven: some batches in training, then evaluation, then back.

BatchNorm1d and BatchNorm2d share the probe and the shapes of their cases.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.record import Case

GRADS = "weight.grad", "bias.grad"
BACKWARD = ("grad_x", *GRADS, *(f"{grad} of two passes" for grad in GRADS))
BACKWARD_IN_EVALUATION = tuple(f"{grad} in evaluation" for grad in ("grad_x", *GRADS))


def train_then_eval(make, batches, new, grad_output, weight, bias, momentum=0.1, eps=1e-5):
    """The probe: outputs and gradients in training and in evaluation, and the running statistics after each."""
    layer = make(len(weight), eps=eps, momentum=momentum)
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()
    layer.training = True

    def fresh():
        layer.weight.grad = layer.bias.grad = None

    for batch in batches:
        output = layer.forward(batch)
    mean, var = np.array(layer.running_mean), np.array(layer.running_var)
    seen = {"training": output, "running_mean": mean, "running_var": var}

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


def batches(name: str, count: int, shape: Sequence[int], **options: Any) -> Case:
    """A case with batches whose channels have means and spreads of their own, and a new batch from elsewhere."""

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        C = shape[1]
        places = (1, C, *[1] * (len(shape) - 2))
        mean, spread = rng.normal(0.0, 3.0, places), rng.uniform(0.5, 3.0, places)
        return {
            "batches": [rng.normal(mean, spread, tuple(shape)) for _ in range(count)],
            "new": rng.normal(mean + 1.0, spread, (4, *shape[1:])),
            "grad_output": rng.normal(0.3, 1.0, tuple(shape)),
            "weight": rng.uniform(0.5, 2.0, C) * rng.choice([-1.0, 1.0], C),
            "bias": rng.normal(0.0, 1.0, C),
            **options,
        }

    return Case(name, draw)
