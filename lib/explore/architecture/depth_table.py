"""What depth did to 18 networks: the errors that benchmarks/depth_study.py found, which takes a while."""

import json
from pathlib import Path

import numpy as np

from layerwise.arguments import FloatArray

TABLE = Path(__file__).with_name("depth_table.json")
KINDS, DEPTHS, SEEDS, EPOCHS = ("plain", "residual"), (8, 20, 32), 3, 6


def depth_table() -> dict[str, FloatArray]:
    """Return "plain" and "residual", each of shape (depths, seeds, 2): errors on seen and on new digits."""
    table = json.loads(TABLE.read_text())
    return {kind: np.array([table[f"{kind} {depth}"] for depth in DEPTHS]) for kind in KINDS}
