"""How values cross the border between the grader and the sandbox: JSON and `.npy`, never pickle.

A packed value is a JSON head followed by the bytes of its arrays. Whatever comes from the sandbox was written by
somebody who may want to break us, so `unpack` believes no length, no shape and no type before it has looked.
"""

import io
import json
import math
import struct
from itertools import pairwise
from typing import Any

import numpy as np

LIMIT = 64 * 1024 * 1024  # bytes; far above any chapter's largest array, far below what would hurt the grader
KINDS = "biufc"  # numpy's one-letter names for booleans, integers, unsigned integers, floats, complex numbers
_SIZES = struct.Struct(">II")


_LONGEST = {"c": 16}  # bytes of one number; of every other kind, 8. Longer ones differ from machine to machine.


class WireError(ValueError):
    """What arrived is not a value that `pack` could have sent."""


def pack(value: Any) -> bytes:
    """Turn nested dicts, lists, tuples, text, numbers and arrays into bytes.

    Raises TypeError for anything else, naming the type.
    """
    blobs: list[bytes] = []
    head = json.dumps({"value": _to_json(value, blobs), "sizes": [len(blob) for blob in blobs]}).encode()
    return _SIZES.pack(len(head), sum(map(len, blobs))) + head + b"".join(blobs)


def unpack(data: bytes) -> Any:
    """The value that `pack` turned into `data`. Raises WireError for anything that `pack` cannot have written."""
    if len(data) < _SIZES.size or len(data) > LIMIT:
        raise WireError(f"a message of {len(data)} bytes; expected {_SIZES.size} to {LIMIT}")
    head_size, blob_size = _SIZES.unpack_from(data)
    if len(data) != _SIZES.size + head_size + blob_size:
        raise WireError("the message is not as long as it says")
    try:
        head = json.loads(data[_SIZES.size : _SIZES.size + head_size])
        sizes = head["sizes"]
        if not all(type(size) is int and size >= 0 for size in sizes) or sum(sizes) != blob_size:
            raise WireError("the array sizes do not add up")
        ends = np.cumsum([_SIZES.size + head_size, *sizes]).tolist()
        arrays = [_read_array(data[start:end]) for start, end in pairwise(ends)]
        return _from_json(head["value"], arrays)
    except WireError:
        raise
    except Exception as error:  # numpy's header reader alone raises half a dozen kinds on junk
        raise WireError(f"unreadable message: {type(error).__name__}") from error


def _is_number(dtype: np.dtype[Any]) -> bool:
    return dtype.kind in KINDS and dtype.itemsize <= _LONGEST.get(dtype.kind, 8)


def _to_json(value: Any, blobs: list[bytes]) -> Any:
    if value is None or isinstance(value, str | bool) or type(value) in (int, float):
        return value
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if not _is_number(array.dtype):
            raise TypeError(f"cannot send an array of dtype {array.dtype}")
        stream = io.BytesIO()
        np.lib.format.write_array(stream, np.ascontiguousarray(array).reshape(array.shape), allow_pickle=False)
        blobs.append(stream.getvalue())
        return {"array": len(blobs) - 1}
    if isinstance(value, dict):
        return {"dict": [[str(key), _to_json(item, blobs)] for key, item in value.items()]}
    if isinstance(value, list):
        return {"list": [_to_json(item, blobs) for item in value]}
    if isinstance(value, tuple):
        return {"tuple": [_to_json(item, blobs) for item in value]}
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


def _read_array(blob: bytes) -> np.ndarray:
    """Read one `.npy`, after its header has been held against the bytes that are really there."""
    stream = io.BytesIO(blob)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise WireError(f".npy version {version}; expected (1, 0)")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    if not _is_number(dtype):
        raise WireError(f"an array of dtype {dtype}")
    # A header may promise 10^12 numbers: numpy would reserve the memory before it found out.
    if any(side < 0 for side in shape) or math.prod(shape) * dtype.itemsize != len(blob) - stream.tell():
        raise WireError("an array whose header does not fit its bytes")
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)
