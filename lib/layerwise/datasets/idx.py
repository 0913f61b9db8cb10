"""The IDX format, in which MNIST and Fashion-MNIST come: a few bytes of header, then the numbers.

bytes 0, 1   zero
byte 2       what the numbers are (see TYPES)
byte 3       how many dimensions
then         the length of each dimension, four bytes each, the highest first
then         the numbers, the highest byte first, the last dimension running fastest
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path | str) -> NDArray[Any]:
    """Return the array in an IDX file, compressed with gzip (the name ends in .gz) or not.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile(suffix="-ubyte") as file:
    ...     _ = file.write(bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]))
    ...     file.flush()
    ...     read_idx(file.name)
    array([[1, 2, 3],
           [4, 5, 6]], dtype=uint8)
    """
    path = Path(path)
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is not a whole gzip file: {error}") from None
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:
        raise ValueError(f"{path} is not an IDX file: it begins with {content[:4].hex(' ') or 'nothing'}")
    dtype, dimensions = np.dtype(TYPES[content[2]]), content[3]
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise ValueError(f"{path} ends within its header: {len(content)} bytes, expected at least {header}")
    shape = tuple(int(length) for length in np.frombuffer(content[4:header], ">u4"))
    expected = header + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise ValueError(f"{path} has {len(content):,} bytes, but shape {shape} of {dtype} needs {expected:,}")
    return np.frombuffer(content, dtype, offset=header).reshape(shape).astype(dtype.newbyteorder("="))
