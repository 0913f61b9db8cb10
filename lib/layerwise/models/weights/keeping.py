"""Weights that are made anew replace those that are there only if they are not worse: what others use never falls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from layerwise import nn, save
from layerwise.checkpoint import load


def keep_if_not_worse(
    model: nn.Sequential,
    before: nn.Sequential,
    path: Path,
    score: Callable[[nn.Sequential], float],
    of: str,
    called: str,
    metadata: dict[str, Any],
) -> float:
    """Write the weights of `model` to `path` unless those that are there score higher; return the new score.

    before: a model of the same kind, which takes the weights that are there. score: the share that a model gets right.
    of: what it is a share of, in the plural. metadata: written with the weights, and the new score as `called`.
    Raises ValueError if the weights that are there are better.
    """
    new = score(model)
    if path.is_file():
        before.load_state_dict(load(path))
        old = score(before.eval())
        if new < old:
            raise ValueError(
                f"the new weights are right for {new:.4f} of the held-out {of}, those in {path.name} for {old:.4f}: "
                "the file stays as it is (to start over, remove it first)"
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, model.state_dict(), {**metadata, called: new})
    return new
