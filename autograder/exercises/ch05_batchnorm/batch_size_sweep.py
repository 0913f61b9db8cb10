"""batch_size_sweep: what is asked, what is right and what goes wrong.

The probe brings a `train` of its own that trains nothing: what it returns tells what it was given.
"""

import numpy as np

from layerwise.analysis.norm_sweeps import batch_size_sweep

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


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


def by_hand(train, batch_sizes, lr, examples, seeds):
    results = []
    for batch_size in batch_sizes:
        steps = examples // batch_size
        pair = []
        for batch_norm in (False, True):
            pair.append([train(batch_size, steps, lr, batch_norm, np.random.default_rng(seed)) for seed in seeds])
        results.append(pair)
    return np.array(results)


def into_an_array(train, batch_sizes, lr, examples, seeds):
    out = np.zeros((len(batch_sizes), 2, len(seeds)))
    for i, j, k in np.ndindex(out.shape):
        size = batch_sizes[i]
        out[i, j, k] = train(size, int(examples / size), lr, bool(j), np.random.default_rng(seeds[k]))
    return out


RUN = "np.random.default_rng(seed)"
EACH = ("batch size", "batch norm")
BATCH_SIZE_SWEEP = Exercise(
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
    accepted=(
        Accepted("loops", by_hand),
        Accepted("written into an array", into_an_array),
    ),
    misconceptions=(
        Misconception(
            "lr coupled to the batch size",
            edited(by_hand, ("steps, lr, batch_norm", "steps, lr * batch_size / batch_sizes[0], batch_norm")),
            hint="Your learning rate grows with the batch. That is a rule people use (twice the batch, twice the "
            "rate), and here it would give one effect two causes. Keep lr as it is given.",
            second_hint="What may differ between two runs of this sweep? Write down the list: it has two entries.",
        ),
        Misconception(
            "lr divided by the batch size",
            edited(by_hand, ("steps, lr, batch_norm", "steps, lr / batch_size, batch_norm")),
            hint="You divide the learning rate by the batch size. The loss takes the mean over the batch already, so "
            "the gradient does not grow with it; and a sweep should change one thing.",
            second_hint="`lr` goes to train as it came.",
        ),
        Misconception(
            "the same number of steps",
            edited(by_hand, ("steps = examples // batch_size", "steps = examples // batch_sizes[0]")),
            hint="All sizes get equally many steps, so the large batches see many more examples than the small ones. "
            "Every run should see `examples` of them.",
            second_hint="With 200 examples, how many steps has a batch size of 50, and how many one of 5?",
        ),
        Misconception(
            "as many steps as examples",
            edited(by_hand, ("examples // batch_size", "examples")),
            hint="You take one step for every example, whatever the batch size: with batches of 50 each example would "
            "be seen 50 times.",
            second_hint="A step uses batch_size examples. How many steps use up `examples`?",
        ),
        Misconception(
            "rounds up",
            edited(by_hand, ("examples // batch_size", "-(-examples // batch_size)")),
            hint="Where the size does not divide the examples, you take one step more than the docstring says: "
            "examples // batch_size.",
            second_hint="Train has batches of equal size only; a last, smaller one would have other statistics.",
        ),
        Misconception(
            "different seeds",
            edited(by_hand, (RUN, "np.random.default_rng(seed + batch_norm)")),
            hint="The two networks of a pair start from different seeds. If one wins, was it batch normalization or "
            "the better draw?",
            second_hint="The seed of a run depends on nothing but the repetition.",
        ),
        Misconception(
            "one generator for all runs",
            edited(
                by_hand,
                (RUN, "rngs[seed]"),
                ("    results = []", "    rngs = {s: np.random.default_rng(s) for s in seeds}\n    results = []"),
            ),
            hint="You make each generator once and hand it on: the second run begins where the first stopped. Equal "
            "starts need a new generator for every run.",
            second_hint="Where does np.random.default_rng(seed) have to stand?",
        ),
        Misconception(
            "the same seed every time",
            edited(by_hand, (RUN, "np.random.default_rng(seeds[0])")),
            hint="All your repetitions are one and the same run. A band of equal numbers shows nothing about chance.",
            second_hint="Which seed does the loop hand you, and which one do you use?",
        ),
        Misconception(
            "plain and batch norm change places",
            edited(by_hand, ("(False, True)", "(True, False)")),
            hint="Your [:, 0] holds the runs with batch normalization. The docstring wants plain first.",
            second_hint="Index 0 is False, index 1 is True.",
        ),
    ),
)
