"""Chapter 1's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import Comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find


def named(name, *functions):
    """The mistake that the card names."""
    diagnosis = check_functions(find(name), functions).diagnosis
    return diagnosis.name if diagnosis else None


def test_a_mistake_is_named_while_the_second_function_is_not_written():
    """Half of an answer is enough for a diagnosis."""

    def relu(x):
        x[x < 0] = 0
        return x

    def relu_backward(grad_output, x):
        """Not written yet."""

    assert named("relu", relu, relu_backward) == "writes into its input"


def test_two_mistakes_at_once_are_both_named():
    """The card never falls silent because there are two."""

    def elu(x, alpha=1.0):
        return np.where(x > 0, x, alpha * (np.exp(x) - 1))  # overflows

    def elu_backward(grad_output, x, alpha=1.0):
        return np.where(x > 0, grad_output, 0)  # a ReLU's

    found = check_functions(find("elu"), (elu, elu_backward)).diagnosis
    assert {found.name, found.another} == {
        "exp overflows in the branch that is thrown away",
        "the gradient of the plain ReLU",
    }


def test_a_mistake_that_spreads_to_the_gradient_is_named():
    """A backward function that calls its wrong forward function does not hide the cause."""

    def tanh(x):
        return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))

    def tanh_backward(grad_output, x):
        return grad_output * (1 - tanh(x) ** 2)

    assert named("tanh", tanh, tanh_backward) == "exp overflows"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["sigmoid", "relu", "leaky_relu", "softmax", "log_softmax"])
def test_single_precision_is_right_too(name, dtype):
    """Whoever computes in float32 gets full marks."""
    exercise = find(name)

    def in_precision(function):
        return lambda *arguments, **options: np.asarray(function(*arguments, **options), dtype=dtype)

    report = check_functions(exercise, tuple(map(in_precision, exercise.references)))
    assert report.score == report.points


def test_a_softmax_survives_scores_far_apart():
    """A shift that leaves a large positive number for exp is not enough."""
    for shift in (np.min, np.mean, np.median):

        def softmax(x, dim=-1, shift=shift):
            e = np.exp(x - shift(x, axis=dim, keepdims=True))
            return e / e.sum(axis=dim, keepdims=True)

        for seed in range(4):
            seen = check_functions(find("softmax"), (softmax,), seed)
            assert "very large scores" not in [aspect.name for aspect in seen.aspects if aspect.passed]


def test_elu_has_the_left_slope_at_zero():
    """For alpha = 1 both sides agree; for others they do not."""

    def elu_backward(grad_output, x, alpha=1.0):
        return np.where(x < 0, alpha * np.exp(np.minimum(x, 0)), 1.0) * grad_output

    for seed in range(4):
        seen = check_functions(find("elu"), (lw.elu, elu_backward), seed)
        assert "gradient" not in [aspect.name for aspect in seen.aspects if aspect.passed]


def scores(name, *functions, seeds=range(6)):
    """The score under several seeds; one number where the score is a property of the answer."""
    found = set()
    for seed in seeds:
        compared = Comparison(find(name), seed)
        aspects = judge(compared, compared.implementation(functions))
        found.add(sum(aspect.points for aspect in aspects if aspect.passed))
    return found


@pytest.mark.parametrize("border", [-0.1, 0.1])
def test_a_leaky_relu_bends_at_zero_and_nowhere_else(border):
    def leaky_relu(x, negative_slope=0.01):
        return np.where(x > np.sign(border) * negative_slope, x, negative_slope * x)

    assert scores("leaky_relu", leaky_relu, lw.leaky_relu_backward) == {2.5}
