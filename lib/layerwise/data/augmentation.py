"""Augmentation: more examples from the same ones, by changes that leave the label what it is.

Images have shape (N, H, W) or (N, C, H, W). Each function returns new images and leaves those it was given alone.
Augment the training set only, and after the split: a shifted copy of a test image in the training set is a leak.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import FloatArray, float_array, random_generator, real_number, whole_number

Rng = np.random.Generator | int | None


def augment(
    X: ArrayLike,
    y: ArrayLike,
    rng: Rng,
    copies: int = 1,
    max_shift: int = 1,
    max_angle: float = 0.0,
    flip: bool = False,
    noise: float = 0.0,
) -> tuple[FloatArray, NDArray]:
    """Return the examples and, after them, `copies` changed versions of all of them, with their labels.

    X: images of shape (N, H, W) or (N, C, H, W). y: labels, shape (N,). The result has N * (1 + copies) rows; row
    i + k * N is a version of example i and has its label. Each copy is rotated, then shifted, then flipped, then
    made noisy, with whatever is not 0 or False: see the functions below. Not every change leaves every label as it is:
    a 6 that is turned by 180 degrees is a 9, and letters seldom survive a flip.

    >>> X, y = np.arange(8.0).reshape(2, 2, 2), np.array([7, 9])
    >>> images, labels = augment(X, y, rng=0, copies=2)
    >>> images.shape, labels
    ((6, 2, 2), array([7, 9, 7, 9, 7, 9]))
    """
    X, labels, rng = _images(X), np.asarray(y), random_generator(rng)
    copies = whole_number(copies, "copies", at_least=1)
    if labels.shape[:1] != (len(X),):
        raise ValueError(f"y must have one label for each of the {len(X)} images, got shape {labels.shape}")
    versions = [X]
    for _ in range(copies):
        changed = X
        if max_angle:
            changed = rotate(changed, max_angle, rng)
        if max_shift:
            changed = shift(changed, max_shift, rng)
        if flip:
            changed = flip_horizontally(changed, rng)
        if noise:
            changed = add_noise(changed, noise, rng)
        versions.append(changed)
    return np.concatenate(versions), np.concatenate([labels] * (1 + copies))


def split_then_augment(
    X: ArrayLike,
    y: ArrayLike,
    val_rows: ArrayLike,
    rng: Rng,
    copies: int = 1,
    max_shift: int = 1,
) -> tuple[FloatArray, NDArray, FloatArray, NDArray]:
    """Return X_train, y_train, X_val, y_val: first the rows of validation are set aside, then the rest is augmented.

    The other way round, a shifted copy of a validation image could be learned by heart. Validation images stay as they
    were taken, because the images that the network will meet are not shifted by us.

    X: images of shape (N, H, W) or (N, C, H, W). y: labels, shape (N,). val_rows: which rows are for validation. rng,
    copies and max_shift: as in augment. With V rows for validation, X_train has (N - V) * (1 + copies) rows.

    >>> X, y = np.arange(12.0).reshape(3, 2, 2), np.array([7, 8, 9])
    >>> X_train, y_train, X_val, y_val = split_then_augment(X, y, val_rows=[1], rng=0)
    >>> X_train.shape, y_train, X_val.tolist(), y_val
    ((4, 2, 2), array([7, 9, 7, 9]), [[[4.0, 5.0], [6.0, 7.0]]], array([8]))
    """
    X, labels, rows = _images(X), np.asarray(y), np.asarray(val_rows)
    if labels.shape[:1] != (len(X),):
        raise ValueError(f"y must have one label for each of the {len(X)} images, got shape {labels.shape}")
    if rows.ndim != 1 or rows.dtype.kind not in "iu":
        raise TypeError(f"val_rows must be a list of row numbers, got {rows.dtype} of shape {rows.shape}")
    X_train, y_train = np.delete(X, rows, axis=0), np.delete(labels, rows, axis=0)
    if len(X_train) == 0:
        raise ValueError(f"val_rows must leave something to train on, got all {len(X)} rows")
    return *augment(X_train, y_train, rng, copies, max_shift), X[rows], labels[rows]


def shift(X: ArrayLike, max_shift: int, rng: Rng) -> FloatArray:
    """Move each image by up to max_shift pixels down or up and right or left; what comes in is 0.

    >>> shift(np.array([[[1.0, 2.0], [3.0, 4.0]]]), max_shift=1, rng=9)  # one to the right
    array([[[0., 1.],
            [0., 3.]]])
    """
    X, rng = _images(X), random_generator(rng)
    m = whole_number(max_shift, "max_shift", at_least=0)
    N, H, W = len(X), X.shape[-2], X.shape[-1]
    planes = X.reshape(N, -1, H, W)
    down, right = rng.integers(-m, m + 1, (2, N))
    padded = np.pad(planes, [(0, 0), (0, 0), (m, m), (m, m)])
    rows = np.arange(H) + m - down[:, None]  # (N, H): from which padded row each row comes
    columns = np.arange(W) + m - right[:, None]  # (N, W)
    moved = padded[np.arange(N)[:, None, None], :, rows[:, :, None], columns[:, None, :]]  # (N, H, W, C)
    return np.moveaxis(moved, 3, 1).reshape(X.shape)


def flip_horizontally(X: ArrayLike, rng: Rng, p: float = 0.5) -> FloatArray:
    """Mirror each image, left to right, with probability p.

    >>> flip_horizontally(np.array([[[1.0, 2.0]], [[3.0, 4.0]]]), rng=0).tolist()  # the second one only
    [[[1.0, 2.0]], [[4.0, 3.0]]]
    """
    X, rng = _images(X).copy(), random_generator(rng)
    chosen = rng.random(len(X)) < real_number(p, "p", at_least=0, at_most=1)
    X[chosen] = X[chosen][..., ::-1]
    return X


def rotate(X: ArrayLike, max_angle: float, rng: Rng) -> FloatArray:
    """Turn each image about its centre by an angle between -max_angle and max_angle, in degrees.

    Each pixel looks where it came from; between four pixels, it takes their mean, weighted by nearness (bilinear
    interpolation). What comes in from outside is 0.

    >>> rotate(np.array([[[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]]), 45, rng=0).round(1)  # by 12 degrees
    array([[[0. , 0. , 0.2],
            [0.8, 1. , 0.8],
            [0.2, 0. , 0. ]]])
    """
    X, rng = _images(X), random_generator(rng)
    max_angle = real_number(max_angle, "max_angle", at_least=0)
    N, H, W = len(X), X.shape[-2], X.shape[-1]
    angle = np.deg2rad(rng.uniform(-max_angle, max_angle, N))[:, None, None]
    row, column = np.meshgrid(np.arange(H) - (H - 1) / 2, np.arange(W) - (W - 1) / 2, indexing="ij")  # from the centre
    from_row = np.cos(angle) * row + np.sin(angle) * column + (H - 1) / 2  # (N, H, W)
    from_column = np.cos(angle) * column - np.sin(angle) * row + (W - 1) / 2

    top, left = np.floor(from_row).astype(int), np.floor(from_column).astype(int)
    below, beside = from_row - top, from_column - left  # how far between two rows, two columns: 0 to 1
    padded = np.pad(X.reshape(N, -1, H, W), [(0, 0), (0, 0), (1, 1), (1, 1)])
    turned = np.zeros((N, H, W, padded.shape[1]), X.dtype)
    for i, row_weight in ((0, 1 - below), (1, below)):
        for j, column_weight in ((0, 1 - beside), (1, beside)):
            rows, columns = np.clip(top + i + 1, 0, H + 1), np.clip(left + j + 1, 0, W + 1)  # outside: the border of 0
            weight = (row_weight * column_weight)[..., None].astype(X.dtype)
            turned += weight * padded[np.arange(N)[:, None, None], :, rows, columns]
    return np.moveaxis(turned, 3, 1).reshape(X.shape)


def add_noise(X: ArrayLike, std: float, rng: Rng) -> FloatArray:
    """Add normal noise with standard deviation std to every pixel.

    >>> noisy = add_noise(np.zeros((100, 8, 8)), std=0.1, rng=0)
    >>> round(float(noisy.std()), 2)
    0.1
    """
    X, rng = _images(X), random_generator(rng)
    return X + rng.normal(0.0, real_number(std, "std", at_least=0), X.shape).astype(X.dtype)


def _images(X: ArrayLike) -> FloatArray:
    X = float_array(X, "X")
    if X.ndim not in (3, 4):
        raise ValueError(f"X must have shape (N, H, W) or (N, C, H, W), got shape {X.shape}")
    return X
