"""What captioners with other eyes reach: the table that `python benchmarks/caption_study.py` writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from layerwise.arguments import FloatArray

TABLE = Path(__file__).with_name("caption_table.json")


def caption_table() -> dict[str, dict[str, FloatArray]]:
    """Return, for each arm of the study, each measure of `layerwise.captioning.judged`: a number for each seed."""
    arms = json.loads(TABLE.read_text())
    rows = {arm: [runs[seed] for seed in sorted(runs)] for arm, runs in arms.items()}
    return {arm: {name: np.array([run[name] for run in runs]) for name in runs[0]} for arm, runs in rows.items()}
