"""causal_mask and padding_mask: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.attention.masks import causal_mask, padding_mask

from ...core.record import Accepted, Aspect, Case, Exercise


def masks(causal_mask, padding_mask, Ts, lengths, T):
    """The probe: causal masks of several sizes, one behind the other, and a padding mask."""

    def padded():
        return np.asarray(padding_mask(lengths, T))

    causal = [np.asarray(causal_mask(int(size))) for size in Ts]
    return {
        "causal": np.concatenate([np.ravel(mask) for mask in causal]).astype(float),
        "causal shapes": np.array([size for mask in causal for size in mask.shape]),
        "kinds": lambda: ", ".join(mask.dtype.kind for mask in (*causal, padded())),
        "padding": lambda: padded().astype(float).reshape(len(lengths), -1),
        "padding shape": lambda: np.array(padded().shape),
    }


def drawn(name, square=False):
    """A case with a dozen sizes for the causal mask, and lengths for the padding.

    square: as many sequences as columns
    """

    def draw(rng):
        N, T = (9, 9) if square else (int(rng.integers(20, 40)), int(rng.integers(12, 19)))
        lengths = rng.integers(1, T + 1, N)
        lengths[rng.permutation(N)[:2]] = 1, T
        return {"Ts": rng.integers(1, 22, 12), "lengths": lengths, "T": T}

    return Case(name, draw)


MANY = drawn("a dozen sizes")
SQUARE = drawn("as many sequences as columns", square=True)


def by_comparing(T):
    return np.arange(T)[:, None] >= np.arange(T)[None, :]


def in_a_loop(lengths, T):
    mask = np.zeros((len(lengths), 1, 1, T), dtype=bool)
    for n, length in enumerate(lengths):
        mask[n, 0, 0, : int(length)] = True
    return mask


def not_above(T):
    return ~np.triu(np.full((T, T), True), k=1)


BOTH = (MANY, SQUARE)
EXERCISE = Exercise(
    reference=(causal_mask, padding_mask),
    probe=masks,
    aspects=(
        Aspect("itself and what came before", 1, BOTH, observations=("causal", "causal shapes")),
        Aspect("which columns are tokens", 1, BOTH, observations=("padding",)),
        Aspect(
            "the shape (N, 1, 1, T)", 0.5, BOTH, observations=("padding shape",), requires="which columns are tokens"
        ),
        Aspect("truth values", 0.5, BOTH, observations=("kinds",), requires="itself and what came before"),
    ),
    accepted=(
        Accepted("by comparing positions", {"causal_mask": by_comparing, "padding_mask": in_a_loop}),
        Accepted("all but what lies above", {"causal_mask": not_above}),
    ),
)
