"""What layerwise accepts as arguments, and what it says when it does not.

Every error names the argument, what was received and what was expected, so that a learner can fix the call
without reading our source.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.int64]


def float_array(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as a float array: float32 stays float32; integers, bools and lists become float64."""
    try:
        array = np.asarray(value)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be a regular array of numbers: {error}") from None
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "iub":
        return array.astype(np.float64)
    raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype} (from a {type(value).__name__})")


def finite_array(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as a float array without nan and inf: where one would spoil the whole result unseen."""
    array = float_array(value, name)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} must be finite, got {array[where]} at {list(where)}: if this happens in training, "
            "it has diverged; try a smaller lr"
        )
    return array


def float_matrix(value: ArrayLike, name: str, shape: str) -> FloatArray:
    """Return `value` as a float array of two dimensions; `shape` says what they mean, such as '(N, D)'."""
    array = float_array(value, name)
    if array.ndim != 2:
        raise ValueError(f"{name} must have shape {shape}, got shape {array.shape}")
    return array


def examples_and_labels(X: ArrayLike, y: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Return X of shape (N, D) as floats and y of shape (N,) as int64."""
    X = float_matrix(X, "X", "(N, D)")
    labels = np.asarray(y)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"y must hold integer class labels, got dtype {labels.dtype}")
    if labels.shape != (len(X),):
        raise ValueError(f"y must have shape ({len(X)},), one label a row of X, got shape {labels.shape}")
    if len(X) == 0:
        raise ValueError(f"X must hold at least one example, got shape {X.shape}")
    return X, labels.astype(np.int64)


def whole_number(value: Any, name: str, at_least: int) -> int:
    """Return `value` as an int; bools and floats are refused, because they are usually a slip."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be an int, got {value!r}")
    if value < at_least:
        raise ValueError(f"{name} must be at least {at_least}, got {value}")
    return int(value)


def real_number(
    value: Any,
    name: str,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
) -> float:
    """Return `value` as a finite float within the given limits (above and below exclude the limit itself)."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} must be a number, got {value!r}")
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{name} must be finite, got {value}")
    if above is not None and not number > above:
        raise ValueError(f"{name} must be greater than {above:g}, got {value}")
    if at_least is not None and number < at_least:
        raise ValueError(f"{name} must be at least {at_least:g}, got {value}")
    if below is not None and not number < below:
        raise ValueError(f"{name} must be less than {below:g}, got {value}")
    if at_most is not None and number > at_most:
        raise ValueError(f"{name} must be at most {at_most:g}, got {value}")
    return number


def random_generator(rng: np.random.Generator | int | None) -> np.random.Generator:
    """Return `rng` itself if it is a generator, a new one seeded with it if it is an int, an unseeded one for None."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is None:
        return np.random.default_rng()
    return np.random.default_rng(whole_number(rng, "rng", at_least=0))


def one_of(value: Any, name: str, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`."""
    choices = list(choices)
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}; got {value!r}")
    return value


def same_shape(grad_output: ArrayLike, x: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return both as float arrays, refusing shapes that differ: broadcasting would hide the slip."""
    grad_output, x = float_array(grad_output, "grad_output"), float_array(x, "x")
    if grad_output.shape != x.shape:
        raise ValueError(f"grad_output must have the shape of x, the forward input: {x.shape}, got {grad_output.shape}")
    return grad_output, x


def grad_of_shape(grad_output: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return grad_output as a float array of `shape`, the shape that forward returned."""
    grad_output = float_array(grad_output, "grad_output")
    if grad_output.shape != shape:
        raise ValueError(f"grad_output must have the shape of forward's output, {shape}, got {grad_output.shape}")
    return grad_output
