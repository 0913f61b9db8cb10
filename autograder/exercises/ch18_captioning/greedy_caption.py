"""greedy_caption: what is asked and what is right; the mistakes stand in the `.md` beside it.

The step is a stub of the probe's: a table says which scores a state gives, and a word leads from one state to another.
"""

import numpy as np

from layerwise.captioning import greedy_caption

from ...core.record import Accepted, Aspect, Case, Exercise

V, BOS, EOS = 9, 1, 2


def captions(greedy_caption, table, starts, bos, eos, max_len):
    """The probe: captions from several states, each followed by -1, as one row.

    table: (states, V), the scores in each state
    """

    def step(word, state):
        state = (5 * state + 3 * int(word) + 1) % len(table)
        return table[state].copy(), state

    said = [list(greedy_caption(step, int(start), bos, eos, max_len)) for start in starts]
    return {"words": [int(word) for words in said for word in [*words, -1]]}


def greedy(best, start, bos, eos, most):
    """The greedy caption from a state, at most so many words. best: the likeliest word in each state."""
    state, words = start, [bos]
    while len(words) <= most:
        state = (5 * state + 3 * words[-1] + 1) % len(best)
        word = best[state]
        if word == eos:
            break
        words.append(word)
    return words[1:]


def telling(name, lengths, max_len, special=False):
    """A case of a dozen captions of so many words, a range; max_len: a range. special: other bos and eos.

    Two of them have bos among their words, and two of the shortest kind are there where captions may be empty.
    """

    def draw(rng):
        bos, eos = map(int, rng.permutation(np.arange(3, V))[:2]) if special else (BOS, EOS)
        most = int(rng.integers(*max_len, endpoint=True))
        while True:
            table = rng.normal(0.0, 1.0, (997, V))
            table[:, eos] += 0.35
            best = table.argmax(axis=1).tolist()
            said = {start: greedy(best, start, bos, eos, 40) for start in rng.integers(0, 997, 400).tolist()}
            fit = [start for start, words in said.items() if lengths[0] <= len(words) <= lengths[1]]
            odd = [start for start in fit if bos in said[start][:most]][:2]
            none = [start for start in fit if not said[start]][:2]
            rest = [start for start in fit if said[start] and start not in odd]
            starts = np.array([*odd, *none, *rest][:12])
            if len(starts) == 12 and len(odd) == 2 and len(none) == 2 * (lengths[0] == 0):
                return {"table": table, "starts": rng.permutation(starts), "bos": bos, "eos": eos, "max_len": most}

    return Case(name, draw)


ENDING = telling("captions that end", (2, 9), (25, 30))
EMPTY = telling("captions without a word", (0, 1), (6, 9))
CUT = telling("captions that are too long", (7, 40), (3, 6))
OTHER = telling("other numbers for bos and eos", (2, 8), (20, 30), special=True)


def by_a_while(step, state, bos, eos, max_len):
    said = [bos]
    while len(said) <= max_len:
        scores, state = step(said[-1], state)
        best = max(range(len(scores)), key=lambda word: scores[word])
        if best == eos:
            return said[1:]
        said.append(best)
    return said[1:]


def all_and_cut(step, state, bos, eos, max_len):
    words, word = [], bos
    for _ in range(max_len):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        words.append(word)
    return words[: words.index(eos)] if eos in words else words


EXERCISE = Exercise(
    reference=greedy_caption,
    probe=captions,
    aspects=(
        Aspect("the words in order, and that it ends at eos", 1, (ENDING, OTHER)),
        Aspect("a caption that has no words", 0.5, (EMPTY,)),
        Aspect("max_len is kept to", 1, (CUT,)),
    ),
    accepted=(
        Accepted("in a while", by_a_while),
        Accepted("all of max_len, cut at eos", all_and_cut),
    ),
)
