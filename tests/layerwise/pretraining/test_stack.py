import numpy as np
import pytest

from layerwise.nn import CrossEntropyLoss, Linear, Sigmoid
from layerwise.pretraining import pretrain_stack, unroll


def train(data, hidden):
    """Numbers that tell which data they were made of."""
    V = data.shape[1]
    return np.cos(np.arange(hidden * V)).reshape(hidden, V) + data.mean(axis=0), np.zeros(V), np.full(hidden, 0.1 * V)


def test_each_layer_sees_the_answers_of_the_layer_below():
    """As probabilities; the first one sees X itself."""
    X, seen = np.random.default_rng(0).random((6, 5)), []

    def listening(data, hidden):
        seen.append((data, hidden))
        return train(data, hidden)

    stack = pretrain_stack(X, (4, 3, 2), listening)
    assert [hidden for _, hidden in seen] == [4, 3, 2]
    assert [W.shape for W, _, _ in stack] == [(4, 5), (3, 4), (2, 3)]
    np.testing.assert_array_equal(seen[0][0], X)
    for (data, _), (above, _), (W, _, b) in zip(seen[:-1], seen[1:], stack[:-1], strict=True):
        np.testing.assert_allclose(above, 1 / (1 + np.exp(-(data @ W.T + b))))


def test_the_network_says_what_the_stack_says():
    """Up to its last layer, which is new."""
    X = np.random.default_rng(0).random((6, 5))
    stack = pretrain_stack(X, (4, 3), train)
    net, data = unroll(stack, 10, rng=0), X
    for W, _, b in stack:
        data = 1 / (1 + np.exp(-(data @ W.T + b)))
    np.testing.assert_allclose(net(X), net[-1](data))
    assert [type(layer) for layer in net] == [Linear, Sigmoid, Linear, Sigmoid, Linear]
    assert net[-1].weight.shape == (10, 3)
    np.testing.assert_array_equal(net[-1].weight.data, Linear(3, 10, rng=0).weight.data)


def test_training_the_network_leaves_the_stack_alone():
    """Its arrays are copies."""
    X = np.random.default_rng(0).random((6, 5))
    stack = pretrain_stack(X, (4,), train)
    before = [array.copy() for array in stack[0]]
    net, loss_fn = unroll(stack, 3, rng=0), CrossEntropyLoss()
    loss_fn(net(X), np.arange(6) % 3)
    net.backward(loss_fn.backward())
    for parameter in net.parameters():
        parameter.data -= parameter.grad
    assert not np.allclose(net[0].weight.data, before[0])
    for array, old in zip(stack[0], before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_float32_stays():
    """In every layer."""
    stack = [(np.ones((3, 4), np.float32), np.zeros(4, np.float32), np.zeros(3, np.float32))]
    assert {parameter.dtype for parameter in unroll(stack, 2, rng=0).parameters()} == {np.dtype(np.float32)}


def test_bad_arguments_are_named():
    """Which one, what came, what was expected."""
    with pytest.raises(ValueError, match="sizes must be at least 1"):
        pretrain_stack(np.zeros((2, 3)), (0,), train)
    with pytest.raises(ValueError, match="stack must hold at least one layer"):
        unroll([], 10)
    with pytest.raises(ValueError, match=r"b must have shape \(3,\)"):
        unroll([(np.zeros((3, 4)), np.zeros(4), np.zeros(4))], 10)
