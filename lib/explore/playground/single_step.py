"""One example on its way through the network and back, and what the latest update did to one weight, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .run import Run

RULES = {
    "SGD": "weight − lr · gradient",
    "Momentum": "velocity = 0.9 · velocity + gradient; weight − lr · velocity",
    "NesterovSGD": "velocity = 0.9 · velocity + gradient; weight − lr · (gradient + 0.9 · velocity)",
    "Adagrad": "sum = sum + gradient²; weight − lr · gradient / √sum",
    "RMSprop": "square = 0.99 · square + 0.01 · gradient²; weight − lr · gradient / √square",
    "Adam": "weight − lr · mean of gradients / √(mean of their squares), both corrected for their start",
}


def single_step(run: Run, example: int, weight: tuple[int, int, int]) -> dict[str, Any] | None:
    """Return forward, backward and update as lists of numbers, or None without a point.

    example: which of the points. weight: (layer, row, column), column -1 for the bias.
    """
    if not len(run.points.x):
        return None
    example = min(example, len(run.points.x) - 1)
    target = run.points.target[example : example + 1]
    passed = run.network.forward(run.inputs[example : example + 1])
    z = passed[-1].activation[:, 0]
    grads = run.network.backward(run.loss_gradient(z, target)[:, None], passed)
    layer, row, column = weight
    linear = run.network.layers[layer].linear
    own = np.asarray((linear.bias if column < 0 else linear.weight).grad, dtype=float)
    return {
        "example": example,
        "x1": float(run.points.x[example, 0]),
        "x2": float(run.points.x[example, 1]),
        "target": float(target[0]),
        "test": bool(run.points.test[example]),
        "forward": [
            {
                "layer": i,
                "inputs": one.inputs[0].tolist(),
                "z": one.z[0].tolist(),
                "activation": one.activation[0].tolist(),
            }
            for i, one in enumerate(passed)
        ],
        "prediction": float(run.prediction(z)[0]),
        "loss": run.loss(z, target),
        "backward": [
            {"layer": i, "activation": grad[0].tolist(), "z": grad_z[0].tolist()}
            for i, (grad, grad_z) in enumerate(grads)
        ],
        "update": _update(run, weight) | {"own_gradient": float(own[row] if column < 0 else own[row, column])},
    }


def _update(run: Run, weight: tuple[int, int, int]) -> dict[str, Any]:
    layer, row, column = weight
    said = {
        "layer": layer, "row": row, "column": column,
        "name": f"bias of unit {row + 1}" if column < 0 else f"weight from {column + 1} to {row + 1}",
        "rule": RULES[run.settings.optimizer], "lr": run.settings.lr,
        "before": None, "gradient": None, "after": None, "examples": None,
    }  # fmt: skip
    if run.latest is None:
        return said
    index = run.place_of(layer) + (column < 0)
    place = (row,) if column < 0 else (row, column)
    latest = run.latest
    numbers = {name: float(getattr(latest, name)[index][place]) for name in ("before", "gradient", "after")}
    return said | numbers | {"examples": latest.examples}
