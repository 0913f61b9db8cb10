"""Fifty steps of every optimizer stay on PyTorch's path."""

import numpy as np
import pytest

from layerwise import optim
from layerwise.nn.parameter import Parameter
from layerwise.optim.clip_grad import clip_grad_norm_

from .expectations import FORWARD, case, relative_error, stored
from .inputs.optimizer_cases import CLIP, GROUPS, OPTIMIZERS, STEPS, options_of

EXPECTED = stored("optimizers")


@pytest.mark.parametrize("name", [*OPTIMIZERS, *GROUPS])
def test_the_path_is_pytorchs(name: str):
    """The same gradients lead to the same places, with options and parameter groups."""
    kind, options, override = options_of(name)
    assert relative_error(path(getattr(optim, kind), options, override), EXPECTED[f"{name}/path"]) <= FORWARD


def test_nesterov_in_a_class_of_its_own_takes_the_same_path():
    """NesterovSGD is PyTorch's SGD with nesterov=True."""
    options = {name: value for name, value in OPTIMIZERS["sgd nesterov"][1].items() if name != "nesterov"}
    assert relative_error(path(optim.NesterovSGD, options, {}), EXPECTED["sgd nesterov/path"]) <= FORWARD


def path(kind: type[optim.Optimizer], options: dict, override: dict) -> np.ndarray:
    """Where the parameters are after each of the steps."""
    problem = case(EXPECTED, "problem")
    weight, bias = Parameter(problem["weight"]), Parameter(problem["bias"])
    optimizer = kind([{"params": [weight]}, {"params": [bias], **override}], **options)
    places = []
    for step in range(STEPS):
        weight.grad = problem["slope_weight"] * weight.data + problem["noise_weight"][step]
        bias.grad = problem["slope_bias"] * bias.data + problem["noise_bias"][step]
        optimizer.step()
        places.append(np.concatenate([weight.data.ravel(), bias.data]))
    return np.stack(places)


@pytest.mark.parametrize("name", CLIP)
def test_clipped_gradients_are_pytorchs(name: str):
    """The norm of all gradients together, and the gradients afterwards."""
    problem = case(EXPECTED, "problem")
    params = [Parameter(problem["weight"]), Parameter(problem["bias"])]
    for param in params:
        param.grad = 2 * param.data
    assert relative_error(clip_grad_norm_(params, CLIP[name]), EXPECTED[f"{name}/norm"]) <= FORWARD
    grads = np.concatenate([param.grad.ravel() for param in params])
    assert relative_error(grads, EXPECTED[f"{name}/grad"]) <= FORWARD


def test_every_optimizer_is_held_against_pytorch():
    """A new optimizer needs a case."""
    ours = {cls.__name__ for cls in _subclasses(optim.Optimizer)}
    kinds = ours & set(optim.__all__)
    assert kinds == {kind for kind, _ in OPTIMIZERS.values()} | {"NesterovSGD"}


def _subclasses(cls: type) -> set[type]:
    return set(cls.__subclasses__()).union(*map(_subclasses, cls.__subclasses__()))
