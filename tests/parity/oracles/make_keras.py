"""Makes keras.npz: layers, losses, defaults and the history of fit, as Keras 3 computes them on PyTorch.

Keras takes some means and products in float32, whatever its floatx; so the losses stand here twice, the second time in
PyTorch's float64, by Keras's formulas.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from expectations import Arrays, main
from sklearn.metrics import r2_score

LOSSES = {
    "mse": keras.losses.MeanSquaredError,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
}
STACKS = {
    "softmax": ([(5, "relu"), (3, "softmax")], "sparse_categorical_crossentropy"),
    "one_hot": ([(4, "tanh"), (3, "softmax")], "categorical_crossentropy"),
    "sigmoid_under_categorical": ([(4, "softmax"), (3, "sigmoid")], "categorical_crossentropy"),
    "binary": ([(6, "relu"), (1, "sigmoid")], "binary_crossentropy"),
    "regression": ([(6, "relu"), (2, None)], "mse"),
}


def targets(loss: str, N: int, C: int, rng: np.random.Generator) -> np.ndarray:
    if loss == "mse":
        return rng.normal(size=(N, C))
    if loss == "binary_crossentropy":
        return rng.integers(0, 2, (N, 1)).astype(float)
    classes = rng.integers(0, C, N)
    return np.eye(C)[classes] if loss == "categorical_crossentropy" else classes


def in_float64(name: str, from_logits: bool, pred: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The mean loss by Keras's formula."""
    if name == "mse":
        return ((pred - target) ** 2).mean()
    if name == "binary_crossentropy":
        p = torch.sigmoid(pred) if from_logits else pred.clip(1e-7, 1 - 1e-7)
        return -(target * torch.log(p) + (1 - target) * torch.log(1 - p)).mean()
    p = torch.softmax(pred, 1) if from_logits else (pred / pred.sum(1, keepdim=True)).clip(1e-7, 1 - 1e-7)
    q = target if target.ndim == 2 else torch.eye(pred.shape[1], dtype=torch.float64)[target]
    return -(q * torch.log(p)).sum(1).mean()


def loss_case(name: str, from_logits: bool, rng: np.random.Generator) -> Arrays:
    N, C = 5, 1 if name == "binary_crossentropy" else 4
    pred, target = rng.uniform(0.05, 0.95, (N, C)), targets(name, N, C, rng)
    if from_logits:
        pred = 3 * rng.normal(size=(N, C))
    leaf = torch.tensor(pred, requires_grad=True)
    loss = LOSSES[name](**({} if name == "mse" else {"from_logits": from_logits}))(torch.tensor(target), leaf)
    loss.backward()
    exact = torch.tensor(pred, requires_grad=True)
    exact_loss = in_float64(name, from_logits, exact, torch.tensor(target))
    exact_loss.backward()
    made = {"pred": pred, "target": target, "keras_loss": loss.detach().numpy(), "keras_grad": leaf.grad.numpy()}
    return made | {"loss": exact_loss.detach().numpy(), "grad": exact.grad.numpy()}


def stack_case(layers: list, loss: str, rng: np.random.Generator) -> Arrays:
    model = keras.Sequential([keras.Input((4,)), *(keras.layers.Dense(units, activation=a) for units, a in layers)])
    x = rng.normal(size=(22, 4))
    y = targets(loss, len(x), layers[-1][0], rng)
    metric = "mae" if loss == "mse" else "accuracy"
    model.compile(loss=loss, optimizer="sgd", metrics=[metric])
    made = {f"weight{i}": np.array(weight) for i, weight in enumerate(model.get_weights())}
    made |= {"x": x, "y": y, "params": np.array([layer.count_params() for layer in model.layers])}
    made["output"] = model.predict(x, verbose=0)
    settings = {"batch_size": 5, "epochs": 3, "validation_split": 0.25, "shuffle": False, "verbose": 0}
    history = model.fit(x, y, **settings).history
    made |= {f"history_{name}": np.array(values) for name, values in history.items()}
    evaluated = model.evaluate(x, y, batch_size=6, verbose=0, return_dict=True)
    return made | {f"evaluated_{name}": np.array(value) for name, value in evaluated.items()}


def defaults() -> Arrays:
    sgd, adam, rmsprop = keras.optimizers.SGD(), keras.optimizers.Adam(), keras.optimizers.RMSprop()
    kernels = keras.initializers.GlorotUniform(seed=0)(shape=(30, 50))
    made = {"sgd": [float(sgd.learning_rate), sgd.momentum]}
    made["adam"] = [float(adam.learning_rate), adam.beta_1, adam.beta_2, adam.epsilon]
    made["rmsprop"] = [float(rmsprop.learning_rate), rmsprop.rho, rmsprop.epsilon, rmsprop.momentum]
    made["glorot_largest"] = np.abs(kernels.detach().cpu().numpy()).max()
    return {f"defaults/{name}": np.array(value, dtype=np.float64) for name, value in made.items()}


def scores(rng: np.random.Generator) -> Arrays:
    arrays = {}
    for i in range(4):
        target = rng.normal(size=9)
        pred = target + rng.normal(0, 0.5 + i, 9)
        made = {"pred": pred, "target": target, "r2": np.array(r2_score(target, pred))}
        arrays |= {f"r2_{i}/{key}": array for key, array in made.items()}
    return arrays


def make() -> Arrays:
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    made = {f"loss_{name}": loss_case(name, False, rng) for name in LOSSES}
    made |= {f"logits_{name}": loss_case(name, True, rng) for name in LOSSES if name != "mse"}
    made |= {f"stack_{name}": stack_case(*stack, rng) for name, stack in STACKS.items()}
    arrays = {f"{name}/{key}": array for name, case in made.items() for key, array in case.items()}
    return arrays | defaults() | scores(rng)


if __name__ == "__main__":
    main(__file__, make)
