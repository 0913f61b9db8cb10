"""MultiheadAttention: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.attention.multihead import MultiheadAttention

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def layer(MultiheadAttention, x, mask, masked, num_heads, weights, grad_output):
    """The probe: split and merge by themselves, both passes with given weights, and two passes that add up."""
    in_proj_weight, in_proj_bias, weight, bias = weights
    N, T, E = x.shape
    made = MultiheadAttention(E, num_heads)
    parameters = {
        "in_proj_weight": made.in_proj_weight,
        "in_proj_bias": made.in_proj_bias,
        "out_proj.weight": made.out_proj.weight,
        "out_proj.bias": made.out_proj.bias,
    }
    values = (in_proj_weight, in_proj_bias, weight, bias)
    for parameter, value in zip(parameters.values(), values, strict=True):
        parameter.data, parameter.grad = value.copy(), None
    given = (x, mask) if masked else (x,)
    found: dict[str, np.ndarray] = {}

    def passes():
        if not found:
            found["output"] = np.array(made.forward(*given))
            found["weights"] = np.array(made.weights)
            try:
                found["grad_x"] = np.array(made.backward(grad_output))
                found["once"] = np.concatenate([np.ravel(parameter.grad) for parameter in parameters.values()])
                made.forward(*given)
                made.backward(2 * grad_output)
                found["twice"] = np.concatenate([np.ravel(parameter.grad) for parameter in parameters.values()])
            except Exception as error:
                found["error"] = np.array(0)
                failure.append(error)
        return found

    failure: list[Exception] = []

    def seen(name):
        if name not in passes():
            raise failure[0]
        return found[name]

    return {
        "split": lambda: np.array(made.split(x)),
        "merge": lambda: np.array(made.merge(x.reshape(N, num_heads, T, E // num_heads))),
        "output": lambda: seen("output"),
        "weights": lambda: seen("weights"),
        "grad_x": lambda: seen("grad_x"),
        "once": lambda: seen("once"),
        "twice": lambda: seen("twice"),
    }


def drawn(name, sizes, hide=False):
    """A case with random numbers. sizes: ranges for N, T, heads and columns of a head."""

    def draw(rng):
        N, T, h, d = (size(rng, between) for between in sizes)
        E = h * d
        mask = rng.random((N, 1, T, T)) < 0.6 if hide else np.ones((N, 1, T, T), dtype=bool)
        order = np.argsort(rng.random((N, 1, T, T)), axis=-1)
        if hide:
            mask[order == 0], mask[order == 1] = True, False
        weights = [
            rng.normal(0.0, 1.2 / np.sqrt(E), (3 * E, E)),
            rng.uniform(0.2, 0.8, 3 * E) * rng.choice([-1.0, 1.0], 3 * E),
            rng.normal(0.0, 1 / np.sqrt(E), (E, E)),
            rng.uniform(0.2, 0.8, E) * rng.choice([-1.0, 1.0], E),
        ]
        x, grad_output = rng.normal(0.0, 1.0, (2, N, T, E))
        inputs = {"x": x, "mask": mask, "masked": hide, "num_heads": h}
        return inputs | {"weights": weights, "grad_output": grad_output}

    return Case(name, draw)


# A head has more columns than there are positions or sequences: the root of another size is another root.
SOME = drawn("some heads", ((3, 4), (5, 6), (2, 3), (7, 8)))
SQUARE = drawn("as many heads, positions and columns", (3, 4, 4, 4))
HIDDEN = drawn("a mask", ((3, 4), (5, 6), (2, 3), (7, 8)), hide=True)


class HeadByHead:
    """A loop over heads, each with slices of the columns; attention spelled out, forwards and backwards."""

    def __init__(self, embed_dim, num_heads, rng=None):
        from layerwise.nn import Linear, Parameter

        self.num_heads = num_heads
        self.in_proj_weight = Parameter(np.random.default_rng(rng).normal(size=(3 * embed_dim, embed_dim)))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim))
        self.out_proj = Linear(embed_dim, embed_dim)

    def split(self, x):
        return np.stack(np.split(x, self.num_heads, axis=2), axis=1)

    def merge(self, heads):
        return np.concatenate([heads[:, i] for i in range(heads.shape[1])], axis=2)

    def forward(self, x, mask=None):
        E, self.x = x.shape[2], x
        W, b = self.in_proj_weight.data, self.in_proj_bias.data
        self.q, self.k, self.v = (self.split(x @ W[i * E : (i + 1) * E].T + b[i * E : (i + 1) * E]) for i in range(3))
        scores = self.q @ self.k.transpose(0, 1, 3, 2) / np.sqrt(E // self.num_heads)
        if mask is not None:
            scores = np.where(mask, scores, -1e30)
        e = np.exp(scores - scores.max(axis=3, keepdims=True))
        self.weights = e / e.sum(axis=3, keepdims=True)
        return self.out_proj.forward(self.merge(self.weights @ self.v))

    def backward(self, grad_output):
        E, w = self.x.shape[2], self.weights
        grad = self.split(self.out_proj.backward(grad_output))
        grad_w = grad @ self.v.transpose(0, 1, 3, 2)
        grad_s = w * (grad_w - (w * grad_w).sum(axis=3, keepdims=True)) / np.sqrt(E // self.num_heads)
        parts = grad_s @ self.k, grad_s.transpose(0, 1, 3, 2) @ self.q, w.transpose(0, 1, 3, 2) @ grad
        grad_x, grad_W, grad_b = 0.0, np.zeros((3 * E, E)), np.zeros(3 * E)
        for i, part in enumerate(parts):
            flat, rows = self.merge(part), slice(i * E, (i + 1) * E)
            grad_W[rows] = np.einsum("nte,ntf->ef", flat, self.x)
            grad_b[rows] = flat.sum(axis=0).sum(axis=0)
            grad_x = grad_x + flat @ self.in_proj_weight.data[rows]
        self.in_proj_weight.accumulate_grad(grad_W)
        self.in_proj_bias.accumulate_grad(grad_b)
        return grad_x


BOTH = (SOME, SQUARE)
EXERCISE = Exercise(
    reference=MultiheadAttention,
    probe=layer,
    aspects=(
        Aspect("split into heads", 0.5, BOTH, observations=("split",)),
        Aspect("merged again", 0.5, BOTH, observations=("merge",)),
        Aspect("the weights of each head", 0.5, BOTH, observations=("weights",)),
        Aspect("the output", 1, BOTH, observations=("output",)),
        Aspect("the mask", 0.5, (HIDDEN,), observations=("output", "weights")),
        Aspect("the gradient of x", 1, (*BOTH, HIDDEN), observations=("grad_x",)),
        Aspect("the gradients of the parameters", 1, (*BOTH, HIDDEN), observations=("once",)),
        Aspect("two passes that add up", 0.5, (SOME,), observations=("twice",)),
        leaves_inputs_alone(0.5, (SOME, HIDDEN), requires="the gradient of x"),
    ),
    accepted=(Accepted("part by part", HeadByHead),),
)
