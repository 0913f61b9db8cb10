"""Make the weights of the shape network: python -m layerwise.models.weights.make_shape_net [file]

Trains on drawn scenes, measures on scenes of another seed, and replaces the file only if the new weights are not worse
there than those in it. The same machine, with OPENBLAS_NUM_THREADS=1 and the same kernels (OPENBLAS_CORETYPE=Haswell),
makes the same bytes again. docs/shape_net.md has settings, numbers and times.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from layerwise import nn, optim
from layerwise.arguments import FloatArray
from layerwise.checkpoint import checksum
from layerwise.data import DataLoader
from layerwise.datasets import shapes
from layerwise.datasets.captioned_scenes import kinds_in
from layerwise.models.shape_net import WEIGHTS, shape_net
from layerwise.models.weights.keeping import keep_if_not_worse
from layerwise.optim.lr_scheduler import CosineAnnealingLR
from layerwise.training import Trainer, predict

SETTINGS: dict[str, Any] = {
    "scenes": {"n": 12000, "seed": 1000},
    "held_out": {"n": 1000, "seed": 1001},
    "rng": 0,  # of the first weights and of the order of the examples
    "optimizer": "Adam",
    "lr": 0.004,
    "schedule": "cosine, once an update, to 0",
    "batch_size": 64,
    "epochs": 12,
}


def scenes(n: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return pictures, (n, 3, 24, 24), and which kinds each has, (n, 32), ones and zeros."""
    images, captions, _ = shapes(n, seed)
    return images, kinds_in(captions).astype(np.float32)


def trained(X: FloatArray, y: FloatArray, settings: dict[str, Any] = SETTINGS) -> nn.Sequential:
    """Return shape_net trained on pictures X, (N, 3, 24, 24), and the kinds they have, (N, 32)."""
    rng, epochs = np.random.default_rng(settings["rng"]), settings["epochs"]
    model = shape_net(rng=rng)
    optimizer = optim.Adam(model.parameters(), lr=settings["lr"])
    loader = DataLoader(X, y, batch_size=settings["batch_size"], shuffle=True, drop_last=True, rng=rng)
    schedule = CosineAnnealingLR(optimizer, T_max=len(loader) * epochs)

    def report(trainer: Trainer) -> None:
        print(f"epoch {trainer.epoch} of {epochs}: loss of the last batch {trainer.losses[-1]:.4f}", flush=True)

    trainer = Trainer(
        model, nn.BCEWithLogitsLoss(), optimizer, callbacks=[report], after_step=lambda trainer: schedule.step()
    )
    trainer.fit(loader, epochs)
    return model.eval()


def exact(model: nn.Sequential, X: FloatArray, y: FloatArray) -> float:
    """Return the share of pictures whose two most likely kinds are the two that are there."""
    two = np.argsort(predict(model, X), axis=1)[:, -2:]
    return float(np.take_along_axis(y, two, axis=1).all(axis=1).mean())


def keep(model: nn.Sequential, path: Path, X: FloatArray, y: FloatArray, metadata: dict[str, Any]) -> float:
    """Write the weights to `path` unless those that are there do better on X, y; return the new share of exact ones."""

    def score(net: nn.Sequential) -> float:
        return exact(net, X, y)

    return keep_if_not_worse(model, shape_net(), path, score, "scenes", "exact", metadata)


def main(path: Path = WEIGHTS) -> None:
    """Train, measure, write, and print the checksum that shape_net.py must name."""
    model = trained(*scenes(**SETTINGS["scenes"]))
    metadata = {
        "source_task": "which of the 32 kinds of things of datasets.shapes a picture has",
        "settings": SETTINGS,
        "input": {"low": 0.0, "high": 1.0, "channels": "red, green, blue"},
    }
    reached = keep(model, path, *scenes(**SETTINGS["held_out"]), metadata)
    print(
        f"both kinds right in {reached:.4f} of held-out scenes, {path.stat().st_size} bytes\nSHA-256 {checksum(path)}"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
