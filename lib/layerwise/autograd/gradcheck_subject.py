"""What gradcheck can check, in one form: arrays to perturb, a forward pass that reads them, and their gradients.

A module, a layer or loss that is no Module, and a pair of functions are each turned into a Subject here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..nn.loss import Loss
from ..nn.module import Module


class GradientError(AssertionError):
    """The backward pass is not the gradient of the forward pass, or the check could not tell."""


class Subject(NamedTuple):
    """What is checked: the inputs, all arrays to perturb by name, and the two passes."""

    inputs: list[np.ndarray]
    arrays: dict[str, FloatArray]
    forward: Callable[[], FloatArray]
    backward: Callable[[FloatArray], dict[str, Any]]  # grad_output -> a gradient for each name; forward ran before


def subject_of(fn: Any, inputs: Any) -> Subject:
    """The Subject for what gradcheck was given; see there."""
    arrays = [_own_copy(value, i) for i, value in enumerate(inputs if isinstance(inputs, tuple) else (inputs,))]
    if isinstance(fn, Module):
        return _module(fn, arrays)
    if isinstance(fn, tuple) and len(fn) == 2 and all(map(callable, fn)):
        forward, backward = fn
        return _functions(forward, lambda grad_output: backward(grad_output, *arrays), arrays)
    if isinstance(fn, Loss):
        return _functions(fn.forward, fn.backward, arrays, differentiable=1)
    if callable(getattr(fn, "forward", None)) and callable(getattr(fn, "backward", None)):
        return _functions(fn.forward, fn.backward, arrays)
    raise TypeError(f"fn must be a Module, a loss, or a pair (forward, backward), got {fn!r}")


@contextmanager
def as_it_was(fn: Any) -> Iterator[None]:
    """Afterwards, a module has the buffers and gradients that it had before: a check is no training."""
    if not isinstance(fn, Module):
        yield
        return
    grads = [(parameter, parameter.grad) for parameter in fn.parameters()]
    buffers = [(m, name, np.copy(getattr(m, name))) for m in fn.modules() for name in m._buffer_names]
    try:
        yield
    finally:
        for parameter, grad in grads:
            parameter.grad = grad
        for module, name, buffer in buffers:
            setattr(module, name, buffer)


def _module(module: Module, inputs: list[np.ndarray]) -> Subject:
    if len(inputs) != 1:
        raise ValueError(f"inputs must be one array for a Module, got {len(inputs)}")
    (x,) = inputs
    parameters = {name: p for name, p in module.named_parameters() if p.requires_grad}
    for name, parameter in parameters.items():
        if parameter.dtype != np.float64:
            raise TypeError(f"{name} must be float64 for its slope to be measured, got {parameter.dtype}: use to()")
    arrays = {**_floats(inputs), **{name: parameter.data for name, parameter in parameters.items()}}

    def backward(grad_output: FloatArray) -> dict[str, Any]:
        again = grad_output.copy()  # in case that backward writes into it, which gradcheck will notice
        module.zero_grad()
        module.forward(x)
        grad_x = module.backward(grad_output)
        once = {name: None if p.grad is None else np.copy(p.grad) for name, p in parameters.items()}
        module.forward(x)
        module.backward(again)
        for name, parameter in parameters.items():
            if once[name] is not None and not _is_twice(parameter.grad, once[name]):
                raise GradientError(
                    f"gradients of {name} do not add up: after a second backward pass its grad is not twice the first. "
                    "Does backward assign it, where it should call accumulate_grad?"
                )
        return {**dict.fromkeys(_floats(inputs), grad_x), **once}

    return Subject(inputs, arrays, lambda: np.asarray(module.forward(x)), backward)


def _functions(
    forward: Callable[..., Any],
    backward: Callable[[FloatArray], Any],
    inputs: list[np.ndarray],
    differentiable: int | None = None,
) -> Subject:
    """differentiable: how many of the inputs have a gradient, from the first; None means all that hold floats."""
    arrays = _floats(inputs[:differentiable])

    def gradients(grad_output: FloatArray) -> dict[str, Any]:
        forward(*inputs)
        grads = backward(grad_output)
        if not isinstance(grads, tuple):
            grads = (grads,)
        if len(grads) not in (len(inputs), len(arrays)):
            raise GradientError(f"backward must return a gradient for each of {', '.join(arrays)}, got {len(grads)}")
        names = [f"inputs[{i}]" for i in range(len(inputs))] if len(grads) == len(inputs) else list(arrays)
        return dict(zip(names, grads, strict=True))

    return Subject(inputs, arrays, lambda: np.asarray(forward(*inputs)), gradients)


def _own_copy(value: ArrayLike, i: int) -> np.ndarray:
    """A copy that may be perturbed: float64, or ints (classes, indices) as they are."""
    array = np.array(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"inputs[{i}] must hold numbers, got dtype {array.dtype}")
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def _floats(inputs: list[np.ndarray]) -> dict[str, FloatArray]:
    return {f"inputs[{i}]": array for i, array in enumerate(inputs) if array.dtype.kind == "f"}


def _is_twice(twice: FloatArray | None, once: FloatArray | None) -> bool:
    return twice is not None and once is not None and np.allclose(twice, 2 * once, rtol=1e-6, atol=1e-12)
