import itertools

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import mutual_info_score

from layerwise.information import code_length, entropy, huffman_lengths, information, mutual_information

pytestmark = pytest.mark.filterwarnings("error")


def distributions(seed, *shape):
    """Random distributions along the last dimension."""
    return np.random.default_rng(seed).dirichlet(np.ones(shape[-1]), shape[:-1])


def test_surprises_of_independent_events_add_up():
    """In any base, and the price of certainty is 0, of the impossible inf."""
    p, q = np.random.default_rng(0).uniform(0.01, 1, (2, 50))
    for base in (2, np.e, 10):
        np.testing.assert_allclose(information(p * q, base), information(p, base) + information(q, base))
    assert information([1.0, 0.5, 0.25, 0.0]).tolist() == [0, 1, 2, np.inf]
    assert not np.signbit(information(1.0))
    assert information([0.1], base=10) == pytest.approx(1)


def test_the_entropy_is_largest_where_all_is_even():
    """log2(C) bits, 0 where one outcome is sure, and less in between."""
    p = distributions(0, 100, 5)
    assert (entropy(p) < np.log2(5)).all() and (entropy(p) > 0).all()
    assert entropy(np.full(8, 1 / 8)) == pytest.approx(3)
    assert entropy(np.eye(4)).tolist() == [0, 0, 0, 0]
    assert not np.signbit(entropy(np.eye(4))).any()


def test_the_entropy_is_taken_along_dim_and_divides_nothing():
    """Any dimension may hold the outcomes; a part of a distribution has its part of the entropy."""
    p = distributions(1, 3, 4, 5)
    np.testing.assert_allclose(entropy(np.moveaxis(p, -1, 0), dim=0), entropy(p))
    np.testing.assert_allclose(entropy(np.moveaxis(p, -1, 1), dim=-2), entropy(p))
    np.testing.assert_allclose(entropy(p[..., :2]) + entropy(p[..., 2:]), entropy(p))


def test_no_price_list_is_better_than_the_right_one():
    """Gibbs: the length is the entropy where q is p, and more elsewhere."""
    p, q = distributions(2, 200, 4), distributions(3, 200, 4)
    assert (code_length(p, q) > entropy(p)).all()
    np.testing.assert_allclose(code_length(p, p), entropy(p))


def test_zeros_in_the_price_list():
    """What never comes costs nothing; what comes and has no word costs inf."""
    assert code_length([0.5, 0.5, 0.0], [0.5, 0.5, 0.0]) == 1
    assert code_length([0.5, 0.25, 0.25], [0.5, 0.5, 0.0]) == np.inf
    assert code_length([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]).tolist() == [0, np.inf]


def test_mutual_information_is_what_is_saved():
    """H(rows) + H(columns) - H(cells); counts and probabilities are the same; 0 for independent columns."""
    joint = distributions(4, 12).reshape(3, 4)
    saved = entropy(joint.sum(axis=1)) + entropy(joint.sum(axis=0)) - entropy(joint.ravel())
    assert mutual_information(joint) == pytest.approx(saved)
    assert mutual_information(1000 * joint) == pytest.approx(saved)
    assert mutual_information(joint.T) == pytest.approx(saved)
    assert mutual_information(np.outer([0.2, 0.8], [0.1, 0.3, 0.6])) == pytest.approx(0, abs=1e-12)
    assert mutual_information([[3, 0, 0], [0, 3, 0], [0, 0, 0]]) == pytest.approx(1)


def test_bits_are_what_scipy_and_scikit_learn_say():
    """They give nats, log(2) times as many, unless told otherwise; SciPy's two distributions give the divergence."""
    p, q = distributions(6, 20, 5), distributions(7, 20, 5)
    np.testing.assert_allclose(entropy(p), stats.entropy(p, axis=1, base=2), rtol=1e-10)
    np.testing.assert_allclose(code_length(p, q) - entropy(p), stats.entropy(p, q, axis=1, base=2), rtol=1e-10)
    for counts in np.random.default_rng(8).integers(0, 5, (10, 4, 6)):
        nats = mutual_info_score(None, None, contingency=counts)
        assert np.log(2) * mutual_information(counts) == pytest.approx(nats, rel=1e-10)


def kraft(lengths):
    return (2.0 ** -np.asarray(lengths)).sum()


@pytest.mark.parametrize("seed", range(5))
def test_no_other_lengths_are_shorter(seed):
    """Held against every list of lengths that a code of five words can have."""
    p = distributions(seed, 5)
    possible = (lengths for lengths in itertools.product(range(1, 5), repeat=5) if kraft(lengths) <= 1)
    best = min(float(p @ lengths) for lengths in possible)
    lengths = huffman_lengths(p)
    assert kraft(lengths) == 1
    assert p @ lengths == pytest.approx(best)
    assert entropy(p) <= p @ lengths < entropy(p) + 1


def test_powers_of_a_half_are_coded_at_the_entropy():
    """Then each word is as long as its surprise."""
    p = np.array([1 / 4, 1 / 2, 1 / 16, 1 / 8, 1 / 16])
    assert huffman_lengths(p).tolist() == information(p).tolist()
    assert huffman_lengths([1.0]).tolist() == [1]
    assert huffman_lengths(np.full(8, 1 / 8)).tolist() == [3] * 8
    assert huffman_lengths(np.full(3, 1 / 3)).dtype == np.int64


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: information([0.5, 1.5]), "p must hold probabilities, between 0 and 1, got 1.5"),
        (lambda: information([-0.5]), "between 0 and 1, got -0.5"),
        (lambda: information([0.5], base=1), "base must be greater than 1, got 1"),
        (lambda: entropy([[0.5, 0.5]], dim=2), r"dim must be between -2 and 1 for p of shape \(1, 2\), got 2"),
        (lambda: entropy([[0.5, 0.5]], dim=-3), "dim must be at least -2, got -3"),
        (lambda: code_length([0.5, 0.5], [1.0]), r"p and q must have the same shape \(..., C\), got \(2,\) and \(1,\)"),
        (lambda: code_length(0.5, 0.5), "same shape"),
        (lambda: code_length([0.5], [2.0]), "q must hold probabilities"),
        (lambda: mutual_information([1, 2]), r"joint must have shape \(A, B\), got shape \(2,\)"),
        (lambda: mutual_information([[1, -2]]), "at least 0, got -2"),
        (lambda: mutual_information(np.zeros((2, 2))), "the sum of its counts is 0"),
        (lambda: mutual_information([[np.nan, 1]]), "joint must be finite"),
        (lambda: huffman_lengths([]), r"p must have shape \(C,\), at least one symbol, got shape \(0,\)"),
        (lambda: huffman_lengths([[1.0]]), r"got shape \(1, 1\)"),
        (lambda: huffman_lengths([0.5, 0.0, 0.5]), "got 0 for symbol 1: what never comes needs no word"),
    ],
)
def test_what_is_no_distribution_is_refused(call, message):
    """The message names the argument, what came and what was expected."""
    with pytest.raises(ValueError, match=message):
        call()


def test_nothing_is_written_into():
    """All five leave what they are given as it was."""
    p = distributions(5, 6)
    before = p.copy()
    for call in (information, entropy, huffman_lengths):
        call(p)
    code_length(p, p)
    mutual_information(p.reshape(2, 3))
    np.testing.assert_array_equal(p, before)
