"""Slopes measured with two steps: how steep, how well that is known, and where there is no slope at all.

numerical_gradient measures one number per entry. gradcheck needs to know more: how far that number can be trusted, and
whether the function has a kink there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..arguments import FloatArray
from .numerical_gradient import perturbed

ROUNDING = 32 * np.finfo(np.float64).eps  # of one output, relative: what a few dozen operations may lose
KINK = 1e-4  # a jump of the slope below this part of the largest slope is not seen


class Slopes(NamedTuple):
    """For each entry of an array, all of its shape: what was measured."""

    value: FloatArray  # d sum(grad_output * output) / d entry, by central differences
    rounding: FloatArray  # how much of it may be rounding error
    uncertainty: FloatArray  # rounding, and how far the measurements with two steps are apart
    kink: np.ndarray  # True where the slope jumps


def measured_slopes(
    forward: Callable[[], FloatArray], array: FloatArray, grad_output: FloatArray, eps: float = 1e-5
) -> Slopes:
    """Measure the slope of sum(grad_output * forward()) in every entry of `array`, which forward reads.

    Each entry is perturbed up and down by eps and by eps / 2. Where the function is smooth, both central differences
    agree up to eps**2, and the slopes to the right and to the left differ by a part of eps: halving the step halves
    that difference. Next to a kink the central differences disagree; on a kink, left and right stay as far apart as
    they were.

    >>> x = np.array([-1.0, 0.0, 2.0])
    >>> slopes = measured_slopes(lambda: np.maximum(x, 0), x, np.ones(3))
    >>> slopes.value.round(6), slopes.kink
    (array([0. , 0.5, 1. ]), array([False,  True, False]))
    """
    middle = forward().copy()
    shape = array.shape
    whole, half = np.zeros(shape), np.zeros(shape)  # central differences with either step
    jump_whole, jump_half, rounding = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for index in np.ndindex(shape):
        whole[index], jump_whole[index], _ = _around(forward, middle, array, index, grad_output, eps)
        half[index], jump_half[index], rounding[index] = _around(forward, middle, array, index, grad_output, eps / 2)
    apart = np.abs(whole - half)
    seen = KINK * np.abs(half).max(initial=0.0) + 10 * rounding.max(initial=0.0)
    kink = (apart > seen) | ((jump_half > seen) & (jump_half > 0.75 * jump_whole))
    return Slopes(half, rounding, rounding + 2 * apart, kink)


def _around(
    forward: Callable[[], FloatArray],
    middle: FloatArray,
    array: FloatArray,
    index: tuple[int, ...],
    grad_output: FloatArray,
    eps: float,
) -> tuple[float, float, float]:
    """The central difference at one entry, how far right and left slopes differ, and the rounding error."""
    at = array[index]
    with perturbed(array, index, eps):
        above, right_step = forward().copy(), array[index] - at  # x + eps is rounded: this is the step that was made
    with perturbed(array, index, -eps):
        below, left_step = forward().copy(), at - array[index]
    rise = float((grad_output * (above - middle)).sum())
    fall = float((grad_output * (middle - below)).sum())
    moved = (above != middle) | (below != middle)
    rounding = ROUNDING * float(np.abs(grad_output * middle)[moved].sum()) / (right_step + left_step)
    return (rise + fall) / (right_step + left_step), abs(rise / right_step - fall / left_step), rounding
