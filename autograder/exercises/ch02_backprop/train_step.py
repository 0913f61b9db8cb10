"""train_step: what is asked, what is right and what goes wrong.

The probe brings a model, a loss and an optimizer of its own, so that the step is judged by what it does to them and
not by anybody's layers.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception


def steps(train_step, X, target, lr, count):
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

        def __init__(self, features, classes):
            self.weight, self.bias = Parameter(np.full((classes, features), 0.1)), Parameter(np.zeros(classes))

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

    model = Model(X.shape[1], int(target.max()) + 1)
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
        target = np.concatenate([np.arange(3), rng.integers(0, 3, 9)])
        X = rng.normal(0.0, 1.0, (12, 2)) + np.array([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])[target]
        return {"X": X, "target": target, "lr": 0.5, "count": count}

    return Case(name, draw)


ONE = task("one step", 1)
THREE = task("three steps", 3)


def by_hand(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return loss


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


def no_zero_grad(model, loss_fn, optimizer, X, target):
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return loss


def update_before_backward(model, loss_fn, optimizer, X, target):
    loss = loss_fn(model(X), target)
    optimizer.step()
    optimizer.zero_grad()
    model.backward(loss_fn.backward())
    return loss


def cleared_after_backward(model, loss_fn, optimizer, X, target):
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.zero_grad()
    optimizer.step()
    return loss


def no_model_backward(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss = loss_fn(model(X), target)
    loss_fn.backward()
    optimizer.step()
    return loss


def no_step(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    return loss


def loss_goes_back(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss = loss_fn(model(X), target)
    model.backward(loss)
    optimizer.step()
    return loss


def ones_go_back(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    logits = model(X)
    loss = loss_fn(logits, target)
    model.backward(np.ones(logits.shape))
    optimizer.step()
    return loss


def logits_go_back(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    logits = model(X)
    loss = loss_fn(logits, target)
    model.backward(logits)
    optimizer.step()
    return loss


def loss_after(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return loss_fn(model(X), target)


def an_update_for_each_row(model, loss_fn, optimizer, X, target):
    losses = []
    for n in range(len(X)):
        optimizer.zero_grad()
        losses.append(loss_fn(model(X[n : n + 1]), target[n : n + 1]))
        model.backward(loss_fn.backward())
        optimizer.step()
    return np.mean(losses)


def until_it_fits(model, loss_fn, optimizer, X, target):
    first = None
    for _ in range(10):
        optimizer.zero_grad()
        loss = loss_fn(model(X), target)
        first = loss if first is None else first
        model.backward(loss_fn.backward())
        optimizer.step()
    return first


def no_return(model, loss_fn, optimizer, X, target):
    optimizer.zero_grad()
    loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()


TRAIN_STEP = Exercise(
    reference=layerwise.train_step,
    probe=steps,
    aspects=(
        Aspect("the loss before the step", 0.5, (ONE,), observations=("loss",)),
        Aspect("one step", 1, (ONE,), observations=("parameters", "what ran")),
        Aspect("step after step", 1.5, (THREE,), observations=("loss", "parameters")),
    ),
    accepted=(
        Accepted("clean, forward, backward, step", by_hand),
        Accepted("clean up at the end", cleaned_up_at_the_end),
        Accepted("clean through the model, late but in time", cleaned_through_the_model),
    ),
    misconceptions=(
        Misconception(
            "no zero_grad",
            no_zero_grad,
            hint="The first step is right, from the second on you move too far: `grad` still holds the gradient of "
            "the step before, and backward adds to it. Print `model.parameters()[0].grad` after each step.",
            second_hint="Gradients add up until somebody clears them. The optimizer has a method for it; call it "
            "once in "
            "each step.",
        ),
        Misconception(
            "update before backward",
            update_before_backward,
            hint="Your first step moves nothing, and every later one uses the gradient of the step before: you "
            "update before you have gone back. Write down which `grad` is there when `step` runs.",
            second_hint="Forward, loss, backward, step. The step needs what backward has found.",
        ),
        Misconception(
            "cleared before it is used",
            cleared_after_backward,
            hint="Nothing ever moves: between backward and step you clear the gradients. Print `grad` right before "
            "the step.",
            second_hint="Clear before backward, or after the step; not between the two.",
        ),
        Misconception(
            "the model's backward is missing",
            no_model_backward,
            hint="Nothing moves. `loss_fn.backward()` returns the gradient with respect to the logits and ends "
            "there; the parameters are in the model, and nobody has told it.",
            second_hint="What the loss returns is the model's `grad_output`.",
        ),
        Misconception(
            "no step",
            no_step,
            hint="The gradients are there, and the parameters stay where they are. Knowing the direction is not going.",
            second_hint="The optimizer reads `grad` and changes `data`, when it is told to.",
        ),
        Misconception(
            "the loss goes back, not its gradient",
            loss_goes_back,
            hint="You gave the loss, one number, to `model.backward`. It wants the gradient with respect to the "
            "logits: one number for each of them, shape (N, C).",
            second_hint="The loss function knows that gradient. It has a `backward` of its own.",
        ),
        Misconception(
            "ones go back",
            ones_go_back,
            hint="You sent ones into `model.backward`. That is the gradient of the sum of all logits, and knows "
            "nothing of the right classes. Where does `target` come into your step?",
            second_hint="The loss function has a `backward`; it knows logits and target of its latest call.",
        ),
        Misconception(
            "the logits go back",
            logits_go_back,
            hint="You sent the logits themselves back. They have the right shape and are not a gradient: the step "
            "makes every score smaller, the right ones as well.",
            second_hint="How the loss moves with each logit is what goes back. Who knows it?",
        ),
        Misconception(
            "the loss after the step",
            loss_after,
            hint="The parameters are right; the loss that you return is that of the *new* parameters, and costs a "
            "second forward pass. Asked for is the loss before the step.",
            second_hint="The loss has been computed on the way. Keep it until the end.",
        ),
        Misconception(
            "an update for each row",
            an_update_for_each_row,
            hint="You update once for every row of the batch: 12 updates in one step. That is a pass over the "
            "data, an epoch. A step is one update, from the gradient of the whole batch.",
            second_hint="The batch goes through the model in one piece, and `step` is called once.",
        ),
        Misconception(
            "several updates in one step",
            until_it_fits,
            hint="You loop inside: after one call the parameters have moved several times. The loop belongs to "
            "whoever calls train_step; one call is one update.",
            second_hint="No loop is needed in this function.",
        ),
        Misconception(
            "returns nothing",
            no_return,
            hint="The step is right, and its loss is lost: the function returns None. Without it nobody can draw "
            "the curve.",
            second_hint="Give the loss a name where it is computed, and return it in the last line.",
        ),
    ),
)
