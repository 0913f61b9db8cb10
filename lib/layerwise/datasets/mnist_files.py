"""MNIST and Fashion-MNIST: 70,000 grey images of 28 × 28 pixels in ten classes, handwritten digits or clothes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..arguments import FloatArray, IntArray, whole_number
from . import registry
from .download import Remote, fetch
from .idx import read_idx

FASHION_MNIST_CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)


def mnist(
    train: bool = True, examples: int | None = None, folder: Path | str | None = None, progress: bool = True
) -> tuple[FloatArray, IntArray]:
    """Return handwritten digits, float32 of shape (60000, 1, 28, 28) between 0 and 1, and which digit each is.

    train: the 60,000 training images, or with False the 10,000 test images. examples: only the first so many.
    folder: where the files are kept; see download.data_folder. progress: show a bar while they are downloaded (12 MB).
    (LeCun, Cortes and Burges, 1998.)

    >>> X, y = mnist()  # doctest: +SKIP
    """
    return _load(registry.MNIST_TRAIN if train else registry.MNIST_TEST, examples, folder, progress)


def fashion_mnist(
    train: bool = True, examples: int | None = None, folder: Path | str | None = None, progress: bool = True
) -> tuple[FloatArray, IntArray]:
    """Return pictures of clothes, float32 of shape (60000, 1, 28, 28) between 0 and 1, and their classes.

    FASHION_MNIST_CLASSES names the classes. The arguments are those of mnist; 31 MB. Harder than MNIST: nearest
    neighbours get 97 % there, 85 % here (Xiao, Rasul and Vollgraf, 2017).

    >>> X, y = fashion_mnist(train=False)  # doctest: +SKIP
    """
    return _load(registry.FASHION_MNIST_TRAIN if train else registry.FASHION_MNIST_TEST, examples, folder, progress)


def _load(
    remotes: tuple[Remote, Remote], examples: int | None, folder: Path | str | None, progress: bool
) -> tuple[FloatArray, IntArray]:
    n = None if examples is None else whole_number(examples, "examples", at_least=1)
    paths = [fetch(remote, folder, progress) for remote in remotes]
    images, labels = (read_idx(path) for path in paths)
    if images.ndim != 3 or labels.shape != images.shape[:1]:
        raise ValueError(f"{paths[0].name} and {paths[1].name} do not belong together: {images.shape}, {labels.shape}")
    return images[:n, None].astype(np.float32) / np.float32(255), labels[:n].astype(np.int64)
