"""expected_improvement: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.search import expected_improvement

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def places(name, gains, stds, known=0.0):
    """A case of 25 to 39 places. gains: of best - mean, in std; stds: a range. known: the share with std 0."""

    def draw(rng):
        m, best = int(rng.integers(25, 40)), float(rng.uniform(-2.0, 2.0))
        std = rng.uniform(*stds, m)
        mean = best - std * rng.uniform(*gains, m)
        std[rng.permutation(m)[: round(known * m)]] = 0.0
        return {"mean": mean, "std": std, "best": best}

    return Case(name, draw)


BY_HAND = Case("at the best so far", {"mean": np.array([0.0, 0.0]), "std": np.array([1.0, 2.0]), "best": 0.0})
LOWER = places("lower means", (0.2, 2.5), (0.3, 3.0))
HIGHER = places("higher means", (-2.5, -0.2), (0.3, 3.0))
SMALL = places("small doubts", (-2.0, 2.0), (0.001, 0.05))
LARGE = places("large doubts", (-2.0, 2.0), (5.0, 40.0))
KNOWN = places("half of the places are known", (-2.0, 2.0), (0.3, 2.0), known=0.5)
ALL_KNOWN = places("all places are known", (-2.0, 2.0), (0.3, 2.0), known=1.0)


def one_by_one(mean, std, best):
    import math

    found = []
    for m, s in zip(mean, std, strict=True):
        gain = best - m
        if s == 0:
            found.append(max(gain, 0.0))
        else:
            z = gain / s
            cdf, pdf = (1 + math.erf(z / math.sqrt(2))) / 2, math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
            found.append(gain * cdf + s * pdf)
    return np.array(found)


def in_units_of_std(mean, std, best):
    import math

    s = np.maximum(std, 1e-12)
    z = (best - mean) / s
    cdf = np.array([math.erfc(-a / math.sqrt(2)) / 2 for a in z])
    return s * (z * cdf + np.exp(-(np.minimum(np.abs(z), 40) ** 2) / 2) / np.sqrt(2 * np.pi))


def where_there_is_doubt(mean, std, best):
    import math

    worth = np.clip(best - mean, 0, None)
    doubt = std > 0
    gain, s = best - mean[doubt], std[doubt]
    z = gain / s
    cdf = 0.5 + 0.5 * np.vectorize(math.erf, otypes=[float])(z / 2**0.5)
    worth[doubt] = gain * cdf + s * np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5
    return worth


EXERCISE = Exercise(
    reference=expected_improvement,
    aspects=(
        Aspect("a lower mean", 0.5, (BY_HAND, LOWER)),
        Aspect("a higher mean", 1, (HIGHER,)),
        Aspect("small doubt and large", 0.5, (SMALL, LARGE)),
        Aspect("std 0", 1, (KNOWN, ALL_KNOWN)),
        leaves_inputs_alone(0.5, (LOWER, HIGHER, KNOWN), requires="a lower mean"),
    ),
    accepted=(
        Accepted("one place after the other", one_by_one),
        Accepted("in units of std", in_units_of_std),
        Accepted("only where there is doubt", where_there_is_doubt),
    ),
)
