"""bn_scale_sweep: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a `train` of its own that trains nothing: what it returns tells what it was given.
"""

import numpy as np

from layerwise.analysis.norm_sweeps import bn_scale_sweep

from ...core.record import Accepted, Aspect, Case, Exercise


def sweep_and_listen(sweep, stds, seeds, epochs=0, chance=1.0):
    """The probe: the sweep's result, and for each pair whether both runs drew the same numbers.

    epochs: how many numbers a run returns; 0: one, and not in an array. chance: how much its seed is seen in them
    """
    starts: dict[tuple[float, bool], list[float]] = {}

    def train(std, batch_norm, rng):
        start = rng.random()
        starts.setdefault((round(float(std), 9), bool(batch_norm)), []).append(start)
        rng.random(5 if batch_norm else 3)  # a network with batch normalization may draw more
        value = std + 10 * batch_norm + chance * start  # as in the docstring's example
        return value + np.arange(epochs) if epochs else value

    result = sweep(train, stds, seeds)
    runs = len(stds) * len(seeds)

    def same(pairs):
        return float(all(len(a) == len(b) and np.allclose(a, b) for a, b in pairs))

    return {
        "result": result,
        "shape": lambda: np.shape(result),
        "plain and batch norm start alike": same(
            (starts.get((round(float(s), 9), False), []), starts.get((round(float(s), 9), True), [0])) for s in stds
        ),
        "all stds start alike": same(
            (starts.get((round(float(s), 9), False), []), starts.get((round(float(stds[0]), 9), False), [0]))
            for s in stds
        ),
        "different starts": len({round(v, 12) for values in starts.values() for v in values}),
        "runs": sum(len(values) for values in starts.values()) / runs,
    }


def settings(name, stds, seeds, **options):
    """A case with `stds` scales and `seeds` seeds, drawn anew in every run."""

    def draw(rng):
        first = int(rng.integers(1000))
        scales = np.sort(10 ** rng.uniform(-4, 0, stds))[::-1]
        return {"stds": scales, "seeds": [first + 7 * i for i in range(seeds)], **options}

    return Case(name, draw)


BY_HAND = Case("two scales, one seed", {"stds": [1.0, 2.0], "seeds": [0], "chance": 0.0})
ONE = settings("one scale, one seed", 1, 1)
SCALES = settings("four scales, one seed", 4, 1)
SEEDS = settings("three scales, four seeds", 3, 4)
CURVES = settings("an accuracy for each epoch", 3, 2, epochs=5)


def into_an_array(train, stds, seeds):
    found = {}
    for k, seed in enumerate(seeds):
        for i, std in enumerate(stds):
            for j in range(2):
                found[i, j, k] = np.asarray(train(std, j == 1, np.random.default_rng(seed)))
    out = np.zeros((len(stds), 2, len(seeds), *found[0, 0, 0].shape))
    for place, value in found.items():
        out[place] = value
    return out


def two_sweeps(train, stds, seeds):
    arms = [[[train(std, arm, np.random.default_rng(seed)) for seed in seeds] for std in stds] for arm in (False, True)]
    return np.stack(arms, axis=1)


EXERCISE = Exercise(
    reference=bn_scale_sweep,
    probe=sweep_and_listen,
    aspects=(
        Aspect("every scale, without and with", 1, (BY_HAND, ONE, SCALES), observations=("result",)),
        Aspect(
            "a fair pair",
            1,
            (SCALES, SEEDS),
            observations=("plain and batch norm start alike", "all stds start alike"),
            requires="every scale, without and with",
        ),
        Aspect("every seed", 1, (SEEDS,), observations=("result", "different starts", "runs")),
        Aspect("curves", 0.5, (CURVES,), observations=("result",)),
    ),
    accepted=(
        Accepted("written into an array", into_an_array),
        Accepted("first one sweep, then the other", two_sweeps),
    ),
)
