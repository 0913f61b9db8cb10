"""batch_size_sweep: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a `train` of its own that trains nothing: what it returns tells what it was given.
"""

import numpy as np

from layerwise.analysis.norm_sweeps import batch_size_sweep

from ...core.record import Accepted, Aspect, Case, Exercise


def sweep_and_listen(sweep, batch_sizes, lr, examples, seeds):
    """The probe: the sweep's result, and what each run was given, in the order of the result."""
    runs: dict[float, tuple[float, ...]] = {}

    def train(batch_size, steps, lr, batch_norm, rng):
        start = rng.random()
        rng.random(batch_size)
        key = len(runs) + 1.0
        runs[key] = (float(batch_size), float(steps), float(lr), float(batch_norm), start)
        return key

    result = np.asarray(sweep(train, batch_sizes, lr, examples, seeds))
    given = np.array([runs.get(float(key), (np.nan,) * 5) for key in result.ravel()]).reshape(*result.shape, 5)
    return {
        "batch size": given[..., 0],
        "steps": given[..., 1],
        "lr": given[..., 2],
        "batch norm": given[..., 3],
        "the first number drawn": given[..., 4],
        "runs": len(runs),
    }


DIVISORS = tuple(n for n in range(2, 200) if 5040 % n == 0)


def settings(name, sizes, seeds):
    """A case with so many batch sizes and seeds; all of it is drawn anew, and examples is a multiple of every size."""

    def draw(rng):
        batch_sizes = sorted(int(n) for n in rng.choice(DIVISORS, sizes, replace=False))
        return {"batch_sizes": batch_sizes, "examples": 5040 * int(rng.integers(1, 4)), **chance(rng, seeds)}

    return Case(name, draw)


def chance(rng, seeds):
    """A learning rate, and so many seeds."""
    first = int(rng.integers(1000))
    return {"lr": float(rng.uniform(0.01, 0.2)), "seeds": [first + 5 * i for i in range(seeds)]}


def a_rest(rng):
    """One size leaves less than half of a batch, one more: rounding up, down and to the nearest all differ."""
    examples = int(rng.integers(60, 120))
    sizes = np.arange(3, 20)
    share = examples / sizes % 1
    small, large = rng.choice(sizes[(share > 0) & (share < 0.4)]), rng.choice(sizes[share > 0.6])
    return {"batch_sizes": sorted([int(small), int(large)]), "examples": examples, **chance(rng, 2)}


BY_HAND = Case("two sizes, one seed", {"batch_sizes": [10, 25], "lr": 0.1, "examples": 100, "seeds": [0]})
SIZES = settings("four sizes, one seed", 4, 1)
SEEDS = settings("three sizes, four seeds", 3, 4)
REST = Case("sizes that leave a rest", a_rest)


def into_an_array(train, batch_sizes, lr, examples, seeds):
    out = np.zeros((len(batch_sizes), 2, len(seeds)))
    for i, j, k in np.ndindex(out.shape):
        size = batch_sizes[i]
        out[i, j, k] = train(size, int(examples / size), lr, bool(j), np.random.default_rng(seeds[k]))
    return out


EACH = ("batch size", "batch norm")
EXERCISE = Exercise(
    reference=batch_size_sweep,
    probe=sweep_and_listen,
    aspects=(
        Aspect("every size, without and with", 1, (BY_HAND, SIZES), observations=EACH),
        Aspect(
            "the same learning rate", 0.5, (SIZES, SEEDS), observations=("lr",), requires="every size, without and with"
        ),
        Aspect(
            "the same number of examples",
            1,
            (BY_HAND, SIZES, REST),
            observations=("steps",),
            requires="every size, without and with",
        ),
        Aspect("every seed, equal starts", 1, (SEEDS, REST), observations=(*EACH, "the first number drawn", "runs")),
    ),
    accepted=(Accepted("written into an array", into_an_array),),
)
