"""bayes_opt: what is asked and what is right; the mistakes stand in the `.md` beside it.

f is a stub of the probe's, a table of values, that notes which candidates it was called with; so is the acquisition,
where the case brings one: it notes what it is told, and says what the case's preferences say.
"""

import numpy as np

from layerwise.search import bayes_opt

from ...core.record import INPUTS, Accepted, Aspect, Case, Exercise


def run(optimize, candidates, values, first, n, preferences=None, **options):
    """The probe: which candidates were tried and what came, what f was called with, what the acquisition was told,
    and the list `first` afterwards.

    values: (M,), the table of f. preferences: (n, M), what the acquisition returns, a row a call, or None.
    options: lengthscale and noise, or nothing
    """
    called, told = [], []

    def f(x):
        row = int(
            np.abs(candidates - np.asarray(x, dtype=float).reshape(-1)[: candidates.shape[1]]).sum(axis=1).argmin()
        )
        called.append(row)
        return float(values[row])

    def acquisition(mean, std, best):
        told.append([np.array(mean, dtype=float), np.array(std, dtype=float), float(best)])
        return np.array(preferences[(len(told) - 1) % len(preferences)])

    if preferences is not None:
        options["acquisition"] = acquisition
    tried, found = optimize(f, candidates, first, n, **options)
    return {
        "tried": np.asarray(tried, dtype=float),
        "values": np.asarray(found, dtype=float),
        "called": np.array(called, dtype=float),
        "mean": np.array([mean for mean, _, _ in told]),
        "std": np.array([std for _, std, _ in told]),
        "best": np.array([best for _, _, best in told]),
        "first": np.array(first, dtype=float),
    }


def table(name, M, starts, more, D=2, stubbed=True, level=None, scale=1.0, **ranges):
    """A case of M candidates (a range), so many first ones and so many more (ranges; more None: until all are tried).

    level, scale: the values are level + scale * rough ones; level None: a drawn whole number, the same for all.
    stubbed: with preferences, all negative, which like one of the first ones best. ranges: of lengthscale and noise
    """

    def draw(rng):
        size, begin = int(rng.integers(*M)), int(rng.integers(*starts))
        n = begin + int(rng.integers(*more)) if more else size
        candidates = rng.random((size, D))
        if level is None:
            values = np.full(size, float(rng.integers(2, 50)))
        else:
            values = level + scale * (np.sin(7 * candidates).sum(axis=1) + rng.normal(0.0, 0.7, size))
        first = [int(i) for i in rng.permutation(size)[:begin]]
        made = {"candidates": candidates, "values": values, "first": first, "n": n}
        if stubbed:
            made["preferences"] = -2.0 - rng.random((n - begin, size))
            made["preferences"][:, first[0]] = -1.0
        return made | {key: float(rng.uniform(*between)) for key, between in ranges.items()}

    return Case(name, draw)


USUAL = {"lengthscale": (0.2, 0.5), "noise": (0.2, 0.4)}
SOME = table("an acquisition of the check's own", (20, 30), (3, 5), (4, 7), level=0.0, **USUAL)
FAR = table("values in the thousands", (20, 30), (3, 6), (4, 7), level=5000.0, scale=300.0, **USUAL)
STUBBORN = table("one that wants what has been tried", (20, 30), (3, 5), (5, 8), level=2.0, **USUAL)
DEFAULTS = table("length scale and noise left as they are", (20, 30), (2, 4), (4, 7), D=3, level=0.0)
EQUAL = table("all values are equal", (15, 25), (3, 5), (3, 6), **USUAL)
ALL = table("first ones only", (9, 14), (9, 10), (0, 1), level=0.0, **USUAL)
# With so many candidates any other worth chooses another one; with so much noise what was tried is wanted again.
LINE = table(
    "a run among many", (1400, 1600), (3, 5), (5, 8), D=1, stubbed=False, level=-50.0, scale=10.0,
    lengthscale=(0.1, 0.2), noise=(0.2, 0.4),
)  # fmt: skip
PLANE = table(
    "a run among many in a plane", (1400, 1600), (3, 5), (5, 8), stubbed=False, level=70.0, scale=10.0,
    lengthscale=(0.2, 0.4), noise=(0.2, 0.4),
)  # fmt: skip
WHOLE = table(
    "a run until all are tried", (12, 16), (3, 5), None, stubbed=False, level=3.0, scale=20.0, lengthscale=(0.4, 0.6),
    noise=(1.0, 1.5),
)  # fmt: skip


def with_a_mask(f, candidates, first, n, lengthscale=0.2, noise=1e-3, acquisition=None):
    import math

    def k(A, B):
        return np.exp(-((A[:, None] - B[None]) ** 2).sum(axis=2) / (2 * lengthscale**2))

    def expected(mean, std, best):
        s = np.maximum(std, 1e-12)
        z = (best - mean) / s
        cdf = np.array([math.erfc(-a / math.sqrt(2)) / 2 for a in z])
        return (best - mean) * cdf + s * np.exp(-np.minimum(z * z, 1400) / 2) / math.sqrt(2 * math.pi)

    free = np.ones(len(candidates), dtype=bool)
    tried: list[int] = []
    values: list[float] = []
    for step in range(n):
        if step < len(first):
            i = first[step]
        else:
            y = np.array(values)
            y = y - y.mean()
            if y.std() > 0:
                y = y / y.std()
            X = candidates[np.array(tried)]
            K = k(X, X) + noise**2 * np.eye(len(X))
            Ks = k(X, candidates)
            mean = Ks.T @ np.linalg.solve(K, y)
            std = np.sqrt(np.maximum(1 - (Ks * np.linalg.solve(K, Ks)).sum(axis=0), 0))
            worth = (expected if acquisition is None else acquisition)(mean, std, min(y))
            left = np.flatnonzero(free)
            i = left[np.asarray(worth)[left].argmax()]
        free[i] = False
        tried.append(int(i))
        values.append(float(f(candidates[i])))
    return tried, values


def growing_arrays(f, candidates, first, n, lengthscale=0.2, noise=1e-3, acquisition=None):
    import math

    def k(A, B):
        return np.exp(-0.5 * (((A[:, None, :] - B) / lengthscale) ** 2).sum(axis=-1))

    def expected(mean, std, best):
        z = (best - mean) / (std + 1e-14)
        cdf = 0.5 * (1 + np.vectorize(math.erf)(z / 2**0.5))
        return (best - mean) * cdf + std * np.exp(-0.5 * z**2) / (2 * np.pi) ** 0.5

    tried = np.array(first, dtype=int)
    values = np.array([f(x) for x in candidates[tried]])
    for _ in range(n - len(first)):
        spread = values.std()
        y = (values - values.mean()) / (spread if spread else 1.0)
        inverse = np.linalg.inv(k(candidates[tried], candidates[tried]) + noise**2 * np.eye(len(tried)))
        Kz = k(candidates, candidates[tried])
        mean, std = Kz @ inverse @ y, np.sqrt(np.clip(1 - ((Kz @ inverse) * Kz).sum(axis=1), 0, 1))
        rule = acquisition if acquisition is not None else expected
        order = np.argsort(-np.asarray(rule(mean, std, y.min())), kind="stable")
        chosen = next(i for i in order if i not in tried)
        tried, values = np.append(tried, chosen), np.append(values, f(candidates[chosen]))
    return tried, values


STUBBED = (SOME, FAR, STUBBORN)
EXERCISE = Exercise(
    reference=bayes_opt,
    probe=run,
    aspects=(
        Aspect("which are tried first, and what came", 0.5, (ALL,), observations=("tried", "values")),
        Aspect("how often f is called", 0.5, (SOME, FAR, ALL), observations=("called",)),
        Aspect("the acquisition is told mean and std", 1, (SOME, FAR, DEFAULTS), observations=("mean", "std")),
        Aspect("the acquisition is told the best", 0.5, (SOME, FAR, DEFAULTS), observations=("best",)),
        Aspect("nothing is tried twice", 0.5, (STUBBORN,), observations=("tried", "values")),
        Aspect("a run with expected improvement", 1, (LINE, PLANE, WHOLE), observations=("tried", "values")),
        Aspect("all values equal", 0.5, (EQUAL,), observations=("tried", "mean", "best")),
        Aspect(
            "leaves its input alone",
            0.5,
            STUBBED,
            observations=(INPUTS, "first"),
            requires="how often f is called",
        ),
    ),
    accepted=(
        Accepted("a mask of those that are free", with_a_mask),
        Accepted("arrays that grow", growing_arrays),
    ),
)
