"""Scaled dot-product attention: every position asks, all positions answer, and the best fitting ones are heard most.

(Vaswani and others, Attention Is All You Need, 2017.)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...arguments import FloatArray, float_array, grad_of_shape
from ..softmax_vjp import softmax_vjp


def scaled_dot_product_attention(
    q: ArrayLike, k: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return what each query gets, (N, h, T, dv), and the weights with which it looked, (N, h, T, S).

        scores  = q @ k.T / sqrt(d)           each query with each key, (N, h, T, S)
        weights = softmax(scores)             over the keys, hidden ones left out: each row sums to 1
        out     = weights @ v                 a mean of the values, (N, h, T, dv)

    With entries of variance 1 a product of d of them summed up has variance d; the root brings it back to 1, so that
    softmax starts soft.

    q: (N, h, T, d), queries. k: (N, h, S, d), keys. v: (N, h, S, dv), values. h: heads, each on its own.
    mask: True where a query may look, as in PyTorch's function of this name; any shape that broadcasts to
        (N, h, T, S). A query that may look nowhere gets zeros. PyTorch returns out alone.

    >>> q, k = np.zeros((1, 1, 1, 2)), np.zeros((1, 1, 2, 2))
    >>> v = np.array([[[[2.0], [4.0]]]])
    >>> out, weights = scaled_dot_product_attention(q, k, v)
    >>> out[0, 0], weights[0, 0]
    (array([[3.]]), array([[0.5, 0.5]]))
    >>> scaled_dot_product_attention(q, k, v, [[False, True]])[0][0, 0]
    array([[4.]])
    """
    q, k, v = _checked(q, k, v)
    scores = q @ k.swapaxes(-1, -2)
    scores *= 1 / math.sqrt(q.shape[-1])  # a float: numpy's own numbers would widen float32
    if mask is None:
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
    else:
        may_look = _mask(mask, scores.shape)
        highest = np.where(may_look, scores, -np.inf).max(axis=-1, keepdims=True)
        scores -= np.where(np.isfinite(highest), highest, 0)
        scores = np.where(may_look, scores, -np.inf)
        np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    scores /= np.where(total > 0, total, 1)
    return scores @ v, scores


def scaled_dot_product_attention_backward(
    grad_output: ArrayLike, q: ArrayLike, k: ArrayLike, v: ArrayLike, weights: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the gradients with respect to q, k and v, each in its shape.

        grad_v       = weights.T @ grad_output                    (N, h, S, dv)
        grad_weights = grad_output @ v.T                          (N, h, T, S)
        grad_scores  = weights * (grad_weights - sum of weights * grad_weights over the keys)     softmax_vjp
        grad_q       = grad_scores @ k / sqrt(d)                  (N, h, T, d)
        grad_k       = grad_scores.T @ q / sqrt(d)                (N, h, S, d)

    What may not be looked at has the weight 0, so it gets no gradient: no mask is needed here.

    grad_output: (N, h, T, dv), with respect to out. weights: as scaled_dot_product_attention returned them.

    >>> q, k, v = np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 1)), np.array([[[[2.0], [4.0]]]])
    >>> out, weights = scaled_dot_product_attention(q, k, v)
    >>> grads = scaled_dot_product_attention_backward(np.ones((1, 1, 1, 1)), q, k, v, weights)
    >>> [grad.ravel().tolist() for grad in grads]
    [[0.0], [-0.5, 0.5], [0.5, 0.5]]
    """
    q, k, v = _checked(q, k, v)
    weights = float_array(weights, "weights")
    if weights.shape != (*q.shape[:-1], k.shape[-2]):
        raise ValueError(f"weights must have shape {(*q.shape[:-1], k.shape[-2])}, got {weights.shape}")
    grad = grad_of_shape(grad_output, (*q.shape[:-1], v.shape[-1]))
    grad_scores = softmax_vjp(weights, grad @ v.swapaxes(-1, -2))
    grad_scores *= 1 / math.sqrt(q.shape[-1])
    return grad_scores @ k, grad_scores.swapaxes(-1, -2) @ q, weights.swapaxes(-1, -2) @ grad


def _checked(q: ArrayLike, k: ArrayLike, v: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the three as float arrays whose shapes go together."""
    q, k, v = float_array(q, "q"), float_array(k, "k"), float_array(v, "v")
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ValueError(f"q, k and v must have shape (..., T, d), got {q.shape}, {k.shape} and {v.shape}")
    if q.shape[:-2] != k.shape[:-2] or k.shape[:-1] != v.shape[:-1] or q.shape[-1] != k.shape[-1]:
        raise ValueError(
            "q must have shape (N, h, T, d), k (N, h, S, d) and v (N, h, S, dv), "
            f"got {q.shape}, {k.shape} and {v.shape}"
        )
    return q, k, v


def _mask(mask: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the mask, one truth value for each score, or one for all that it broadcasts to."""
    array = np.asarray(mask)
    if array.dtype != np.bool_:
        raise TypeError(f"mask must hold truth values, True where one may look, got dtype {array.dtype}")
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise ValueError(f"mask must broadcast to the scores' shape {shape}, got shape {array.shape}") from None
