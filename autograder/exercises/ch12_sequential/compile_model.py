"""compile_model: what is asked and what is right; the mistakes stand in the `.md` beside it.

A loss is judged by its value and gradient, an optimizer by where it moves numbers in two steps: some gradients are so
small that eps shows. Which classes were used is nobody's concern.
"""

import numpy as np

from layerwise.keras.compiling import compile_model

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def compiled(compile_model, loss, optimizer, pred, target, start, gradients, rate):
    """The probe: a model of one Parameter, compiled; its loss, two steps of its optimizer, its accuracy.

    optimizer: a name, "" for none, or "own" for a function that makes SGD with this rate
    """
    from layerwise.nn import Parameter
    from layerwise.optim import SGD

    class Model:
        def __init__(self):
            self.weight = Parameter(start)

        def parameters(self):
            return [self.weight]

    def made(metrics=()):
        model, chosen = Model(), (lambda params: SGD(params, lr=rate)) if optimizer == "own" else optimizer
        if chosen == "":
            compile_model(model, loss, metrics=metrics)
        else:
            compile_model(model, loss, chosen, metrics)
        return model

    def moved(model):
        for gradient in gradients:
            model.weight.grad = gradient.copy()
            model.optimizer.step()
        return model.weight.data - start

    def second_of_two():
        first, second = made(), made()
        second.weight.grad = gradients[0].copy()
        second.optimizer.step()
        return [first.weight.data - start, second.weight.data - start]

    def accuracy():
        metric = made(["accuracy"]).metrics["accuracy"]
        return [float(metric(pred[n:], target[n:])) for n in range(0, len(pred) // 2, 5)]

    model = made()
    return {
        "loss": lambda: float(model.loss(pred, target)),
        "gradient": lambda: (model.loss(pred, target), model.loss.backward())[1],
        "moved": lambda: moved(made()),
        "two models, the second takes a step": second_of_two,
        "accuracy": accuracy,
    }


def of(name, loss, optimizer="sgd"):
    """A case with this loss and optimizer; one of a list is drawn."""

    def draw(rng):
        N, C = int(rng.integers(30, 50)), int(rng.integers(3, 6))
        classes = rng.integers(0, C, N)
        pred = rng.dirichlet(np.ones(C), N) + np.eye(C)[np.where(rng.random(N) < 0.5, classes, rng.integers(0, C, N))]
        pred = pred / pred.sum(axis=1, keepdims=True)
        target = np.eye(C)[classes] if loss == "categorical_crossentropy" else classes
        if loss == "binary_crossentropy":
            pred, target = rng.uniform(0.02, 0.98, (N, 1)), rng.integers(0, 2, (N, 1)).astype(float)
        if loss == "mse":
            pred, target = rng.normal(size=(N, C)), rng.normal(size=(N, C))
        size = 10.0 ** -rng.integers(0, 8, 6)
        size[:2] = 1.0, 1e-7
        return {
            "loss": loss,
            "optimizer": optimizer,
            "pred": pred,
            "target": target,
            "start": rng.normal(size=6),
            "gradients": [size * rng.uniform(0.5, 2.0, 6) * rng.choice([-1, 1], 6) for _ in range(2)],
            "rate": float(rng.uniform(0.1, 0.9)),
        }

    return Case(name, draw, rtol=1e-5, atol=1e-13)


MSE = of("mse, sgd", "mse", "sgd")
BINARY = of("binary_crossentropy, adam", "binary_crossentropy", "adam")
ONE_HOT = of("categorical_crossentropy, rmsprop", "categorical_crossentropy", "rmsprop")
NUMBERS = of("sparse_categorical_crossentropy, no optimizer named", "sparse_categorical_crossentropy", "")
OWN = of("an optimizer of one's own", "mse", "own")


def by_shape(model, loss, optimizer="rmsprop", metrics=()):
    from layerwise.keras.losses import (
        BinaryCrossentropy,
        CategoricalCrossentropy,
        MeanSquaredError,
        SparseCategoricalCrossentropy,
    )
    from layerwise.optim import SGD, Adam, RMSprop

    if loss == "mse":
        model.loss = MeanSquaredError()
    elif loss.startswith("binary"):
        model.loss = BinaryCrossentropy()
    else:
        model.loss = (SparseCategoricalCrossentropy if loss.startswith("sparse") else CategoricalCrossentropy)()
    params = model.parameters()
    if optimizer == "sgd":
        model.optimizer = SGD(params, 0.01)
    elif optimizer == "adam":
        model.optimizer = Adam(params, 0.001, (0.9, 0.999), 1e-7)
    elif optimizer == "rmsprop":
        model.optimizer = RMSprop(params, 0.001, 0.9, 1e-7)
    else:
        model.optimizer = optimizer(params)

    def share(pred, target):
        named = np.rint(pred).ravel() if pred.shape[1] == 1 else np.argmax(pred, axis=1)
        asked = target.ravel() if pred.shape[1] == 1 or target.ndim == 1 else np.argmax(target, axis=1)
        return float(sum(named == asked) / len(pred))

    model.metrics = dict.fromkeys(metrics, share)


EXERCISE = Exercise(
    reference=compile_model,
    probe=compiled,
    aspects=(
        Aspect("each loss, its value", 1, (MSE, BINARY, ONE_HOT, NUMBERS), observations=("loss",)),
        Aspect("each loss, its gradient", 0.5, (MSE, BINARY, ONE_HOT, NUMBERS), observations=("gradient",)),
        Aspect("the steps of each optimizer", 1, (MSE, BINARY, ONE_HOT), observations=("moved",)),
        Aspect("the optimizer where none is named", 0.5, (NUMBERS,), observations=("moved",)),
        Aspect("an optimizer that comes as a function", 0.5, (OWN,), observations=("moved",)),
        Aspect(
            "a new optimizer for each model",
            0.5,
            (BINARY, OWN),
            observations=("two models, the second takes a step",),
        ),
        Aspect("accuracy for two classes", 0.5, (BINARY,), observations=("accuracy",)),
        Aspect("accuracy for class numbers", 0.5, (NUMBERS,), observations=("accuracy",)),
        Aspect("accuracy for one-hot targets", 0.5, (ONE_HOT,), observations=("accuracy",)),
        leaves_inputs_alone(0.5, (BINARY, ONE_HOT), requires="accuracy for one-hot targets"),
    ),
    accepted=(Accepted("one question after the other", by_shape),),
)
