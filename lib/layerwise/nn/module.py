"""Module: what every layer and every network is.

A module computes its output in `forward` and, by hand, the gradients in `backward`; there is no hidden automatic
differentiation. Parameters and modules inside it are found because they are attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..arguments import FloatArray
from .parameter import Parameter
from .state_dict import IncompatibleKeys, load_state_dict, state_dict


class Module:
    """The base class of layers and networks: forward, backward, parameters, training mode, state.

    One module stands in one place of a network: backward uses what the latest forward saved.
    A subclass needs no call of super().__init__(). One that looks at something beside x, as a decoder at its picture,
    is called as module(x, context): its forward has a second argument, and its backward returns two gradients.

    training: True until eval(); layers such as Dropout and BatchNorm act differently when it is False.
    frozen: a module that is frozen (transfer/freezing.py) stays in evaluation, whatever train() says.

    >>> class Scale(Module):
    ...     def __init__(self, features):
    ...         self.weight = Parameter(np.full(features, 3.0))
    ...     def forward(self, x):  # x: (N, features)
    ...         self.save_for_backward(x)
    ...         return x * self.weight.data
    ...     def backward(self, grad_output):  # (N, features)
    ...         (x,) = self.saved
    ...         self.weight.accumulate_grad((grad_output * x).sum(axis=0))  # (features,)
    ...         return grad_output * self.weight.data  # (N, features)
    >>> layer = Scale(2)
    >>> layer(np.array([[1.0, 2.0]])), layer.backward(np.array([[1.0, 10.0]]))
    (array([[3., 6.]]), array([[ 3., 30.]]))
    >>> [(name, parameter.grad) for name, parameter in layer.named_parameters()]
    [('weight', array([ 1., 20.]))]
    """

    training: bool = True
    frozen: bool = False
    _buffer_names: tuple[str, ...] = ()
    _saved: tuple[Any, ...] | None = None

    # ---- computing

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the output for x, and save what backward will need."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to forward's x, and add each parameter's gradient to its grad.

        grad_output: the gradient of the loss with respect to forward's output, with its shape.
        """
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Like backward, where nobody asks for the gradient with respect to x: x was data.

        Layers whose input gradient is expensive leave it out.
        """
        self.backward(grad_output)

    def __call__(self, x: ArrayLike, *context: Any) -> FloatArray:
        return self.forward(x, *context)

    def save_for_backward(self, *values: Any) -> None:
        """Keep values from forward; backward finds them in `saved`, in the same order."""
        self._saved = values

    @property
    def saved(self) -> tuple[Any, ...]:
        """What the latest forward kept for backward."""
        if self._saved is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward was called before {name}.forward: there is nothing to go back through")
        return self._saved

    # ---- what the module is made of

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that are attributes of this one, in order of assignment."""
        for name, value in list(vars(self).items()):
            if isinstance(value, Module):
                yield name, value

    def children(self) -> list[Module]:
        """The modules that are attributes of this one, in order of assignment."""
        return [child for _, child in self.named_children()]

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module (under the name `prefix`) and all modules inside it, each once: ("0", ...), ("0.conv", ...)."""
        seen: set[int] = set()
        stack = [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if id(module) not in seen:
                seen.add(id(module))
                yield name, module
                below = [(f"{name}.{child}" if name else child, m) for child, m in module.named_children()]
                stack.extend(reversed(below))

    def modules(self) -> list[Module]:
        """This module and all modules inside it, each once."""
        return [module for _, module in self.named_modules()]

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Every parameter once, with its path: ("0.weight", ...). A module's own come before its children's."""
        seen: set[int] = set()
        for path, module in self.named_modules():
            for name, value in list(vars(module).items()):
                if isinstance(value, Parameter) and id(value) not in seen:
                    seen.add(id(value))
                    yield f"{path}.{name}" if path else name, value

    def parameters(self) -> list[Parameter]:
        """Every parameter once: what an optimizer is given."""
        return [parameter for _, parameter in self.named_parameters()]

    def register_buffer(self, name: str, array: ArrayLike) -> None:
        """Keep `array` as attribute `name`: state that is saved but not learned, such as BatchNorm's running mean."""
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(f"name must be a name without dots, got {name!r}")
        if hasattr(self, name):
            raise ValueError(f"name must be new, but {type(self).__name__} has an attribute {name!r} already")
        self._buffer_names = (*self._buffer_names, name)
        setattr(self, name, np.array(array))

    def named_buffers(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Every buffer with its path: ("1.running_mean", ...)."""
        for path, module in self.named_modules():
            for name in module._buffer_names:
                yield f"{path}.{name}" if path else name, getattr(module, name)

    # ---- its state: what a checkpoint holds

    def state_dict(self) -> dict[str, NDArray[Any]]:
        """Copies of all parameters and buffers by path: {"0.weight": (out, in), ...}. Training does not change them."""
        return state_dict(self)

    def load_state_dict(self, state: Mapping[str, ArrayLike], strict: bool = True) -> IncompatibleKeys:
        """Copy the arrays of `state` into the parameters and buffers of the same paths.

        strict: refuse a state that lacks a name or has one too many. With False those are left out, and returned as
        (missing_keys, unexpected_keys). Shapes must fit in any case. On an error nothing has changed.
        """
        return load_state_dict(self, state, strict)

    # ---- changing all of it

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all inside it to training (or, with mode=False, to evaluation); return self.

        Modules that are frozen stay in evaluation.
        """
        for module in self.modules():
            module.training = bool(mode) and not module.frozen
        return self

    def eval(self) -> Self:
        """Switch to evaluation: Dropout passes everything, BatchNorm uses its running statistics; return self."""
        return self.train(False)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters. Without it, the next backward adds to them."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze all parameters (False) or thaw them (True); return self."""
        for parameter in self.parameters():
            parameter.requires_grad = bool(requires_grad)
            if not requires_grad:
                parameter.zero_grad()  # a frozen parameter has no gradient, not an old one
        return self

    def to(self, dtype: DTypeLike) -> Self:
        """Turn parameters and floating-point buffers into `dtype` (np.float32 or np.float64); return self.

        numpy computes in the wider of two dtypes: a float32 network wants float32 inputs.
        """
        if np.dtype(dtype).kind != "f":
            raise TypeError(f"dtype must be a floating-point dtype such as np.float32, got {np.dtype(dtype)}")
        for parameter in self.parameters():
            parameter.data = parameter.data.astype(dtype)
            parameter.zero_grad()
        for module in self.modules():
            for name in module._buffer_names:
                if (buffer := getattr(module, name)).dtype.kind == "f":
                    setattr(module, name, buffer.astype(dtype))
        return self

    # ---- as text

    def extra_repr(self) -> str:
        """What stands between the brackets when the module is printed, such as 'in_features=3, out_features=2'."""
        return ""

    def __repr__(self) -> str:
        lines = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.named_children()]
        inside = "\n  " + "\n  ".join(lines) + "\n" if lines else self.extra_repr()
        return f"{type(self).__name__}({inside})"

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, list | tuple | dict) and not name.startswith("_"):
            inside = value.values() if isinstance(value, dict) else value
            if any(isinstance(item, Module | Parameter) for item in inside):
                raise TypeError(
                    f"{name} is a {type(value).__name__} of modules or parameters, which nobody would find and train: "
                    "put modules in ModuleList or Sequential, and make each Parameter an attribute of its own"
                )
        super().__setattr__(name, value)
