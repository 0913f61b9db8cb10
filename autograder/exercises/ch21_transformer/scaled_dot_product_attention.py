"""scaled_dot_product_attention: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.attention.dot_product import scaled_dot_product_attention

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import looks


def look(scaled_dot_product_attention, q, k, v, mask, masked):
    """The probe: what the queries get, and the weights. masked: whether the mask is handed on at all."""
    given = (q, k, v, mask) if masked else (q, k, v)
    out, weights = scaled_dot_product_attention(*given)
    return {"out": np.array(out), "weights": np.array(weights)}


def drawn(name, sizes, hide=False, scale=1.0, telling=False):
    """A case with random numbers; sizes: ranges for N, h, T, S, d and dv. scale: of queries and keys.

    telling: two queries of the first sequence are made to tell mistakes apart, however large the scores are
    """

    def draw(rng):
        inputs = looks(rng, sizes, hide)
        inputs["q"], inputs["k"] = scale * inputs["q"], scale * inputs["k"]
        if telling:
            tell(*(inputs[name] for name in ("q", "k", "mask")))
        return inputs | {"masked": hide}

    return Case(name, draw)


def tell(q, k, mask):
    """Change keys and mask of the first sequence, in all heads.

    Query 1 sees keys 1 and 2, whose scores differ by 1: another scale gives other weights. Query 0 sees key 0 alone,
    which is its opposite and scores lowest: every hidden key would get more, were its score 0 or a little lower.
    """
    alone, pair = q[0, :, 0], q[0, :, 1]
    k[0, :, 2] = k[0, :, 1] + pair * (q.shape[-1] ** 0.5 / np.sum(pair**2, axis=-1, keepdims=True))
    farthest = np.abs(np.einsum("hd,hsd->hs", alone, k[0])).max(axis=-1, keepdims=True)
    k[0, :, 0] = -alone * (1 + farthest / np.sum(alone**2, axis=-1, keepdims=True))
    mask[0, 0, :2] = False
    mask[0, 0, 0, 0] = mask[0, 0, 1, 1] = mask[0, 0, 1, 2] = True


FEW = drawn("queries and keys of different number", ((3, 4), (2, 3), (4, 5), (6, 7), (8, 9), (3, 4)))
SQUARE = drawn("as many queries, keys and columns", (4, 4, 4, 4, 4, 4))
HIDDEN = drawn("a mask", ((3, 4), (2, 3), (4, 5), (6, 7), (8, 9), (3, 4)), hide=True)
HIDDEN_SQUARE = drawn("a mask, as many queries, keys and columns", (5, 5, 5, 5, 5, 5), hide=True)
HUGE = drawn("scores in the thousands", (3, 2, (4, 5), (6, 7), 4, 3), hide=True, scale=60.0, telling=True)


def by_exponents(q, k, v, mask=None):
    scores = np.einsum("nhtd,nhsd->nhts", q, k) * q.shape[-1] ** -0.5
    may = np.broadcast_to(True if mask is None else mask, scores.shape)
    highest = np.max(scores, axis=-1, keepdims=True, where=may, initial=-np.inf)
    e = np.where(may, np.exp(np.minimum(scores - highest, 0)), 0)
    weights = e / e.sum(axis=-1, keepdims=True)
    return np.einsum("nhts,nhsv->nhtv", weights, v), weights


def query_by_query(q, k, v, mask=None):
    N, h, T, d = q.shape
    S = k.shape[2]
    mask = np.broadcast_to(np.ones(1, dtype=bool) if mask is None else mask, (N, h, T, S))
    out, weights = np.zeros((N, h, T, v.shape[-1])), np.zeros((N, h, T, S))
    for n in range(N):
        for head in range(h):
            for t in range(T):
                seen = np.flatnonzero(mask[n, head, t])
                scores = k[n, head, seen] @ q[n, head, t] / np.sqrt(d)
                e = np.exp(scores - scores.max())
                weights[n, head, t, seen] = e / e.sum()
                out[n, head, t] = weights[n, head, t] @ v[n, head]
    return out, weights


def far_below(q, k, v, mask=None):
    scores = (q / np.sqrt(q.shape[-1])) @ np.transpose(k, (0, 1, 3, 2))
    if mask is not None:
        scores = scores + (~np.asarray(mask)) * -1e12
    scores = scores - scores.max(axis=-1, keepdims=True)
    e = np.exp(scores)
    weights = e / e.sum(axis=-1, keepdims=True)
    return np.matmul(weights, v), weights


EXERCISE = Exercise(
    reference=scaled_dot_product_attention,
    probe=look,
    aspects=(
        Aspect("the weights, without a mask", 1, (FEW, SQUARE), observations=("weights",)),
        Aspect("what the queries get", 1, (FEW, SQUARE), observations=("out",)),
        Aspect("a mask", 1, (HIDDEN, HIDDEN_SQUARE)),
        Aspect("scores in the thousands", 0.5, (HUGE,)),
        leaves_inputs_alone(0.5, (FEW, HIDDEN), requires="what the queries get"),
    ),
    accepted=(
        Accepted("exponents of what may be seen", by_exponents),
        Accepted("query by query", query_by_query),
        Accepted("hidden ones far below", far_below),
    ),
)
