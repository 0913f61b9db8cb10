"""A transformer that learns to add: sums written as text, digit by digit, and the order in which they are written.

`python -m layerwise.models.adder` trains one in each order and prints how many new sums it gets right on the way; with
numbers behind it, those seeds. A network takes about 25 seconds of one processor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..arguments import FloatArray, IntArray, random_generator, whole_number
from ..functional.attention.next_token import next_token_loss
from ..optim.adam import Adam
from ..optim.clip_grad import clip_grad_norm_
from .transformer import Transformer, transformer

SYMBOLS = "0123456789+="
LENGTH, QUESTION = 12, 8  # tokens of a sum, and of what is given of it: 123+456=
WIDTH, HEADS, HIDDEN, LAYERS = 48, 4, 96, 2
UPDATES, BATCH, LR = 2000, 64, 0.005


def sums(
    n: int, units_first: bool = True, rng: np.random.Generator | int | None = None, mixed: bool = False
) -> IntArray:
    """Return n sums of two numbers below 1000, written in SYMBOLS, (n, 12): three digits, +, three digits, =, four.

    units_first: every number backwards, as one adds on paper: 321+987=8011 says 123 + 789 = 0912 with each number
        turned round. False: the usual order. mixed: a third of the sums are of numbers below 10, a third of numbers
        below 100, with noughts before them. They show the units, and then a carry, by themselves.

    >>> ids = sums(3, rng=0)
    >>> ["".join(SYMBOLS[i] for i in row) for row in ids]
    ['058+962=9111', '636+703=3490', '115+040=1550']
    """
    n, rng = whole_number(n, "n", at_least=1), random_generator(rng)
    a, b = rng.integers(0, 1000, (2, n))
    if mixed:
        below = 10 ** rng.integers(1, 4, n)
        a, b = a % below, b % below
    step = 1 if units_first else -1
    a, b, total = (_digits(number, places)[:, ::step] for number, places in ((a, 3), (b, 3), (a + b, 4)))
    plus, equals = np.full((2, n, 1), [[[10]], [[11]]])
    return np.concatenate([a, plus, b, equals, total], axis=1)


def adder(rng: np.random.Generator | int | None = None, **parts: Any) -> Transformer:
    """Return an untrained network that reads and writes sums. parts: as for transformer, such as functions or block."""
    parts = {"dtype": np.float32, "rng": rng} | parts
    return transformer(len(SYMBOLS), WIDTH, HEADS, LAYERS, HIDDEN, LENGTH - 1, causal=True, **parts)


def learn(
    model: Any,
    optimizer: Any,
    units_first: bool = True,
    rng: np.random.Generator | int | None = None,
    updates: int = UPDATES,
    mixed: bool = False,
    loss: Callable[..., Any] = next_token_loss,
    clip: Callable[..., Any] = clip_grad_norm_,
) -> Iterator[float]:
    """Train on new sums, 64 an update; give the share of 500 others that are right, after every 100 updates.

    The answers alone are learned, as the questions are random. The rate grows over the first 100 updates, and falls
    over the last three tenths. optimizer: its param_groups[0]["lr"] is set. mixed: what is learned from is, as in sums;
    the others have three digits always.
    """
    rng, parameters = random_generator(rng), model.parameters()
    for update in range(updates):
        rate = min(1.0, (update + 1) / 100, max(0.02, (updates - update) / (0.3 * updates)))
        optimizer.param_groups[0]["lr"] = LR * rate
        ids = sums(BATCH, units_first, rng, mixed)
        asked = np.where(np.arange(LENGTH) < QUESTION, -100, ids)
        scores = model(ids[:, :-1])
        padded = np.concatenate([scores, np.zeros_like(scores[:, :1])], axis=1)  # nothing is asked of the last token
        for parameter in parameters:
            parameter.zero_grad()
        model.backward(np.asarray(loss(padded, asked)[1], scores.dtype)[:, :-1])
        clip(parameters, 1.0)
        optimizer.step()
        if (update + 1) % 100 == 0:
            yield share_right(model, units_first)


def share_right(model: Any, units_first: bool = True, n: int = 500, seed: int = 1_000_000) -> float:
    """Return the share of n sums whose four digits the model all writes right."""
    ids = sums(n, units_first, seed)
    return float((answers(model, ids) == ids[:, QUESTION:]).all(axis=1).mean())


def answers(model: Any, ids: IntArray) -> IntArray:
    """Return what the model says to each digit of the answers, (n, 4), given those before it.

    Where all four are right, they are what it would write by itself.
    """
    scores: FloatArray = model(ids[:, :-1])
    found: IntArray = scores[:, QUESTION - 1 :].argmax(axis=-1)
    return found


def _digits(numbers: IntArray, places: int) -> IntArray:
    """Return the digits of numbers, the units first, (n, places)."""
    digits: IntArray = numbers[:, None] // 10 ** np.arange(places) % 10
    return digits


def main(seeds: list[int]) -> None:
    """Print the shares of right sums in both orders."""
    for units_first in (True, False):
        for seed in seeds:
            model = adder(seed)
            optimizer = Adam(model.parameters(), lr=LR, betas=(0.9, 0.98))
            shares = list(learn(model, optimizer, units_first, seed))
            order = "units first" if units_first else "usual order"
            print(f"{order}  seed {seed}  " + " ".join(f"{share:.2f}" for share in shares), flush=True)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or [0])
