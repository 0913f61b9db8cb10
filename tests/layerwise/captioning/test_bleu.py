import numpy as np
import pytest

from layerwise.captioning import corpus_bleu


def words(text):
    return text.split()


CAT = [words("the cat is on the mat"), words("there is a cat on the mat")]


def test_the_paper_s_example():
    """Seven times the same word, of which two count (Papineni and others, 2002)."""
    assert corpus_bleu([words("the the the the the the the")], [CAT], n=1) == pytest.approx(2 / 7)


def test_a_sentence_that_somebody_wrote_has_one():
    """Whichever of the references it is; a corpus that shares no phrase of four words has none."""
    assert corpus_bleu(CAT, [CAT, CAT]) == pytest.approx(1.0)
    assert corpus_bleu([words("a mat and the cat")], [CAT]) == 0.0


def test_matches_are_added_up_before_they_are_divided():
    """Two of three words and one of one: three of four, not the mean of 2/3 and 1."""
    assert corpus_bleu([[1, 2, 3], [5]], [[[1, 2, 4]], [[5]]], n=1) == pytest.approx(3 / 4)


def test_a_short_corpus_is_penalized_and_a_long_one_is_not():
    """By exp(1 - r / c), over the whole corpus."""
    assert corpus_bleu([[1, 2]], [[[1, 2, 3, 4]]], n=1) == pytest.approx(np.exp(1 - 4 / 2))
    assert corpus_bleu([[1, 2], [5, 6, 7, 8]], [[[1, 2, 3, 4]], [[5, 6]]], n=1) == pytest.approx(4 / 6)


def test_the_reference_nearest_in_length_counts():
    """Of two that are as near, the shorter."""
    assert corpus_bleu([[1, 2, 3]], [[[1], [1, 2, 3, 4]]], n=1) == pytest.approx(np.exp(1 - 4 / 3))
    assert corpus_bleu([[1, 2, 3]], [[[1, 2, 3, 4], [1, 2]]], n=1) == pytest.approx(1.0)


def test_the_geometric_mean_of_the_precisions():
    """3 of 4 words, 2 of 3 pairs, 1 of 2 triples."""
    expected = (3 / 4 * 2 / 3 * 1 / 2) ** (1 / 3)
    assert corpus_bleu([[1, 2, 3, 9]], [[[1, 2, 3, 4]]], n=3) == pytest.approx(expected)


def test_a_sentence_shorter_than_the_phrase_has_none_to_count():
    """It takes part in the lengths and in the shorter phrases."""
    assert corpus_bleu([[1], [1, 2, 3]], [[[1]], [[1, 2, 4]]], n=2) == pytest.approx(np.sqrt(3 / 4 * 1 / 2))
    assert corpus_bleu([[]], [[[1]]], n=1) == 0.0


def test_what_is_no_corpus_is_refused():
    """Other numbers of sentences, none at all, texts in the place of lists."""
    with pytest.raises(ValueError, match="references must have a list of sentences for each of the hypotheses"):
        corpus_bleu([[1]], [])
    with pytest.raises(ValueError, match="at least one, got 0 for 0"):
        corpus_bleu([], [])
    with pytest.raises(ValueError, match="references must have at least one sentence"):
        corpus_bleu([[1]], [[]])
    with pytest.raises(TypeError, match="sentences must be lists of words, got a text: split it"):
        corpus_bleu(["a cat"], [["a cat"]])
    with pytest.raises(ValueError, match="n must be at least 1"):
        corpus_bleu([[1]], [[[1]]], n=0)
