"""BLEU: how many of a translation's, or a caption's, words and phrases stand in what people wrote.

(Papineni and others, BLEU: a Method for Automatic Evaluation of Machine Translation, 2002.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from ..arguments import whole_number

Sentence = Sequence[Hashable]


def corpus_bleu(hypotheses: Sequence[Sentence], references: Sequence[Sequence[Sentence]], n: int = 4) -> float:
    """Return BLEU-n of the whole corpus, from 0 to 1.

        p_m  = clipped matches of m-grams / m-grams, both summed over all hypotheses      m = 1 to n
        BP   = 1 if c > r else exp(1 - r / c)                                             against short ones
        BLEU = BP * (p_1 * p_2 * … * p_n) ** (1 / n)                                      0 where some p_m is 0

    An m-gram matches as often as it stands in the hypothesis, at most as often as in the reference that has it most.
    c: words in all hypotheses. r: for each hypothesis the length of the reference that is nearest to its own, the
    shorter of two that are equally near; summed.

    hypotheses: N sentences, each a list of words (numbers or texts). references: N lists of right sentences. Nothing is
    smoothed: a corpus without a single matching 4-gram has BLEU-4 of 0.

    >>> the = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
    >>> round(corpus_bleu(["the the the the the the the".split()], [the], n=1), 4)  # 2 of 7
    0.2857
    """
    n = whole_number(n, "n", at_least=1)
    if len(hypotheses) != len(references) or not len(hypotheses):
        raise ValueError(
            "references must have a list of sentences for each of the hypotheses, at least one, got "
            f"{len(references)} for {len(hypotheses)}"
        )
    matches, counts, c, r = np.zeros(n), np.zeros(n), 0, 0
    for hypothesis, right in zip(hypotheses, references, strict=True):
        _refuse_texts(hypothesis, right)
        c += len(hypothesis)
        r += min((abs(len(reference) - len(hypothesis)), len(reference)) for reference in right)[1]
        for m in range(1, n + 1):
            most: Counter[tuple[Hashable, ...]] = Counter()
            for reference in right:
                most |= _grams(reference, m)  # the larger of both counts
            found = _grams(hypothesis, m)
            matches[m - 1] += (found & most).total()  # the smaller
            counts[m - 1] += found.total()
    if not matches.all():
        return 0.0
    penalty = 1.0 if c > r else np.exp(1 - r / c)
    return float(penalty * np.exp(np.log(matches / counts).mean()))


def _grams(sentence: Sentence, m: int) -> Counter[tuple[Hashable, ...]]:
    """Return how often each m-gram stands in the sentence."""
    return Counter(tuple(sentence[i : i + m]) for i in range(len(sentence) - m + 1))


def _refuse_texts(hypothesis: Sentence, right: Sequence[Sentence]) -> None:
    if not len(right):
        raise ValueError("references must have at least one sentence for each hypothesis, got none")
    if isinstance(hypothesis, str) or any(isinstance(reference, str) for reference in right):
        raise TypeError("sentences must be lists of words, got a text: split it")
