"""Every backward pass agrees with what nudging the numbers gives."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

KEPT = Path(__file__).with_name("kept.json")
STEP = 1e-5
# (arguments of the class, shape of its input)
LAYERS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "Linear": ((4, 3), (5, 4)),
    "BatchNorm1d": ((3,), (6, 3)),
    "LayerNorm": ((4,), (3, 4)),
    "BatchNorm2d": ((2,), (3, 2, 3, 3)),
    "Conv2d": ((2, 3, 3), (2, 2, 5, 5)),
    "MaxPool2d": ((2,), (2, 2, 4, 4)),
    "AvgPool2d": ((2,), (2, 2, 4, 4)),
    "Flatten": ((), (2, 2, 3, 3)),
}
FUNCTIONS = ("relu", "sigmoid", "tanh", "leaky_relu", "elu")


def pytest_generate_tests(metafunc: Any) -> None:
    """A test for each function and layer that is in the package and has a backward pass."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    known = {"layer": list(LAYERS), "function": list(FUNCTIONS)}
    for kind in known.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(kind, [name for name in known[kind] if name in kept["names"]])


def test_function(function: str) -> None:
    """The gradient of an activation."""
    package = own_package()
    forward, backward = getattr(package, function), getattr(package, f"{function}_backward")
    x, grad_output = np.random.default_rng(0).normal(size=(2, 3, 4))
    assert np.allclose(backward(grad_output, x), nudged(lambda: forward(x), x, grad_output), atol=1e-6)


def test_layer(layer: str) -> None:
    """The gradients of a layer: of its input, and of each of its parameters."""
    arguments, shape = LAYERS[layer]
    made, rng = getattr(own_package(), layer)(*arguments), np.random.default_rng(0)
    x = rng.normal(size=shape)
    grad_output = rng.normal(size=made.forward(x).shape)
    assert np.allclose(made.backward(grad_output), nudged(lambda: made.forward(x), x, grad_output), atol=1e-6)
    for name, parameter in made.named_parameters():
        measured = nudged(lambda: made.forward(x), parameter.data, grad_output)
        assert np.allclose(parameter.grad, measured, atol=1e-6), name


def own_package() -> Any:
    """The package that these tests stand beside."""
    return importlib.import_module(json.loads(KEPT.read_text(encoding="utf-8"))["package"])


def nudged(forward: Callable[[], Any], numbers: Any, grad_output: Any) -> Any:
    """The gradient of (forward() * grad_output).sum() with respect to each of the numbers, by small steps."""
    measured = np.zeros_like(numbers)
    for place in np.ndindex(numbers.shape):
        before, sides = numbers[place], []
        for step in (STEP, -STEP):
            numbers[place] = before + step
            sides.append(float((forward() * grad_output).sum()))
        numbers[place] = before
        measured[place] = (sides[0] - sides[1]) / (2 * STEP)
    return measured
