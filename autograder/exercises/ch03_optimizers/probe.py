"""What the optimizers share: how one is driven, and the parameters and gradients it is given.

The gradients are given, not computed from where the parameters are, so a slip in one step does not hide in the next.
No gradient and no parameter is near 0, so that it does not depend on the draw whether a slip with eps shows: in a
case of large gradients it never does, in one of tiny gradients always.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...core.record import INPUTS, Aspect, Case

Scale = float | np.ndarray
Shapes = Sequence[tuple[int, ...]]


def take_steps(make, start, grads, lr=None, **options):
    """The probe: where every parameter is after each step. Where lr is a list, each step has its own; None: unsaid."""
    from layerwise.nn import Parameter

    params = [Parameter(values) for values in start]
    lrs = list(lr) if isinstance(lr, list) else [lr] * len(grads)
    settings = options if lr is None else {"lr": lrs[0], **options}
    optimizer = make(params, **settings)
    paths: list[list[np.ndarray]] = [[] for _ in params]
    left = []
    for i, of_this_step in enumerate(grads):
        if i > 0 and lrs[i] != lrs[i - 1]:
            for group in optimizer.param_groups:
                group["lr"] = lrs[i]
        for param, grad in zip(params, of_this_step, strict=True):
            param.grad = grad
        optimizer.step()
        for param, path in zip(params, paths, strict=True):
            path.append(np.array(param.data))
        left.append(np.full(params[0].data.shape, np.nan) if params[0].grad is None else np.array(params[0].grad))
    if len(paths) == 1:
        return {"path": np.array(paths[0]), "gradients after each step": np.array(left)}
    return {f"path of parameter {i}": np.array(path) for i, path in enumerate(paths)}


PATH = ("path",)
LARGE = 100.0  # a scale of gradients at which no eps shows


def leaves_gradients_alone(points: float, cases: tuple[Case, ...], requires: str) -> Aspect:
    """The aspect that a gradient is as it was: neither written into, nor replaced by another one, nor taken away."""
    observations = (INPUTS, "gradients after each step")
    return Aspect("leaves its input alone", points, cases, observations, requires=requires)


def drawn(
    name: str, shapes: Callable[[np.random.Generator], Shapes], steps: int, scale: Scale = 1.0, **options: Any
) -> Case:
    """A case with random parameters and gradients, drawn anew in every run, and so are the shapes.

    scale: of the gradients, which lie between a half and twice as far from 0, on either side; an array has one for each
        column.
    """

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        sizes = shapes(rng)
        start = [4.0 * _away_from_0(rng, shape) for shape in sizes]
        grads = [[scale * _away_from_0(rng, shape) for shape in sizes] for _ in range(steps)]
        return {"start": start, "grads": grads, **options}

    return Case(name, draw)


def _away_from_0(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape))


def given(name: str, start: list[float], grads: list[list[float]], **options: Any) -> Case:
    """A case with one parameter whose numbers can be followed by hand."""
    steps = [[np.array(grad)] for grad in grads]
    return Case(name, {"start": [np.array(start)], "grads": steps, **options})


def row(rng: np.random.Generator) -> Shapes:
    """One parameter, a row of numbers."""
    return [(int(rng.integers(3, 7)),)]


def matrix(rng: np.random.Generator) -> Shapes:
    """One parameter, a table of numbers."""
    return [_sides(rng)]


def columns(rng: np.random.Generator) -> Shapes:
    """One parameter, two numbers in each of its rows."""
    return [(int(rng.integers(2, 5)), 2)]


def twins(rng: np.random.Generator) -> Shapes:
    """Two parameters of one shape."""
    return [_sides(rng)] * 2


def weight_and_bias(rng: np.random.Generator) -> Shapes:
    """A layer's two parameters."""
    columns, rows = _sides(rng)
    return [(rows, columns), (rows,)]


def _sides(rng: np.random.Generator) -> tuple[int, int]:
    few = int(rng.integers(2, 4))
    return few, few + int(rng.integers(1, 3))
