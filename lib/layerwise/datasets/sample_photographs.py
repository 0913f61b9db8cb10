"""Two photographs to convolve: a temple in China and a flower, as they come with scikit-learn."""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray
from .needs import needs


def photographs() -> tuple[FloatArray, list[str]]:
    """Return two colour photographs, float32 of shape (2, 3, 427, 640) between 0 and 1, and their names.

    The channels are red, green, blue; for a grey image take their mean. Needs scikit-learn, and Pillow to read JPEG.
    (Both from flickr, CC BY 2.0; the attributions are in scikit-learn's sklearn/datasets/images/README.txt.)

    >>> X, names = photographs()
    >>> X.shape, names
    ((2, 3, 427, 640), ['china', 'flower'])
    """
    datasets = needs("sklearn.datasets", "scikit-learn", "datasets.photographs")
    needs("PIL", "pillow", "datasets.photographs")
    names = ["china", "flower"]
    images = [np.array(datasets.load_sample_image(f"{name}.jpg")) for name in names]  # each (427, 640, 3), 0 to 255
    return np.stack(images).transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255), names
