"""generate: what is asked and what is right; the mistakes stand in the `.md` beside it.

The step is the probe's: two small layers of attention, whose rows are an embedding and what the first layer has made of
it, so that a wrong position, cache or mask changes what is written. A query is turned before it is compared: else every
token would look at itself above all, and what lies in the cache would hardly matter. The step notes what it is asked to
read.
"""

import numpy as np

from layerwise.models.kv_cache import generate

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import size


def written(generate, prompt, n, tables, cost):
    """The probe: what is written, and what was read on the way. cost: rows wider than needed make no difference."""
    embedding, positions, W, head = tables
    read: list[int] = []
    starts: list[int] = []
    lengths: list[int] = []
    shapes: list[int] = []
    seen: list[float] = []
    kept: list[np.ndarray] = [np.zeros(0)]

    def mixed(q, kept, mask):
        apart = len(kept) - len(q) + np.arange(len(q))[:, None] - np.arange(len(kept))
        turned = np.roll(q, 1, axis=-1)
        scores = np.where(mask, 0.3 * turned @ kept.T + 2.5 * np.cos(1.3 * apart), -1e9)
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return 2 * np.tanh((e / e.sum(axis=-1, keepdims=True)) @ kept @ W)

    def step(ids, start, cache, mask):
        ids, mask = np.atleast_1d(np.asarray(ids)).astype(int), np.asarray(mask)
        if len(read) > 40 * (len(prompt) + n):
            raise RuntimeError("step was called much more often than there are tokens to write")
        read.extend(int(one) for one in ids)
        starts.append(int(start))
        lengths.append(len(ids))
        shapes.extend(np.shape(mask))
        seen.append(float(np.sum(mask)))
        kept[0] = np.zeros(0) if cache is None else np.asarray(cache)[:, 0, 0]
        x = embedding[ids] + positions[int(start) + np.arange(len(ids))]
        first = x if cache is None else np.concatenate([np.asarray(cache)[:, 0], x])
        y = x + mixed(x, first, mask)[-len(ids) :]
        second = y if cache is None else np.concatenate([np.asarray(cache)[:, 1], y])
        z = y + mixed(y, second, mask)[-len(ids) :]
        return z @ head, np.stack([x, y], axis=1)

    ids = np.asarray(generate(step, prompt, n))
    return {
        "ids": ids,
        "read": np.array(read),
        "starts": np.array(starts),
        "lengths": np.array(lengths),
        "mask shapes": np.array(shapes),
        "mask sums": np.array(seen),
        "first numbers of the last cache": np.array(kept[0]),
    }


def calls(inputs, seen):
    """What each call read: start, length, in order; and how many tokens all in all."""
    starts, lengths = (np.ravel(seen[name]).astype(int) for name in ("starts", "lengths"))
    return starts, lengths, int(lengths.sum())


def once(inputs, seen):
    """Whether each token was read once, at its place, in order."""
    starts, lengths, total = calls(inputs, seen)
    prompt, n = np.asarray(inputs["prompt"]), int(inputs["n"])
    read = np.ravel(seen["read"]).astype(int)
    if not np.array_equal(read[: len(prompt)], prompt):
        return f"what was read first is {read[: len(prompt)].tolist()}, and the prompt is {prompt.tolist()}"
    needed = len(prompt) + n - 1
    if not needed <= total <= needed + 1:
        return f"step was given {total} tokens to read; {needed} are enough"
    wanted = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    if not np.array_equal(starts, wanted):
        return f"start was {starts[:6].tolist()}; what was read before had {wanted[:6].tolist()} tokens"
    embedding, positions = inputs["tables"][:2]
    rows = np.ravel(seen["first numbers of the last cache"])
    if not np.allclose(rows, embedding[read[: len(rows)], 0] + positions[: len(rows), 0]):
        return "the rows of the last cache are not those of the tokens, in order"
    return ""


def wide(inputs, seen):
    """Whether each mask has a row for each token that is read and a column for each that is there, and is causal."""
    _, lengths, _ = calls(inputs, seen)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    shapes = np.ravel(seen["mask shapes"]).astype(int)
    wanted = np.stack([lengths, starts + lengths], axis=1).ravel()
    if not np.array_equal(shapes, wanted):
        return f"the masks have the sizes {shapes[:8].tolist()}; asked for are {wanted[:8].tolist()}"
    sums = lengths * starts + lengths * (lengths + 1) // 2
    if not np.array_equal(np.ravel(seen["mask sums"]), sums):
        return f"the masks let {np.ravel(seen['mask sums'])[:4].tolist()} looks through; {sums[:4].tolist()} are right"
    return ""


def drawn(name, prompts, news):
    """A case with a small network that is drawn; prompts, news: ranges for T and n."""

    def draw(rng):
        T, n = size(rng, prompts), size(rng, news)
        V, d = 23, 10
        tables = [
            rng.normal(0.0, 0.7, (V, d)),
            rng.normal(0.0, 1.2, (T + n + 3, d)),
            rng.normal(0.0, 1.6 / np.sqrt(d), (d, d)),
            rng.normal(0.0, 1.0, (d, V)),
        ]
        return {"prompt": rng.integers(0, V, T), "n": n, "tables": tables, "cost": 0}

    return Case(name, draw)


# In one network of three, the first token's scores lead to the same word as the last one's.
SOME = tuple(drawn(f"some tokens, network {number}", (5, 9), (6, 10)) for number in range(1, 6))
LONG = drawn("more tokens", (4, 8), (15, 24))
ONE = drawn("a prompt of one token", 1, (10, 16))


def token_by_token(step, prompt, n):
    ids = [int(one) for one in prompt]
    cache, scores = None, None
    for t in range(len(prompt) + n - 1):
        scores, rows = step(np.array([ids[t]]), t, cache, np.ones((1, t + 1), dtype=bool))
        cache = rows if cache is None else np.vstack([cache, rows])
        if t == len(ids) - 1:
            ids.append(int(np.argmax(scores[0])))
    return np.array(ids)


def read_once_more(step, prompt, n):
    kept: list[np.ndarray] = []
    written, new = list(prompt), np.asarray(prompt)
    for _ in range(n):
        start = len(written) - len(new)
        mask = np.arange(len(written)) <= start + np.arange(len(new))[:, None]
        scores, rows = step(new, start, np.concatenate(kept) if kept else None, mask)
        kept.append(rows)
        new = np.array([np.argmax(scores[-1])])
        written.extend(new)
    return np.array(written)


ALL = (*SOME, LONG, ONE)
EXERCISE = Exercise(
    reference=generate,
    probe=written,
    aspects=(
        Aspect("the tokens", 1.5, ALL, observations=("ids",)),
        Aspect(
            "each token is read once, at its place",
            1,
            ALL,
            observations=("read", "starts", "lengths", "first numbers of the last cache"),
            verify=once,
            requires="the tokens",
        ),
        Aspect(
            "masks of the right width",
            0.5,
            ALL,
            observations=("lengths", "starts", "mask shapes", "mask sums"),
            verify=wide,
            requires="the tokens",
        ),
    ),
    accepted=(
        Accepted("token by token", token_by_token),
        Accepted("whatever is new", read_once_more),
    ),
)
