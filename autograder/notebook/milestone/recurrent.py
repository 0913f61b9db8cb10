"""The milestone of chapter 15: an LSTM of single parts reads reviews whose label hangs on the order of the words."""

from typing import Any

import numpy as np

from explore.style import INK, NEGATIVE, POSITIVE, ZERO, panels
from layerwise import datasets
from layerwise.arguments import FloatArray
from layerwise.functional.softmax import softmax
from layerwise.models.sequence_classifier import SequenceClassifier
from layerwise.nn import LSTM, Module, pad_sequence

from .outcome import Outcome
from .toolbox import Toolbox
from .training import filled, right, train

LEARNED_FROM = 4000  # reviews; the other 1000 are for testing
PAIR = "the plot was dull but the music was good", "the plot was good but the music was dull"


def reads_reviews(tools: Toolbox, seed: int) -> Outcome:
    """Embedding - LSTM - the state after the last word - linear, by Adam with clipping."""
    sequences, y, vocabulary = datasets.reviews(LEARNED_FROM + 1000)
    X, words = pad_sequence(sequences, batch_first=True), 1 + len(vocabulary)
    rng = np.random.default_rng(seed)
    layer = LSTM(16, 16, 1.0, rng=rng, functions=(tools("lstm_cell"), tools("lstm_cell_backward")))
    embedding, head = tools("Embedding")(words, 16, 0, rng=seed), filled(tools("Linear")(16, 2), seed)
    model = SequenceClassifier(embedding, layer, head, tools("last_valid"))
    seen = slice(LEARNED_FROM)
    loader = tools("DataLoader")(X[seen], y[seen], batch_size=64, shuffle=True, rng=seed)
    optimizer = _Clipped(tools("Adam")(model.parameters(), lr=0.03), tools("clip_grad_norm_"), model)
    losses = train(tools, model, optimizer, (loader for _ in range(5)))
    reached = right(model, X[LEARNED_FROM:], y[LEARNED_FROM:])
    kind = [_word_by_word(model, [vocabulary.index(word) + 1 for word in text.split()]) for text in PAIR]
    figure, (axis, below) = panels(2)
    axis.plot(losses, color=INK, linewidth=0.8)
    axis.set(xlabel="update", ylabel="loss (nats)", ylim=(0, None), title=f"{reached:.3f} of the new reviews right")
    for shares, text, colour, dash in zip(kind, PAIR, (POSITIVE, NEGATIVE), ("-", "--"), strict=True):
        below.plot(shares, color=colour, linestyle=dash, marker="o", markersize=4)
        below.annotate(f"… {text.split()[-1]}", (8, shares[-1]), (6, 0), textcoords="offset points", color=colour)
    below.axhline(0.5, color=ZERO, linewidth=0.8)
    shown = [one if one == other else f"{one} / {other}" for one, other in zip(*map(str.split, PAIR), strict=True)]
    below.set_xticks(range(9), shown, rotation=55, ha="right")
    below.set(ylabel="kind, 0 to 1", ylim=(-0.05, 1.05), xlim=(-0.3, 11), title="one bag, two orders")
    alt = (
        f"Left, the loss falls to {np.mean(losses[-20:]):.2f}. Right, how kind it finds two reviews of the same words: "
    )
    alt += f"{kind[0][-1]:.2f} for “{PAIR[0]}”, {kind[1][-1]:.2f} for “{PAIR[1]}”."
    return Outcome(reached, bool(kind[0][-1] > 0.5 > kind[1][-1]), figure, alt)


class _Clipped:
    """An optimizer whose gradients are clipped before each step."""

    def __init__(self, optimizer: Any, clip: Any, model: Module) -> None:
        self._optimizer, self._clip, self._model = optimizer, clip, model

    def step(self) -> None:
        """Clip, then step."""
        self._clip(self._model.parameters(), 1.0)
        self._optimizer.step()


def _word_by_word(model: Module, ids: list[int]) -> FloatArray:
    """How kind the model finds a review after each of its words."""
    scores = [model(np.array([ids[: n + 1]]))[0] for n in range(len(ids))]
    shares: FloatArray = softmax(np.array(scores))[:, 1]
    return shares
