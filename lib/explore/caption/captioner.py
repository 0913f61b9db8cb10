"""The captioner that the explorer asks: the shapes' picture network, and a decoder that was trained beforehand.

`python benchmarks/caption_study.py` trains it anew; its weights lie beside this file. A learner's NICDecoder promises a
forward over whole sentences; here each word depends on the one before, so the library's cell goes step by step, and
what is the learner's is how a sentence is made of these steps.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray
from layerwise.captioning import NICDecoder, stepper
from layerwise.datasets.captioned_scenes import VOCABULARY
from layerwise.models.shape_net import FEATURES, pretrained_shape_net, shape_features

from ..packaged import packaged_state

WEIGHTS = Path(__file__).with_name("decoder.npz")
CHECKSUM = "25dd0eb313955443654113138a4edf7eab1b17af46247d90e85d92af96bccd8f"
BOS, EOS, LONGEST = 1, 2, 12


class Captioner:
    """Both networks. start(picture) is the state after a picture, (3, 24, 24); step(word, state) goes on from it."""

    def __init__(self) -> None:
        arrays = packaged_state(WEIGHTS, CHECKSUM)
        self._mean, self._std = arrays.pop("mean"), arrays.pop("std")
        embedding_dim, hidden_size = len(arrays["image.bias"]), arrays["head.weight"].shape[1]
        decoder = NICDecoder(FEATURES, len(VOCABULARY), embedding_dim, hidden_size, dtype=np.float32)
        decoder.load_state_dict(arrays)
        self._eyes = pretrained_shape_net()
        self._start, self.step = stepper(decoder)

    def start(self, picture: FloatArray) -> Any:
        """Return the state after a picture."""
        features = shape_features(self._eyes, picture[None])
        return self._start((features - self._mean) / self._std)


@lru_cache(maxsize=1)
def captioner() -> Captioner:
    """Return the captioner, loaded once."""
    return Captioner()
