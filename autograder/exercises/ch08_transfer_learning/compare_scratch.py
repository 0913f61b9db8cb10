"""compare_scratch: what is asked, what is right and what goes wrong.

The probe brings a `train` of its own that trains nothing: what it returns tells which run it was and how it started.
"""

import numpy as np

from layerwise.transfer.comparison import compare_scratch

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def compare_and_listen(compare, labels, lrs, steps, seeds, best, test_best, luck):
    """The probe: the result, and what each run was given.

    best: which rate is best on validation, for each number of labels (rows) from scratch and pretrained (columns).
    test_best: which one is best on the test set.
    luck: by how much that one is too good in the validation of the first seed, and too bad in the others.
    """
    calls = []

    def train(pretrained, n, lr, budget, rng):
        start = rng.random()
        rng.random(3 if pretrained else 2)  # one of them may draw more
        row, arm = list(labels).index(n), int(bool(pretrained))
        rate = list(lrs).index(lr)
        calls.append((row, arm, rate, float(budget), start))
        validation = -abs(rate - best[row, arm])
        if rate == test_best[row, arm]:  # lucky with the first seed, unlucky with the others
            validation += luck if start == np.random.default_rng(seeds[0]).random() else -luck
        test = 100 * row + 10 * arm + rate - 0.1 * abs(rate - test_best[row, arm]) + start
        return validation, test

    result = np.asarray(compare(train, labels, lrs, steps, seeds))
    order = sorted(calls)
    return {
        "result": result,
        "shape": lambda: result.shape,
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
LUCKY = settings("a rate that is lucky once", [2, 50], 3, 6, luck=9.0)


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


RUN = "np.random.default_rng(seed)"
VALIDATION = "validation = np.mean([run[0] for run in runs])"
COMPARE_SCRATCH = Exercise(
    reference=compare_scratch,
    probe=compare_and_listen,
    aspects=(
        Aspect("scratch and pretrained", 0.5, (ONE,), observations=("result",)),
        Aspect("the rate is chosen by validation", 1, (RATES, SEEDS, LUCKY), observations=("result",)),
        Aspect("equal budgets", 1, (RATES, SEEDS), observations=("which runs", "steps", "runs")),
        Aspect("every seed, equal starts", 1, (SEEDS, LUCKY), observations=("starts", "shape")),
    ),
    accepted=(
        Accepted("loops", by_hand),
        Accepted("all runs, then the choice", all_then_choose),
    ),
    misconceptions=(
        Misconception(
            "one seed",
            edited(by_hand, ("for seed in seeds]", "for seed in seeds[:1]]")),
            hint="Your result has one run for each network. With five labels a class, another five give another "
            "accuracy; one run cannot tell a better network from a lucky draw.",
            second_hint="Every seed, and all of them in the result.",
        ),
        Misconception(
            "unequal budget: only the pretrained is tuned",
            edited(by_hand, ("for lr in lrs:", "for lr in lrs if pretrained else lrs[:1]:")),
            hint="The pretrained network tries all learning rates, the other one gets the first. Some of its lead is "
            "the tuning. (It is the commonest way in which a comparison is lost before it begins.)",
            second_hint="Count the calls: both need len(lrs) * len(seeds) for each number of labels.",
        ),
        Misconception(
            "unequal budget: more steps for one",
            edited(by_hand, ("lr, steps, np", "lr, steps if pretrained else 2 * steps, np")),
            hint="The two networks do not train for the same number of steps. Starting from scratch takes longer, and "
            "that is part of the answer.",
            second_hint="`steps` goes to train as it came.",
        ),
        Misconception(
            "the rate of one for both",
            edited(
                by_hand,
                ("        pair = []\n", "        pair, rates = [], lrs\n"),
                ("for lr in lrs:", "for lr in rates:"),
                (
                    "best, chosen = validation, [run[1] for run in runs]",
                    "best, chosen, won = validation, [run[1] for run in runs], lr",
                ),
                ("            pair.append(chosen)\n", "            pair.append(chosen)\n            rates = [won]\n"),
            ),
            hint="You choose a rate for the network from scratch and hand it to the other. Each start has a rate of "
            "its own: what is right for random weights may wreck trained ones.",
            second_hint="The choice stands inside the loop over the two networks.",
        ),
        Misconception(
            "chosen on the test set",
            edited(by_hand, ("run[0] for run", "run[1] for run")),
            hint="You take the rate that was best on the test set and report the same number. The maximum over several "
            "tries is too good: the test has become part of the training.",
            second_hint="train returns two accuracies. Which of them may decide?",
        ),
        Misconception(
            "reports validation",
            edited(by_hand, ("[run[1] for run in runs]", "[run[0] for run in runs]")),
            hint="You report the validation accuracies, those by which the rate was chosen. They are too good for the "
            "same reason; the test accuracies are there for the report.",
            second_hint="Choose by run[0], report run[1].",
        ),
        Misconception(
            "a rate for every seed",
            edited(
                by_hand,
                (
                    "            pair.append(chosen)\n",
                    "            table = [[train(pretrained, n, lr, steps, np.random.default_rng(s)) for lr in lrs] "
                    "for s in seeds]\n"
                    "            pair.append([max(runs, key=lambda run: run[0])[1] for runs in table])\n",
                ),
            ),
            hint="Each of your seeds has the rate that was best for it. The docstring asks for one rate for all seeds, "
            "by their mean: a rate is a setting that one would publish, not a part of the luck.",
            second_hint="Take the mean over the seeds before the comparison.",
        ),
        Misconception(
            "the best seed",
            edited(by_hand, (VALIDATION, "validation = np.max([run[0] for run in runs])")),
            hint="You rank the rates by their luckiest seed. With few labels that is whoever drew the best examples.",
            second_hint="The mean over the seeds, not the maximum.",
        ),
        Misconception(
            "the rate of the first number of labels for all",
            edited(
                by_hand,
                ("    results = []\n", "    results, kept = [], {}\n"),
                ("for lr in lrs:", "for lr in kept.get(pretrained, lrs):"),
                (
                    "best, chosen = validation, [run[1] for run in runs]",
                    "best, chosen, won = validation, [run[1] for run in runs], lr",
                ),
                (
                    "            pair.append(chosen)\n",
                    "            pair.append(chosen)\n            kept[pretrained] = [won]\n",
                ),
            ),
            hint="You choose a rate for the first number of labels and keep it. With 100 labels another may be best, "
            "and not for both networks alike.",
            second_hint="The choice is made anew for each number of labels and each network.",
        ),
        Misconception(
            "different seeds",
            edited(by_hand, (RUN, "np.random.default_rng(seed + pretrained)")),
            hint="The two networks draw different labelled examples. If one wins, was it the pretraining or the better "
            "examples?",
            second_hint="The seed of a run depends on nothing but the repetition.",
        ),
        Misconception(
            "one generator for all runs",
            edited(
                by_hand,
                (RUN, "rngs[seed]"),
                ("    results = []", "    rngs = {s: np.random.default_rng(s) for s in seeds}\n    results = []"),
            ),
            hint="You make each generator once and hand it on: the second run begins where the first stopped and draws "
            "other examples.",
            second_hint="Where does np.random.default_rng(seed) have to stand, so that it is called for every run?",
        ),
        Misconception(
            "scratch and pretrained change places",
            edited(by_hand, ("(False, True)", "(True, False)")),
            hint="Your [:, 0] holds the pretrained network. The docstring wants scratch first.",
            second_hint="Index 0 is False, index 1 is True.",
        ),
    ),
)
