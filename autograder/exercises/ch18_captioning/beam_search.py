"""beam_search: what is asked and what is right; the mistakes stand in the `.md` beside it.

The step is a stub of the probe's: log-probabilities in a table, and a state of two parts that both have to go along.
"""

import numpy as np

from layerwise.captioning import beam_search

from ...core.record import Accepted, Aspect, Case, Exercise

V, BOS, EOS = 7, 1, 2


def sentences(beam_search, table, starts, bos, eos, k, max_len):
    """The probe: the sentences from several states, each followed by -1, and their log-probabilities.

    table: (states, V), log-probabilities. k, max_len: of each search
    """

    def step(words, state):
        a, b = (np.asarray(part) for part in state)
        if len(a) != len(words) or len(b) != len(words):
            raise ValueError(f"step got {len(words)} words and states of {len(a)} and {len(b)} rows")
        a = (5 * a + 3 * b[:, 0] + np.asarray(words) + 1) % len(table)
        b = (b + a[:, None] // 2) % 11
        return table[a].copy(), (a, b)

    said, log_p = [], []
    for start, beam, most in zip(starts, k, max_len, strict=True):
        state = np.array([start]), np.array([[start % 11]])
        words, value = beam_search(step, state, bos, eos, int(beam), int(most))
        said += [int(word) for word in [*words, -1]]
        log_p.append(float(value))
    return {"words": said, "log_p": log_p}


def language(name, k, max_len, ending=0.0, many=12, sharp=1.5, special=False):
    """A case of so many searches; k and max_len: ranges, drawn for each of them, so that a slip tells in every draw.

    ending: what eos gets beside the others; sharp: the spread.
    """

    def draw(rng):
        bos, eos = map(int, rng.permutation(np.arange(3, V))[:2]) if special else (BOS, EOS)
        scores = sharp * rng.normal(0.0, 1.0, (499, V))
        scores[:, eos] += ending
        table = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return {
            "table": table,
            "starts": rng.integers(0, 499, many),
            "bos": bos,
            "eos": eos,
            "k": rng.integers(*k, many, endpoint=True),
            "max_len": rng.integers(*max_len, many, endpoint=True),
        }

    return Case(name, draw)


SEVERAL = language("several beginnings", (2, 4), (2, 7), ending=0.3, many=24)
ONE = language("a beam of one", (1, 1), (3, 8), many=24)
MANY_END = language("many that end early", (2, 3), (3, 6), ending=0.6, many=48)
CUT = language("nothing ends in time", (2, 3), (4, 6), ending=-25.0, many=28)
WIDE = language("a beam wider than the words", (8, 10), (3, 5), many=40)
OTHER = language("other numbers for bos and eos", (2, 4), (2, 7), special=True, many=24)


def with_whole_entries(step, state, bos, eos, k, max_len):
    beam, done = [(0.0, [bos], tuple(part[:1] for part in state))], []
    for _ in range(max_len):
        found = []
        for value, words, own in beam:
            log_p, after = step(np.array(words[-1:]), own)
            found += [(value + log_p[0][word], [*words, word], after) for word in range(len(log_p[0]))]
        found = sorted(found, key=lambda entry: -entry[0])[:k]
        done += [(value, words[1:-1]) for value, words, _ in found if words[-1] == eos]
        beam = [entry for entry in found if entry[1][-1] != eos]
        if not beam:
            break
    done += [(value, words[1:]) for value, words, _ in beam]
    value, words = sorted(done, key=lambda entry: entry[0])[-1]
    return words, value


def as_rows(step, state, bos, eos, k, max_len):
    said, total = np.full((1, 1), bos), np.zeros((1, 1))
    best_value, best_words = -np.inf, []
    for _ in range(max_len):
        log_p, state = step(said[:, -1], state)
        sums = (total + log_p).ravel()
        size = log_p.shape[1]
        order = np.argsort(-sums)[:k]
        parents, words = order // size, order % size
        for parent, word, value in zip(parents, words, sums[order], strict=True):
            if word == eos and value > best_value:
                best_value, best_words = value, said[parent, 1:].tolist()
        going = words != eos
        said = np.hstack([said[parents[going]], words[going, None]])
        total = sums[order][going][:, None]
        state = tuple(part[parents[going]] for part in state)
        if not len(said):
            return best_words, best_value
    if total.max() > best_value:
        return said[int(total.argmax()), 1:].tolist(), float(total.max())
    return best_words, best_value


EXERCISE = Exercise(
    reference=beam_search,
    probe=sentences,
    aspects=(
        Aspect("the words, with states that go with them", 1, (SEVERAL, OTHER), observations=("words",)),
        Aspect("their log-probability", 1, (SEVERAL, OTHER), observations=("log_p",)),
        Aspect("a beam of one", 0.5, (ONE,)),
        Aspect("finished ones are kept, and not continued", 1, (MANY_END,)),
        Aspect("max_len is kept to", 0.5, (CUT,)),
        Aspect("a beam wider than the words", 0.5, (WIDE,)),
    ),
    accepted=(
        Accepted("entries that hold all they need", with_whole_entries),
        Accepted("rows of words", as_rows),
    ),
)
