"""TransformerEncoderLayer: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings an attention of its own, so that this exercise does not ask for that one again. Dropout is asked with
p = 0 and p = 1: everything passes, or nothing.
"""

from typing import Any

import numpy as np

from layerwise.nn.attention.encoder_layer import TransformerEncoderLayer

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def block(TransformerEncoderLayer, x, mask, norm_first, weights, drops, training, grad_output):
    """The probe: both passes with given weights. drops: p of dropout, dropout1 and dropout2."""
    from layerwise.nn import Module

    class Mean(Module):
        """The mean of what may be seen, through a matrix: an attention whose weights are equal."""

        def __init__(self, matrix):
            self.matrix = matrix

        def forward(self, x, mask=None):
            may = np.ones((1, 1)) if mask is None else np.asarray(mask, float)
            may = np.broadcast_to(may, (x.shape[0], x.shape[1], x.shape[1]))
            self.shares = may / may.sum(axis=-1, keepdims=True)
            return self.shares @ x @ self.matrix

        def backward(self, grad_output):
            return self.shares.swapaxes(-1, -2) @ grad_output @ self.matrix.T

    matrix, weight1, bias1, weight2, bias2, norms = weights
    layer = TransformerEncoderLayer(x.shape[2], 1, len(bias1), dropout=0.0, norm_first=norm_first)
    layer.self_attn = Mean(matrix)
    layer.linear1.weight.data, layer.linear1.bias.data = weight1.copy(), bias1.copy()
    layer.linear2.weight.data, layer.linear2.bias.data = weight2.copy(), bias2.copy()
    layer.norm1.weight.data, layer.norm1.bias.data = norms[0].copy(), norms[1].copy()
    layer.norm2.weight.data, layer.norm2.bias.data = norms[2].copy(), norms[3].copy()
    layer.train()
    for dropout, p in zip((layer.dropout, layer.dropout1, layer.dropout2), drops, strict=True):
        dropout.p = float(p)
    if not training:
        layer.eval()
    output = layer.forward(x, mask)
    learned = layer.linear1.weight, layer.linear2.bias, layer.norm1.weight, layer.norm2.bias
    for parameter in learned:
        parameter.grad = None
    passed: list[np.ndarray] = []

    def back():
        if not passed:
            passed.append(np.array(layer.backward(grad_output)))
        return passed[0]

    def gradients():
        back()
        return np.concatenate([np.ravel(parameter.grad) for parameter in learned])

    return {"output": np.array(output), "grad_x": back, "gradients": gradients}


def drawn(name, norm_first, drops=(0.0, 0.0, 0.0), training=True, hide=False):
    """A case with random numbers. drops: p of the three dropouts. hide: a causal mask."""

    def draw(rng):
        N, T, d, ff = (size(rng, between) for between in ((3, 4), (4, 5), (5, 6), (7, 9)))
        norms = np.stack([rng.uniform(0.5, 1.5, d) if i % 2 == 0 else rng.normal(0.0, 0.5, d) for i in range(4)])
        weights = [
            rng.normal(0.0, 1.0, (d, d)) / np.sqrt(d) * 2,
            rng.normal(0.0, 1.0, (ff, d)) / np.sqrt(d),
            rng.normal(0.0, 0.5, ff),
            rng.normal(0.0, 1.0, (d, ff)) / np.sqrt(ff) * 2,
            rng.normal(0.0, 0.5, d),
            norms,
        ]
        mask = np.tri(T, dtype=bool) if hide else np.ones((T, T), dtype=bool)
        x, grad_output = rng.normal(0.0, 1.0, (2, N, T, d))
        inputs = {"x": 1.5 * x + 0.5, "mask": mask, "norm_first": norm_first, "weights": weights}
        return inputs | {"drops": np.array(drops), "training": training, "grad_output": grad_output}

    return Case(name, draw)


POST, PRE = drawn("norms behind the sums", False), drawn("norms first", True)
MASKED = drawn("norms behind, a mask", False, hide=True), drawn("norms first, a mask", True, hide=True)
ALL, NONE = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
DROPPED = tuple(
    drawn(f"{'norms first' if first else 'norms behind'}, {which} drops all", first, drops)
    for first in (False, True)
    for which, drops in (("dropout", (1.0, 0.0, 0.0)), ("dropout1", (0.0, 1.0, 0.0)), ("dropout2", (0.0, 0.0, 1.0)))
)
EVALUATED = tuple(drawn(f"evaluation, {'norms first' if p else 'norms behind'}", p, ALL, False) for p in (False, True))


class Spelled:
    """Every line spelled out, for both kinds in one."""

    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, norm_first=False, rng=None):
        from layerwise.nn import Dropout, LayerNorm, Linear, Module

        self.self_attn: Any = Module()
        self.linear1, self.linear2 = Linear(d_model, dim_feedforward), Linear(dim_feedforward, d_model)
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.dropout, self.dropout1, self.dropout2 = Dropout(dropout), Dropout(dropout), Dropout(dropout)
        self.norm_first = norm_first

    def train(self, mode=True):
        for drop in (self.dropout, self.dropout1, self.dropout2):
            drop.train(mode)

    def eval(self):
        self.train(False)

    def forward(self, x, mask=None):
        first = self.norm_first
        a = self.norm1.forward(x) if first else x
        y = x + self.dropout1(self.self_attn.forward(a, mask))
        y = y if first else self.norm1.forward(y)
        b = self.norm2.forward(y) if first else y
        self.hidden = self.linear1(b)
        z = y + self.dropout2(self.linear2(self.dropout(np.maximum(self.hidden, 0))))
        return z if first else self.norm2.forward(z)

    def backward(self, grad_output):
        first = self.norm_first
        grad_z = grad_output if first else self.norm2.backward(grad_output)
        grad_hidden = self.dropout.backward(self.linear2.backward(self.dropout2.backward(grad_z)))
        grad_b = self.linear1.backward(grad_hidden * (self.hidden > 0))
        grad_y = grad_z + (self.norm2.backward(grad_b) if first else grad_b)
        grad_y = grad_y if first else self.norm1.backward(grad_y)
        grad_a = self.self_attn.backward(self.dropout1.backward(grad_y))
        return grad_y + (self.norm1.backward(grad_a) if first else grad_a)


EXERCISE = Exercise(
    reference=TransformerEncoderLayer,
    probe=block,
    aspects=(
        Aspect("norms behind the sums", 1, (POST,), observations=("output",)),
        Aspect("norms first", 1, (PRE,), observations=("output",)),
        Aspect("the mask is handed on", 0.5, MASKED, observations=("output",)),
        Aspect(
            "what dropout drops, in training and in evaluation", 0.5, (*DROPPED, *EVALUATED), observations=("output",)
        ),
        Aspect("the gradient of x", 1, (POST, PRE, *MASKED, *DROPPED), observations=("grad_x",)),
        Aspect("the gradients of the parameters", 0.5, (POST, PRE), observations=("gradients",)),
        leaves_inputs_alone(0.5, (POST, PRE), requires="the gradient of x"),
    ),
    accepted=(Accepted("spelled out", Spelled),),
)
