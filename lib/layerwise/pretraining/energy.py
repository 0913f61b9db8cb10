"""The energy of a restricted Boltzmann machine: what it thinks of a picture, as one number.

An RBM has visible units v and hidden units h, each 0 or 1, and an energy for each pair of them,

    E(v, h) = -(a · v) - (b · h) - h · (W @ v),      p(v, h) = exp(-E(v, h)) / Z.

W: (H, V), a row for each hidden unit. a: (V,), b: (H,), the visible and the hidden bias.
(Smolensky, 1986; Hinton, 2002.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix

MOST_HIDDEN = 20  # 2**20 hidden states are a million rows


def free_energy(v: ArrayLike, W: ArrayLike, a: ArrayLike, b: ArrayLike) -> FloatArray:
    """-(v @ a) - sum over hidden units of log(1 + exp(b + W @ v)): one number a row of v, (N,).

    It is the energy after all 2**H hidden states have been summed up: p(v) = exp(-free_energy(v)) / Z. Each hidden
    unit is on or off by itself, so the sum of products is a product of sums, 1 + exp(its input) for each unit.
    (np.logaddexp(0, x) is log(1 + exp(x)) without overflow.)
    The lower, the more probable.

    v: (N, V), numbers between 0 and 1. W: (H, V). a: (V,). b: (H,).

    >>> free_energy([[1.0, 1.0]], W=[[1.0, 1.0]], a=[0.5, 0.0], b=[-2.0]).round(4)  # the hidden unit's input is 0
    array([-1.1931])
    """
    v, W, a, b = machine(v, W, a, b)
    return -(v @ a) - np.logaddexp(0, v @ W.T + b).sum(axis=1)


def log_partition(W: ArrayLike, a: ArrayLike, b: ArrayLike) -> float:
    """log Z: the logarithm of the sum of exp(-E(v, h)) over all v and h.

        Z = sum over h of exp(b · h) * product over visible units of (1 + exp(a + h @ W))

    All 2**H hidden states are written down; for each of them the visible units are summed up as in free_energy.
    So it costs 2**H rows, and H is at most MOST_HIDDEN. The sum is one of exponentials of large numbers: the largest is
    taken out first.

    >>> round(log_partition(W=[[0.0, 0.0]], a=[0.0, 0.0], b=[0.0]), 4)  # 8 states of energy 0: log 8
    2.0794
    """
    W = float_matrix(W, "W", "(H, V)")
    _, W, a, b = machine(np.zeros((0, W.shape[1])), W, a, b)
    H = len(W)
    if H > MOST_HIDDEN:
        raise ValueError(f"W must have at most {MOST_HIDDEN} hidden units, for 2**H states are summed up, got {H}")
    h = (np.arange(2**H)[:, None] >> np.arange(H)) & 1  # (2**H, H)
    log_terms = h @ b + np.logaddexp(0, h @ W + a).sum(axis=1)
    top = log_terms.max()
    return float(top + np.log(np.exp(log_terms - top).sum()))


def log_likelihood(v: ArrayLike, W: ArrayLike, a: ArrayLike, b: ArrayLike) -> FloatArray:
    """log p(v) = -free_energy(v) - log Z, (N,): the truth, for machines with few hidden units.

    >>> log_likelihood([[1.0, 0.0]], W=[[0.0, 0.0]], a=[0.0, 0.0], b=[0.0]).round(4)  # one of four pictures
    array([-1.3863])
    """
    return -free_energy(v, W, a, b) - log_partition(W, a, b)


def machine(
    v: ArrayLike, W: ArrayLike, a: ArrayLike, b: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return v and the machine's numbers as floats, refusing shapes that do not belong together."""
    v, W = float_matrix(v, "v", "(N, V)"), float_matrix(W, "W", "(H, V)")
    a, b = float_array(a, "a"), float_array(b, "b")
    if v.shape[1] != W.shape[1] or a.shape != W.shape[1:] or b.shape != W.shape[:1]:
        raise ValueError(
            f"v must be (N, V), W (H, V), a (V,) and b (H,), got v {v.shape}, W {W.shape}, a {a.shape} and b {b.shape}"
        )
    return v, W, a, b
