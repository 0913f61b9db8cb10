"""CIFAR-10: 60,000 colour photographs of 32 × 32 pixels in ten classes."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..arguments import FloatArray, IntArray, whole_number
from . import registry
from .download import fetch

CIFAR10_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

_FILES = {True: [f"data_batch_{i}.bin" for i in range(1, 6)], False: ["test_batch.bin"]}
_RECORD = 1 + 3 * 32 * 32  # a label, then the red, the green and the blue plane, row by row


def cifar10(
    train: bool = True, examples: int | None = None, folder: Path | str | None = None, progress: bool = True
) -> tuple[FloatArray, IntArray]:
    """Return colour photographs, float32 of shape (50000, 3, 32, 32) between 0 and 1, and their classes.

    CIFAR10_CLASSES names the classes. train: the 50,000 training images (600 MB in memory), or with False the 10,000
    test images. examples: only the first so many. folder, progress: as in mnist; 170 MB.
    (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.)

    >>> X, y = cifar10(examples=5000)  # doctest: +SKIP
    """
    n = None if examples is None else whole_number(examples, "examples", at_least=1)
    path = fetch(registry.CIFAR10, folder, progress)
    records = _records(path, _FILES[bool(train)])[:n]
    images = records[:, 1:].reshape(-1, 3, 32, 32)
    return images.astype(np.float32) / np.float32(255), records[:, 0].astype(np.int64)


def _records(path: Path, names: list[str]) -> NDArray[np.uint8]:
    """The records of these files of the archive, one a row: (N, 3073). Nothing is unpacked onto the disk."""
    found: dict[str, bytes] = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            name = Path(member.name).name
            if member.isfile() and name in names and (file := archive.extractfile(member)):
                found[name] = file.read()
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{path} does not hold {', '.join(missing)}")
    content = b"".join(found[name] for name in names)
    if len(content) % _RECORD:
        raise ValueError(f"{path} holds {len(content):,} bytes of images, no multiple of {_RECORD} a record")
    records = np.frombuffer(content, np.uint8).reshape(-1, _RECORD)
    if len(records) and records[:, 0].max() >= len(CIFAR10_CLASSES):
        raise ValueError(f"{path} holds the label {records[:, 0].max()}, the classes are 0 to 9")
    return records
