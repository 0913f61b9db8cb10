import numpy as np
import pytest

from layerwise import train_step
from layerwise.nn import CrossEntropyLoss, Linear, ReLU, Sequential
from layerwise.optim import SGD, Adam


def task(seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(20, 3))
    model = Sequential(Linear(3, 8, rng=seed), ReLU(), Linear(8, 2, rng=seed + 1))
    return model, X, (X[:, 0] > 0).astype(int)


def test_a_step_is_forward_loss_backward_update():
    """The parameters move by -lr times the gradient at the old parameters, and the old loss is returned."""
    model, X, target = task()
    loss_fn = CrossEntropyLoss()
    expected_loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    expected = [parameter.data - 0.5 * parameter.grad for parameter in model.parameters()]
    assert train_step(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.5), X, target) == expected_loss
    for parameter, data in zip(model.parameters(), expected, strict=True):
        np.testing.assert_allclose(parameter.data, data)


def test_old_gradients_are_forgotten():
    """What stood in grad before the step has no influence."""
    results = []
    for old in (None, 100.0):
        model, X, target = task()
        for parameter in model.parameters():
            parameter.grad = None if old is None else np.full(parameter.shape, old)
        train_step(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.1), X, target)
        results.append([parameter.data for parameter in model.parameters()])
    for one, other in zip(*results, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("make", [lambda p: SGD(p, lr=0.5, momentum=0.5), lambda p: Adam(p, lr=0.05)])
def test_repeated_steps_learn(make):
    """Any optimizer, any model with a backward."""
    model, X, target = task()
    optimizer = make(model.parameters())
    losses = [train_step(model, CrossEntropyLoss(), optimizer, X, target) for _ in range(100)]
    assert isinstance(losses[0], float)
    assert losses[-1] < 0.2 * losses[0]
