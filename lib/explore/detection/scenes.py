"""Three scenes of digits, and every box that a detector found in them before any was thrown away.

`python -m explore.detection.train_scenes` trains the detector anew; what it found lies beside this file.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from layerwise.arguments import FloatArray, IntArray

from ..packaged import packaged_state

FILE = Path(__file__).with_name("scenes.npz")
CHECKSUM = "dfbb122ed260e41a34fde4e9c6b4df8ac09092918ba2d42ad737855f08f47286"
SCENES, SIZE = 3, 48


class Scene(NamedTuple):
    """image (48, 48) from 0 to 1; truths (3, 4) and their digits; boxes (N, 4), scores and digits that were found."""

    image: FloatArray
    truths: FloatArray
    truth_labels: IntArray
    boxes: FloatArray
    scores: FloatArray
    labels: IntArray


@lru_cache(maxsize=1)
def scenes() -> tuple[Scene, ...]:
    """Return the scenes, after the file has been held against its checksum."""
    arrays = packaged_state(FILE, CHECKSUM)
    made = []
    for i in range(SCENES):
        parts = {name: arrays[f"{i}.{name}"] for name in Scene._fields}
        made.append(Scene(**parts | {"image": parts["image"].astype(np.float64) / 255}))
    return tuple(made)
