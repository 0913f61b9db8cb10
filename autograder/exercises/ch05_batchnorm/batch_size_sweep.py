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
        runs[key] = (float(batch_size), float(steps), float(lr), float(bool(batch_norm)), start)
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


def settings(name, batch_sizes, seeds, examples):
    """A case with given batch sizes; the learning rate and the seeds are drawn anew in every run."""

    def draw(rng):
        first = int(rng.integers(1000))
        lr = float(rng.uniform(0.01, 0.2))
        return {
            "batch_sizes": batch_sizes,
            "lr": lr,
            "examples": examples,
            "seeds": [first + 5 * i for i in range(seeds)],
        }

    return Case(name, draw)


ONE = settings("one size, one seed", [10], 1, 100)
SIZES = settings("four sizes, one seed", [2, 5, 10, 50], 1, 200)
SEEDS = settings("three sizes, four seeds", [4, 8, 32], 4, 640)
REST = settings("sizes that leave a rest", [3, 7, 16], 2, 100)


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
        Aspect("every size, without and with", 1, (ONE, SIZES), observations=EACH),
        Aspect(
            "the same learning rate", 0.5, (SIZES, SEEDS), observations=("lr",), requires="every size, without and with"
        ),
        Aspect(
            "the same number of examples",
            1,
            (SIZES, REST),
            observations=("steps",),
            requires="every size, without and with",
        ),
        Aspect("every seed, equal starts", 1, (SEEDS, REST), observations=(*EACH, "the first number drawn", "runs")),
    ),
    accepted=(Accepted("written into an array", into_an_array),),
)
