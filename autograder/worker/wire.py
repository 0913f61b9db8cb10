"""How values cross the border between the grader and the sandbox: JSON and raw numbers, never pickle.

A packed value is a JSON head, with each array's type and shape, followed by the bytes of the arrays. Whatever comes
from the sandbox was written by somebody who may want to break us: no length, shape or type is believed unchecked.
"""

import json
import math
import struct
from typing import Any

import numpy as np

LIMIT = 64 * 1024 * 1024  # bytes; far above any chapter's largest array, far below what would hurt the grader
LONGEST_HEAD = 4 * 1024 * 1024  # bytes of JSON; read, it may need thirty times as many
MOST_AXES = 64  # numpy's own limit; the product of a million sides would take hours
KINDS = "biufc"  # numpy's one-letter names for booleans, integers, unsigned integers, floats, complex numbers
_SIZES = struct.Struct(">II")  # bytes of the head, bytes of all arrays

# What an array's numbers may be, under numpy's short names. Longer ones differ from machine to machine.
_DTYPES = {
    dtype.str: dtype
    for kind in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
    for order in "<>"
    for dtype in [np.dtype(order + kind)]
}


class WireError(ValueError):
    """What arrived is not a value that `pack` could have sent."""


def pack(value: Any) -> bytes:
    """Turn nested dicts, lists, tuples, text, numbers and arrays into bytes.

    Raises TypeError for anything else, naming the type.
    """
    arrays: list[np.ndarray] = []
    tree = _to_json(value, arrays)
    head = json.dumps({"value": tree, "arrays": [[array.dtype.str, array.shape] for array in arrays]}).encode()
    return (
        _SIZES.pack(len(head), sum(array.nbytes for array in arrays)) + head + b"".join(map(np.ndarray.tobytes, arrays))
    )


def unpack(data: bytes) -> Any:
    """The value that `pack` turned into `data`. Raises WireError for anything that `pack` cannot have written."""
    if len(data) < _SIZES.size or len(data) > LIMIT:
        raise WireError(f"a message of {len(data)} bytes; expected {_SIZES.size} to {LIMIT}")
    head_size, blob_size = _SIZES.unpack_from(data)
    if len(data) != _SIZES.size + head_size + blob_size:
        raise WireError("the message is not as long as it says")
    if head_size > LONGEST_HEAD:
        raise WireError(f"a head of {head_size} bytes; expected at most {LONGEST_HEAD}")
    try:
        head = json.loads(data[_SIZES.size : _SIZES.size + head_size])
        return _from_json(head["value"], _read_arrays(head["arrays"], data, _SIZES.size + head_size))
    except WireError:
        raise
    except Exception as error:  # junk in the head raises many kinds
        raise WireError(f"unreadable message: {type(error).__name__}") from error


def _read_arrays(described: Any, data: bytes, start: int) -> list[np.ndarray]:
    """The arrays whose bytes stand in `data` from `start` to its end, each as large as its type and shape say."""
    arrays = []
    for name, shape in described:
        dtype = _DTYPES.get(name) if isinstance(name, str) else None
        if dtype is None:
            raise WireError(f"an array of dtype {str(name)[:20]}")
        if len(shape) > MOST_AXES or not all(type(side) is int and side >= 0 for side in shape):
            raise WireError("an array whose shape is none")
        count = math.prod(shape)
        if count * dtype.itemsize > len(data) - start:
            raise WireError("an array that is longer than the message")
        # Of nothing, numpy reads nothing. The copy can be written to.
        flat = np.frombuffer(data, dtype, count, start).copy() if count else np.empty(0, dtype)
        arrays.append(flat.reshape(shape))
        start += count * dtype.itemsize
    if start != len(data):
        raise WireError("the arrays do not add up")
    return arrays


def _to_json(value: Any, arrays: list[np.ndarray]) -> Any:
    if value is None or isinstance(value, str | bool) or type(value) in (int, float):
        return value
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.str not in _DTYPES:
            raise TypeError(f"cannot send an array of dtype {array.dtype}")
        arrays.append(array)
        return {"array": len(arrays) - 1}
    if isinstance(value, dict):
        return {"dict": [[str(key), _to_json(item, arrays)] for key, item in value.items()]}
    if isinstance(value, list):
        return {"list": [_to_json(item, arrays) for item in value]}
    if isinstance(value, tuple):
        return {"tuple": [_to_json(item, arrays) for item in value]}
    raise TypeError(f"cannot send a {type(value).__name__}")


def _from_json(node: Any, arrays: list[np.ndarray]) -> Any:
    if not isinstance(node, dict):
        if isinstance(node, list):
            raise WireError("a bare list in the head")
        return node
    [(kind, content)] = node.items()
    if kind == "array":
        if type(content) is not int or content < 0:
            raise WireError("an array that was not sent")
        return arrays[content]
    if kind == "dict":
        return {str(key): _from_json(item, arrays) for key, item in content}
    if kind == "list":
        return [_from_json(item, arrays) for item in content]
    if kind == "tuple":
        return tuple(_from_json(item, arrays) for item in content)
    raise WireError(f"an unknown kind of value, {kind[:20]!r}")
