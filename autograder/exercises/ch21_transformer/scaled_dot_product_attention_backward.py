"""scaled_dot_product_attention_backward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.attention.dot_product import scaled_dot_product_attention_backward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import looks


def back(scaled_dot_product_attention_backward, grad_output, q, k, v, weights):
    """The probe: the three gradients."""
    grad_q, grad_k, grad_v = scaled_dot_product_attention_backward(grad_output, q, k, v, weights)
    return {"grad_q": np.array(grad_q), "grad_k": np.array(grad_k), "grad_v": np.array(grad_v)}


def drawn(name, sizes, hide=False):
    """A case with random numbers; sizes: ranges for N, h, T, S, d and dv."""

    def draw(rng):
        inputs = looks(rng, sizes, hide)
        q, k, v, mask = (inputs[name] for name in ("q", "k", "v", "mask"))
        scores = np.where(mask, q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]), -np.inf)
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        grad = rng.choice([-1.0, 1.0], (*q.shape[:-1], v.shape[-1])) * rng.uniform(0.5, 2.0, v.shape[-1])
        return {"grad_output": grad, "q": q, "k": k, "v": v, "weights": e / e.sum(axis=-1, keepdims=True)}

    return Case(name, draw)


FEW = drawn("queries and keys of different number", ((3, 4), (2, 3), (4, 5), (6, 7), (8, 9), (3, 4)))
SQUARE = drawn("as many queries, keys and columns", (4, 4, 4, 4, 4, 4))
HIDDEN = drawn("hidden keys", ((3, 4), (2, 3), (4, 5), (6, 7), (5, 6), (5, 6)), hide=True)


def by_jacobians(grad_output, q, k, v, weights):
    grad_q, grad_k, grad_v = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    root = q.shape[-1] ** 0.5
    for n, h, t in np.ndindex(*q.shape[:3]):
        w, g = weights[n, h, t], grad_output[n, h, t]
        grad_v[n, h] += np.outer(w, g)
        grad_scores = (np.diag(w) - np.outer(w, w)) @ (v[n, h] @ g) / root
        grad_q[n, h, t] = grad_scores @ k[n, h]
        grad_k[n, h] += np.outer(grad_scores, q[n, h, t])
    return grad_q, grad_k, grad_v


def by_the_mean(grad_output, q, k, v, weights):
    out = np.einsum("nhts,nhsv->nhtv", weights, v)
    gain = np.einsum("nhtv,nhsv->nhts", grad_output, v) - (grad_output * out).sum(axis=-1)[..., None]
    grad_scores = weights * gain * q.shape[-1] ** -0.5
    grad_q = np.einsum("nhts,nhsd->nhtd", grad_scores, k)
    grad_k = np.einsum("nhts,nhtd->nhsd", grad_scores, q)
    return grad_q, grad_k, np.einsum("nhts,nhtv->nhsv", weights, grad_output)


ALL = (FEW, SQUARE, HIDDEN)
EXERCISE = Exercise(
    reference=scaled_dot_product_attention_backward,
    probe=back,
    aspects=(
        Aspect("the gradient of v", 1, ALL, observations=("grad_v",)),
        Aspect("the gradient of q", 1, ALL, observations=("grad_q",)),
        Aspect("the gradient of k", 1, ALL, observations=("grad_k",)),
        leaves_inputs_alone(0.5, (FEW, HIDDEN), requires="the gradient of q"),
    ),
    accepted=(
        Accepted("one Jacobian a query", by_jacobians),
        Accepted("against the mean that out is", by_the_mean),
    ),
)
