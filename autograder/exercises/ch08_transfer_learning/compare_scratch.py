"""compare_scratch: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings a `train` of its own that trains nothing: what it returns tells which run it was and how it started.
"""

import numpy as np

from layerwise.transfer.comparison import compare_scratch

from ...core.record import Accepted, Aspect, Case, Exercise


def compare_and_listen(compare, labels, lrs, steps, seeds, best, test_best, luck):
    """The probe: the result, and what each run was given.

    best: which rate is best on validation, for each number of labels (rows) from scratch and pretrained (columns).
    test_best: which one is best on the test set.
    luck: how far validation strays from what a rate is worth, by the seed. The mean over six seeds still finds the best
        one; the first seed, each seed's own best, the luckiest and the unluckiest seed do not.
    """
    calls = []

    def train(pretrained, n, lr, steps, rng):  # the docstring's names: it may be called by keyword
        start = rng.random()
        rng.random(3 if pretrained else 2)  # one of them may draw more
        row, arm = list(labels).index(n), int(bool(pretrained))
        rate = list(lrs).index(lr)
        calls.append((row, arm, rate, float(steps), start))
        validation = 3.0 - abs(rate - best[row, arm])
        number = next((i for i, seed in enumerate(seeds) if start == np.random.default_rng(seed).random()), -1)
        first, second, last = number == 0, number == 1, number == len(seeds) - 1
        days = (
            0 if first else -6 if second else 2,  # of the best rate: a bad day
            1 if first else -1,  # of the next: lucky at first
            3 if last else -3,  # of the third: very lucky at last
            -0.5,  # of the fourth: always the same
        )
        validation += luck * days[(rate - best[row, arm]) % len(lrs)]
        test = 100 * row + 10 * arm + rate - 0.1 * abs(rate - test_best[row, arm]) + start
        return validation, test

    def simple(pretrained, n, lr, steps, rng):
        return lr, n + pretrained

    result = np.asarray(compare(train, labels, lrs, steps, seeds))
    order = sorted(calls)
    return {
        "result": result,
        "shape": lambda: result.shape,
        "by hand": lambda: compare(simple, [5], [0.1], steps, [0]),
        "runs": len(calls),
        "which runs": [call[:3] for call in order],
        "steps": [call[3] for call in order],
        "starts": [call[4] for call in order],
    }


def settings(name, labels, rates, seeds, luck=0.0):
    """A case with rates, seeds and the winners drawn anew in every run; no rate wins everywhere."""

    def draw(rng):
        shape = (len(labels), 2)
        best = rng.integers(rates, size=shape)
        if rates > 1:
            best[0] = rng.permutation(rates)[:2]
            best[-1] = best[0, ::-1] if len(labels) > 1 else best[0]
        first = int(rng.integers(1000))
        return {
            "labels": labels,
            "lrs": [round(float(v), 6) for v in np.sort(rng.uniform(0.001, 1.0, rates))],
            "steps": int(rng.integers(10, 100)),
            "seeds": [first + 3 * i for i in range(seeds)],
            "best": best,
            "test_best": (best + 1) % max(rates, 1),
            "luck": luck,
        }

    return Case(name, draw)


ONE = settings("one number of labels, one rate, one seed", [5], 1, 1)
RATES = settings("two numbers of labels, three rates, one seed", [1, 10], 3, 1)
SEEDS = settings("three numbers of labels, three rates, five seeds", [1, 5, 20], 3, 5)
LUCKY = settings("rates with good and bad days", [2, 50], 4, 6, luck=9.0)


def by_hand(train, labels, lrs, steps, seeds):
    results = []
    for n in labels:
        pair = []
        for pretrained in (False, True):
            best = None
            for lr in lrs:
                runs = [train(pretrained, n, lr, steps, np.random.default_rng(seed)) for seed in seeds]
                validation = np.mean([run[0] for run in runs])
                if best is None or validation > best:
                    best, chosen = validation, [run[1] for run in runs]
            pair.append(chosen)
        results.append(pair)
    return np.array(results)


def all_then_choose(train, labels, lrs, steps, seeds):
    runs = np.zeros((len(labels), 2, len(lrs), len(seeds), 2))
    for i, arm, r, s in np.ndindex(runs.shape[:-1]):
        runs[i, arm, r, s] = train(arm == 1, labels[i], lrs[r], steps, np.random.default_rng(seeds[s]))
    chosen = runs[..., 0].mean(axis=-1).argmax(axis=-1)
    return np.take_along_axis(runs[..., 1], chosen[:, :, None, None], axis=2)[:, :, 0]


EXERCISE = Exercise(
    reference=compare_scratch,
    probe=compare_and_listen,
    aspects=(
        Aspect("scratch and pretrained", 0.5, (ONE,), observations=("result", "by hand")),
        Aspect("the rate is chosen by validation", 1, (RATES, SEEDS, LUCKY), observations=("result",)),
        Aspect("equal budgets", 1, (RATES, SEEDS), observations=("which runs", "steps", "runs")),
        Aspect("every seed, equal starts", 1, (SEEDS, LUCKY), observations=("starts", "shape")),
    ),
    accepted=(
        Accepted("loops", by_hand),
        Accepted("all runs, then the choice", all_then_choose),
    ),
)
