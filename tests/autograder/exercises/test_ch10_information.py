"""Chapter 10's records: answers that nobody recorded, right and wrong."""

import numpy as np
import pytest

from autograder.core.diagnose import check_functions
from autograder.exercises import find


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(seen):
    return {aspect.name for aspect in seen.aspects if not aspect.passed}


def test_a_price_that_lacks_nothing_but_the_impossible():
    """An infinite number of bits is asked for; a very large one is not infinite."""

    def information(p, base=2):
        return -np.log(np.where(np.asarray(p) > 0, p, 1e-308)) / np.log(base)

    assert failing(report("information", information)) == {"impossible outcomes", "no warning"}


def test_an_entropy_in_which_nothing_is_left_out():
    """log2 by its series of ratios, and a loop: right however it is written."""

    def entropy(p, dim=-1):
        p = np.moveaxis(np.asarray(p, dtype=float), dim, 0)
        total = np.zeros(p.shape[1:])
        for row in p:
            seen = row > 0
            total = total - np.where(seen, row * np.log1p(np.where(seen, row, 1) - 1) / np.log(2), 0)
        return total

    assert report("entropy", entropy).state == "right"


def test_an_entropy_of_one_distribution_only():
    """Right for a single one; a batch and dim fail, and what never comes with them."""

    def entropy(p, dim=-1):
        return sum(-x * np.log2(x) for x in p if x > 0)

    seen = report("entropy", entropy)
    assert seen.state == "wrong"
    assert {"values", "along dim", "outcomes that never come"} <= failing(seen)


def test_two_differences_of_entropies_are_a_code_length():
    """The divergence and the entropy, added up: right wherever both are."""

    def code_length(p, q):
        with np.errstate(divide="ignore"):
            log_p, log_q = np.log2(np.where(p > 0, p, 1)), np.where(p > 0, np.log2(q), 0)
        return (p * (log_p - log_q)).sum(axis=-1) - (p * log_p).sum(axis=-1)

    assert report("code_length", code_length).state == "right"


def test_a_sum_over_what_comes_and_has_a_word():
    """Skipping both kinds of zeros makes the impossible free."""

    def code_length(p, q):
        seen = (p > 0) & (q > 0)
        return (p * np.where(seen, -np.log2(np.where(seen, q, 1)), 0)).sum(axis=-1)

    seen = report("code_length", code_length)
    assert "what has no word" in failing(seen) and "what never comes" not in failing(seen)
    assert seen.diagnosis.name == "what has no word is free"


@pytest.mark.parametrize("reduction", ["batchmean", "mean", "sum", "none"])
def test_each_reduction_counts_by_itself(reduction):
    """Whoever gets three of four right keeps what the other three are worth."""
    right = find("kl_div").reference

    def kl_div(input, target, asked="batchmean"):
        return right(input, target, asked) * (2 if asked == reduction else 1)

    def renamed(input, target, reduction="batchmean"):
        return kl_div(input, target, reduction)

    lost = {"mean": "the mean over all numbers", "sum": "sum and none", "none": "sum and none"}
    wrong = failing(report("kl_div", renamed))
    if reduction == "batchmean":
        assert "values" in wrong and "sum and none" not in wrong
    else:
        assert wrong == {lost[reduction]}


def test_a_divergence_of_normalized_rows_is_no_mistake_that_shows():
    """log_softmax of log-probabilities changes nothing, so it costs nothing."""

    def kl_div(input, target, reduction="batchmean"):
        shifted = input - np.log(np.exp(input).sum(axis=1, keepdims=True))
        return find("kl_div").reference(shifted, target, reduction)

    assert report("kl_div", kl_div).state == "right"


def test_mutual_information_of_the_wrong_variable_is_the_same():
    """It is symmetric: a table and its transpose share as much."""

    def mutual_information(joint):
        return find("mutual_information").reference(joint.T)

    assert report("mutual_information", mutual_information).state == "right"


def test_slopes_that_are_measured():
    """Central differences of the losses are near, and not near enough for units that are very sure."""

    def output_slopes(z, t):
        def sigmoid(z):
            return 0.5 * (1 + np.tanh(0.5 * z))

        def slope(loss):
            return (loss(z + 1e-5) - loss(z - 1e-5)) / 2e-5

        with np.errstate(all="ignore"):
            return (
                slope(lambda z: 0.5 * (sigmoid(z) - t) ** 2),
                slope(lambda z: -(t * np.log(sigmoid(z)) + (1 - t) * np.log(1 - sigmoid(z)))),
            )

    assert "units that are very sure" in failing(report("output_slopes", output_slopes))


def test_smoothing_that_forgets_itself_at_the_ends():
    """Right for any ε between, and the mean of all classes for ε = 1."""

    def smoothed_cross_entropy(logits, target, label_smoothing=0.1):
        right = find("smoothed_cross_entropy").reference
        return right(logits, target, min(label_smoothing, 0.9))

    assert failing(report("smoothed_cross_entropy", smoothed_cross_entropy)) == {"any smoothing"}


def test_huffman_s_ties_may_be_broken_either_way():
    """The last of the equal ones first: other lengths, the same average."""

    def huffman_lengths(p):
        if len(p) == 1:
            return [1]
        lengths = [0] * len(p)
        groups = {(i,): x for i, x in enumerate(p)}
        while len(groups) > 1:
            first = min(reversed(groups), key=groups.get)
            a = groups.pop(first)
            second = min(reversed(groups), key=groups.get)
            b = groups.pop(second)
            for i in (*first, *second):
                lengths[i] += 1
            groups[(*first, *second)] = a + b
        return lengths

    case = next(case for case in find("huffman_lengths").cases if case.name == "ties")
    p = case.draw(0)["p"]
    assert (
        sorted(huffman_lengths(p)) != [] and list(huffman_lengths(p)) != find("huffman_lengths").reference(p).tolist()
    )
    assert report("huffman_lengths", huffman_lengths).state == "right"


def test_shannon_and_fano_s_halves_are_a_code_and_not_the_best():
    """Split where both sides weigh most nearly the same, again and again: readable words, longer on average."""

    def huffman_lengths(p):
        lengths = np.zeros(len(p), dtype=int)

        def split(symbols):
            if len(symbols) > 1:
                lengths[symbols] += 1
                weights = np.cumsum(p[symbols])
                cut = int(np.abs(weights[:-1] - weights[-1] / 2).argmin()) + 1
                split(symbols[:cut])
                split(symbols[cut:])

        split(np.argsort(-p))
        return np.maximum(lengths, 1)

    seen = report("huffman_lengths", huffman_lengths)
    assert "the least average" in failing(seen)
    assert "powers of a half" not in failing(seen)


def test_lengths_that_cannot_be_a_code_are_not_cheap_but_wrong():
    """One bit for each is the least average of all, and no code."""

    def huffman_lengths(p):
        return np.ones(len(p), dtype=int)

    assert report("huffman_lengths", huffman_lengths).score == 0
