"""What a GAN finds of the ring under several settings: the table that benchmarks/ring_study.py wrote."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("ring_table.json")


@lru_cache(maxsize=1)
def ring_study() -> dict[str, Any]:
    """Return the table: steps, every (how many steps lie between two looks), seeds, and runs.

    runs: by setting a list, a run for each seed, each with modes and near (after every so many steps), losses (means of
    the last of them), and samples of the last step.
    """
    study: dict[str, Any] = json.loads(TABLE.read_text())
    return study
