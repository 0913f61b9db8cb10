"""corpus_bleu: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.captioning import corpus_bleu

from ...core.record import Accepted, Aspect, Case, Exercise


def score(corpus_bleu, hypotheses, references, n):
    """The probe: BLEU of each of several corpora.

    hypotheses, references: a list of corpora
    """
    return {"BLEU": [float(corpus_bleu(*corpus, n)) for corpus in zip(hypotheses, references, strict=True)]}


def sentence(rng, words, length):
    return [int(word) for word in rng.integers(0, words, length)]


def corpora(name, n, make, many=4, size=(5, 8)):
    """A case of several corpora of some sentences each; make(rng): a hypothesis, and its references."""

    def draw(rng):
        pairs = [[make(rng) for _ in range(int(rng.integers(*size)))] for _ in range(many)]
        return {
            "hypotheses": [[hypothesis for hypothesis, _ in corpus] for corpus in pairs],
            "references": [[right for _, right in corpus] for corpus in pairs],
            "n": int(rng.integers(*n, endpoint=True)),
        }

    return Case(name, draw)


def repeating(rng):
    """Few words, often repeated, longer than what people wrote: matches that have to be clipped."""
    right = [sentence(rng, 5, int(rng.integers(4, 7))) for _ in range(2)]
    hypothesis = sentence(rng, 3, int(rng.integers(8, 11)))
    return hypothesis, right


def close(rng, most=1):
    """A sentence that shares phrases with its reference, or with one of most at most, and is as long."""
    right = [sentence(rng, 12, int(rng.integers(8, 11))) for _ in range(int(rng.integers(most)) + 1)]
    one = list(right[int(rng.integers(len(right)))])
    one[int(rng.integers(1, 3))] = 50
    if rng.integers(4) == 0:  # seldom: a corpus without any match of four words would hide what smoothing does
        one[int(rng.integers(5, 7))] = one[0]
    return one, right


def short(rng):
    """Shorter than every reference, so that none are as near on either side."""
    hypothesis, right = close(rng, 3)
    return hypothesis[: int(rng.integers(5, 8))], right


def long(rng):
    """Longer than every reference."""
    right = [sentence(rng, 9, int(rng.integers(5, 8))) for _ in range(2)]
    return right[0] + sentence(rng, 9, int(rng.integers(2, 4))), right


def mixed(rng):
    """Shorter than the nearest reference, or longer."""
    return short(rng) if rng.integers(3) else long(rng)


def between(rng):
    """References of several lengths, of which one is nearest: never the shortest, and not the longest."""
    length = int(rng.integers(6, 9))
    hypothesis = sentence(rng, 7, length)
    right = [sentence(rng, 7, at) for at in (length - 4, length + 1, length + 5)]
    right[1][: length - 1] = hypothesis[: length - 1]
    return hypothesis, [right[i] for i in rng.permutation(3)]


def tied(rng):
    """Two references that are as near in length: the shorter counts. A hypothesis is shorter than the longer."""
    length = int(rng.integers(6, 9))
    hypothesis = sentence(rng, 7, length)
    right = [hypothesis[: length - 2], [*hypothesis, *sentence(rng, 7, 2)]]
    return hypothesis, right[::-1]  # the longer first: whoever takes the first of two is seen in every corpus


def of_any_length(rng):
    """One word or many, matching or not: where the mean of sentences is another number."""
    hypothesis = sentence(rng, 6, int(rng.choice([4, 5, 12, 14])))
    other = sentence(rng, 6, len(hypothesis))
    keep = len(hypothesis) if len(hypothesis) < 6 else 5
    return hypothesis, [[*hypothesis[:keep], *other[keep:]]]


THE = Case(
    "seven times the same word",
    {
        "hypotheses": [[["the"] * 7]],
        "references": [[[["the", "cat", "is", "on", "the", "mat"], ["there", "is", "a", "cat", "on", "the", "mat"]]]],
        "n": 1,
    },
)
# single words, where it is not about phrases: a mean taken wrongly costs its own part and no other
CLIPPED = corpora("words that are repeated", (1, 1), repeating)
CORPUS = corpora("sentences of very different lengths", (4, 4), of_any_length)
MEAN = corpora("phrases of up to four words", (4, 4), close)
SHORT = corpora("shorter than what people wrote", (2, 3), short)
MIXED = corpora("some shorter, some longer", (1, 1), mixed, size=(8, 12), many=5)
LONG = corpora("longer than what people wrote", (1, 1), long)
NEAREST = corpora("references of several lengths", (1, 1), between, many=9)
TIED = corpora("two that are as near in length", (1, 1), tied)


def unmatched(rng):
    """Corpora of which about half have no match at all of four words."""
    pairs = []
    for _ in range(14):
        hit = bool(rng.integers(2))
        corpus = [(sentence(rng, 9, 7), [[20 + word for word in sentence(rng, 9, 7)]]) for _ in range(3)]
        if hit:
            words = sentence(rng, 9, 6)
            corpus[1] = ([*words, 3], [[*words[:5], 30, 31]])
        pairs.append(corpus)
    pairs[0][1] = (list(range(6)), [[*range(5), 30]])
    return {
        "hypotheses": [[hypothesis for hypothesis, _ in corpus] for corpus in pairs],
        "references": [[right for _, right in corpus] for corpus in pairs],
        "n": 4,
    }


NONE = Case("corpora without a match", unmatched)


def with_joined_texts(hypotheses, references, n=4):
    total, c, r = 0.0, sum(len(h) for h in hypotheses), 0
    for h, right in zip(hypotheses, references, strict=True):
        r += sorted((abs(len(one) - len(h)), len(one)) for one in right)[0][1]
    for m in range(1, n + 1):
        hits = count = 0
        for h, right in zip(hypotheses, references, strict=True):
            grams = [[tuple(s[i : i + m]) for i in range(len(s) - m + 1)] for s in [h, *right]]
            count += len(grams[0])
            for gram in set(grams[0]):
                hits += min(grams[0].count(gram), max(other.count(gram) for other in grams[1:]))
        if hits == 0:
            return 0.0
        total += np.log(hits / count) / n
    return float(np.exp(total + min(0.0, 1 - r / c)))


def crossing_off(hypotheses, references, n=4):
    p = []
    for m in range(1, n + 1):
        hits, count = 0, 0
        for h, right in zip(hypotheses, references, strict=True):
            best: dict[tuple, int] = {}
            for one in right:
                own: dict[tuple, int] = {}
                for i in range(len(one) - m + 1):
                    own[tuple(one[i : i + m])] = own.get(tuple(one[i : i + m]), 0) + 1
                for gram in own:
                    best[gram] = max(best.get(gram, 0), own[gram])
            for i in range(len(h) - m + 1):
                count += 1
                gram = tuple(h[i : i + m])
                if best.get(gram, 0) > 0:
                    best[gram] -= 1
                    hits += 1
        p.append(hits / count if count else 0.0)
    c, r = 0, 0
    for h, right in zip(hypotheses, references, strict=True):
        c += len(h)
        nearest = min(abs(len(one) - len(h)) for one in right)
        r += min(len(one) for one in right if abs(len(one) - len(h)) == nearest)
    return np.prod(p) ** (1 / n) * (1.0 if c > r else np.exp(1 - r / c))


EXERCISE = Exercise(
    reference=corpus_bleu,
    probe=score,
    aspects=(
        Aspect("clipped counts", 1, (THE, CLIPPED)),
        Aspect("sums over the corpus", 0.75, (CORPUS,)),
        Aspect("the mean of the precisions", 0.75, (MEAN,)),
        Aspect("the brevity penalty", 0.75, (SHORT, LONG, MIXED)),
        Aspect("which reference's length counts", 0.5, (NEAREST, TIED)),
        Aspect("sentences without a match", 0.25, (NONE,), requires="the mean of the precisions"),
    ),
    accepted=(
        Accepted("with lists of phrases", with_joined_texts),
        Accepted("crossing off what has been matched", crossing_off),
    ),
)
