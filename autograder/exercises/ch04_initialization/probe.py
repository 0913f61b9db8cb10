"""How functions that fill a tensor with random numbers are judged: by spread and shape, never by the numbers.

Whoever draws in another order, or by another formula, gets other numbers from the same generator and is right. So the
probes measure: tensors are large enough for their spread to be known within one per cent, and the cases allow six. What
an aspect is not about makes no difference in its tensors, or one that is far from the border under every seed: where it
is about the gain, they are square, so that a slip with the fans costs nothing there.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...core.record import Case, Inputs

NEARLY = {"rtol": 0.06, "atol": 0.0}  # relative, so that two spreads that are far too small are told apart as well
PLACE = ("filled", "small", "small tensor", "returned")
SEEDS = (
    "seed",
    "seed again",
    "next seed",
    "generator",
    "generator again",
    "next generator",
    "filled",
    "std without rng",
)


def with_shape(name: str, shape: tuple[int, ...], **settings: Any) -> Case:
    """A case whose sides are drawn: the first up to a half longer, the second up to a tenth; a square stays one."""

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        first, second = (side + int(rng.integers(1 + side // part)) for side, part in zip(shape, (2, 10), strict=False))
        sides = (first, first) if len(set(shape)) == 1 else (first, second, *shape[2:])
        drawn = {key: value(rng) if callable(value) else value for key, value in settings.items()}
        return {"shape": sides, **drawn, "seed": int(rng.integers(1000))}

    return Case(name, draw, **NEARLY)


def numbers(filled: np.ndarray) -> dict[str, Any]:
    """What random numbers have in common, besides their spread."""
    spread, mean = filled.std(), filled.mean()
    return {
        "shape": str(filled.shape),
        "mean": "0" if np.abs(mean) < 0.1 * spread else "not 0",
        "share within one std": (np.abs(filled - mean) <= spread).mean(),
    }


def place(inputs: Inputs, values: Mapping[str, Any]) -> dict[str, Any]:
    """What became of the tensor. Numbers that are no wider where fewer are summed are no weights at all."""
    filled, small = values["filled"], values["small"]
    return {
        "tensor": "filled" if np.array_equal(values["small tensor"], small) else "as it was",
        "returned": values["returned"],
        "shape": str(filled.shape),
        "wider in a smaller tensor": np.array(small.std() > 1.3 * filled.std() > 0),
    }


def seeds(inputs: Inputs, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the numbers have to do with seeds and generators."""

    def alike(one: str, other: str) -> str:
        return "the same numbers" if np.array_equal(values[one], values[other]) else "other numbers"

    unseeded, spread = values["std without rng"], values["filled"].std()
    return {
        "the same seed": alike("seed", "seed again"),
        "another seed": alike("seed", "next seed"),
        "the same generator": alike("generator", "generator again"),
        "another generator": alike("generator", "next generator"),
        "std without rng": "the same" if abs(unseeded - spread) < 0.06 * spread else "another",
    }
