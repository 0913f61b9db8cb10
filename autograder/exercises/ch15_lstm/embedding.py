"""Embedding: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.embedding import Embedding

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def look_up(make, weight, ids, grad_output, padding_idx):
    """The probe: rows for ids, and the table's gradient after one pass and after two with other ids between."""
    rows, dim = weight.shape
    layer = make(rows, dim, padding_idx)
    layer.weight.data, layer.weight.grad = weight.copy(), None
    output = np.array(layer.forward(ids))

    def gradient(passes):
        layer.weight.grad = None
        for n in range(passes):
            layer.forward((ids + n) % rows)
            layer.backward((1 + n) * grad_output)
        return layer.weight.grad

    return {
        "output": output,
        "gradient": lambda: gradient(1),
        "of two passes": lambda: gradient(2),
        "weight": lambda: (gradient(1), layer.weight.data)[1],
    }


def table(name, shape, rows, padded=False):
    """A case with a random table, ids of this shape, or of sizes from these ranges, and gradients far from 0.

    padded: some id stands for padding; a third of the ids are it. One id is 0 in every case.
    """

    def draw(rng):
        sizes = tuple(int(rng.integers(*size, endpoint=True)) if isinstance(size, tuple) else size for size in shape)
        V, dim = int(rng.integers(*rows, endpoint=True)), int(rng.integers(2, 4))
        ids = rng.integers(0, V, sizes)
        padding_idx = int(rng.integers(2, V)) if padded else None
        if padded:
            ids.flat[::3] = padding_idx
        ids.flat[1] = 0
        return {
            "weight": rng.normal(0.0, 1.0, (V, dim)),
            "ids": ids,
            "grad_output": rng.choice([-1.0, 1.0], (*sizes, dim)) * rng.uniform(0.5, 2.0, (*sizes, dim)),
            "padding_idx": padding_idx,
        }

    return Case(name, draw)


def different_words(rng):
    """No id twice; one is 0."""
    V, dim = int(rng.integers(7, 10)), 3
    ids = rng.permutation([0, *(1 + rng.permutation(V - 1)[:3])]).reshape(2, 2)
    grad_output = rng.normal(0.0, 1.0, (2, 2, dim))
    return {"weight": rng.normal(0.0, 1.0, (V, dim)), "ids": ids, "grad_output": grad_output, "padding_idx": None}


BY_HAND = Case(
    "a word that stands twice",
    {
        "weight": np.array([[5.0], [6.0], [7.0]]),
        "ids": np.array([2, 0, 2]),
        "grad_output": np.array([[1.0], [10.0], [100.0]]),
        "padding_idx": None,
    },
)
DIFFERENT = Case("no word twice", different_words)
REPEATED = table("words that come again", ((4, 6), (3, 5)), (5, 8))
SQUARE = table("as many words as ids", (6,), (6, 6))
PADDED = table("with padding", ((4, 6), (3, 5)), (6, 9), padded=True)


class OneHot:
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, rng=None):
        from layerwise.nn.parameter import Parameter

        weight = np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = 0.0
        self.weight, self.padding_idx = Parameter(weight), padding_idx

    def forward(self, ids):
        self.one_hot = np.eye(len(self.weight.data))[ids]
        return self.one_hot @ self.weight.data

    def backward(self, grad_output):
        V, D = self.weight.data.shape
        grad = self.one_hot.reshape(-1, V).T @ grad_output.reshape(-1, D)
        if self.padding_idx is not None:
            grad[self.padding_idx] = 0.0
        self.weight.accumulate_grad(grad)


class PlaceByPlace:
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, rng=None):
        from layerwise.nn.parameter import Parameter

        weight = np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = 0.0
        self.weight, self.padding_idx = Parameter(weight), padding_idx

    def forward(self, ids):
        self.ids = ids.copy()
        return np.take(self.weight.data, ids, axis=0)

    def backward(self, grad_output):
        grad = 0 * self.weight.data
        for place in np.ndindex(*self.ids.shape):
            if self.ids[place] != self.padding_idx:
                grad[self.ids[place]] += grad_output[place]
        self.weight.accumulate_grad(grad)


EXERCISE = Exercise(
    reference=Embedding,
    probe=look_up,
    aspects=(
        Aspect("a row for each id", 0.5, (BY_HAND, DIFFERENT, REPEATED, SQUARE), observations=("output",)),
        Aspect("gradients land in their rows", 1, (DIFFERENT,), observations=("gradient",)),
        Aspect("a word that stands twice", 1, (BY_HAND, REPEATED, SQUARE), observations=("gradient",)),
        Aspect("the padding learns nothing", 0.5, (PADDED,), observations=("gradient",)),
        Aspect("two passes add up", 0.5, (REPEATED,), observations=("of two passes",)),
        Aspect(
            "the table stays",
            0.25,
            (REPEATED, PADDED),
            observations=("weight",),
            requires="a word that stands twice",
        ),
        leaves_inputs_alone(0.25, (REPEATED, SQUARE), requires="a word that stands twice"),
    ),
    accepted=(
        Accepted("a product with ones and zeros", OneHot),
        Accepted("place by place", PlaceByPlace),
    ),
)
