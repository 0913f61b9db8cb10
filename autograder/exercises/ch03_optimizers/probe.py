"""What the optimizers share: how one is driven, and the parameters and gradients it is given.

The gradients are given, not computed from where the parameters are, so a slip in one step does not hide in the next.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.record import Case


def take_steps(make, start, grads, lr, **options):
    """The probe: where every parameter is after each step. Where lr is a list, each step has its own."""
    from layerwise.nn import Parameter

    params = [Parameter(values) for values in start]
    lrs = list(lr) if isinstance(lr, list) else [lr] * len(grads)
    optimizer = make(params, lr=lrs[0], **options)
    paths: list[list[np.ndarray]] = [[] for _ in params]
    for i, of_this_step in enumerate(grads):
        if i > 0 and lrs[i] != lrs[i - 1]:
            for group in optimizer.param_groups:
                group["lr"] = lrs[i]
        for param, grad in zip(params, of_this_step, strict=True):
            param.grad = grad
        optimizer.step()
        for param, path in zip(params, paths, strict=True):
            path.append(np.array(param.data))
    if len(paths) == 1:
        return {"path": np.array(paths[0])}
    return {f"path of parameter {i}": np.array(path) for i, path in enumerate(paths)}


def drawn(
    name: str, shapes: Sequence[tuple[int, ...]], steps: int, lr: Any, scale: float = 1.0, **options: Any
) -> Case:
    """A case with random parameters and gradients, drawn anew in every run."""

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        start = [np.asarray(rng.normal(0.0, 1.0, shape)) for shape in shapes]
        grads = [[np.asarray(rng.normal(0.0, scale, shape)) for shape in shapes] for _ in range(steps)]
        return {"start": start, "grads": grads, "lr": lr, **options}

    return Case(name, draw)


def given(name: str, start: list[float], grads: list[list[float]], lr: Any, **options: Any) -> Case:
    """A case with one parameter whose numbers can be followed by hand."""
    steps = [[np.array(grad)] for grad in grads]
    return Case(name, {"start": [np.array(start)], "grads": steps, "lr": lr, **options})


WEIGHT_AND_BIAS = [(2, 3), (3,)]
TWINS = [(2, 3), (2, 3)]
