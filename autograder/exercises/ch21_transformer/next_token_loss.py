"""next_token_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.attention.next_token import next_token_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def price(next_token_loss, logits, ids, ignore_index):
    """The probe: the loss, and its gradient."""
    loss, grad = next_token_loss(logits, ids, ignore_index)
    return {"loss": np.array([float(loss)]), "grad": np.array(grad)}


def drawn(name, sizes, padded=False, scale=1.0):
    """A case with random scores and tokens. sizes: ranges for N, T and V.

    padded: rows of different length, filled up with an id that is no token, or with a token that is not to be learned;
    some tokens within a row are not asked for either
    """

    def draw(rng):
        N, T, V = (size(rng, between) for between in sizes)
        ids, ignore_index = rng.integers(0, V, (N, T)), -100
        if padded:
            ignore_index = int(rng.integers(0, V))
            ids[ids == ignore_index] = (ignore_index + 1) % V
            lengths = np.concatenate([[2, T], rng.integers(3, T, N - 2)])
            ids[np.arange(T) >= lengths[:, None]] = ignore_index
            ids[2:, 1] = ignore_index
        return {"logits": scale * rng.normal(0.0, 1.5, (N, T, V)), "ids": ids, "ignore_index": ignore_index}

    return Case(name, draw)


FULL = drawn("every token counts", ((3, 4), (5, 7), (6, 9)))
SQUARE = drawn("as many sequences, tokens and kinds", (6, 6, 6))
PADDED = drawn("tokens that are not asked for", ((4, 5), (6, 8), (6, 9)), padded=True)
HUGE = drawn("scores in the thousands", (4, (5, 7), 6), padded=True, scale=1000.0)


def question_by_question(logits, ids, ignore_index=-100):
    loss, count, grad = 0.0, 0, np.zeros(logits.shape)
    for n, row in enumerate(ids):
        for t in range(len(row) - 1):
            if row[t + 1] == ignore_index:
                continue
            e = np.exp(logits[n, t] - logits[n, t].max())
            p = e / e.sum()
            loss -= logits[n, t, row[t + 1]] - logits[n, t].max() - np.log(e.sum())
            p[row[t + 1]] -= 1
            grad[n, t] = p
            count += 1
    return loss / count, grad / count


def by_weights(logits, ids, ignore_index=-100):
    N, T, V = logits.shape
    asked = np.zeros((N, T))
    asked[:, :-1] = ids[:, 1:] != ignore_index
    wanted = np.where(asked == 1, np.roll(ids, -1, axis=1), 0).astype(int)
    shifted = logits - logits.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    asked = asked / asked.sum()
    loss = -(np.take_along_axis(log_p, wanted[:, :, None], axis=2)[:, :, 0] * asked).sum()
    return loss, (np.exp(log_p) - (np.arange(V) == wanted[:, :, None])) * asked[:, :, None]


BOTH = (FULL, SQUARE)
EXERCISE = Exercise(
    reference=next_token_loss,
    probe=price,
    aspects=(
        Aspect("the loss of what comes next", 1, BOTH, observations=("loss",)),
        Aspect("its gradient", 1, BOTH, observations=("grad",)),
        Aspect("tokens that are not asked for", 1, (PADDED,)),
        Aspect("scores in the thousands", 0.5, (HUGE,)),
        leaves_inputs_alone(0.5, (FULL, PADDED), requires="its gradient"),
    ),
    accepted=(
        Accepted("question by question", question_by_question),
        Accepted("by weights", by_weights),
    ),
)
