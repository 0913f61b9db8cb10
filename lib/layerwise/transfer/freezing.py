"""Freezing: a part of a network stays exactly as it is while the rest learns.

Two things move in training, and both have to be stopped. An optimizer moves parameters along their gradients; a
forward pass in training moves BatchNorm's running statistics, and no optimizer is asked.
"""

from __future__ import annotations

from ..nn.module import Module


def freeze(module: Module) -> Module:
    """Hold everything in `module` as it is, parameters and buffers, until unfreeze(module); return the module.

        parameter.requires_grad = False       backward keeps no gradient for it, and optimizers leave it out
        parameter.grad = None                 the gradient of an earlier backward is forgotten
        module.training = False               BatchNorm uses its running statistics, and does not move them
        module.frozen = True                  a later train() leaves the module in evaluation

    Gradients still go *through* it, to whatever lies before. A gradient of zeros would not be enough: weight decay and
    momentum move a parameter whose gradient is 0.

    >>> from layerwise.nn import BatchNorm1d, Linear, Sequential
    >>> model = Sequential(Sequential(Linear(3, 4, rng=0), BatchNorm1d(4)), Linear(4, 2, rng=1))
    >>> body = freeze(model[0])
    >>> model.train().training, body.training, body[1].training
    (True, False, False)
    >>> [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    ['1.weight', '1.bias']
    """
    _checked(module).requires_grad_(False)
    for part in module.modules():
        part.frozen, part.training = True, False
    return module


def unfreeze(module: Module) -> Module:
    """Let everything in `module` learn again: requires_grad True, and train() reaches it; return the module.

    The modes stay as they are: call train() on the whole model, as before every training.

    >>> from layerwise.nn import BatchNorm1d
    >>> layer = unfreeze(freeze(BatchNorm1d(4)))
    >>> layer.training, layer.train().training, layer.weight.requires_grad
    (False, True, True)
    """
    _checked(module).requires_grad_(True)
    for part in module.modules():
        part.frozen = False
    return module


def _checked(module: Module) -> Module:
    if not isinstance(module, Module):
        raise TypeError(f"module must be a Module, such as model[0], got a {type(module).__name__}")
    return module
