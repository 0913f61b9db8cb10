"""recolour: another picture's colours, and nothing else: what a style must beat to be more than a palette.

(Reinhard and others, Color Transfer between Images, 2001; with the whole covariance: Gatys and others, Controlling
Perceptual Factors in Neural Style Transfer, 2017.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..functional.images import image_batch


def recolour(x: ArrayLike, target: ArrayLike) -> FloatArray:
    """Return x (1, 3, H, W) with the mean and the covariance of target's colours, cut to 0 to 1.

        pixels = mean_target + root(cov_target) @ inverse_root(cov_x) @ (pixels - mean_x)

    One map for all pixels: each colour becomes another one, wherever it stands. target: (1, 3, H, W), of any size.

    >>> x = np.random.default_rng(0).uniform(0.4, 0.6, (1, 3, 8, 8))
    >>> target = np.random.default_rng(1).uniform(0.2, 0.5, (1, 3, 9, 9))
    >>> bool(np.allclose(recolour(x, target).mean(axis=(0, 2, 3)), target.mean(axis=(0, 2, 3)), atol=0.01))
    True
    """
    x, target = image_batch(x, 3), image_batch(target, 3, "target")
    ours, theirs = _pixels(x), _pixels(target)  # (3, places)
    mean, aim = ours.mean(axis=1, keepdims=True), theirs.mean(axis=1, keepdims=True)
    turned = _root(np.cov(theirs), 0.5) @ _root(np.cov(ours), -0.5) @ (ours - mean) + aim
    return np.clip(turned, 0, 1).reshape(3, 1, *x.shape[2:]).transpose(1, 0, 2, 3).astype(x.dtype)


def _pixels(x: FloatArray) -> FloatArray:
    return x.transpose(1, 0, 2, 3).reshape(3, -1).astype(float)


def _root(cov: FloatArray, power: float) -> FloatArray:
    """Return cov to the given power, by its eigenvalues; those below a millionth count as that."""
    values, vectors = np.linalg.eigh(cov)
    return np.asarray(vectors * np.maximum(values, 1e-6) ** power @ vectors.T)
