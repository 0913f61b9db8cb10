"""activation_layer: an activation's name, as Keras writes it, and the module that it stands for."""

from __future__ import annotations

from ..arguments import one_of
from ..nn.activation import ELU, GELU, ReLU, Sigmoid, Softmax, Softplus, Tanh
from ..nn.module import Module

ACTIVATIONS: dict[str, type[Module]] = {
    "elu": ELU,
    "gelu": GELU,
    "relu": ReLU,
    "sigmoid": Sigmoid,
    "softmax": Softmax,
    "softplus": Softplus,
    "tanh": Tanh,
}


def activation_layer(name: str | None) -> Module | None:
    """Return a new module for `name`; None for None and "linear", which leave the numbers as they are.

    >>> activation_layer("relu"), activation_layer("linear")
    (ReLU(), None)
    """
    if name is None or name == "linear":
        return None
    return ACTIVATIONS[one_of(name, "activation", [*ACTIVATIONS, "linear"])]()
