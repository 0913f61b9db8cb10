import numpy as np
import pytest

from layerwise import datasets

KIND = {"good", "great", "wonderful", "brilliant", "moving", "funny", "clever", "fresh", "charming", "gripping"}
UNKIND = {"bad", "awful", "terrible", "boring", "weak", "dull", "stupid", "stale", "clumsy", "tedious"}
NEGATIONS = {"not", "never", "hardly"}


def read(sequence, vocabulary):
    return [vocabulary[i - 1] for i in sequence]


def clause_label(words):
    """1 for a clause that is kind: one judging word, turned round by a negation."""
    (kind,) = (word in KIND for word in words if word in KIND | UNKIND)
    return int(kind != bool(NEGATIONS & set(words)))


def label_by_the_rules(words):
    """What the docstring says, from the words: the clause after "but", or the one that does not follow "although"."""
    if "but" in words:
        return clause_label(words[words.index("but") + 1 :])
    if words[0] == "although":
        first = next(i for i, word in enumerate(words) if word in KIND | UNKIND)
        return clause_label(words[first + 1 :])
    end = words.index("although") if "although" in words else len(words)
    return clause_label(words[:end])


def test_labels_follow_the_rules():
    """Every label of a thousand reviews can be worked out from the order of its words."""
    sequences, labels, vocabulary = datasets.reviews(1000, seed=1)
    assert [label_by_the_rules(read(sequence, vocabulary)) for sequence in sequences] == labels.tolist()


def test_shapes_types_and_words():
    """Lists of numbers from 1 to V, labels 0 or 1 about evenly, 66 different words that all occur."""
    sequences, labels, vocabulary = datasets.reviews(2000)
    assert len(sequences) == len(labels) == 2000 and labels.dtype == np.int64
    assert all(type(i) is int for sequence in sequences for i in sequence)
    assert {i for sequence in sequences for i in sequence} == set(range(1, len(vocabulary) + 1))
    assert len(set(vocabulary)) == len(vocabulary) == 66
    assert 0.45 < labels.mean() < 0.55
    assert {len(sequence) for sequence in sequences} <= set(range(4, 26))


def test_no_word_tells_the_label():
    """Of the reviews with a word, about half are kind, whichever word it is."""
    sequences, labels, vocabulary = datasets.reviews(20_000, seed=2)
    held, kind = np.zeros((2, len(vocabulary) + 1))
    for sequence, label in zip(sequences, labels, strict=True):
        words = list(set(sequence))
        held[words] += 1
        kind[words] += label
    share = kind[1:] / held[1:]
    assert (np.abs(share - 0.5) < 4.5 * 0.5 / np.sqrt(held[1:])).all()


def test_the_seed_decides():
    """The same seed gives the same reviews, another seed others."""
    first, again, other = (datasets.reviews(50, seed=seed)[0] for seed in (4, 4, 5))
    assert first == again != other


@pytest.mark.parametrize(("settings", "message"), [({"n": 0}, "n must be at least 1"), ({"seed": -1}, "seed must be")])
def test_what_is_no_setting_is_refused(settings, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        datasets.reviews(**settings)


def test_the_rules_read_what_they_have_written():
    """`review_label` gives every review of the grammar the label that it was made with."""
    sequences, labels, vocabulary = datasets.reviews(2000, seed=5)
    found = [datasets.review_label(read(sequence, vocabulary)) for sequence in sequences]
    assert found == labels.tolist()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("good", 1),
        ("not good", 0),
        ("not never good", None),
        ("good but weak", 0),
        ("although good weak", 0),
        ("good although weak", 1),
        ("good weak", None),
        ("good weak but", None),
        ("but good", None),
        ("", None),
    ],
)
def test_what_somebody_writes_is_read_by_the_same_rules(text, label):
    """And where they do not say, None."""
    assert datasets.review_label(text.split()) == label
