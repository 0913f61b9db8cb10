"""A new head: the last layer of a trained network makes room for one that knows other classes."""

from __future__ import annotations

import numpy as np

from ..arguments import random_generator, whole_number
from ..nn.container import Sequential
from ..nn.linear import Linear
from ..optim.optimizer import Optimizer


def replace_head(
    model: Sequential,
    num_classes: int,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator | int | None = 0,
) -> Linear:
    """Put a new Linear with num_classes outputs in the place of model's last module; return it.

    model: its last module is a Linear; everything before it stays as it is. num_classes: outputs of the new head, whose
    in_features and dtype are those of the old one. rng: for its starting values.

    optimizer: an optimizer of the old model, if there is one. It holds *parameters*, not the model: without being told
    it would go on moving the old head, which nobody calls any more, and the new one would stay as it is. The new
    head's weight and bias take the places of the old ones, in the same group and so with the same options; what the
    optimizer remembered of the old ones is forgotten.

    >>> from layerwise.optim import SGD
    >>> model = Sequential(Linear(3, 4, rng=0), Linear(4, 26, rng=1))
    >>> optimizer = SGD(model.parameters(), lr=0.1)
    >>> replace_head(model, 10, optimizer)
    Linear(in_features=4, out_features=10, bias=True)
    >>> optimizer.param_groups[0]["params"][-2] is model[-1].weight
    True
    """
    num_classes = whole_number(num_classes, "num_classes", at_least=1)
    if not isinstance(model, Sequential) or len(model) == 0 or not isinstance(model[-1], Linear):
        last = repr(model[-1]) if isinstance(model, Sequential) and len(model) else f"a {type(model).__name__}"
        raise TypeError(f"model must be a Sequential that ends in a Linear, got {last}")
    old = model[-1]
    new = Linear(old.in_features, num_classes, old.bias is not None, rng=random_generator(rng), dtype=old.weight.dtype)
    model[-1] = new
    if optimizer is None:
        return new
    places = {id(old.weight): new.weight, id(old.bias): new.bias}
    for group in optimizer.param_groups:
        group["params"] = [places.get(id(parameter), parameter) for parameter in group["params"]]
    for parameter in old.parameters():
        optimizer.state.pop(parameter, None)
    return new
