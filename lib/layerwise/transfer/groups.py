"""A learning rate for every depth: what is near the input is general and should move little, the head much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arguments import real_number
from ..nn.container import Sequential


def param_groups(model: Sequential, lrs: Sequence[float]) -> list[dict[str, Any]]:
    """Return parameter groups for an optimizer: the parameters of model[i], at any depth in it, learn with lrs[i].

    lrs: one number for each module of `model`. Modules without parameters, such as ReLU, get no group, whatever their
    number says; frozen parameters are in no group. A parameter that two modules share belongs to the first: in two
    groups it would move twice.

    Howard and Ruder (2018) call this discriminative fine-tuning, and divide by 2.6 from each layer to the one below.

    >>> from layerwise.nn import Linear, ReLU
    >>> from layerwise.optim import SGD
    >>> model = Sequential(Linear(2, 3), ReLU(), Linear(3, 2))
    >>> groups = param_groups(model, [0.01, 0.0, 0.1])
    >>> [(len(group["params"]), group["lr"]) for group in groups]
    [(2, 0.01), (2, 0.1)]
    >>> SGD(groups, lr=1.0)
    SGD(lr=1.0, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False) of 4 parameters
    """
    if not isinstance(model, Sequential):
        raise TypeError(f"model must be a Sequential, whose modules can be counted, got a {type(model).__name__}")
    if len(lrs) != len(model):
        raise ValueError(f"lrs must hold one number for each of the {len(model)} modules of model, got {len(lrs)}")
    groups: list[dict[str, Any]] = []
    seen: set[int] = set()
    for module, lr in zip(model, lrs, strict=True):
        params = [p for p in module.parameters() if p.requires_grad and id(p) not in seen]
        seen.update(map(id, params))
        if params:
            groups.append({"params": params, "lr": real_number(lr, "lrs", above=0)})
    return groups
