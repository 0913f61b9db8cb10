"""The state of a module: every parameter and buffer by its path, such as "0.weight" or "1.running_mean".

What Module.state_dict and Module.load_state_dict do. Arrays are copied both ways: a saved state does not follow the
training, and a loaded one is not changed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .parameter import Parameter

if TYPE_CHECKING:
    from .module import Module


class IncompatibleKeys(NamedTuple):
    """The names that a state lacked, and those that the module did not know."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def state_dict(module: Module) -> dict[str, NDArray[Any]]:
    """Copies of all parameters and buffers by path. What is shared stands there under each of its paths.

    >>> from layerwise.nn import BatchNorm1d, Linear, Sequential
    >>> list(state_dict(Sequential(Linear(3, 2), BatchNorm1d(2))))[:4]
    ['0.weight', '0.bias', '1.weight', '1.bias']
    """
    return {path: np.array(_value(owner, name)) for path, owner, name in _places(module)}


def load_state_dict(module: Module, state: Mapping[str, ArrayLike], strict: bool = True) -> IncompatibleKeys:
    """Copy `state` into the module, keeping the module's dtypes; see Module.load_state_dict.

    >>> from layerwise.nn import Linear
    >>> layer = Linear(1, 1, rng=0)
    >>> load_state_dict(layer, {"weight": [[3.0]], "head": [1.0]}, strict=False)
    IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['head'])
    >>> layer.weight.data
    array([[3.]])
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"state must be a dict of arrays by name, as state_dict() returns, got a {type(state).__name__}"
        )
    places = {path: (owner, name) for path, owner, name in _places(module)}
    keys = IncompatibleKeys([p for p in places if p not in state], [p for p in state if p not in places])
    problems = []
    if strict and keys.missing_keys:
        problems.append("missing: " + ", ".join(keys.missing_keys))
    if strict and keys.unexpected_keys:
        problems.append("unexpected: " + ", ".join(map(str, keys.unexpected_keys)))

    arrays = {path: np.asarray(state[path]) for path in places if path in state}
    for path, array in arrays.items():
        current = _value(*places[path])
        if array.dtype.kind not in "fiub":
            problems.append(f"{path}: numbers expected, got dtype {array.dtype}")
        elif array.shape != current.shape:
            problems.append(f"{path}: shape {current.shape} expected, got {array.shape}")
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise ValueError(f"state does not fit {type(module).__name__}:{lines}")

    for path, array in arrays.items():
        owner, name = places[path]
        copy = np.array(array, dtype=_value(owner, name).dtype)
        held = getattr(owner, name)
        if isinstance(held, Parameter):
            held.data = copy
        else:
            setattr(owner, name, copy)
    return keys


def _value(owner: Module, name: str) -> NDArray[Any]:
    """The numbers of the parameter or buffer `name` of a module: no copy."""
    held = getattr(owner, name)
    return held.data if isinstance(held, Parameter) else np.asarray(held)


def _places(module: Module, prefix: str = "") -> Iterator[tuple[str, Module, str]]:
    """Each (path, module that owns it, attribute): a module's parameters, then its buffers, then its children's."""
    parameters = [name for name, held in vars(module).items() if isinstance(held, Parameter)]
    for name in (*parameters, *module._buffer_names):
        yield prefix + name, module, name
    for name, child in module.named_children():
        yield from _places(child, f"{prefix}{name}.")
