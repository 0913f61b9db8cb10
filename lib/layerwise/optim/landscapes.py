"""Landscapes: functions of two numbers to walk down, small enough to be drawn.

    from layerwise import landscapes
    value, gradient = landscapes.bowl(np.array([-7.0, 2.0]))

Each takes x of shape (2,) and returns (value, gradient), the gradient of shape (2,): what `optim.trace` asks of its f.
The lowest value of each is 0.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray

__all__ = ["bowl", "rosenbrock", "saddle", "wells"]

_STEEPNESS = 5.0  # of Rosenbrock's valley. He wrote 100, which no optimizer here comes to the end of in 100 steps.


def bowl(x: FloatArray) -> tuple[float, FloatArray]:
    """x0**2 / 20 + x1**2: a long valley, twenty times as curved across as along. Its minimum is at (0, 0).

    gradient: (x0 / 10, 2 * x1)

    (Saitoh, Deep Learning from Scratch, 2016, section 6.1.)

    >>> bowl(np.array([-10.0, 1.0]))
    (6.0, array([-1.,  2.]))
    """
    a, b = x
    return float(a * a / 20 + b * b), np.array([a / 10, 2 * b])


def rosenbrock(x: FloatArray) -> tuple[float, FloatArray]:
    """(1 - x0)**2 + 5 * (x1 - x0**2)**2: a bent valley whose floor hardly falls. Its minimum is at (1, 1).

    With u = x1 - x0**2, the distance from the valley's floor:
    gradient: (-2 * (1 - x0) - 20 * x0 * u, 10 * u)

    (Rosenbrock, An Automatic Method for Finding the Greatest or Least Value of a Function, 1960, with 100 for 5.)

    >>> rosenbrock(np.array([0.0, 1.0]))
    (6.0, array([-2., 10.]))
    """
    a, b = x
    u = b - a * a
    value = (1 - a) ** 2 + _STEEPNESS * u * u
    return float(value), np.array([-2 * (1 - a) - 4 * _STEEPNESS * a * u, 2 * _STEEPNESS * u])


def saddle(x: FloatArray) -> tuple[float, FloatArray]:
    """x0**2 / 2 + (x1**2 - 1)**2 / 4: a pass at (0, 0) between the two minima at (0, 1) and (0, -1).

    gradient: (x0, x1 * (x1**2 - 1)). At (0, 0) it is zero, and the way down is to the sides.

    >>> saddle(np.array([1.0, 2.0]))
    (2.75, array([1., 6.]))
    """
    a, b = x
    return float(a * a / 2 + (b * b - 1) ** 2 / 4), np.array([a, b * (b * b - 1)])


def wells(x: FloatArray) -> tuple[float, FloatArray]:
    """(x0**2 + x1**2) / 40 + (2 - cos(2 * x0) - cos(2 * x1)) / 4: many wells in a bowl, the deepest at (0, 0).

    gradient: (x0 / 20 + sin(2 * x0) / 2, and the same of x1)

    >>> value, gradient = wells(np.array([0.0, np.pi / 2]))
    >>> round(value, 6), gradient.round(6)
    (0.561685, array([0.     , 0.07854]))
    """
    value = (x * x).sum() / 40 + (1 - np.cos(2 * x)).sum() / 4
    return float(value), x / 20 + np.sin(2 * x) / 2
