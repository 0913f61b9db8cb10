"""mode_coverage: what is asked and what is right; the mistakes stand in the `.md` beside it.

How many modes are found is a small number: a case asks it of twenty sets of samples.
"""

import numpy as np

from layerwise.generation.coverage import mode_coverage

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def of_each(mode_coverage, sets, centres, radius, least):
    """The probe: what is found and what is near, for each of several sets of samples (n, D) around centres (K, D)."""
    options = () if least == 0 else (least,)
    found = [mode_coverage(x, each, radius, *options) for x, each in zip(sets, centres, strict=True)]
    return {
        "modes": lambda: [int(modes) for modes, _ in found],
        "near": lambda: [float(near) for _, near in found],
    }


def samples(rng, centres, counts, spread, strays, away):
    """Samples around centres: so many at each, within spread of it; and strays far from all."""
    D = centres.shape[1]
    around = np.repeat(centres, counts, axis=0)
    direction = rng.normal(0.0, 1.0, around.shape)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    near = around + spread * rng.uniform(0.2, 0.9, (len(around), 1)) * direction
    far = rng.normal(0.0, 1.0, (strays, D))
    far *= away / np.linalg.norm(far, axis=1, keepdims=True)
    return rng.permutation(np.concatenate([near, far]))


def ring(name, apart=4.0, few=0, more_asked=False, axes=2):
    """A case of twenty rings of 4 to 7 centres, with radius 1. apart: of neighbours; below 2 their discs overlap.

    few: strays at centres that do not count as found. more_asked: 12 % of all samples instead of 2 %.
    """

    def draw(rng):
        sets, centres = [], []
        for _ in range(20):
            K = int(rng.integers(4, 8))
            angles = 2 * np.pi * (np.arange(K) + rng.uniform(0, 1)) / K
            size = apart / (2 * np.sin(np.pi / K))
            around = np.zeros((K, axes))
            around[:, :2] = size * np.column_stack([np.cos(angles), np.sin(angles)])
            counts = rng.integers(30, 50, K)
            missed = rng.permutation(K)[: rng.integers(1, K)]
            counts[missed] = rng.integers(1, few + 1, len(missed)) if few else 0
            strays = int(rng.integers(5, 60))
            if more_asked:  # a tenth of all samples: 12 % of those that are near one, and not of all
                missed = missed[:3]
                counts[missed] = 0
                counts[missed] = round(counts.sum() / (7 - len(missed)))
                strays = round(3 * counts.sum() / 7)
            # One or two samples at a centre lie so close to it that every way to measure finds them.
            spread = 0.45 * apart if apart < 2 else 0.7 if few else 1.0
            sets.append(samples(rng, around, counts, spread, strays, 3 * size + 3))
            centres.append(around)
        return {"sets": sets, "centres": centres, "radius": 1.0, "least": 0.12 if more_asked else 0.0}

    return Case(name, draw)


def corners(rng):
    """Samples within 1 of a centre along each axis, and further than that from it: in the corners of a box."""
    sets, centres = [], []
    for _ in range(20):
        around = 6.0 * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]) + rng.normal(0, 0.3, 3)
        counts = rng.integers(12, 20, 4)
        counts[rng.permutation(4)[: rng.integers(1, 4)]] = 0
        near = samples(rng, around, counts, 1.0, 3, 40.0)
        corner = around[rng.integers(0, 4, 15)] + rng.choice([-1.0, 1.0], (15, 3)) * rng.uniform(0.7, 0.95, (15, 3))
        sets.append(rng.permutation(np.concatenate([near, corner])))
        centres.append(around)
    return {"sets": sets, "centres": centres, "radius": 1.0, "least": 0.0}


PLAIN = ring("discs that lie apart")
SPACE = ring("in three dimensions", axes=3)
OVERLAP = ring("discs that overlap", apart=1.2)
STRAYS = ring("a few strays at a centre", few=2)
MORE_ASKED = ring("12 % of all samples asked for", more_asked=True)
CORNERS = Case("in the corners of a box", corners)


def centre_by_centre(x, centres, radius, least=0.02):
    squares = ((x[:, None, :] - centres[None, :, :]) ** 2).sum(-1)
    own = squares == squares.min(axis=1, keepdims=True)
    inside = own & (squares <= radius**2)
    found = 0
    for k in range(len(centres)):
        if inside[:, k].mean() >= least:
            found += 1
    return found, inside.any(axis=1).mean()


def sample_by_sample(x, centres, radius, least=0.02):
    counts = [0] * len(centres)
    for sample in x:
        distances = [np.sqrt(((sample - centre) ** 2).sum()) for centre in centres]
        k = int(np.argmin(distances))
        if distances[k] <= radius:
            counts[k] += 1
    return sum(count / len(x) >= least for count in counts), sum(counts) / len(x)


EXERCISE = Exercise(
    reference=mode_coverage,
    probe=of_each,
    aspects=(
        Aspect("the modes that are found", 1, (PLAIN, SPACE, MORE_ASKED), observations=("modes",)),
        Aspect("the share near one", 1, (PLAIN, SPACE, CORNERS), observations=("near",)),
        Aspect("discs that overlap", 0.5, (OVERLAP,), observations=("modes", "near")),
        Aspect("a few strays", 0.5, (STRAYS,), observations=("modes",)),
        leaves_inputs_alone(0.5, (PLAIN, OVERLAP), requires="the share near one"),
    ),
    accepted=(
        Accepted("centre by centre", centre_by_centre),
        Accepted("sample by sample", sample_by_sample),
    ),
)
