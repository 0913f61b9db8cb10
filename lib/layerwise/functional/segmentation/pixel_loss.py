"""Cross-entropy for pictures of scores: every pixel is an example, some count more, and some do not count at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...arguments import FloatArray, IntArray, finite_array, whole_number
from ..images import image_batch
from ..softmax import log_softmax


def pixel_cross_entropy(
    logits: ArrayLike, target: ArrayLike, weight: ArrayLike | None = None, ignore_index: int = -100
) -> tuple[float, FloatArray]:
    """The sum over pixels of weight[t] * -log(p[t]), divided by the sum of weight[t]; and its gradient.

        p    = softmax(logits) over the classes, pixel by pixel;  t = target, the right class of the pixel
        grad = weight[t] * (p - one_hot(t)) / (sum of weight[t])

    A pixel whose target is ignore_index is in neither sum, and its gradient is 0. It is PyTorch's
    F.cross_entropy(logits, target, weight, ignore_index=...), reduction "mean".

    logits: (N, C, H, W). target: (N, H, W), ints in 0..C-1, or ignore_index. weight: (C,), at least 0; None: ones.
    Returns the loss, and its gradient with respect to the logits, (N, C, H, W). If nothing counts, nan and zeros: the
    mean of nothing.

    >>> loss, grad = pixel_cross_entropy(np.zeros((1, 2, 1, 3)), [[[0, 1, 255]]], [1.0, 3.0], ignore_index=255)
    >>> round(loss, 4), grad[0, 1, 0]  # class 1: pushed down by 1/2 of 1, up by 1/2 of 3; divided by 1 + 3
    (0.6931, array([ 0.125, -0.375,  0.   ]))
    """
    logits, classes, weight, counts = _checked(logits, target, weight, ignore_index)
    log_p = log_softmax(logits, dim=1)
    w = weight[classes] * counts  # (N, H, W): what each pixel weighs
    total = w.sum()
    if total == 0:
        return float("nan"), np.zeros_like(logits)
    right = np.take_along_axis(log_p, classes[:, None], axis=1)[:, 0]
    grad = np.exp(log_p)
    np.put_along_axis(grad, classes[:, None], np.take_along_axis(grad, classes[:, None], axis=1) - 1, axis=1)
    return float(-(w * right).sum() / total), grad * (w / total)[:, None]


def _checked(
    logits: ArrayLike, target: ArrayLike, weight: ArrayLike | None, ignore_index: int
) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
    """Return logits, classes (ignored pixels count as class 0), weight, and 1 for each pixel that counts, else 0."""
    logits, classes = image_batch(finite_array(logits, "logits"), name="logits"), np.asarray(target)
    N, C, H, W = logits.shape
    if classes.dtype.kind not in "iu":
        raise TypeError(f"target must hold integer classes, got dtype {classes.dtype}")
    if classes.shape != (N, H, W):
        raise ValueError(f"target must have shape ({N}, {H}, {W}), one class a pixel, got shape {classes.shape}")
    counts = classes != whole_number(ignore_index, "ignore_index", at_least=-(2**62))
    classes = np.where(counts, classes, 0).astype(np.int64)
    if classes.size and (classes.min() < 0 or classes.max() >= C):
        raise ValueError(
            f"target must be between 0 and {C - 1}, or ignore_index={ignore_index}; got {classes.min()} to "
            f"{classes.max()}"
        )
    w = np.ones(C, logits.dtype) if weight is None else finite_array(weight, "weight").astype(logits.dtype)
    if w.shape != (C,) or (w < 0).any():
        raise ValueError(f"weight must have shape ({C},), a number of at least 0 for each class, got {weight!r}")
    return logits, classes, w, counts.astype(logits.dtype)
