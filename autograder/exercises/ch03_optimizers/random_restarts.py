"""random_restarts: what is asked, what is right and what goes wrong.

The probe's searches draw a start from the generator that they are given and return a value from a list, so that what
is best is known, and the way in which the generators are made is the learner's own.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def search_again(random_restarts, values, seed):
    """The probe: as many searches as there are values. "which" is the number of the search that was returned."""
    starts = []

    def f(rng):
        starts.append(rng.normal(size=2))
        return starts[-1].copy(), values[(len(starts) - 1) % len(values)]

    x, value = random_restarts(f, len(values), seed)
    first = np.array(starts)
    found = np.flatnonzero((first == x).all(axis=1))
    starts.clear()
    random_restarts(f, len(values), seed)
    second = np.array(starts)
    starts.clear()
    random_restarts(f, len(values), seed + 1)
    return {
        "value": value,
        "which": found[0] if len(found) else -1,
        "searches": len(first),
        "every start is another": len(np.unique(first, axis=0)) == len(first),
        "the same seed, the same starts": np.array_equal(first, second),
        "another seed, other starts": not np.array_equal(first, np.array(starts)),
    }


def drawn(name, n):
    """A case with n random values, the best neither first nor last."""

    def draw(rng):
        values = rng.permutation(np.arange(1.0, n + 1)) - 3.5
        best = int(values.argmin())
        if best in (0, n - 1):
            values[[best, n // 2]] = values[[n // 2, best]]
        return {"values": values.tolist(), "seed": int(rng.integers(1000))}

    return Case(name, draw)


BY_HAND = Case("three searches", {"values": [5.0, 2.0, 3.0], "seed": 0})
SEVEN = drawn("seven searches", 7)
ONE = Case("a single search", {"values": [4.0], "seed": 3})
FIRST = Case("the first is the best", {"values": [-1.0, 0.0, 7.0], "seed": 1})
LAST = Case("the last is the best", {"values": [4.0, 2.0, -5.0], "seed": 2})
LOST = Case("searches that ran away", {"values": [np.nan, 3.0, np.inf, 1.0, np.nan], "seed": 4})


def keep_the_best(f, n, seed=0):
    rng = np.random.default_rng(seed)
    best_x, best = None, np.inf
    for _ in range(n):
        x, value = f(rng)
        if value < best:
            best_x, best = x, value
    return best_x, best


def sorted_at_the_end(f, n, seed=0):
    rng = np.random.default_rng(seed)
    found = [f(rng) for _ in range(n)]
    found = [pair for pair in found if not np.isnan(pair[1])]
    return min(found, key=lambda pair: pair[1])


def a_generator_for_each(f, n, seed=0):
    children = np.random.SeedSequence(seed).spawn(n)
    attempts = [f(np.random.default_rng(child)) for child in children]
    values = np.array([value for _, value in attempts])
    i = np.nanargmin(values)
    return attempts[i]


RANDOM_RESTARTS = Exercise(
    reference=layerwise.optim.random_restarts,
    probe=search_again,
    aspects=(
        Aspect("the best of all", 1, (BY_HAND, SEVEN, FIRST, LAST), observations=("value", "which")),
        Aspect("n searches", 0.5, (BY_HAND, SEVEN, ONE), observations=("searches",)),
        Aspect("different starts", 0.5, (BY_HAND, SEVEN), observations=("every start is another",)),
        Aspect(
            "the seed decides",
            0.5,
            (SEVEN,),
            observations=("the same seed, the same starts", "another seed, other starts"),
        ),
        Aspect("searches that ran away", 0.5, (LOST,), observations=("value", "which")),
    ),
    accepted=(
        Accepted("keep the best so far", keep_the_best),
        Accepted("all of them, then the smallest", sorted_at_the_end),
        Accepted("a generator for each search", a_generator_for_each),
    ),
    misconceptions=(
        Misconception(
            "last, not best",
            edited(keep_the_best, ("if value < best:", "if True:")),
            hint="You return the last search, whatever the others found. With the values 5, 2, 3 the answer should be "
            "the search that found 2.",
            second_hint="What has to be true of a value before it may replace the one you hold?",
        ),
        Misconception(
            "same seed",
            edited(
                keep_the_best,
                ("    rng = np.random.default_rng(seed)\n", ""),
                ("        x, value = f(rng)", "        x, value = f(np.random.default_rng(seed))"),
            ),
            hint="All your searches start at the same point: a new generator with the same seed draws the same "
            "numbers. n searches are then one search, n times.",
            second_hint="Make one generator before the loop, and let every search draw from it.",
        ),
        Misconception(
            "the largest",
            edited(keep_the_best, ("np.inf", "-np.inf"), ("value < best", "value > best")),
            hint="You return the search with the largest value. Downhill is where the value falls; the best is the "
            "smallest.",
            second_hint="Turn one sign round, and what you compare the first value with.",
        ),
        Misconception(
            "the first that is better than nothing",
            edited(
                keep_the_best,
                ("best_x, best = x, value", "return x, value"),
            ),
            hint="You return the first search and never look at the others: a `return` inside the loop ends it.",
            second_hint="How far is your return indented, and what is it part of?",
        ),
        Misconception(
            "the best value with another search's x",
            edited(
                keep_the_best, ("            best_x, best = x, value", "            best = value\n        best_x = x")
            ),
            hint="Your value is the best one and your x belongs to the last search. Whoever goes to that x will not "
            "find that value.",
            second_hint="The two belong together: replace both or none.",
        ),
        Misconception(
            "one search too few",
            edited(keep_the_best, ("range(n)", "range(1, n)")),
            hint="You search n - 1 times; with n = 1 not at all. `range(1, n)` begins at 1 and ends before n.",
            second_hint="How many numbers are in range(n), and how many in range(1, n)?",
        ),
        Misconception(
            "starts that no seed decides",
            edited(keep_the_best, ("np.random.default_rng(seed)", "np.random.default_rng()")),
            hint="Two calls with the same seed find different things: your generator is made without it. A lucky "
            "find that cannot be repeated is hard to believe.",
            second_hint="What does np.random.default_rng take in its brackets?",
        ),
        Misconception(
            "another seed changes nothing",
            edited(keep_the_best, ("np.random.default_rng(seed)", "np.random.default_rng(0)")),
            hint="Whatever the seed is, your searches start at the same points: the seed is written into your "
            "function.",
            second_hint="Which argument have you not used?",
        ),
        Misconception(
            "nan counts as the smallest",
            edited(
                sorted_at_the_end,
                ("if not np.isnan(pair[1])", "if True"),
                ("min(found, key=lambda pair: pair[1])", "found[int(np.argmin([value for _, value in found]))]"),
            ),
            hint="One of the searches ran away and returned nan, and you chose it: np.argmin stops at the first nan. "
            "Every comparison with nan is False, which is what you can use.",
            second_hint="numpy has a function that does the same and looks past nan. Or compare one by one with `<`.",
        ),
        Misconception(
            "a mean of all searches",
            edited(
                sorted_at_the_end,
                (
                    "return min(found, key=lambda pair: pair[1])",
                    "return np.mean([x for x, _ in found], axis=0), np.mean([value for _, value in found])",
                ),
            ),
            hint="You average the searches. The middle between two valleys can be a mountain; the best search is one "
            "of them, unchanged.",
            second_hint="Which of the n results has the smallest value?",
        ),
    ),
)
