"""Contrastive divergence: what a Boltzmann machine learns from the difference between data and its own first dream."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray
from .sampling import sample_hidden, sample_visible


def cd1_gradient(
    v0: ArrayLike, W: ArrayLike, a: ArrayLike, b: ArrayLike, u_h: ArrayLike, u_v: ArrayLike | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (dW, da, db), what gradient descent subtracts: W - lr * dW raises the probability of v0.

        p0, h0 = sample_hidden(v0, W, b, u_h)         what the data switch on
        v1     = sigmoid(h0 @ W + a)                  what these samples make of it; sampled with u_v where it is given
        p1     = sigmoid(v1 @ W.T + b)                what that switches on

        dW = (p1.T @ v1 - p0.T @ v0) / N,  da = mean(v1 - v0),  db = mean(p1 - p0)

    The gradient of -log p(v0) has the machine's own distribution in the place of v1, which only a long run would
    reach; one step away from the data is cheap and points roughly the same way (Hinton, 2002). What drives the next
    layer is sampled, so that the hidden units pass on no more than they would as bits; what fills the statistics is a
    probability, because a sample would only add noise (Hinton, A Practical Guide to Training Restricted Boltzmann
    Machines, 2010, section 3).

    v0: (N, V). W: (H, V). a: (V,). b: (H,). u_h: draws for h0, (N, H). u_v: draws for v1, (N, V), or None.

    >>> dW, da, db = cd1_gradient([[1.0, 0.0]], W=[[0.0, 0.0]], a=[0.0, 0.0], b=[0.0], u_h=[[0.3]])
    >>> dW, da, db
    (array([[-0.25,  0.25]]), array([-0.5,  0.5]), array([0.]))
    """
    v0 = np.asarray(v0)
    p0, h0 = sample_hidden(v0, W, b, u_h)
    v1, sampled = sample_visible(h0, W, a, np.zeros(v0.shape) if u_v is None else u_v)
    v1 = v1 if u_v is None else sampled
    p1, _ = sample_hidden(v1, W, b, np.zeros_like(p0))
    return (p1.T @ v1 - p0.T @ v0) / len(v0), (v1 - v0).mean(axis=0), (p1 - p0).mean(axis=0)
