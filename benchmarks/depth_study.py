"""Deeper and deeper, with and without shortcuts: the table that chapter 16 reads.

    python benchmarks/depth_study.py        # one or two minutes of one processor

Plain and residual networks of 8, 20 and 32 layers on scikit-learn's digits, three seeds each: the fraction that is
wrong of the 1437 that they learn from, and of the 360 others, after six epochs. The networks are those of He and
others (2016, section 4.2), with 8 channels at first, and images of 8 × 8 pixels.
"""

import json

import numpy as np

from explore.architecture.depth_table import DEPTHS, EPOCHS, KINDS, SEEDS, TABLE
from layerwise import datasets
from layerwise.data import DataLoader
from layerwise.models.architectures import BasicBlock, PlainBlock, make_small_resnet
from layerwise.nn import CrossEntropyLoss
from layerwise.optim import Adam
from layerwise.training import Trainer, predict

LEARNED_FROM = 1437


def digits():
    """Images and labels in a fixed order."""
    X, y = datasets.digits(images=True)
    order = np.random.default_rng(0).permutation(len(y))
    return X[order].astype(np.float32), y[order]


def errors(kind: str, depth: int, seed: int) -> list[float]:
    """Error on what is learned from, and on the rest."""
    X, y = digits()
    block = {"plain": PlainBlock, "residual": BasicBlock}[kind]
    model = make_small_resnet(depth, block, in_channels=1, width=8, rng=seed).to(np.float32)
    loader = DataLoader(X[:LEARNED_FROM], y[:LEARNED_FROM], batch_size=64, shuffle=True, rng=seed)
    Trainer(model, CrossEntropyLoss(), Adam(model.parameters(), lr=0.003)).fit(loader, EPOCHS)
    wrong = predict(model, X).argmax(axis=1) != y
    return [round(float(part.mean()), 5) for part in (wrong[:LEARNED_FROM], wrong[LEARNED_FROM:])]


def main() -> None:
    """Train all of them, and write the table."""
    table = {}
    for kind in KINDS:
        for depth in DEPTHS:
            table[f"{kind} {depth}"] = [errors(kind, depth, seed) for seed in range(SEEDS)]
            print(kind, depth, table[f"{kind} {depth}"], flush=True)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(runs)}" for name, runs in table.items())
    TABLE.write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
