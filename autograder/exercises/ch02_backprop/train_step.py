"""train_step: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a model, a loss and an optimizer of its own, so that the step is judged by what it does to them and
not by anybody's layers.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def steps(train_step, X, target, weight, lr, count):
    """The probe: the losses that some steps return, the parameters after each step, and which passes ran."""
    ran = []

    class Parameter:
        def __init__(self, data):
            self.data, self.grad = data, None

        def accumulate_grad(self, grad):
            self.grad = grad if self.grad is None else self.grad + grad

        def zero_grad(self):
            self.grad = None

    class Model:
        training = True

        def __init__(self):
            self.weight, self.bias = Parameter(weight.copy()), Parameter(np.zeros(len(weight)))

        def forward(self, x):
            self.x = x
            return x @ self.weight.data.T + self.bias.data

        def __call__(self, x):
            return self.forward(x)

        def backward(self, grad_output):
            ran.append("backward")
            self.weight.accumulate_grad(grad_output.T @ self.x)
            self.bias.accumulate_grad(grad_output.sum(axis=0))
            return grad_output @ self.weight.data

        def parameters(self):
            return [self.weight, self.bias]

        def zero_grad(self):
            for parameter in self.parameters():
                parameter.zero_grad()

        def train(self, mode=True):
            return self

    class Loss:
        def __call__(self, logits, target):
            e = np.exp(logits - logits.max(axis=1, keepdims=True))
            self.p, self.target = e / e.sum(axis=1, keepdims=True), target
            return -np.log(self.p[np.arange(len(target)), target]).mean()

        forward = __call__

        def backward(self):
            return (self.p - np.eye(self.p.shape[1])[self.target]) / len(self.p)

    class Optimizer:
        def __init__(self, params):
            self.params = params

        def zero_grad(self):
            for parameter in self.params:
                parameter.zero_grad()

        def step(self):
            ran.append("step" if all(p.grad is not None for p in self.params) else "step without gradients")
            for parameter in self.params:
                if parameter.grad is not None:
                    parameter.data = parameter.data - lr * parameter.grad

    model = Model()
    loss_fn, optimizer = Loss(), Optimizer(model.parameters())
    losses, weights = [], []
    trouble = None
    for _ in range(count):
        try:
            losses.append(train_step(model, loss_fn, optimizer, X, target))
        except Exception as error:
            trouble = error
            break
        weights.append(np.concatenate([model.weight.data.ravel(), model.bias.data]))

    def unless_trouble(value):
        if trouble is not None:
            raise trouble
        return value

    return {
        "loss": lambda: unless_trouble(losses[0] if count == 1 else losses),
        "parameters": lambda: unless_trouble(weights),
        "what ran": lambda: unless_trouble(", ".join(ran)),
    }


def task(name, count):
    """A case: three classes that a linear model can tell apart, more or less, and a few steps."""

    def draw(rng):
        target = np.concatenate([np.arange(3), rng.integers(0, 3, rng.integers(5, 12))])
        X = rng.normal(0.0, 1.0, (len(target), 2)) + np.array([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])[target]
        return {"X": X, "target": target, "weight": rng.normal(0.0, 0.3, (3, 2)), "lr": 0.5, "count": count}

    return Case(name, draw)


ONE = task("one step", 1)
THREE = task("three steps", 3)


def cleaned_up_at_the_end(model, loss_fn, optimizer, X, target):
    logits = model.forward(X)
    loss = float(loss_fn(logits, target))
    model.backward(loss_fn.backward())
    optimizer.step()
    optimizer.zero_grad()
    return loss


def cleaned_through_the_model(model, loss_fn, optimizer, X, target):
    logits = model(X)
    loss = loss_fn(logits, target)
    grad_logits = loss_fn.backward()
    for parameter in model.parameters():
        parameter.grad = None
    model.backward(grad_logits)
    optimizer.step()
    return loss


EXERCISE = Exercise(
    reference=layerwise.train_step,
    probe=steps,
    aspects=(
        Aspect("the loss before the step", 0.5, (ONE,), observations=("loss",)),
        Aspect("one step", 1, (ONE,), observations=("parameters", "what ran")),
        Aspect("step after step", 1.5, (THREE,), observations=("loss", "parameters")),
    ),
    accepted=(
        Accepted("clean up at the end", cleaned_up_at_the_end),
        Accepted("clean through the model, late but in time", cleaned_through_the_model),
    ),
)
