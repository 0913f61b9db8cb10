"""The milestones of linear layers: a first network, the same with Adam, one that is deep, and one by five lines."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np

from explore.style import INK, NEGATIVE, POSITIVE, label_end, panels
from layerwise.nn import Module, Sequential

from .outcome import Outcome, reads_digits, show_digits
from .toolbox import Toolbox
from .training import batches, digits, filled, labels, relu_layer, right, train

DEPTH, WIDTH = 20, 32


def first_network(tools: Toolbox, seed: int) -> Outcome:
    """64 - 32 - 10 with ReLU, by gradient descent in batches of 32."""
    X, y, X_test, y_test = digits()
    linear, rng = tools("Linear"), np.random.default_rng(seed)
    model = Sequential(filled(linear(64, 32), seed), relu_layer(tools), filled(linear(32, 10), seed + 100))
    optimizer = tools("SGD")(model.parameters(), lr=0.3)
    losses = train(tools, model, optimizer, (batches(X, y, 32, rng) for _ in range(15)))
    return reads_digits(model, losses, X_test, y_test)


def with_adam(tools: Toolbox, seed: int) -> Outcome:
    """64 - 100 - 100 - 10 with ReLU, by Adam with the rate that it comes with."""
    X, y, X_test, y_test = digits()
    sizes = (64, 100), (100, 100), (100, 10)
    layers = [filled(tools("Linear")(*size), seed + 100 * i) for i, size in enumerate(sizes)]
    model = Sequential(layers[0], relu_layer(tools), layers[1], relu_layer(tools), layers[2])
    loader = tools("DataLoader")(X, y, batch_size=32, shuffle=True, rng=seed)
    losses = train(tools, model, tools("Adam")(model.parameters(), lr=0.001), (loader for _ in range(15)))
    return reads_digits(model, losses, X_test, y_test)


def deep_network(tools: Toolbox, seed: int) -> Outcome:
    """Twenty hidden layers, once as they are and once with batch normalization."""
    X, y, X_test, y_test = digits()
    curves, reached = [], []
    for norm in (None, tools("BatchNorm1d")):
        model = _deep(tools, norm, seed)
        loader = tools("DataLoader")(X, y, batch_size=64, shuffle=True, rng=seed)
        optimizer = tools("SGD")(model.parameters(), lr=0.03)
        curves.append(train(tools, model, optimizer, (loader for _ in range(20))))
        reached.append(right(model, X_test, y_test))
    plain, normed = reached
    figure, axis = plt.subplots(figsize=(5.0, 2.6))
    looks = ("plain", NEGATIVE, "--"), ("normalized", POSITIVE, "-")
    for curve, (name, colour, dash) in zip(curves, looks, strict=True):
        end = len(curve), float(np.mean(curve[-20:]))
        axis.plot(curve, color=colour, linestyle=dash, linewidth=1)
        axis.annotate(name, end, (4, 0), textcoords="offset points", color=colour, va="center")
    axis.set(xlabel="update", ylabel="loss (nats)", ylim=(0, None), xlim=(0, 1.25 * len(curves[0])))
    axis.set_title(f"{DEPTH} layers: {plain:.2f} of the new digits right without, {normed:.2f} with")
    ends = [np.mean(curve[-20:]) for curve in curves]
    alt = f"Loss of a network of {DEPTH} layers: plain it ends at {ends[0]:.1f}, normalized at {ends[1]:.2f}."
    return Outcome(normed, plain < 0.3, figure, alt)


def five_lines(tools: Toolbox, seed: int) -> Outcome:
    """64 - 64 - 10 by add, compile, fit and evaluate, with dropout within; a tenth of the digits is set aside."""
    X, y, X_test, y_test = digits()
    dense, adam = tools("Dense"), tools("Adam")
    model = tools("Sequential")(64, seed)
    for layer in (dense(64, "relu"), tools("Dropout")(0.2, rng=seed), dense(10, "softmax")):
        model.add(layer)
    rows, total = model.summary()
    loss = "sparse_categorical_crossentropy"
    tools("compile_model")(model, loss, lambda params: adam(params, lr=0.003), ["accuracy"])
    settings = {"batch_size": 32, "epochs": 15, "validation_split": 0.1, "rng": seed}
    history = tools("fit_model")(model, X, y, **settings)
    reached = float(tools("evaluate_model")(model, X_test, y_test)["accuracy"])
    figure, (axis, below) = panels(2)
    for name, look in (("accuracy", (INK, "-")), ("val_accuracy", (POSITIVE, "--"))):
        (line,) = axis.plot(range(1, len(history[name]) + 1), history[name], color=look[0], linestyle=look[1])
        label_end(line, name, (-70, -18 if name == "accuracy" else 8))
    axis.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.15), title=f"{len(rows)} layers, {total:,} numbers")
    show_digits(below, X_test, labels(model, X_test), y_test)
    below.set_title(f"{reached:.2f} of the new digits right")
    ends = history["accuracy"][-1], history["val_accuracy"][-1]
    alt = f"Accuracy over 15 epochs, ending at {ends[0]:.2f} in training and {ends[1]:.2f} in validation; new digits."
    return Outcome(reached, total == 4810, figure, alt)


def _deep(tools: Toolbox, norm: Callable[[int], Module] | None, seed: int) -> Sequential:
    layers: list[Module] = []
    for depth in range(DEPTH):
        layers.append(filled(tools("Linear")(WIDTH if depth else 64, WIDTH), seed + 100 * depth))
        layers += [norm(WIDTH)] if norm is not None else []
        layers.append(relu_layer(tools))
    return Sequential(*layers, filled(tools("Linear")(WIDTH, 10), seed + 100 * DEPTH))
