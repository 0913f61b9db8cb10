"""The milestone of chapter 21: a transformer of single parts learns to add, and writes its sums by itself."""

from typing import Any

import numpy as np

from explore.style import INK, NEGATIVE, POSITIVE, panels
from layerwise.arguments import FloatArray
from layerwise.models.adder import HEADS, HIDDEN, LAYERS, LENGTH, LR, QUESTION, SYMBOLS, WIDTH, learn, share_right, sums
from layerwise.models.kv_cache import cached_step
from layerwise.models.transformer import Transformer
from layerwise.nn import LayerNorm, Module, TransformerEncoderLayer

from .outcome import Outcome
from .toolbox import Toolbox
from .training import filled

UPDATES = 1600  # among sums of one and two digits; without those, 2000 are too few from many a start
SHOWN = 6  # sums that it writes by itself


def adds(tools: Toolbox, seed: int) -> Outcome:
    """Two blocks behind a causal mask, by Adam with clipping; every number units first, short sums among the long."""
    rng = np.random.default_rng(seed)
    functions = tools("scaled_dot_product_attention"), tools("scaled_dot_product_attention_backward")
    blocks = [_block(tools, functions, rng) for _ in range(LAYERS)]
    embedding, head = (
        tools("Embedding")(len(SYMBOLS), WIDTH, rng=rng),
        filled(tools("Linear")(WIDTH, len(SYMBOLS)), seed),
    )
    embedding.weight.data = 0.5 * rng.standard_normal((len(SYMBOLS), WIDTH))
    positions = tools("positional_encoding")(LENGTH - 1, WIDTH)
    model = Transformer(embedding, blocks, head, positions, LayerNorm(WIDTH), tools("causal_mask")).to(np.float32)
    optimizer = tools("Adam")(model.parameters(), lr=LR, betas=(0.9, 0.98))
    loss, clip = tools("next_token_loss"), tools("clip_grad_norm_")
    shares = list(learn(model, optimizer, True, seed, UPDATES, mixed=True, loss=loss, clip=clip))
    reached = share_right(model)
    step, generate = cached_step(model, functions[0]), tools("generate")
    asked = sums(SHOWN, rng=seed + 2_000_000)
    written = np.array([generate(step, row[:QUESTION], LENGTH - QUESTION) for row in asked])
    same = (written == asked)[:, QUESTION:].all(axis=1)
    figure, (axis, below) = panels(2)
    axis.plot(100 * np.arange(1, 1 + len(shares)), shares, color=INK, marker="o", markersize=3)
    axis.set(xlabel="updates", ylabel="new sums that are right", ylim=(-0.03, 1.05), title=f"{reached:.3f} at the end")
    for row, (ids, right) in enumerate(zip(written, same, strict=True)):
        text = "".join(SYMBOLS[one] for one in ids)
        a, b, total = (text[part][::-1] for part in (slice(0, 3), slice(4, 7), slice(8, 12)))
        colour = POSITIVE if right else NEGATIVE
        below.text(
            0.02,
            1 - (row + 0.5) / SHOWN,
            f"{text}    {a} + {b} = {total}",
            color=colour,
            va="center",
            family="monospace",
        )
    below.set(xticks=[], yticks=[], title="written by itself, units first")
    for spine in below.spines.values():
        spine.set_visible(False)
    alt = f"Left, the share of new sums that are right, up to {reached:.3f}, over {100 * len(shares)} updates. "
    alt += f"Right, {SHOWN} sums that it wrote by itself, {int(same.sum())} of them right."
    return Outcome(reached, bool(same.mean() >= 0.5), figure, alt)


def _block(tools: Toolbox, functions: tuple[Any, Any], rng: np.random.Generator) -> Module:
    """A block: the learner's where it is right and not very slow, otherwise the library's on their attention."""

    def trial(kind: Any) -> None:
        layer = kind(WIDTH, HEADS, HIDDEN, dropout=0.0, norm_first=True, rng=0).to(np.float32)
        x: FloatArray = np.ones((64, LENGTH - 1, WIDTH), np.float32)
        for _ in range(3):
            layer.backward(layer(x, np.tri(LENGTH - 1, dtype=bool)))

    kind = tools.at_most(0.3, "TransformerEncoderLayer", trial)
    settings: dict[str, Any] = {"functions": functions} if kind is TransformerEncoderLayer else {}
    layer = kind(WIDTH, HEADS, HIDDEN, dropout=0.0, norm_first=True, rng=rng, **settings)
    for linear in (layer.linear1, layer.linear2):
        filled(linear, int(rng.integers(1_000_000)))
    return layer
