"""Landscapes: functions of one or two numbers, small enough to be drawn: to walk down, or to search.

    from layerwise import landscapes
    value, gradient = landscapes.bowl(np.array([-7.0, 2.0]))

Each takes x of shape (2,) and returns (value, gradient), the gradient of shape (2,): what `optim.trace` asks of its f.
(`forrester` is a function of one number, of shape (1,).) The lowest value of those to walk down is 0: bowl, rosenbrock,
saddle, wells. Those to search have several minima: branin, forrester, six_hump_camel.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray

__all__ = ["bowl", "branin", "forrester", "rosenbrock", "saddle", "six_hump_camel", "wells"]

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


def branin(x: FloatArray) -> tuple[float, FloatArray]:
    """(x1 - b * x0**2 + c * x0 - 6)**2 + 10 * (1 - t) * cos(x0) + 10 with b = 5.1 / (4 * pi**2), c = 5 / pi,
    t = 1 / (8 * pi), for x0 from -5 to 10 and x1 from 0 to 15.

    Three minima of the same depth, 0.397887, at (-pi, 12.275), (pi, 2.275) and (3 * pi, 2.475).

    With u for what is squared:
    gradient: (2 * u * (c - 2 * b * x0) - 10 * (1 - t) * sin(x0), 2 * u)

    (Dixon and Szego, The Global Optimization Problem, 1978.)

    >>> value, gradient = branin(np.array([np.pi, 2.275]))
    >>> round(value, 6), bool(np.abs(gradient).max() < 1e-9)
    (0.397887, True)
    """
    a, b = x
    bend, tilt, height = 5.1 / (4 * np.pi**2), 5 / np.pi, 10 * (1 - 1 / (8 * np.pi))
    u = b - bend * a * a + tilt * a - 6
    value = u * u + height * np.cos(a) + 10
    return float(value), np.array([2 * u * (tilt - 2 * bend * a) - height * np.sin(a), 2 * u])


def forrester(x: FloatArray) -> tuple[float, FloatArray]:
    """(6 * x - 2)**2 * sin(12 * x - 4) of one number x from 0 to 1, shape (1,).

    Its minimum, -6.02074, is at 0.757249; at 0.142590 there is a shallow one, -0.986326.

    With u = 6 * x - 2:
    gradient: 12 * u * sin(2 * u) + 12 * u**2 * cos(2 * u)

    (Forrester, Sobester and Keane, Engineering Design via Surrogate Modelling, 2008.)

    >>> value, gradient = forrester(np.array([0.757249]))
    >>> round(value, 5), gradient.round(2)
    (-6.02074, array([0.]))
    """
    (u,) = 6 * x - 2
    slope = 12 * u * (np.sin(2 * u) + u * np.cos(2 * u))
    return float(u * u * np.sin(2 * u)), np.array([slope])


def six_hump_camel(x: FloatArray) -> tuple[float, FloatArray]:
    """(4 - 2.1 * x0**2 + x0**4 / 3) * x0**2 + x0 * x1 + 4 * (x1**2 - 1) * x1**2, for x0 from -2 to 2, x1 from -1 to 1.

    Six minima; the lowest, -1.031628, is there twice: at (0.089842, -0.712656) and at minus that.

    gradient: (8 * x0 - 8.4 * x0**3 + 2 * x0**5 + x1, x0 - 8 * x1 + 16 * x1**3)

    (Dixon and Szego, The Global Optimization Problem, 1978.)

    >>> value, gradient = six_hump_camel(np.array([0.089842, -0.712656]))
    >>> round(value, 6), bool(np.abs(gradient).max() < 1e-4)
    (-1.031628, True)
    """
    a, b = x
    value = (4 - 2.1 * a**2 + a**4 / 3) * a**2 + a * b + 4 * (b**2 - 1) * b**2
    return float(value), np.array([8 * a - 8.4 * a**3 + 2 * a**5 + b, a - 8 * b + 16 * b**3])
