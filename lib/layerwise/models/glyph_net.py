"""The network that knows letters: a small convolutional network, and its weights, ready to be transferred.

Its source task is to tell the 26 letters of datasets.glyphs apart. `python -m layerwise.models.weights.make_glyph_net`
makes the weights again; docs/glyph_net.md says how, and what they reach.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from .. import nn
from ..arguments import FloatArray, float_array, random_generator, whole_number
from ..checkpoint import load_published

WEIGHTS = Path(__file__).parent / "weights" / "glyph_net.npz"
SHA256 = "59ff3fd35287042447982bd3ec5247b71613c69f046f2c91c73deae68487581f"
MEAN, STD = 0.192, 0.324  # of the pixels of the letters it was trained on; whatever it is shown is prepared with these
CHANNELS = (16, 32, 64, 64)
FEATURES = CHANNELS[-1] * 3 * 3  # what the head sees of an image


def glyph_net(num_classes: int = 26, rng: np.random.Generator | int | None = 0) -> nn.Sequential:
    """Return a new network for images of shape (N, 1, 28, 28), float32, white on black, prepared by prepare_glyphs.

    Five blocks, so that an index is a depth; the shapes are those of one image:

        model[0]  Conv2d 3 × 3 - BatchNorm2d - ReLU - MaxPool2d             (16, 14, 14)
        model[1]  the same                                                  (32, 7, 7)
        model[2]  the same                                                  (64, 3, 3)
        model[3]  Conv2d 3 × 3 - BatchNorm2d - ReLU - Flatten               (576,)
        model[4]  Linear, the head                                          (num_classes,)

    The convolutions have no bias: batch normalization would take it away again. rng: a seed or a generator.

    >>> model = glyph_net()
    >>> model(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 26)
    """
    whole_number(num_classes, "num_classes", at_least=1)
    rng = random_generator(rng)
    blocks = []
    for depth, (inputs, outputs) in enumerate(zip((1, *CHANNELS[:-1]), CHANNELS, strict=True)):
        conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False, rng=rng, dtype=np.float32)
        conv.weight.data *= np.float32(np.sqrt(6))  # from uniform ± 1/sqrt(fan_in) to He's ± sqrt(6 / fan_in)
        last = nn.Flatten() if depth == len(CHANNELS) - 1 else nn.MaxPool2d(2)
        blocks.append(nn.Sequential(conv, nn.BatchNorm2d(outputs, dtype=np.float32), nn.ReLU(), last))
    return nn.Sequential(*blocks, nn.Linear(FEATURES, num_classes, rng=rng, dtype=np.float32))


def pretrained_glyph_net(path: str | os.PathLike[str] = WEIGHTS, sha256: str = SHA256) -> nn.Sequential:
    """Return glyph_net() with the weights that it learned on letters, in evaluation mode.

    path: the packaged weights, or others of the same network. sha256: what the file's checksum must be; a file with
    another one is refused. layerwise.load_metadata(WEIGHTS) says how the weights were made and how good they are.

    >>> model = pretrained_glyph_net()
    >>> model.training, len(model)
    (False, 5)
    """
    model = glyph_net()
    model.load_state_dict(load_published(path, sha256, "layerwise.models.weights.make_glyph_net"))
    return model.eval()


def prepare_glyphs(X: ArrayLike) -> FloatArray:
    """Return (X - MEAN) / STD, the form in which the network was shown its letters, whatever X has for statistics.

    X: images from 0 (black) to 1 (white). float32 stays float32.

    >>> prepare_glyphs([0.192, 0.516]).round(6)
    array([0., 1.])
    """
    X = float_array(X, "X")
    if X.size and (X.min() < 0 or X.max() > 1):
        raise ValueError(
            f"X must lie between 0 (black) and 1 (white), got {X.min():g} to {X.max():g}: divide grey levels of 0 to "
            "255 by 255, and do not prepare images twice"
        )
    return (X - MEAN) / STD
