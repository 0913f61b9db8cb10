"""Preprocessing belongs to the weights: a test that catches the usual ways to get it wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array

Prepare = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


def check_preprocessing(
    prepare: Prepare, mean: ArrayLike, std: ArrayLike, X_train: ArrayLike, X_test: ArrayLike, tol: float = 1e-4
) -> str:
    """Return what is wrong with `prepare`: "leakage", "target statistics", "other numbers", or "" if nothing is.

    prepare(X_train, X_test): returns both as the pretrained network shall see them. The network was trained on
    (X - mean) / std with the *source's* mean and std, so this is what it needs:

        ""                   both results are (X - mean) / std
        "leakage"            the test images have a say: Z_train changes with X_test, or what a test image becomes
                             depends on the other test images
        "target statistics"  no leakage, but what a test image becomes depends on X_train: statistics of the target
        "other numbers"      neither, and still not (X - mean) / std: another range, the wrong way round, ...

    The first that applies, in the order leakage, target statistics, other numbers. X_train, X_test: (N, ...), two
    examples or more each. tol: differences up to tol * (1 + |value|) are rounding. prepare gets copies.

    >>> X = np.arange(12.0).reshape(6, 2)
    >>> check_preprocessing(lambda A, B: ((A - 0.5) / 0.2, (B - 0.5) / 0.2), 0.5, 0.2, X[:3], X[3:])
    ''
    >>> check_preprocessing(lambda A, B: (A - A.mean(), B - A.mean()), 0.5, 0.2, X[:3], X[3:])
    'target statistics'
    >>> check_preprocessing(lambda A, B: (A - A.mean(), B - B.mean()), 0.5, 0.2, X[:3], X[3:])
    'leakage'
    """
    mean, std = float_array(mean, "mean"), float_array(std, "std")
    X_train, X_test = float_array(X_train, "X_train"), float_array(X_test, "X_test")
    if not (std > 0).all():
        raise ValueError(f"std must be greater than 0, got {std.min():g}")
    for name, X in (("X_train", X_train), ("X_test", X_test)):
        if X.ndim == 0 or len(X) < 2:
            raise ValueError(f"{name} must hold at least two examples, got shape {X.shape}")

    def prepared(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
        Z_train, Z_test = prepare(train.copy(), test.copy())
        return np.asarray(Z_train), np.asarray(Z_test)

    def same(a: FloatArray, b: FloatArray) -> bool:
        return a.shape == b.shape and np.allclose(a, b, rtol=tol, atol=tol)

    Z_train, Z_test = prepared(X_train, X_test)
    other_test = X_test.copy()
    other_test[1:] = 2 * other_test[1:] + 3  # the first test image stays
    Z_train_then, Z_test_then = prepared(X_train, other_test)
    if not same(Z_train_then, Z_train) or not same(Z_test_then[:1], Z_test[:1]):
        return "leakage"
    if not same(prepared(2 * X_train + 3, X_test)[1], Z_test):
        return "target statistics"
    if not same(Z_train, (X_train - mean) / std) or not same(Z_test, (X_test - mean) / std):
        return "other numbers"
    return ""
