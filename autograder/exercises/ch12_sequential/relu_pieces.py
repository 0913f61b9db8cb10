"""relu_pieces: what is asked and what is right; the mistakes stand in the `.md` beside it.

Weights are small multiples of powers of two, so that a kink that two units share is the same number in every way of
computing it.
"""

import numpy as np

from layerwise.analysis.relu_pieces import relu_pieces

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def find(relu_pieces, w1, b1, w2, b2):
    """The probe: kinks, heights and slopes."""
    kinks, heights, slopes = relu_pieces(w1, b1, w2, b2)
    return {"kinks": np.array(kinks) + 0.0, "heights": np.array(heights), "slopes": np.array(slopes)}


def units(name, signs, shared=0, flat=0, unheard=0):
    """A case with random units. signs: of w1, such as (1, -1); shared: pairs that bend at one place.

    flat: units with w1 = 0 that are on; unheard: units with w2 = 0
    """

    def draw(rng):
        H = int(rng.integers(4, 8))
        w1 = rng.choice(signs, H) * 2.0 ** rng.integers(-1, 3, H)
        places = rng.permutation(np.arange(-16, 17))[:H] / 4
        w1[:2] = np.abs(w1[:2]) * np.array([signs[0], signs[-1]])
        w2 = rng.normal(size=H) + np.where(rng.random(H) < 0.5, -0.5, 0.5)
        for _ in range(shared):
            i = int(rng.integers(H))
            w1 = np.append(w1, rng.choice(signs) * 2.0 ** rng.integers(-1, 3))
            places, w2 = np.append(places, places[i]), np.append(w2, rng.uniform(0.5, 2.0))
        b1 = -places * w1
        for _ in range(flat):
            w1, b1 = np.append(w1, 0.0), np.append(b1, rng.uniform(0.5, 2.0))
            w2 = np.append(w2, rng.uniform(0.5, 2.0))
        for _ in range(unheard):
            w1, b1, w2 = np.append(w1, 2.0), np.append(b1, -2.0 * rng.uniform(5, 9)), np.append(w2, 0.0)
        order = rng.permutation(len(w1))
        last = np.argmax(places)
        order = np.array([last, *order[order != last]])  # units in the order of their kinks need no sorting
        return {"w1": w1[order], "b1": b1[order], "w2": w2[order], "b2": float(rng.normal())}

    return Case(name, draw)


BY_HAND = Case(
    "two units by hand",
    {"w1": np.array([1.0, -1.0]), "b1": np.array([0.0, 2.0]), "w2": np.array([3.0, 1.0]), "b2": 0.5},
)
RIGHT = units("all w1 positive", (1,))
LEFT = units("all w1 negative", (-1,))
MIXED = units("both signs", (1, -1))
SHARED = units("kinks that coincide", (1, -1), shared=2)
FLAT = units("units with w1 = 0", (1, -1), flat=2)
UNHEARD = units("units with w2 = 0", (1, -1), unheard=2)


def by_the_middle(w1, b1, w2, b2):
    def y(x):
        return float((np.maximum(w1 * x + b1, 0) * w2).sum() + b2)

    places = [-b / w for w, b, v in zip(w1, b1, w2, strict=True) if w != 0 and v != 0]
    kinks = np.array(sorted(set(places)))
    if len(kinks) == 0:
        return kinks, kinks, np.array([0.0])
    inside = [(y(kinks[i + 1]) - y(kinks[i])) / (kinks[i + 1] - kinks[i]) for i in range(len(kinks) - 1)]
    slopes = [y(kinks[0]) - y(kinks[0] - 1), *inside, y(kinks[-1] + 1) - y(kinks[-1])]
    return kinks, np.array([y(kink) for kink in kinks]), np.array(slopes)


def switched_on(w1, b1, w2, b2):
    kinks = np.sort(np.unique((-b1 / np.where(w1 == 0, 1, w1))[(w1 != 0) & (w2 != 0)]))
    ends = [-np.inf, *kinks, np.inf]
    slopes = []
    for piece in range(len(kinks) + 1):
        low, high = ends[piece], ends[piece + 1]
        if np.isinf(low) and np.isinf(high):
            x = 0.0
        elif np.isinf(low):
            x = high - 1
        elif np.isinf(high):
            x = low + 1
        else:
            x = (low + high) / 2
        on = w1 * x + b1 > 0
        slopes.append((w1 * w2)[on].sum())
    heights = [np.sum(np.maximum(w1 * kink + b1, 0) * w2) + b2 for kink in kinks]
    return kinks, np.array(heights), np.array(slopes)


EXERCISE = Exercise(
    reference=relu_pieces,
    probe=find,
    aspects=(
        Aspect("where the kinks are", 1, (BY_HAND, RIGHT, MIXED), observations=("kinks",)),
        Aspect("a negative w1", 0.5, (LEFT, MIXED), observations=("slopes",)),
        Aspect("the heights at the kinks", 1, (BY_HAND, MIXED, RIGHT), observations=("heights",)),
        Aspect("the slopes between them", 1, (BY_HAND, RIGHT, MIXED), observations=("slopes",)),
        Aspect("kinks that coincide", 0.5, (SHARED,)),
        Aspect("units that bend nothing", 0.5, (FLAT, UNHEARD)),
        leaves_inputs_alone(0.5, (MIXED, SHARED), requires="the slopes between them"),
    ),
    accepted=(
        Accepted("rise over run", by_the_middle),
        Accepted("which units are on in each piece", switched_on),
    ),
)
