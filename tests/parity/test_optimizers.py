"""Fifty steps of every optimizer stay on PyTorch's path."""

import numpy as np
import pytest
from parity.expectations import FORWARD, case, relative_error, stored
from parity.optimizer_cases import GROUPS, OPTIMIZERS, STEPS, options_of

from layerwise import optim
from layerwise.parameter import Parameter

EXPECTED = stored("optimizers")


@pytest.mark.parametrize("name", [*OPTIMIZERS, *GROUPS])
def test_the_path_is_pytorchs(name: str):
    """The same gradients lead to the same places, with options and parameter groups."""
    problem = case(EXPECTED, "problem")
    kind, options, override = options_of(name)
    weight, bias = Parameter(problem["weight"]), Parameter(problem["bias"])
    optimizer = getattr(optim, kind)([{"params": [weight]}, {"params": [bias], **override}], **options)
    path = []
    for step in range(STEPS):
        weight.grad = problem["slope_weight"] * weight.data + problem["noise_weight"][step]
        bias.grad = problem["slope_bias"] * bias.data + problem["noise_bias"][step]
        optimizer.step()
        path.append(np.concatenate([weight.data.ravel(), bias.data]))
    assert relative_error(np.stack(path), EXPECTED[f"{name}/path"]) <= FORWARD


def test_every_optimizer_is_held_against_pytorch():
    """A new optimizer needs a case."""
    ours = {cls.__name__ for cls in _subclasses(optim.Optimizer)}
    kinds = ours & set(optim.__all__)
    assert kinds == {kind for kind, _ in OPTIMIZERS.values()}


def _subclasses(cls: type) -> set[type]:
    return set(cls.__subclasses__()).union(*map(_subclasses, cls.__subclasses__()))
