"""bn_scale_sweep: what is asked, what is right and what goes wrong.

The probe brings a `train` of its own that trains nothing: what it returns tells what it was given.
"""

import numpy as np

from layerwise.analysis.norm_sweeps import bn_scale_sweep

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def sweep_and_listen(sweep, stds, seeds, epochs=0):
    """The probe: the sweep's result, and for each pair whether both runs drew the same numbers."""
    starts: dict[tuple[float, bool], list[float]] = {}

    def train(std, batch_norm, rng):
        start = rng.random()
        starts.setdefault((round(float(std), 9), bool(batch_norm)), []).append(start)
        rng.random(5 if batch_norm else 3)  # a network with batch normalization may draw more
        value = np.log10(std) + 10 * bool(batch_norm) + start
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


ONE = settings("one scale, one seed", 1, 1)
SCALES = settings("four scales, one seed", 4, 1)
SEEDS = settings("three scales, four seeds", 3, 4)
CURVES = settings("an accuracy for each epoch", 3, 2, epochs=5)


def by_hand(train, stds, seeds):
    results = []
    for std in stds:
        pair = []
        for batch_norm in (False, True):
            pair.append([train(std, batch_norm, np.random.default_rng(seed)) for seed in seeds])
        results.append(pair)
    return np.array(results)


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


RUN = "np.random.default_rng(seed)"
BN_SCALE_SWEEP = Exercise(
    reference=bn_scale_sweep,
    probe=sweep_and_listen,
    aspects=(
        Aspect("every scale, without and with", 1, (ONE, SCALES), observations=("result",)),
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
        Accepted("three loops", by_hand),
        Accepted("written into an array", into_an_array),
        Accepted("first one sweep, then the other", two_sweeps),
    ),
    misconceptions=(
        Misconception(
            "different seeds",
            edited(by_hand, (RUN, "np.random.default_rng(seed + batch_norm)")),
            hint="The two networks of a pair start from different seeds. If one wins, was it batch normalization or "
            "the better draw? Only one thing may differ.",
            second_hint="Which arguments may enter the seed of a run, and which may not?",
        ),
        Misconception(
            "one generator for all runs",
            edited(
                by_hand,
                (RUN, "rngs[seed]"),
                ("    results = []", "    rngs = {s: np.random.default_rng(s) for s in seeds}\n    results = []"),
            ),
            hint="You make each generator once and hand it on: the second run begins where the first stopped, with "
            "other numbers. Same seed is not enough; it has to be a *new* generator from it.",
            second_hint="Where does np.random.default_rng(seed) have to stand, so that it is called for every run?",
        ),
        Misconception(
            "the same seed every time",
            edited(by_hand, (RUN, "np.random.default_rng(seeds[0])")),
            hint="All your repetitions are one and the same run: the results of a row are equal. A band of equal "
            "numbers shows nothing about chance.",
            second_hint="Which seed does the loop hand you, and which one do you use?",
        ),
        Misconception(
            "a generator without a seed",
            edited(by_hand, (RUN, "np.random.default_rng()")),
            hint="Your generators have no seed: nobody can repeat the sweep, and the two networks of a pair start "
            "differently.",
            second_hint="default_rng takes the seed as its argument.",
        ),
        Misconception(
            "plain and batch norm change places",
            edited(by_hand, ("(False, True)", "(True, False)")),
            hint="Your [:, 0] holds the runs with batch normalization. The docstring wants plain first.",
            second_hint="Index 0 is False, index 1 is True.",
        ),
        Misconception(
            "the mean over the seeds",
            edited(by_hand, ("return np.array(results)", "return np.array(results).mean(axis=2)")),
            hint="You return the mean over the seeds. Then nobody sees how much chance was in it; the figure needs "
            "every run for its band.",
            second_hint="Return the whole array: (len(stds), 2, len(seeds), ...).",
        ),
        Misconception(
            "the axes in another order",
            edited(by_hand, ("return np.array(results)", "return np.array(results).swapaxes(0, 1)")),
            hint="The numbers are right, the axes are not: yours is (2, len(stds), ...). First the scale, then plain "
            "and batch norm, then the seeds.",
            second_hint="The outermost loop makes the first axis.",
        ),
        Misconception(
            "a start that depends on the scale",
            edited(
                by_hand,
                ("for std in stds:", "for i, std in enumerate(stds):"),
                (RUN, "np.random.default_rng(seed + i)"),
            ),
            hint="Each scale starts from another seed in yours. The two networks of a pair are comparable, the scales "
            "are not: from panel to panel two things change.",
            second_hint="The seed of a run depends on nothing but the repetition.",
        ),
        Misconception(
            "batch normalization everywhere",
            edited(by_hand, ("train(std, batch_norm,", "train(std, True,")),
            hint="Both runs of your pair have batch normalization: the loop's variable is not used. A comparison needs "
            "the case without.",
            second_hint="What do you pass as train's second argument?",
        ),
    ),
)
