"""sample_word: what is asked and what is right; the mistakes stand in the `.md` beside it.

The draws are arguments, so that every word can be compared.
"""

import numpy as np

from layerwise.captioning import sample_word

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def rows(name, temperature, scale=1.5, never=False, many=(40, 60)):
    """A case of many rows; temperature: a range. scale: of the scores. never: the first word has probability 0."""

    def draw(rng):
        N, V = int(rng.integers(*many)), int(rng.integers(5, 9))
        logits, u = scale * rng.normal(0.0, 1.0, (N, V)), rng.uniform(0.001, 0.999, N)
        if never:
            zeros = rng.integers(1, V - 1, N)  # words at the front that cannot be drawn, and one at the end
            logits[np.arange(V) < zeros[:, None]] = -np.inf
            u[::2] = 0.0
        return {"logits": logits, "temperature": float(rng.uniform(*temperature)), "u": u}

    return Case(name, draw)


BY_HAND = Case(
    "by hand",
    {"logits": np.log([[0.25, 0.5, 0.25]] * 3), "temperature": 1.0, "u": np.array([0.1, 0.7, 0.8])},
)
PLAIN = rows("a temperature of 1", (1.0, 1.0))
COOL = rows("cooler", (0.3, 0.6))
HOT = rows("hotter", (2.0, 5.0))
NEVER = rows("words of probability 0", (1.0, 1.0), never=True)
FREEZING = rows("a temperature near 0", (1e-4, 1e-3), scale=3.0)


def one_by_one(logits, temperature, u):
    words = []
    for row, draw in zip(logits, u, strict=True):
        e = np.exp((row - row.max()) / temperature)
        right_end, word = 0.0, -1
        for p in e / e.sum():
            right_end, word = right_end + p, word + 1
            if draw < right_end:
                break
        words.append(word)
    return np.array(words)


def by_searching(logits, temperature, u):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max(axis=1, keepdims=True))
    ends = np.cumsum(e, axis=1)
    return np.array([np.searchsorted(end, draw * end[-1], side="right") for end, draw in zip(ends, u, strict=True)])


def the_first_beyond(logits, temperature, u):
    z = logits / temperature
    log_p = z - z.max(axis=1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    return np.argmax(np.cumsum(np.exp(log_p), axis=1) > u.reshape(-1, 1), axis=1)


EXERCISE = Exercise(
    reference=sample_word,
    aspects=(
        Aspect("which word a draw falls on", 1, (BY_HAND, PLAIN)),
        Aspect("the temperature", 1, (COOL, HOT)),
        Aspect("a word of probability 0", 0.5, (NEVER,)),
        Aspect("a temperature near 0", 0.5, (FREEZING,), requires="which word a draw falls on"),
        leaves_inputs_alone(0.25, (PLAIN, COOL), requires="which word a draw falls on"),
    ),
    accepted=(
        Accepted("one by one", one_by_one),
        Accepted("by searching", by_searching),
        Accepted("the first right end beyond u", the_first_beyond),
    ),
)
