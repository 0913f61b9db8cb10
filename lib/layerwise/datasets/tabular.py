"""The five small data sets that come with scikit-learn, offline: digits, iris, wine, breast cancer, diabetes.

Each returns X of shape (N, D) as float64 and y of shape (N,), in the order in which scikit-learn keeps them. The
columns are as measured, in their own units: standardize them with the statistics of the training examples
(layerwise.data.split does).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import FloatArray, IntArray
from .needs import needs


def digits(images: bool = False) -> tuple[FloatArray, IntArray]:
    """Return 1797 handwritten digits of 8 × 8 pixels, X between 0 and 1, shape (1797, 64), and which digit it is.

    images: return X as images of shape (1797, 1, 8, 8): one channel.
    (Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.)

    >>> X, y = digits()
    >>> X.shape, y[:5], float(X.min()), float(X.max())
    ((1797, 64), array([0, 1, 2, 3, 4]), 0.0, 1.0)
    """
    X, y = _load("digits")
    X = X / 16  # the grey levels are 0 to 16
    return X.reshape(-1, 1, 8, 8) if images else X, y.astype(np.int64)


def iris() -> tuple[FloatArray, IntArray]:
    """Return 150 irises: length and width of sepal and petal in cm, and which of three species (Fisher, 1936).

    >>> X, y = iris()
    >>> X[0], np.bincount(y)
    (array([5.1, 3.5, 1.4, 0.2]), array([50, 50, 50]))
    """
    X, y = _load("iris")
    return X, y.astype(np.int64)


def wine() -> tuple[FloatArray, IntArray]:
    """Return 178 wines: 13 chemical measurements, and which of three growers made it (Aeberhard and Forina, UCI, 1991).

    >>> X, y = wine()
    >>> X.shape, np.bincount(y)
    ((178, 13), array([59, 71, 48]))
    """
    X, y = _load("wine")
    return X, y.astype(np.int64)


def breast_cancer() -> tuple[FloatArray, IntArray]:
    """Return 569 tumours: 30 measurements of cell nuclei, and 0 for malignant, 1 for benign.

    (Wolberg, Street and Mangasarian, Breast Cancer Wisconsin (Diagnostic), UCI, 1993.)

    >>> X, y = breast_cancer()
    >>> X.shape, np.bincount(y)
    ((569, 30), array([212, 357]))
    """
    X, y = _load("breast_cancer")
    return X, y.astype(np.int64)


def diabetes() -> tuple[FloatArray, FloatArray]:
    """Return 442 patients: 10 measurements, and how far the disease went in a year, 25 to 346: a task for regression.

    scikit-learn keeps these columns centred and scaled already (Efron, Hastie, Johnstone and Tibshirani, 2004).

    >>> X, y = diabetes()
    >>> X.shape, y[:3]
    ((442, 10), array([151.,  75., 141.]))
    """
    return _load("diabetes")


def _load(name: str) -> tuple[Any, Any]:
    datasets = needs("sklearn.datasets", "scikit-learn", f"datasets.{name}")
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return np.array(X, np.float64), np.array(y)
