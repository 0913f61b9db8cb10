import numpy as np
import pytest

import layerwise as lw
from layerwise.functional.cross_entropy import cross_entropy, cross_entropy_backward

from ..numerical import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("dim", [0, 1, 2, -1, -2, -3])
def test_probabilities_sum_to_one_along_dim(dim):
    """Any dimension of any array can be the one that sums to 1, and the shape is kept."""
    x = np.random.default_rng(0).standard_normal((3, 4, 5))
    p = lw.softmax(x, dim)
    assert p.shape == x.shape
    assert (p > 0).all()
    np.testing.assert_allclose(p.sum(axis=dim), 1.0)
    np.testing.assert_allclose(lw.log_softmax(x, dim), np.log(p), rtol=1e-12, atol=1e-12)


def test_the_last_dimension_is_the_default():
    """A batch of shape (N, C) gives each row its own probabilities."""
    np.testing.assert_allclose(lw.softmax([[1.0, 2.0], [3.0, 5.0]]).sum(axis=1), [1.0, 1.0])


def test_a_shift_of_all_scores_changes_nothing():
    """softmax(x + c) equals softmax(x), however large c is."""
    x = np.array([1.0, 2.0, 4.0])
    np.testing.assert_allclose(lw.softmax(x + 1e6), lw.softmax(x))


def test_scores_in_the_ten_thousands_are_silent_and_exact():
    """Neither overflow nor log(0), and log_softmax keeps what softmax must round to zero."""
    x = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4]])
    np.testing.assert_allclose(lw.softmax(x), [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    np.testing.assert_allclose(lw.log_softmax(x), [[0, -1e4, -2e4], [-np.log(3)] * 3])


def test_lists_integers_single_numbers_and_float32_work():
    """Integers become floats, float32 stays, and a single score has probability 1."""
    assert lw.softmax([0, 0]).tolist() == [0.5, 0.5]
    assert lw.softmax(3) == 1.0
    assert lw.log_softmax(3) == 0.0
    assert lw.softmax(np.zeros(2, dtype=np.float32)).dtype == np.float32
    assert lw.softmax(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("function", [lw.softmax, lw.log_softmax])
def test_the_input_is_left_as_it_was(function):
    """x is not shifted in place."""
    x = np.array([1.0, 2.0])
    function(x)[:] = 0
    assert x.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("function", [lw.softmax, lw.log_softmax])
def test_a_wrong_dim_is_named(function):
    """The message tells the range that this x allows."""
    with pytest.raises(ValueError, match=r"dim must be between -2 and 1 for x of shape \(2, 3\), got 2"):
        function(np.zeros((2, 3)), dim=2)
    with pytest.raises(ValueError, match=r"dim must be at least -2, got -3"):
        function(np.zeros((2, 3)), dim=-3)
    with pytest.raises(TypeError, match=r"dim must be an int, got 1.0"):
        function(np.zeros((2, 3)), dim=1.0)


def test_cross_entropy_of_equal_scores_is_log_c():
    """A classifier that knows nothing pays log(C)."""
    np.testing.assert_allclose(cross_entropy(np.zeros((4, 3)), np.array([0, 1, 2, 0])), np.log(3))


def test_cross_entropy_gradient_is_the_measured_one():
    """(softmax - one_hot) / N agrees with central differences, for a batch of four."""
    rng = np.random.default_rng(1)
    logits, target = rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])
    measured = numerical_gradient(lambda z: cross_entropy(z, target), logits)
    np.testing.assert_allclose(cross_entropy_backward(logits, target), measured, rtol=1e-6, atol=1e-9)


def test_a_certain_and_wrong_classifier_pays_a_finite_price():
    """Scores of ten thousand for the wrong class cost ten thousand, not inf."""
    assert cross_entropy(np.array([[1e4, 0.0]]), np.array([1])) == 1e4


@pytest.mark.parametrize(
    ("logits", "target", "message"),
    [
        (np.zeros((2, 3)), np.array([0, 3]), "target must be between 0 and 2, got 0 to 3"),
        (np.zeros((2, 3)), np.array([-1, 0]), "target must be between 0 and 2, got -1 to 0"),
        (np.zeros((2, 3)), np.array([0]), r"got \(2, 3\) and \(1,\)"),
        (np.zeros(3), np.array([0]), r"logits must have shape \(N, C\)"),
        (np.zeros((0, 3)), np.zeros(0, dtype=int), "the mean over no examples is not defined"),
    ],
)
def test_wrong_targets_are_named(logits, target, message):
    """A class without a column, or a batch that does not fit, is refused with its numbers."""
    with pytest.raises(ValueError, match=message):
        cross_entropy(logits, target)
    with pytest.raises(ValueError, match=message):
        cross_entropy_backward(logits, target)


def test_float_targets_are_refused():
    """Classes are ints."""
    with pytest.raises(TypeError, match="target must hold integer classes, got dtype float64"):
        cross_entropy(np.zeros((1, 2)), np.array([0.0]))
