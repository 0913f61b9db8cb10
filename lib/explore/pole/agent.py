"""An agent that holds the pole, trained beforehand, and the study of what its training needs.

`python -m explore.pole.train_agent` trains it anew, `benchmarks/pole_study.py` makes the study; both lie beside this.
What the agent thinks comes from these weights by the library's layers, which any right ones would say as well; the
world that it plays in is the learner's.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.models.mlp import mlp
from layerwise.nn import Module
from layerwise.rl import CARTPOLE_SCALE

from ..packaged import packaged_state

WEIGHTS = Path(__file__).with_name("agent.npz")
CHECKSUM = "03c2fae2be34c33c7a6ea3a1caf472f7f6e3c62377ebb5725943e12e70d8ee09"
TABLE = Path(__file__).with_name("pole_table.json")
UNITS = 64


def network(rng: Any = None) -> Module:
    """A network of the agent's shape, untrained: four numbers in, a value for each of the two pushes out."""
    return mlp((4, UNITS, UNITS, 2), rng=rng)


@lru_cache(maxsize=1)
def trained() -> Module:
    """Return the trained network, after its weights have been held against their checksum."""
    agent = network(0)
    agent.load_state_dict(packaged_state(WEIGHTS, CHECKSUM))
    return agent.eval()


def values(states: Any) -> Any:
    """Return what the agent thinks of each push, (N, 2): the return to be expected, at most 100."""
    return trained()(np.asarray(states, dtype=float) / CARTPOLE_SCALE)


@lru_cache(maxsize=1)
def study() -> dict[str, Any]:
    """Return the table of benchmarks/pole_study.py: "look_every", and "runs" by what was taken away."""
    table: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table
