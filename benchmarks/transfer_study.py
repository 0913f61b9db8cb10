"""What the glyph network's weights are good for on handwritten digits: python benchmarks/transfer_study.py [file]

Measures everything that chapter 8 and its explorer show, and writes it as a table, by default
lib/explore/transfer/transfer_table.json. With OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell the bytes are the same
each time.

What is equal: a seed draws the labelled examples, the batches and the head's first weights, so every arm gets the same
ones, and every arm makes the same number of updates. What is tuned: the learning rate, one of RATES, by the accuracy on
200 validation digits, with seeds of its own (TUNING_SEEDS), for few labels (tuned at 2 a class) and for many (at 20).
The 500 test digits have no say in anything; they are only counted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import numpy as np

from layerwise import nn, optim
from layerwise.arguments import FloatArray, IntArray
from layerwise.datasets import digits28
from layerwise.models.glyph_net import glyph_net, prepare_glyphs, pretrained_glyph_net
from layerwise.optim.lr_scheduler import CosineAnnealingLR
from layerwise.training import predict
from layerwise.transfer import freeze, gradual_unfreeze, param_groups, replace_head

TABLE = Path(__file__).parents[1] / "lib" / "explore" / "transfer" / "transfer_table.json"
LABELS, SEEDS, TUNING_SEEDS = (1, 2, 5, 10, 20, 50, 100), (0, 1, 2, 3, 4), (100, 101)
RATES, FEW, MANY = (0.01, 0.003, 0.001), 2, 20
UPDATES, LONGER, BATCH = 100, 400, 32
BLOCKS = 4  # and the head
PER_BLOCK = 2.6  # Howard and Ruder (2018): each layer learns so much more slowly than the one above it
INVERTED = "digits, black on white"  # every stroke where it was, with the other sign
PREPARATIONS: dict[str, Callable[[FloatArray], FloatArray]] = {  # of images between 0 and 1
    "digits": prepare_glyphs,  # as the source's letters: right
    "digits, 0 to 1": lambda X: X,
    "digits, their own statistics": lambda X: (X - X.mean()) / X.std(),
    INVERTED: lambda X: prepare_glyphs(1 - X),
    "digits, 0 to 255": lambda X: 255 * X,
}
SCRATCH, DEPTH, DISCRIMINATIVE, GRADUAL = "scratch", "depth", "fine-tuned", "gradual unfreezing"


class Task(NamedTuple):
    """Prepared images (N, C, H, W) and classes (N,) in three parts that share no example."""

    pool: tuple[FloatArray, IntArray]
    validation: tuple[FloatArray, IntArray]
    test: tuple[FloatArray, IntArray]


def task_of(X: FloatArray, y: IntArray) -> Task:
    """Return 50 test, 20 validation and all other examples of each class, the same ones every time."""
    rng = np.random.default_rng(0)
    order = [rng.permutation(np.flatnonzero(y == k)) for k in range(10)]
    parts = [np.concatenate([rows[cut] for rows in order]) for cut in (slice(70, None), slice(50, 70), slice(50))]
    return Task(*((X[rows], y[rows]) for rows in parts))


@cache
def task(name: str, depth: int = 0) -> Task:
    """Return the task, seen through the first `depth` pretrained blocks: where these are frozen, once is enough.

    digits: the target. scrambled digits: their 784 pixels in an order drawn once, so that a linear classifier finds
    them as easy as before and whoever looks for strokes finds none. The others: digits prepared in another way.
    """
    if depth:
        model, below = pretrained_glyph_net(), task(name)
        return Task(*((predict(nn.Sequential(*model[:depth]), X), y) for X, y in below))
    X, y = digits28()
    if name == "scrambled digits":
        X = X.reshape(-1, 784)[:, np.random.default_rng(9).permutation(784)].reshape(X.shape)
    return task_of(PREPARATIONS.get(name, prepare_glyphs)(X), y)


def drawn(y: IntArray, n: int, seed: int, updates: int) -> list[IntArray]:
    """Return which examples are in each batch: n of each class, in a new order in each pass over them."""
    rng = np.random.default_rng(seed)
    rows = np.concatenate([rng.choice(np.flatnonzero(y == k), n, replace=False) for k in range(10)])
    size = min(BATCH, len(rows))
    a_pass = len(rows) // size * size  # what is left over waits for another pass
    order = np.concatenate([rng.permutation(rows)[:a_pass] for _ in range(-(-updates * size // a_pass))])
    return list(order[: updates * size].reshape(updates, size))


def pretrained(seed: int) -> nn.Sequential:
    """Return the glyph network with a new head for ten classes."""
    model = pretrained_glyph_net()
    replace_head(model, 10, rng=seed)
    return model


def train(
    model: nn.Sequential,
    data: Task,
    batches: list[IntArray],
    lrs: list[float],
    before: Callable[[int], Any] = lambda step: None,
) -> tuple[float, float]:
    """Train with one learning rate for each module, all falling along a cosine; return validation and test accuracy.

    before: called before each update with its number.
    """
    optimizer, loss_fn = optim.Adam(param_groups(model, lrs), lr=lrs[-1]), nn.CrossEntropyLoss()
    schedule = CosineAnnealingLR(optimizer, T_max=len(batches))
    X, y = data.pool
    model.train()
    for step, rows in enumerate(batches):
        before(step)
        optimizer.zero_grad()
        loss_fn(model(X[rows]), y[rows])
        model.backward_parameters(loss_fn.backward())
        optimizer.step()
        schedule.step()
    right = [float((predict(model, X).argmax(axis=1) == y).mean()) for X, y in (data.validation, data.test)]
    return right[0], right[1]


def run(
    name: str, arm: str, n: int, seed: int, lr: float, depth: int = 0, updates: int = UPDATES
) -> tuple[float, float]:
    """Return validation and test accuracy of one arm.

    scratch: a new network. depth: the first `depth` blocks frozen, the rest trained with one learning rate; 4 is
    "frozen features". fine-tuned: nothing frozen, lr for the head and 2.6 times less for each block below. gradual
    unfreezing: the same rates, the head alone for a fifth of the updates and one more block after each fifth.
    """
    data = task(name, depth)
    batches = drawn(data.pool[1], n, seed, updates)
    model = glyph_net(10, rng=seed) if arm == SCRATCH else pretrained(seed)
    if arm in (SCRATCH, DEPTH):
        return train(nn.Sequential(*model[depth:]), data, batches, [lr] * (len(model) - depth))
    lrs = [lr / PER_BLOCK ** (BLOCKS - i) for i in range(len(model))]
    if arm == DISCRIMINATIVE:
        return train(model, data, batches, lrs)
    stages = {updates * stage // len(model): stage for stage in range(len(model))}
    return train(model, data, batches, lrs, lambda step: step in stages and gradual_unfreeze(model, stages[step]))


def batch_norm_run(way: str, n: int, seed: int, lr: float) -> float:
    """Return the test accuracy on digits for one way to treat BatchNorm's statistics; see `main` for their names."""
    data, model = task("digits"), pretrained(seed)
    batches = drawn(data.pool[1], n, seed, UPDATES)
    body, norms = model[:BLOCKS], [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    lrs = [lr] * len(model)
    if way == "fine-tuned, the source's":
        for norm in norms:
            norm.frozen = True  # stays in evaluation; its weight and bias learn
        return train(model, data, batches, [lr / PER_BLOCK ** (BLOCKS - i) for i in range(len(model))])[1]
    if way == "frozen features, of the labelled digits":
        for norm in norms:
            norm.momentum = None  # one batch of everything: its statistics, and nothing of the source's
            norm.num_batches_tracked = np.array(0)
        nn.Sequential(*body).train()(data.pool[0][np.unique(np.concatenate(batches))])
        for block in body:
            freeze(block)
    else:  # "frozen features, still moving": the parameters are frozen, and nobody has thought of the rest
        for block in body:
            block.requires_grad_(False)
    return train(model, data, batches, lrs)[1]


def best_rate(name: str, arm: str, tuned_at: int, depth: int = 0) -> float:
    """Return the rate with the best mean validation accuracy over the tuning seeds."""
    mean = {lr: np.mean([run(name, arm, tuned_at, s, lr, depth)[0] for s in TUNING_SEEDS]) for lr in RATES}
    print(f"  {name}, {arm}, depth {depth}, tuned at {tuned_at}:", {lr: round(float(m), 4) for lr, m in mean.items()})
    return max(mean, key=lambda lr: float(mean[lr]))


def measured(name: str, arm: str, rates: list[float], depth: int = 0, labels: tuple[int, ...] = LABELS) -> list[Any]:
    """Return the test accuracies, a list for each number of labels, a number for each seed."""
    rows = [[run(name, arm, n, seed, rates[n > 5], depth)[1] for seed in SEEDS] for n in labels]
    said = [f"{n}: {np.mean(row):.3f} ({min(row):.3f}-{max(row):.3f})" for n, row in zip(labels, rows, strict=True)]
    print(f"{name}, {arm}, depth {depth}, rates {rates}:", *said, f"[{process_time():.0f} s]", flush=True)
    return [[round(value, 4) for value in row] for row in rows]


def main(path: Path = TABLE) -> None:
    """Measure, print and write the table."""
    table: dict[str, Any] = {"labels": LABELS, "seeds": SEEDS, "updates": UPDATES, "batch": BATCH}
    table |= {"rates": {}, "tasks": {}}

    def tuned(name: str, arm: str, depth: int = 0) -> list[float]:
        rates = [best_rate(name, arm, n, depth) for n in (FEW, MANY)]
        table["rates"][f"{name}, {arm}" + (f" {depth}" if arm == DEPTH else "")] = rates
        return rates

    def several(name: str) -> dict[str, Any]:
        scratch = measured(name, SCRATCH, tuned(name, SCRATCH))
        one_rate, frozen = tuned(name, DEPTH, 0), tuned(name, DEPTH, BLOCKS)
        depths = [measured(name, DEPTH, frozen if k == BLOCKS else one_rate, k) for k in range(BLOCKS, -1, -1)][::-1]
        return {SCRATCH: scratch, DEPTH: depths}

    digits = table["tasks"]["digits"] = several("digits")
    rates = tuned("digits", DISCRIMINATIVE)
    digits[DISCRIMINATIVE] = measured("digits", DISCRIMINATIVE, rates)
    digits[GRADUAL] = measured("digits", GRADUAL, tuned("digits", GRADUAL))

    of_frozen = table["rates"][f"digits, {DEPTH} {BLOCKS}"]
    ways = ("frozen features, of the labelled digits", "frozen features, still moving", "fine-tuned, the source's")
    table["batch norm"] = {"labels": (1, 10, 100)}
    for way in ways:
        of_way = rates if way.startswith("fine") else of_frozen
        rows = [[round(batch_norm_run(way, n, seed, of_way[n > 5]), 4) for seed in SEEDS] for n in (1, 10, 100)]
        table["batch norm"][way] = rows
        print(f"batch norm, {way}:", np.mean(rows, axis=1).round(3), rows, f"[{process_time():.0f} s]", flush=True)

    table["prepared"] = {name: measured(name, DEPTH, of_frozen, BLOCKS, labels=(10,))[0] for name in PREPARATIONS}
    table["tasks"]["scrambled digits"] = several("scrambled digits")
    inverted: dict[str, Any] = {"labels": (2, 100)}
    table["inverted"] = inverted
    for arm, depth in ((SCRATCH, 0), (DEPTH, BLOCKS), (DEPTH, 0)):
        rates = tuned(INVERTED, arm, depth)
        inverted[arm if arm == SCRATCH else f"{arm} {depth}"] = measured(INVERTED, arm, rates, depth, labels=(2, 100))

    table["longer"] = {"updates": LONGER, "labels": 100}
    for arm in (SCRATCH, DISCRIMINATIVE):
        lr = table["rates"][f"digits, {arm}"][1]
        row = [round(run("digits", arm, 100, seed, lr, updates=LONGER)[1], 4) for seed in SEEDS]
        table["longer"][arm] = row
        print(f"{LONGER} updates, {arm}: {np.mean(row):.3f}", row, f"[{process_time():.0f} s]", flush=True)

    path.write_text(json.dumps(table, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes, {process_time():.0f} s of processor time")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
