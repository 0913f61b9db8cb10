"""What the network is given of a point: its coordinates, and what can be computed from them.

A straight line in x1² and x2² is an ellipse in the plane: the right feature can do a hidden layer's work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from layerwise.arguments import FloatArray

_Feature = Callable[[FloatArray, FloatArray], FloatArray]

FEATURES: dict[str, _Feature] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1²": lambda x1, x2: x1**2,
    "x2²": lambda x1, x2: x2**2,
    "x1·x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(x1),
    "sin x2": lambda x1, x2: np.sin(x2),
}

# The same as Python, for those who take the settings away as a program.
AS_CODE = {
    "x1": "x1",
    "x2": "x2",
    "x1²": "x1**2",
    "x2²": "x2**2",
    "x1·x2": "x1 * x2",
    "sin x1": "np.sin(x1)",
    "sin x2": "np.sin(x2)",
}


def columns(names: Sequence[str], x: FloatArray) -> FloatArray:
    """Return the features of each point, (N, features). x: points, (N, 2).

    >>> columns(["x2", "x1·x2"], np.array([[2.0, 3.0]]))
    array([[3., 6.]])
    """
    return np.stack([FEATURES[name](x[:, 0], x[:, 1]) for name in names], axis=1)
