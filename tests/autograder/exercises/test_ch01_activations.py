"""Chapter 1's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import Comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load

CHAPTER = load("ch01_activations")


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


def test_an_answer_that_is_wrong_in_its_own_way_is_not_blamed_on_a_recorded_mistake():
    """Training too little is not called a missing nonlinearity."""

    def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
        [by_hand] = [a.code for a in find("fit_mlp2").accepted if a.name == "in one function, by hand"]
        return by_hand(X, y, hidden_features, lr=1e-3, epochs=epochs, seed=seed)

    report = check_functions(find("fit_mlp2"), (fit_mlp2,))
    assert report.state == "partly"
    assert report.diagnosis is None or report.diagnosis.name != "no nonlinearity"


def test_a_curve_that_was_not_learned_does_not_bend_as_the_data_do():
    def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
        return lambda X: (np.hypot(X[:, 0], X[:, 1]) < 0.75).astype(int)

    report = check_functions(CHAPTER.exercise("fit_mlp2"), (fit_mlp2,))
    bends = next(aspect for aspect in report.aspects if aspect.name == "the boundary can bend")
    assert "expected “like the data's”" in bends.failure.message


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["sigmoid", "relu", "leaky_relu", "softmax", "log_softmax"])
def test_single_precision_is_right_too(name, dtype):
    """Whoever computes in float32 gets full marks."""
    exercise = find(name)

    def in_precision(function):
        return lambda *arguments, **options: np.asarray(function(*arguments, **options), dtype=dtype)

    report = check_functions(exercise, tuple(map(in_precision, exercise.references)))
    assert report.score == report.points


def test_the_true_labels_of_new_points_never_leave_the_judge():
    """fit_mlp2 is sent training points, their labels, and new points without labels."""
    for case in find("fit_mlp2").cases:
        assert {name for name, value in case.draw(0).items() if isinstance(value, np.ndarray)} == {"X", "y", "X_test"}


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


FIT = """
def random_weights(D, H, C, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(D, H)) / np.sqrt(D), np.zeros(H), rng.normal(size=(H, C)) / np.sqrt(H), np.zeros(C)


def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=1000, seed=0):
    C = y.max() + 1
    W1, b1, W2, b2 = random_weights(X.shape[1], hidden_features, C, seed)
    for _ in range(epochs):
        h = tanh(X @ W1 + b1)
        grad_logits = (softmax(h @ W2 + b2) - np.eye(C)[y]) / len(X)
        grad_z = grad_logits @ W2.T * (1 - h**2)
        W2, b2 = W2 - lr * h.T @ grad_logits, b2 - lr * grad_logits.sum(axis=0)
        W1, b1 = W1 - lr * X.T @ grad_z, b1 - lr * grad_z.sum(axis=0)
    return lambda X: (tanh(X @ W1 + b1) @ W2 + b2).argmax(axis=1)
"""


def fitted(source=FIT, tanh=lw.tanh):
    """The fit_mlp2 of a notebook, on a tanh that may be wrong."""
    names = {"np": np, "tanh": tanh, "softmax": lw.softmax}
    exec(source, names)
    return names["fit_mlp2"]


def test_a_network_that_learns_by_another_recipe_is_noticed():
    """W2 moved before the gradient that needs it trains well, and its first updates are others."""
    assert scores("fit_mlp2", fitted()) == {4.5}
    grad_z, W2, W1 = FIT.splitlines()[12:15]
    other = FIT.replace("\n".join((grad_z, W2, W1)), "\n".join((W2, grad_z, W1)))
    assert other != FIT
    assert scores("fit_mlp2", fitted(other)) == {3.5}


def test_half_a_network_scores_the_same_under_every_seed():
    """A right fit_mlp2 on a wrong tanh learns something; how much of it counts is no matter of luck."""
    assert len(scores("fit_mlp2", fitted(tanh=lw.sigmoid))) == 1


def test_a_vanished_gradient_is_judged_to_the_last_digit():
    """Norms of 1e-12 lie below any absolute tolerance."""

    def grad_norms(*arguments, **options):
        norms = lw.grad_norms(*arguments, **options)
        return np.where(norms > 1e-8, norms, 0.0)

    failed = [aspect.name for aspect in check_functions(find("grad_norms"), (grad_norms,)).aspects if not aspect.passed]
    assert failed == ["through the sigmoid"]


@pytest.mark.parametrize("border", [-0.1, 0.1])
def test_a_leaky_relu_bends_at_zero_and_nowhere_else(border):
    def leaky_relu(x, negative_slope=0.01):
        return np.where(x > np.sign(border) * negative_slope, x, negative_slope * x)

    assert scores("leaky_relu", leaky_relu, lw.leaky_relu_backward) == {2.5}
