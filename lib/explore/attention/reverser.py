"""A transformer of one layer and two heads that turns ten digits round, trained beforehand.

`python -m explore.attention.train_reverser` trains it anew; its weights lie beside it. They are run by an attention and
a softmax that are handed over. The layers around them stay the library's: a learner's TransformerEncoderLayer gives
what comes out, and here two of its heads are to be looked into, and exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, IntArray
from layerwise.models.transformer import Transformer, transformer

from ..own_parts import Parts
from ..packaged import packaged_state

WEIGHTS = Path(__file__).with_name("reverser.npz")
CHECKSUM = "c178a4e438794bca41535a234d8f0eda5e942373587c9caed16229f04adf2601"
LENGTH, HEADS = 10, 2
LEARNED, MEAN, OFF, OPPOSITE = "as learned", "a plain mean", "off", "by hand: the opposite place"
LOOKS = (LEARNED, MEAN, OFF, OPPOSITE)


def untrained(seed: int = 0) -> Transformer:
    """The network before training."""
    return transformer(10, 32, HEADS, 1, 64, context=LENGTH, rng=seed)


@lru_cache(maxsize=1)
def trained() -> Transformer:
    """Return the trained network, after its weights have been held against their checksum."""
    network = untrained()
    network.load_state_dict(packaged_state(WEIGHTS, CHECKSUM))
    return network.eval()


@dataclass(frozen=True)
class Turned:
    """What the network makes of ten digits. weights: (HEADS, 10, 10). shares: of each digit at each place, (10, 10)."""

    weights: FloatArray
    shares: FloatArray

    @property
    def digits(self) -> IntArray:
        """The likeliest digit at each place, (10,)."""
        found: IntArray = self.shares.argmax(axis=1)
        return found


def turn(
    digits: Sequence[int],
    parts: Parts,
    looks: Sequence[str] = (LEARNED,) * HEADS,
    hidden: tuple[int, int] | None = None,
) -> Turned:
    """Return what the network says of ten digits.

    parts: with scaled_dot_product_attention and softmax. looks: for each head what its weights are.
    hidden: a place, and the one that it may not look at.
    """
    network = trained()
    block: Any = network.blocks[0]
    attn, mask = block.self_attn, np.ones((1, 1, LENGTH, LENGTH), dtype=bool)
    if hidden is not None:
        mask[0, 0, hidden[0], hidden[1]] = False
    positions = network.positions if network.positions is not None else np.zeros((LENGTH, 1))
    x: FloatArray = network.embedding(np.array([digits])) + positions
    z = block.norm1(x) @ attn.in_proj_weight.data.T + attn.in_proj_bias.data
    q, k, v = (attn.split(part) for part in np.split(z, 3, axis=-1))
    attention = parts["scaled_dot_product_attention"]
    found = attention.apart(attention(q, k, v, mask), "what comes out", "weights")[1]
    weights = np.array(attention.finite(found, (1, HEADS, LENGTH, LENGTH)))
    for head, look in enumerate(looks):
        if look != LEARNED:
            weights[0, head] = _fixed(look)
    x = x + attn.out_proj(attn.merge(weights @ v))
    x = x + block.linear2(block.activation(block.linear1(block.norm2(x))))
    scores: FloatArray = network.head(x if network.norm is None else network.norm(x))
    return Turned(weights[0], parts["softmax"].numbers((LENGTH, 10), scores[0]))


def _fixed(look: str) -> FloatArray:
    """The weights of a head that is not as learned, (10, 10)."""
    if look == OPPOSITE:
        return np.eye(LENGTH)[::-1]
    return np.full((LENGTH, LENGTH), 1 / LENGTH if look == MEAN else 0.0)
