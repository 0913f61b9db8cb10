"""An activation and its gradient as parts: the two functions of one exercise, which explorers look up by one name."""

from __future__ import annotations

from typing import Any

from layerwise.functional.activation_table import ACTIVATIONS, Activation

from .own_parts import Parts


def activation_pair(name: str) -> dict[str, Any]:
    """The library's activation of that name and its gradient, by their names; nothing for the identity."""
    if name == "identity":
        return {}
    return {name: ACTIVATIONS[name].forward, f"{name}_backward": ACTIVATIONS[name].backward}


def acting(parts: Parts, name: str) -> Activation:
    """The pair of that name among the parts. Each gives finite numbers, one for each input."""
    if name not in parts:
        return ACTIVATIONS[name]
    forward, backward = parts[name], parts[f"{name}_backward"]
    if not forward.own and not backward.own:
        return ACTIVATIONS[name]
    return Activation(
        lambda x: forward.numbers(x.shape, x),
        lambda grad_output, x: backward.numbers(x.shape, grad_output, x),
    )


def titled(parts: Parts, name: str) -> str:
    """What a title calls the activation: `your tanh`, and the bare name where it is the library's."""
    return parts[name].whose if name in parts and parts[name].own else name
