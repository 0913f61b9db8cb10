"""Two small networks that say whether a review is kind, trained beforehand: one reads, one counts words.

Their weights are run by an lstm_cell and a softmax that are handed over. The embedding and the head are what the
weights were saved from, and stay the library's: a learner's Embedding may be made otherwise, and only looks up rows.

`python -m explore.gates.train_reader` trains them anew; their weights lie beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from layerwise import datasets, nn
from layerwise.arguments import FloatArray
from layerwise.models.sequence_classifier import SequenceClassifier

from ..own_parts import Parts
from ..packaged import packaged_state

WEIGHTS = Path(__file__).with_name("reader.npz")
CHECKSUM = "04aa4da17c44b50ed034cd48d3384ca275ab699a792a51b428d933c31f5019fa"
VOCABULARY = datasets.reviews(1)[2]
UNITS = 8
GATES = ("input gate", "forget gate", "candidate", "output gate")  # in the order of their rows


class Readers(nn.Module):
    """Both networks, untrained: reading takes ids (N, T), counting takes bags of words (N, words)."""

    def __init__(self, seed: int = 0) -> None:
        rng, words = np.random.default_rng(seed), 1 + len(VOCABULARY)
        self.counting = nn.Sequential(nn.Linear(words, 16, rng=rng), nn.ReLU(), nn.Linear(16, 2, rng=rng))
        self.lstm = nn.LSTM(UNITS, UNITS, 1.0, rng=rng)
        embedding, head = nn.Embedding(words, UNITS, 0, rng=rng), nn.Linear(UNITS, 2, rng=rng)
        self.reading = SequenceClassifier(embedding, self.lstm, head)


@lru_cache(maxsize=1)
def trained() -> Readers:
    """Return the trained networks, after their weights have been held against their checksum."""
    networks = Readers()
    networks.load_state_dict(packaged_state(WEIGHTS, CHECKSUM))
    return networks.eval()


def bag(ids: Sequence[int]) -> FloatArray:
    """Return which words occur, 1 or 0 for each, (1, words): all that the network that counts words gets."""
    found = np.zeros((1, 1 + len(VOCABULARY)))
    found[0, list(ids)] = 1.0
    return found


@dataclass(frozen=True)
class Reading:
    """What the networks make of T words.

    gates: i, f, g, o after each word, (T, 4, UNITS). c: the memory, (T, UNITS). reads, counts: how kind each network
    finds what stands there so far, (T,), between 0 and 1.
    """

    gates: FloatArray
    c: FloatArray
    reads: FloatArray
    counts: FloatArray


def read(ids: Sequence[int], parts: Parts) -> Reading:
    """Return the reading of these words. parts: with lstm_cell and softmax."""
    cell, softmax = parts["lstm_cell"], parts["softmax"]
    networks = trained()
    embedding, head, own = networks.reading.embedding, networks.reading.head, networks.lstm.cell
    h, c = own.start(1)
    gates, memory, reads, counts = [], [], [], []
    weights = own.weight_ih.data, own.weight_hh.data, own.bias
    for t, id in enumerate(ids):
        step = cell.apart(cell(embedding(np.array([id])), h, c, *weights), "h", "c", "gates")
        h, c = (cell.finite(one, (1, UNITS)) for one in step[:2])
        gates.append(
            cell.finite(np.reshape(step[2], (4, UNITS)) if np.size(step[2]) == 4 * UNITS else step[2], (4, UNITS))
        )
        memory.append(np.ravel(c))
        reads.append(softmax.numbers((1, 2), head(h))[0, 1])
        counts.append(softmax.numbers((1, 2), networks.counting(bag(ids[: t + 1])))[0, 1])
    return Reading(np.array(gates), np.array(memory), np.array(reads), np.array(counts))
