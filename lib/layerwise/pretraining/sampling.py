"""Sampling a restricted Boltzmann machine: one layer at a time, given the other."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, float_matrix
from ..functional.activations import sigmoid


def sample_hidden(v: ArrayLike, W: ArrayLike, b: ArrayLike, u: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the probability that each hidden unit is on, given v, and a sample: (p, h), each (N, H).

        p = sigmoid(v @ W.T + b),      h = 1 where u < p, 0 elsewhere

    Given v, the hidden units know nothing of one another, so all of them are drawn at once.

    v: (N, V). W: (H, V). b: (H,). u: draws between 0 and 1, (N, H).

    >>> p, h = sample_hidden([[1.0, 0.0]], W=[[0.0, 5.0], [2.0, 0.0]], b=[0.0, -1.0], u=[[0.4, 0.8]])
    >>> p.round(3), h
    (array([[0.5  , 0.731]]), array([[1., 0.]]))
    """
    v, W, b = float_matrix(v, "v", "(N, V)"), float_matrix(W, "W", "(H, V)"), float_array(b, "b")
    if v.shape[1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(f"v must be (N, V), W (H, V) and b (H,), got v {v.shape}, W {W.shape} and b {b.shape}")
    return _drawn(sigmoid(v @ W.T + b), u)


def sample_visible(h: ArrayLike, W: ArrayLike, a: ArrayLike, u: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The same from above: (p, v), each (N, V), with p = sigmoid(h @ W + a).

    h: (N, H). W: (H, V). a: (V,). u: (N, V).

    >>> sample_visible([[1.0]], W=[[0.0, 50.0]], a=[0.0, 0.0], u=[[0.7, 0.7]])
    (array([[0.5, 1. ]]), array([[0., 1.]]))
    """
    h, W, a = float_matrix(h, "h", "(N, H)"), float_matrix(W, "W", "(H, V)"), float_array(a, "a")
    if h.shape[1] != W.shape[0] or a.shape != W.shape[1:]:
        raise ValueError(f"h must be (N, H), W (H, V) and a (V,), got h {h.shape}, W {W.shape} and a {a.shape}")
    return _drawn(sigmoid(h @ W + a), u)


def _drawn(p: FloatArray, u: ArrayLike) -> tuple[FloatArray, FloatArray]:
    u = float_array(u, "u")
    if u.shape != p.shape:
        raise ValueError(f"u must have one draw for each unit, shape {p.shape}, got {u.shape}")
    return p, (u < p).astype(p.dtype)
