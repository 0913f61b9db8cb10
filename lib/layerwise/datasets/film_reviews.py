"""Reviews made by a small grammar: whether they are kind depends on the order of their words, not on the words.

A stand-in, and named as such: 66 words, one or two clauses a review. Real reviews are longer and less tidy, and most
of them can be told from their words alone; these are made so that nobody can.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arguments import IntArray, whole_number

_KIND = ["good", "great", "wonderful", "brilliant", "moving", "funny", "clever", "fresh", "charming", "gripping"]
_UNKIND = ["bad", "awful", "terrible", "boring", "weak", "dull", "stupid", "stale", "clumsy", "tedious"]
_NOUNS = ["film", "movie", "plot", "story", "acting", "script", "ending", "cast", "music", "dialogue"]
_DETERMINERS = ["the", "this", "its", "that", "their"]
_VERBS = ["was", "is", "seems", "felt", "looks"]
_NEGATIONS = ["not", "never", "hardly"]
_STRESS = ["very", "really", "quite", "so", "rather", "truly"]
_ASIDES = ["honestly", "overall", "frankly", "tonight", "yesterday", "again", "somehow", "perhaps", "indeed", "still"]
_OPENINGS = ["i", "we", "think", "say"]  # "i think", "we say"
_JOINING = ["and", "but", "although"]
_VOCABULARY = tuple(
    sorted([*_KIND, *_UNKIND, *_NOUNS, *_DETERMINERS, *_VERBS, *_NEGATIONS, *_STRESS, *_ASIDES, *_OPENINGS, *_JOINING])
)
_NUMBER = {word: i + 1 for i, word in enumerate(_VOCABULARY)}


def reviews(n: int = 6000, seed: int = 0) -> tuple[list[list[int]], IntArray, tuple[str, ...]]:
    """Return n reviews as lists of word numbers, 0 for unkind or 1 for kind, (n,), and the words, a tuple.

    Word number i is vocabulary[i - 1]; number 0 is kept free for padding. The rules:

    - a clause says something kind or unkind of the film, such as "the plot was good". A negation, anywhere before the
      word that judges, turns it round: "the plot was hardly so good" is unkind;
    - a third of the reviews are one clause. In the others the second of two decides, "the cast was good but the plot
      felt dull", or the one that does not follow "although": "although the cast was good the plot felt dull", "the plot
      felt dull although the cast was good".

    Each clause is kind, and negated, with probability 1/2, independently: each single word says nothing about the
    label. The same seed gives the same reviews.

    >>> sequences, labels, vocabulary = reviews(2, seed=34)
    >>> for sequence, label in zip(sequences, labels, strict=True):
    ...     print(label, " ".join(vocabulary[i - 1] for i in sequence))
    0 the plot was weak but that ending was not clever
    1 their film was clever
    """
    n = whole_number(n, "n", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    sequences, labels = [], np.zeros(n, np.int64)
    for i in range(n):
        words, labels[i] = _review(rng)
        sequences.append([_NUMBER[word] for word in words])
    return sequences, labels, _VOCABULARY


def review_label(words: Sequence[str]) -> int | None:
    """Return what the rules say of a review that somebody wrote: 0 for unkind, 1 for kind, None where they say nothing.

    words: one clause with one word that judges, or two that "but" or "although" joins.

    >>> review_label("the plot was weak but that ending was not clever".split())
    0
    >>> review_label("the plot was".split()) is None
    True
    """
    judging = [i for i, word in enumerate(words) if word in _KIND or word in _UNKIND]
    joining = [i for i, word in enumerate(words) if word in ("but", "although")]
    if len(judging) == 1 and not joining:
        return _said(words[: judging[0] + 1])
    if len(judging) != 2 or len(joining) != 1:
        return None
    first, second = judging
    (joint,) = joining
    if joint == 0 and words[joint] == "although":
        return _said(words[first + 1 : second + 1])
    if not first < joint < second:
        return None
    if words[joint] == "but":
        return _said(words[joint + 1 : second + 1])
    return _said(words[: first + 1])


def _said(clause: Sequence[str]) -> int | None:
    """Return what a clause that ends with the word that judges says; None with more than one negation."""
    negations = sum(word in _NEGATIONS for word in clause)
    return None if negations > 1 else int((clause[-1] in _KIND) != (negations == 1))


def _review(rng: np.random.Generator) -> tuple[list[str], int]:
    first, kind_first = _clause(rng)
    if rng.random() < 1 / 3:
        return first, kind_first
    second, kind_second = _clause(rng)
    form = rng.integers(3)
    if form == 0:
        return [*first, "but", *second], kind_second
    if form == 1:
        return ["although", *first, *second], kind_second
    return [*first, "although", *second], kind_first


def _clause(rng: np.random.Generator) -> tuple[list[str], int]:
    """Return a clause, and 1 if it is kind."""

    def one(words: list[str]) -> str:
        return words[int(rng.integers(len(words)))]

    kind, negated = rng.integers(2), rng.integers(2)
    clause = [one(_OPENINGS[:2]), one(_OPENINGS[2:])] if rng.random() < 0.2 else []
    clause += [one(_DETERMINERS), one(_NOUNS)]
    if rng.random() < 0.2:
        clause += ["and", one(_DETERMINERS), one(_NOUNS)]
    clause.append(one(_VERBS))
    clause += [one(_ASIDES)] if rng.random() < 0.3 else []
    clause += [one(_NEGATIONS)] if negated else []
    clause += [one(_ASIDES)] if rng.random() < 0.2 else []
    clause += [one(_STRESS)] if rng.random() < 0.5 else []
    clause.append(one(_KIND if kind else _UNKIND))
    return clause, int(kind != negated)
