"""What is right in a sentence about a scene of datasets.shapes: more than BLEU sees, as all right answers are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..datasets.captioned_scenes import VOCABULARY
from .bleu import corpus_bleu

_OF = VOCABULARY.index("of")
Sentence = Sequence[int]


def things_said(sentence: Sentence) -> tuple[tuple[int, ...], int, tuple[int, ...]]:
    """Return the first thing, the relation and the second thing of a sentence, as word numbers.

    A thing is size, colour and form. What a sentence lacks is empty, or -1.

    >>> words = "a small red cross left of a large blue square".split()
    >>> first, relation, second = things_said([VOCABULARY.index(word) for word in words])
    >>> [VOCABULARY[j] for j in first], VOCABULARY[relation], [VOCABULARY[j] for j in second]
    (['small', 'red', 'cross'], 'left', ['large', 'blue', 'square'])
    """
    words = [int(word) for word in sentence if word != _OF]
    return tuple(words[1:4]), words[4] if len(words) > 4 else -1, tuple(words[6:9])


def judged(hypotheses: Sequence[Sentence], references: Sequence[Sequence[Sentence]]) -> dict[str, float]:
    """Return what shares of the sentences are right, and BLEU.

    "right": the sentence is one of its references. "words": it has the words of one, in whatever order. "things": both
    things are named as in one, in its order. "relation": of those with the right things, the relation is right too.

    >>> a, b = [3, 4, 6, 10, 14, 18, 3, 5, 8, 11], [3, 5, 8, 11, 15, 18, 3, 4, 6, 10]
    >>> judged([a, [*a[:4], 15, *a[5:]]], [[a, b], [a, b]])["relation"]  # left, and then right
    0.5
    """
    right = [list(said) in [list(one) for one in wanted] for said, wanted in zip(hypotheses, references, strict=True)]
    words = [
        sorted(said) in [sorted(one) for one in wanted] for said, wanted in zip(hypotheses, references, strict=True)
    ]
    things, relation = [], []
    for said, wanted in zip(hypotheses, references, strict=True):
        first, between, second = things_said(said)
        same = [one for one in map(things_said, wanted) if (one[0], one[2]) == (first, second)]
        things.append(bool(same))
        relation += [between == same[0][1]] if same else []
    return {
        "BLEU-1": corpus_bleu(hypotheses, references, 1),
        "BLEU-4": corpus_bleu(hypotheses, references, 4),
        "right": float(np.mean(right)),
        "words": float(np.mean(words)),
        "things": float(np.mean(things)),
        "relation": float(np.mean(relation)) if relation else 0.0,
    }
