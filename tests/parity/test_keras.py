import numpy as np
import pytest

from layerwise.keras import Dense, Sequential, losses
from layerwise.keras.compiling import OPTIMIZERS
from layerwise.nn import Parameter
from layerwise.training.metrics import r2_score

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("keras")
FLOAT32 = 1e-5  # Keras on PyTorch takes some means and products in float32, whatever its floatx
STACKS = {  # the layers, the loss, the metric
    "stack_softmax": ((5, "relu"), (3, "softmax"), "sparse_categorical_crossentropy", "accuracy"),
    "stack_one_hot": ((4, "tanh"), (3, "softmax"), "categorical_crossentropy", "accuracy"),
    "stack_sigmoid_under_categorical": ((4, "softmax"), (3, "sigmoid"), "categorical_crossentropy", "accuracy"),
    "stack_binary": ((6, "relu"), (1, "sigmoid"), "binary_crossentropy", "accuracy"),
    "stack_regression": ((6, "relu"), (2, None), "mse", "mae"),
}


@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith(("loss", "logits"))])
def test_losses_agree_with_keras(name):
    """Value and gradient, on probabilities and on scores."""
    expected = case(ARRAYS, name)
    kind, _, loss_name = name.partition("_")
    loss = losses.LOSSES[loss_name](**({"from_logits": True} if kind == "logits" else {}))
    value = loss(expected["pred"], expected["target"])
    assert relative_error(value, expected["loss"]) < FORWARD
    assert relative_error(loss.backward(), expected["grad"]) < BACKWARD
    assert relative_error(value, expected["keras_loss"]) < FLOAT32
    assert relative_error(loss.backward(), expected["keras_grad"]) < FLOAT32


@pytest.mark.parametrize("name", STACKS)
def test_models_train_as_in_keras(name):
    """Counts, outputs, the history of three epochs with validation_split, and evaluate, from the same weights."""
    expected = case(ARRAYS, name)
    first, second, loss, metric = STACKS[name]
    model = Sequential(4, rng=0)
    for units, activation in (first, second):
        model.add(Dense(units, activation))
    assert [count for _, _, count in model.summary()[0]] == expected["params"].tolist()
    for i, parameter in enumerate(model.parameters()):
        parameter.data = expected[f"weight{i}"]
    assert relative_error(model.predict(expected["x"]), expected["output"]) < FLOAT32

    model.compile(loss, "sgd", [metric])
    settings = {"batch_size": 5, "epochs": 3, "validation_split": 0.25, "shuffle": False}
    history = model.fit(expected["x"], expected["y"], **settings)
    evaluated = model.evaluate(expected["x"], expected["y"], batch_size=6)
    assert {f"history_{key}" for key in history} == {key for key in expected if key.startswith("history")}
    for prefix, found in (("history", history), ("evaluated", evaluated)):
        for key, values in found.items():
            assert relative_error(values, expected[f"{prefix}_{key}"]) < FLOAT32, f"{prefix} {key}"


def test_defaults_are_keras_defaults():
    """Rates, eps and decay of the three optimizers; a kernel's bound."""
    expected = case(ARRAYS, "defaults")
    options = {name: make([Parameter([0.0])]).defaults for name, make in OPTIMIZERS.items()}
    ours = {
        "sgd": [options["sgd"]["lr"], options["sgd"]["momentum"]],
        "adam": [options["adam"]["lr"], *options["adam"]["betas"], options["adam"]["eps"]],
        "rmsprop": [options["rmsprop"][key] for key in ("lr", "alpha", "eps", "momentum")],
    }
    for name, values in ours.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-6, err_msg=name)  # Keras keeps a rate in float32
    assert 0.99 * np.sqrt(6 / 80) < expected["glorot_largest"] <= np.sqrt(6 / 80)


@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith("r2")])
def test_r2_score_agrees_with_scikit_learn(name):
    """Good predictions and bad ones."""
    expected = case(ARRAYS, name)
    assert relative_error(r2_score(expected["pred"], expected["target"]), expected["r2"]) < FORWARD
