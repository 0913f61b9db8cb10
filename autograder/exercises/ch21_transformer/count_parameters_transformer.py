"""count_parameters_transformer: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.transformer_size import count_parameters_transformer

from ...core.record import Accepted, Aspect, Case, Exercise


def counts(count_parameters_transformer, settings, tied):
    """The probe: the counts of several networks."""
    return {"counts": np.array([int(count_parameters_transformer(*map(int, row), tied)) for row in settings])}


def drawn(name, tied, layers=(1, 13)):
    """A case with six networks: d, layers, ff, vocab, context."""

    def draw(rng):
        columns = [
            8 * rng.integers(1, 40, 6),
            rng.integers(*layers, 6),
            rng.integers(10, 900, 6),
            rng.integers(20, 5000, 6),
            rng.integers(5, 600, 6),
        ]
        return {"settings": np.stack(columns, axis=1), "tied": tied}

    return Case(name, draw)


KNOWN = Case(
    "GPT-2", {"settings": np.array([[768, 12, 3072, 50257, 1024], [1600, 48, 6400, 50257, 1024]]), "tied": True}
)
BARE = drawn("no layers at all", True, (0, 1))
TIED = drawn("a tied head", True)
FREE = drawn("a head of its own", False)


def piece_by_piece(d, layers, ff, vocab, context, tied=True):
    shapes: list[tuple[int, ...]] = [(vocab, d), (context, d)]
    for _ in range(layers):
        shapes += [(3 * d, d), (3 * d,), (d, d), (d,), (ff, d), (ff,), (d, ff), (d,), (d,), (d,), (d,), (d,)]
    shapes += [(d,), (d,)] + ([] if tied else [(vocab, d)])
    total = 0
    for shape in shapes:
        size = 1
        for side in shape:
            size *= side
        total += size
    return total


EXERCISE = Exercise(
    reference=count_parameters_transformer,
    probe=counts,
    aspects=(
        Aspect("embeddings and the last norm", 0.5, (BARE,)),
        Aspect("the layers, with a tied head", 1, (TIED, KNOWN)),
        Aspect("a head of its own", 0.5, (FREE,)),
    ),
    accepted=(Accepted("piece by piece", piece_by_piece),),
)
