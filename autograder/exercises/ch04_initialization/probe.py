"""How functions that fill a tensor with random numbers are judged: by spread and shape, never by the numbers.

Whoever draws in another order, or by another formula, gets other numbers from the same generator and is right. So the
probes measure: tensors are large enough for their spread to be known within one per cent, and the cases allow six. What
an aspect is not about makes no difference in its tensors, or one that is far from the border under every seed: where it
is about the gain, they are square, so that a slip with the fans costs nothing there.
"""

from typing import Any

import numpy as np

from ...core.record import Case

NEARLY = {"rtol": 0.06, "atol": 0.0}  # relative, so that two spreads that are far too small are told apart as well


def with_shape(name: str, shape: tuple[int, ...], **settings: Any) -> Case:
    """A case whose tensor has its first side drawn anew, up to a tenth longer; a square stays one."""

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        longer = (shape[0] + int(rng.integers(0, 1 + shape[0] // 10)), *shape[1:])
        longer = (longer[0], longer[0]) if len(set(shape)) == 1 else longer
        drawn = {key: value(rng) if callable(value) else value for key, value in settings.items()}
        return {"shape": longer, **drawn, "seed": int(rng.integers(1000))}

    return Case(name, draw, **NEARLY)
