"""Nested states, such as {"model": {...}, "optimizer": {...}, "epoch": 3}, as arrays by name and a structure.

A file of arrays has no dicts in dicts. So the arrays are taken out, each under the path to where it stood, and what is
left is something that JSON can hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def flattened(state: Any, path: str = "state") -> tuple[Arrays, Any]:
    """Return the arrays by path, and the structure: `state` with each array replaced by its path.

    Dicts become lists of pairs, because JSON knows no other keys than texts.

    >>> arrays, structure = flattened({"w": np.ones(2), "epoch": 3})
    >>> arrays
    {'state/w': array([1., 1.])}
    >>> structure
    {'dict': [['w', {'array': 'state/w'}], ['epoch', 3]]}
    """
    if isinstance(state, np.ndarray | np.generic):
        if state.dtype.kind not in "fiub":
            raise TypeError(f"{path} must hold numbers, got dtype {state.dtype}")
        return {path: np.asarray(state)}, {"array": path}
    if state is None or isinstance(state, bool | int | float | str):
        return {}, state
    if isinstance(state, Mapping):
        kind, items = "dict", list(state.items())
    elif isinstance(state, list | tuple):
        kind, items = type(state).__name__, list(enumerate(state))
    else:
        raise TypeError(f"{path} must be made of arrays, numbers, texts, dicts and lists, got a {type(state).__name__}")
    arrays: Arrays = {}
    inside = []
    for key, value in items:
        if not isinstance(key, str | int):
            raise TypeError(f"the keys of {path} must be texts or ints, got {key!r}")
        more, below = flattened(value, f"{path}/{key}")
        if more.keys() & arrays.keys():
            raise ValueError(f"the keys of {path} give two arrays the name {min(more.keys() & arrays.keys())}")
        arrays |= more
        inside.append([key, below] if kind == "dict" else below)
    return arrays, {kind: inside}


def nested(arrays: Mapping[str, NDArray[Any]], structure: Any) -> Any:
    """Return the state that `flattened` took apart.

    >>> nested(*flattened({0: (np.ones(2), None)}))
    {0: (array([1., 1.]), None)}
    """
    if not isinstance(structure, dict):
        return structure
    ((kind, inside),) = structure.items()
    if kind == "array":
        return arrays[inside]
    if kind == "dict":
        return {key: nested(arrays, below) for key, below in inside}
    return (tuple if kind == "tuple" else list)(nested(arrays, below) for below in inside)
