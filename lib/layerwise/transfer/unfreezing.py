"""Gradual unfreezing: the head learns first, and one more module from the top with every stage."""

from __future__ import annotations

from ..arguments import whole_number
from ..nn.container import Sequential
from ..nn.parameter import Parameter
from .freezing import freeze, unfreeze


def gradual_unfreeze(model: Sequential, stage: int) -> list[Parameter]:
    """Let the last stage + 1 modules that have parameters learn, and freeze the rest; return what learns.

    stage: 0 trains the head alone, 1 the head and the module before it, and so on; from the number of modules on,
    everything. Modules without parameters, such as Flatten, count for nothing. Every module of the model ends up frozen
    or not by the stage alone, whatever it was before, and model.train() is called, so that what learns is in training.

    A head that starts at random sends large, senseless gradients down; while the body is frozen they do no harm.
    (Howard and Ruder, Universal Language Model Fine-tuning for Text Classification, 2018.)

    >>> from layerwise.nn import Linear, ReLU
    >>> model = Sequential(Linear(2, 3), ReLU(), Linear(3, 3), ReLU(), Linear(3, 2))
    >>> [len(gradual_unfreeze(model, stage)) for stage in range(4)]
    [2, 4, 6, 6]
    """
    stage = whole_number(stage, "stage", at_least=0)
    if not isinstance(model, Sequential):
        raise TypeError(f"model must be a Sequential, whose modules can be counted, got a {type(model).__name__}")
    with_parameters = [i for i, module in enumerate(model) if module.parameters()]
    learning = with_parameters[-(stage + 1) :]
    first = learning[0] if learning else len(model)
    unfreeze(model)
    for module in model[:first]:
        freeze(module)
    model.train()
    return [parameter for parameter in model.parameters() if parameter.requires_grad]
