"""The network that knows shapes: a small convolutional network and its weights, from which a captioner gets its eyes.

Its source task is to say which of the 32 kinds of things a picture of datasets.shapes has; where they are, nobody asked
it. `python -m layerwise.models.weights.make_shape_net` makes the weights again; docs/shape_net.md says how, and what
they reach.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from .. import nn
from ..arguments import FloatArray, float_array, random_generator, whole_number
from ..checkpoint import load_published

WEIGHTS = Path(__file__).parent / "weights" / "shape_net.npz"
SHA256 = "b3281ce8418692d3833dd0ce74a4b51ac139807279d226a01e3d0b0ddbba869e"
CHANNELS = (16, 32, 64)
FEATURES = CHANNELS[-1] * 3 * 3  # what a captioner gets to see of a picture


def shape_net(num_kinds: int = 32, rng: np.random.Generator | int | None = 0) -> nn.Sequential:
    """Return a new network for pictures of shape (N, 3, 24, 24), float32, from 0 to 1.

    Four blocks, so that an index is a depth; the shapes are those of one picture:

        model[0]  Conv2d 3 × 3 - BatchNorm2d - ReLU - MaxPool2d             (16, 12, 12)
        model[1]  the same                                                  (32, 6, 6)
        model[2]  the same, flattened                                       (576,)
        model[3]  Linear, the head: a score for each kind                   (num_kinds,)

    A score above 0 says "there is one". The 576 features are 64 numbers for each of 3 × 3 regions of the picture.
    rng: a seed or a generator.

    >>> model = shape_net()
    >>> model(np.zeros((2, 3, 24, 24), np.float32)).shape
    (2, 32)
    """
    whole_number(num_kinds, "num_kinds", at_least=1)
    rng = random_generator(rng)
    blocks = []
    for inputs, outputs in zip((3, *CHANNELS[:-1]), CHANNELS, strict=True):
        conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False, rng=rng, dtype=np.float32)
        conv.weight.data *= np.float32(np.sqrt(6))  # from uniform ± 1/sqrt(fan_in) to He's ± sqrt(6 / fan_in)
        after = [nn.Flatten()] if outputs == CHANNELS[-1] else []
        norm = nn.BatchNorm2d(outputs, dtype=np.float32)
        blocks.append(nn.Sequential(conv, norm, nn.ReLU(), nn.MaxPool2d(2), *after))
    return nn.Sequential(*blocks, nn.Linear(FEATURES, num_kinds, rng=rng, dtype=np.float32))


def pretrained_shape_net(path: str | os.PathLike[str] = WEIGHTS, sha256: str = SHA256) -> nn.Sequential:
    """Return shape_net() with the weights that it learned on kinds of things, in evaluation mode.

    path: the packaged weights, or others of the same network. sha256: what the file's checksum must be; a file with
    another one is refused. layerwise.load_metadata(WEIGHTS) says how the weights were made and how good they are.

    >>> model = pretrained_shape_net()
    >>> model.training, len(model)
    (False, 4)
    """
    model = shape_net()
    model.load_state_dict(load_published(path, sha256, "layerwise.models.weights.make_shape_net"))
    return model.eval()


def shape_features(model: nn.Sequential, images: ArrayLike) -> FloatArray:
    """Return what the network sees of each picture, its head left off, (N, 576), in evaluation and in batches.

    >>> shape_features(shape_net(), np.zeros((2, 3, 24, 24), np.float32)).shape
    (2, 576)
    """
    images = float_array(images, "images")
    if images.ndim != 4 or images.shape[1:] != (3, 24, 24):
        raise ValueError(f"images must have shape (N, 3, 24, 24), got {images.shape}")
    was = model.training
    model.eval()
    found = [images[:0].reshape(0, FEATURES)]
    for start in range(0, len(images), 250):
        x = images[start : start + 250]
        for block in model[:-1]:
            x = block(x)
        found.append(x)
    model.train(was)
    return np.concatenate(found)
