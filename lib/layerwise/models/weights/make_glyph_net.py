"""Make the weights of the glyph network: python -m layerwise.models.weights.make_glyph_net [file]

Trains on rendered letters, measures on letters of another seed, and replaces the file only if the new weights are not
worse there than those in it. The same machine, with OPENBLAS_NUM_THREADS=1 and the same kernels
(OPENBLAS_CORETYPE=Haswell), makes the same bytes again. docs/glyph_net.md has settings, numbers and times.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from layerwise import nn, optim
from layerwise.arguments import FloatArray, IntArray
from layerwise.checkpoint import checksum
from layerwise.data import DataLoader
from layerwise.datasets import glyphs
from layerwise.models.glyph_net import MEAN, STD, WEIGHTS, glyph_net, prepare_glyphs
from layerwise.models.weights.keeping import keep_if_not_worse
from layerwise.optim.lr_scheduler import CosineAnnealingLR
from layerwise.training import Trainer, predict
from layerwise.training.metrics import accuracy

SETTINGS: dict[str, Any] = {
    "glyphs": {"examples_per_class": 400, "max_shift": 3.0, "max_angle": 25.0, "max_scale": 0.25, "noise": 0.1},
    "train_seed": 0,
    "held_out": {"examples_per_class": 100, "seed": 1},
    "rng": 0,  # of the first weights and of the order of the examples
    "optimizer": "Adam",
    "lr": 0.002,
    "schedule": "cosine, once an update, to 0",
    "batch_size": 64,
    "epochs": 6,
}


def held_out(examples_per_class: int, seed: int) -> tuple[FloatArray, IntArray]:
    """Return prepared letters to measure on, (N, 1, 28, 28), varied as those of training, and their classes, (N,)."""
    X, y = glyphs(seed=seed, **{**SETTINGS["glyphs"], "examples_per_class": examples_per_class})
    return prepare_glyphs(X), y


def trained(X: FloatArray, y: IntArray, settings: dict[str, Any] = SETTINGS) -> nn.Sequential:
    """Return glyph_net trained on prepared letters X, (N, 1, 28, 28), and their classes y, (N,)."""
    rng, epochs = np.random.default_rng(settings["rng"]), settings["epochs"]
    model = glyph_net(rng=rng)
    optimizer = optim.Adam(model.parameters(), lr=settings["lr"])
    loader = DataLoader(X, y, batch_size=settings["batch_size"], shuffle=True, drop_last=True, rng=rng)
    schedule = CosineAnnealingLR(optimizer, T_max=len(loader) * epochs)

    def report(trainer: Trainer) -> None:
        print(f"epoch {trainer.epoch} of {epochs}: loss of the last batch {trainer.losses[-1]:.3f}", flush=True)

    trainer = Trainer(
        model, nn.CrossEntropyLoss(), optimizer, callbacks=[report], after_step=lambda trainer: schedule.step()
    )
    trainer.fit(loader, epochs)
    return model.eval()


def keep(model: nn.Sequential, path: Path, X: FloatArray, y: IntArray, metadata: dict[str, Any]) -> float:
    """Write the weights to `path` unless those that are there do better on X, y; return the new accuracy."""

    def score(net: nn.Sequential) -> float:
        return accuracy(predict(net, X), y)

    return keep_if_not_worse(model, glyph_net(), path, score, "letters", "accuracy", metadata)


def main(path: Path = WEIGHTS) -> None:
    """Train, measure, write, and print the checksum that glyph_net.py must name."""
    X, y = glyphs(seed=SETTINGS["train_seed"], **SETTINGS["glyphs"])
    print(f"letters: {X.shape}, mean {X.mean():.4f}, standard deviation {X.std():.4f}", flush=True)
    model = trained(prepare_glyphs(X), y)
    metadata = {
        "source_task": "the 26 capital letters of datasets.glyphs",
        "settings": SETTINGS,
        "input": {"low": 0.0, "high": 1.0, "mean": MEAN, "std": STD, "ink": "white on black"},
    }
    reached = keep(model, path, *held_out(**SETTINGS["held_out"]), metadata)
    print(f"accuracy on held-out letters {reached:.4f}, {path.stat().st_size} bytes\nSHA-256 {checksum(path)}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
