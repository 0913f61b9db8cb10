"""Modules made of modules: one after the other, around a shortcut, side by side, or only kept in a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, whole_number
from .module import Module


class ModuleList(Module):
    """Modules in a list: found and trained like attributes, but called by whoever owns the list.

    >>> ModuleList([Module(), Module()]).append(Module())
    ModuleList(
      (0): Module()
      (1): Module()
      (2): Module()
    )
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        for module in modules:
            self.append(module)

    def append(self, module: Module) -> ModuleList:
        """Add a module at the end, under the name of its position; return self."""
        if not isinstance(module, Module):
            raise TypeError(f"{type(self).__name__} holds modules, got {module!r} at position {len(self)}")
        setattr(self, str(len(self)), module)
        return self

    def __len__(self) -> int:
        return len(self.children())

    def __iter__(self) -> Iterator[Module]:
        return iter(self.children())

    @overload
    def __getitem__(self, index: int) -> Module: ...
    @overload
    def __getitem__(self, index: slice) -> list[Module]: ...
    def __getitem__(self, index: int | slice) -> Module | list[Module]:
        return self.children()[index]

    def __setitem__(self, index: int, module: Module) -> None:
        if not isinstance(module, Module):
            raise TypeError(f"{type(self).__name__} holds modules, got {module!r} for position {index}")
        name = [name for name, _ in self.named_children()][index]
        setattr(self, name, module)


class Sequential(ModuleList):
    """Modules one after the other: the output of each is the input of the next.

    backward asks them in the opposite order: the gradient that one returns is the grad_output of the one before.
    Parameters are called after the position: "0.weight". A slice, model[:2], is the list of those modules.

    >>> from layerwise.nn import Flatten
    >>> model = Sequential(Flatten(), Flatten())
    >>> model(np.zeros((5, 3, 2))).shape
    (5, 6)
    >>> model.backward(np.zeros((5, 6))).shape
    (5, 3, 2)
    """

    def __init__(self, *modules: Module) -> None:
        super().__init__(modules)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the last module's output."""
        for module in self:
            x = module(x)
        return float_array(x, "x")

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to the first module's input."""
        for module in reversed(self.children()):
            grad_output = module.backward(grad_output)
        return float_array(grad_output, "grad_output")

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """As backward, but no further down than the first module that has something to learn."""
        modules = self.children()
        learns = [any(parameter.requires_grad for parameter in module.parameters()) for module in modules]
        if True not in learns:
            return
        first = learns.index(True)
        for module in reversed(modules[first + 1 :]):
            grad_output = module.backward(grad_output)
        modules[first].backward_parameters(grad_output)


class Residual(Module):
    """body(x) + shortcut(x); without a shortcut, body(x) + x (He, Zhang, Ren and Sun, 2016).

    A sum passes its gradient to both sides, so the gradient of x is the body's plus the shortcut's. However little
    gets through the body, the shortcut delivers grad_output itself.

    body(x) and shortcut(x) must have the same shape; the shortcut is there for bodies that change it.

    >>> Residual(Sequential())(np.array([1.0, 2.0]))
    array([2., 4.])
    """

    def __init__(self, body: Module, shortcut: Module | None = None) -> None:
        self.body = body
        self.shortcut = shortcut

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return body(x) + shortcut(x)."""
        x = float_array(x, "x")
        y = self.body(x)
        skipped = x if self.shortcut is None else self.shortcut(x)
        if y.shape != skipped.shape:
            raise ValueError(
                f"body and shortcut must give the same shape, got {y.shape} from body and {skipped.shape} from "
                f"{'x itself: give a shortcut' if self.shortcut is None else 'shortcut'}"
            )
        return y + skipped

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: what both ways bring."""
        grad_output = float_array(grad_output, "grad_output")
        skipped = grad_output if self.shortcut is None else self.shortcut.backward(grad_output)
        return self.body.backward(grad_output) + skipped


class Parallel(Module):
    """Branches side by side on the same x, their outputs concatenated along dim (Szegedy and others, 2015).

    branches: their outputs must have the same shape except along dim; 1 is the dimension of the channels.

    >>> Parallel(Sequential(), Sequential())(np.array([[1.0, 2.0]]))
    array([[1., 2., 1., 2.]])
    """

    def __init__(self, *branches: Module, dim: int = 1) -> None:
        if not branches:
            raise ValueError("branches must be at least one module, got none")
        self.branches = ModuleList(branches)
        self.dim = whole_number(dim, "dim", at_least=-32)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the outputs, concatenated along dim."""
        outputs = [branch(x) for branch in self.branches]
        shapes = [output.shape for output in outputs]
        others = {shape[: self.dim] + shape[self.dim :][1:] for shape in shapes}
        if len(others) > 1 or not -len(shapes[0]) <= self.dim < len(shapes[0]):
            raise ValueError(f"branches must give the same shape except along dim {self.dim}, got {shapes}")
        self.save_for_backward([shape[self.dim] for shape in shapes])
        return np.concatenate(outputs, axis=self.dim)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: each branch goes back through its own part; the results add up."""
        (sizes,) = self.saved
        grad_output = float_array(grad_output, "grad_output")
        parts = np.split(grad_output, np.cumsum(sizes)[:-1], axis=self.dim)
        grads = [branch.backward(part) for branch, part in zip(self.branches, parts, strict=True)]
        total = grads[0]
        for grad in grads[1:]:
            total = total + grad
        return total
