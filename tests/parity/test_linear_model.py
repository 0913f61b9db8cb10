import numpy as np
import pytest

from layerwise.linear_model import fit_perceptron, logistic_gradient, softmax_regression_step

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("linear_model")


def named(kind):
    """The cases of one kind."""
    return [name for name in cases(ARRAYS) if name.startswith(kind + "/")]


@pytest.mark.parametrize("name", named("perceptron"))
def test_the_perceptron_is_scikit_learns(name):
    """Perceptron(shuffle=False, tol=None): the same line after as many epochs, whether one separates or not."""
    expected = case(ARRAYS, name)
    w, b, mistakes = fit_perceptron(expected["X"], expected["y"], int(expected["epochs"]))
    assert relative_error(w, expected["w"]) <= FORWARD
    assert relative_error(b, expected["b"]) <= FORWARD
    assert (mistakes[-1] == 0) == ("separable" in name)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", named("logistic"))
def test_the_logistic_gradient_is_pytorchs(name):
    """Loss and gradient, scores in the thousands included."""
    expected = case(ARRAYS, name)
    loss, grad_w, grad_b = logistic_gradient(expected["w"], float(expected["b"]), expected["X"], expected["y"])
    assert relative_error(loss, expected["loss"]) <= FORWARD
    assert relative_error(grad_w, expected["grad_w"]) <= BACKWARD
    assert relative_error(grad_b, expected["grad_b"]) <= BACKWARD


def test_the_gradient_vanishes_where_scikit_learn_ends():
    """LogisticRegression(C=inf) minimizes this loss and no other; a step aside there is a slope."""
    best = case(ARRAYS, "optimum/best")
    w, b = best["w"], float(best["b"])
    _, grad_w, grad_b = logistic_gradient(w, b, best["X"], best["y"])
    assert max(np.abs(grad_w).max(), abs(grad_b)) < 1e-9
    assert np.abs(logistic_gradient(w + 0.1, b, best["X"], best["y"])[1]).max() > 1e-3


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", named("softmax"))
def test_a_step_of_softmax_regression_is_pytorchs(name):
    """Linear, cross_entropy and SGD(lr=0.7), one step."""
    expected = case(ARRAYS, name)
    W, b = softmax_regression_step(*(expected[key] for key in "WbXy"), lr=0.7)
    assert relative_error(W, expected["new_W"]) <= BACKWARD
    assert relative_error(b, expected["new_b"]) <= BACKWARD
