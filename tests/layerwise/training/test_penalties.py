import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD
from layerwise.training.penalties import l1_step, l2_penalty


def test_the_gradient_is_the_slope_of_the_penalty():
    """Held against numerical differentiation, entry by entry."""
    W = np.random.default_rng(0).standard_normal((3, 4))
    _, (grad,) = l2_penalty([W], 0.3)
    for index in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[index] = 1e-5
        slope = (l2_penalty([W + step], 0.3)[0] - l2_penalty([W - step], 0.3)[0]) / 2e-5
        assert grad[index] == pytest.approx(slope, abs=1e-8)


def test_it_is_what_weight_decay_does():
    """One step of SGD on the penalty's gradient is one step with weight_decay and no other gradient."""
    one, other = Parameter([[1.0, -2.0]]), Parameter([[1.0, -2.0]])
    one.grad, other.grad = l2_penalty([one.data], 0.5)[1][0], np.zeros((1, 2))
    SGD([one], lr=0.1).step()
    SGD([other], lr=0.1, weight_decay=0.5).step()
    assert np.array_equal(one.data, other.data)


def test_biases_cost_nothing():
    """Only arrays of two or more dimensions count; kernels do."""
    loss, grads = l2_penalty([np.ones(5), np.ones((1, 2, 2, 2))], 1.0)
    assert loss == 4.0
    assert [grad.sum() for grad in grads] == [0.0, 8.0]


def test_l1_makes_exact_zeros_and_keeps_them():
    """Small weights stop at 0 and stay; large ones lose the same amount each; 0 with a small gradient stays 0."""
    w = np.array([1.0, -1.0, 0.03, -0.03, 0.0])
    for _ in range(10):
        w = l1_step(w, np.zeros(5), lr=0.1, l1=0.5)
    assert w[:2] == pytest.approx([0.5, -0.5])
    assert (w[2:] == 0).all()
    assert l1_step([0.0], [0.4], lr=0.1, l1=0.5) == [0.0]
    assert l1_step([0.0], [0.6], lr=0.1, l1=0.5) == pytest.approx([-0.01])


def test_arguments_stay_and_dtypes_too():
    """New arrays come back; float32 stays float32."""
    w, grad = np.ones(2, np.float32), np.ones(2, np.float32)
    assert l1_step(w, grad, 0.1, 0.1).dtype == np.float32
    assert l2_penalty([np.ones((2, 2), np.float32)], 0.1)[1][0].dtype == np.float32
    assert (w == 1).all() and (grad == 1).all()


def test_what_makes_no_sense_is_refused():
    """The error names the argument."""
    refused = [
        (lambda: l2_penalty([], 0.1), "params must hold at least one array"),
        (lambda: l2_penalty([np.ones((2, 2))], -0.1), "weight_decay must be at least 0"),
        (
            lambda: l1_step(np.ones((3, 1)), np.ones(3), 0.1, 0.1),
            r"grad must have the shape of w, \(3, 1\), got \(3,\)",
        ),
        (lambda: l1_step(np.ones(3), np.ones(3), 0.0, 0.1), "lr must be greater than 0"),
        (lambda: l1_step(np.ones(3), np.ones(3), 0.1, -1), "l1 must be at least 0"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()
