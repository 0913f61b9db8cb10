"""Saitoh's rules for momentum and Adam beside ours: where they agree and where they part (docs/reproductions.md)."""

import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, Adam


def bowl_gradient(x):
    return np.array([x[0] / 10, 2 * x[1]])


def walk(rule, gradient, lrs):
    """The path from (-7, 2): rule(x, grad, lr) returns the next point."""
    path = [np.array([-7.0, 2.0])]
    for lr in lrs:
        path.append(rule(path[-1], gradient(path[-1]), lr))
    return np.array(path)


def ours(make):
    """A rule that an optimizer of the library follows."""
    x = Parameter([-7.0, 2.0])
    optimizer = make([x])

    def rule(_, grad, lr):
        optimizer.param_groups[0]["lr"] = lr
        x.grad = grad
        optimizer.step()
        return x.data.copy()

    return rule


def book_momentum():
    velocity = np.zeros(2)

    def rule(x, grad, lr):
        nonlocal velocity
        velocity = 0.9 * velocity - lr * grad
        return x + velocity

    return rule


def book_adam():
    t, mean, square = 0, np.zeros(2), np.zeros(2)

    def rule(x, grad, lr):
        nonlocal t, mean, square
        t, mean, square = t + 1, 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
        rate = lr * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        return x - rate * mean / (np.sqrt(square) + 1e-7)

    return rule


def test_momentum_is_one_rule_as_long_as_lr_stays():
    """When lr falls to a tenth, the book's velocity keeps the old rate."""
    constant, falling = [0.1] * 30, [0.1] * 10 + [0.01] * 20
    momentum = lambda params: SGD(params, lr=0.1, momentum=0.9)  # noqa: E731
    np.testing.assert_allclose(
        walk(book_momentum(), bowl_gradient, constant), walk(ours(momentum), bowl_gradient, constant), atol=1e-12
    )
    book = walk(book_momentum(), bowl_gradient, falling)
    pytorch = walk(ours(momentum), bowl_gradient, falling)
    after = [np.linalg.norm(path[11] - path[10]) for path in (book, pytorch)]
    assert after == pytest.approx([0.61, 0.063], rel=0.02)


def test_adam_differs_where_gradients_are_faint():
    """eps 1e-7 before the correction, or 1e-8 after it: alike on the bowl, not where the gradient is 1e-6."""
    adam = lambda params: Adam(params, lr=0.3)  # noqa: E731
    book, pytorch = (walk(rule, bowl_gradient, [0.3] * 30) for rule in (book_adam(), ours(adam)))
    assert np.abs(book - pytorch).max() < 1e-4
    faint = lambda x: np.full(2, 1e-6)  # noqa: E731
    first = [-np.diff(walk(rule, faint, [1.0]), axis=0)[0, 0] for rule in (book_adam(), ours(adam))]
    assert first == pytest.approx([0.24, 0.99], abs=0.005)
