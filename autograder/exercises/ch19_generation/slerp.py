"""slerp: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.sphere import slerp

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def paths(slerp, z0s, z1s, t):
    """The probe: the path between each pair of ends, (pairs, T, D)."""
    return {"paths": np.array([slerp(z0, z1, t) for z0, z1 in zip(z0s, z1s, strict=True)])}


def whole(inputs, seen):
    """The points; where one is nan, all are: in which places a rounded cosine is above 1 says nothing of an answer."""
    points = np.array(seen["paths"], dtype=float)
    return {"points": points if np.isfinite(points).all() else np.full(points.shape, np.nan)}


def pairs(name, lengths, count=4, angles=(0.5, 2.4)):
    """A case of some pairs of vectors, with a drawn angle between them. lengths: ranges for that of both ends."""

    def draw(rng):
        D = int(rng.integers(3, 7))
        z0s, z1s = [], []
        for _ in range(count):
            one, other = np.linalg.qr(rng.normal(0.0, 1.0, (D, 2)))[0].T
            angle, first, second = rng.uniform(*angles), rng.uniform(*lengths[0]), rng.uniform(*lengths[1])
            second = first if lengths[0] == lengths[1] else second
            z0s.append(first * one)
            z1s.append(second * (np.cos(angle) * one + np.sin(angle) * other))
        return {"z0s": np.array(z0s), "z1s": np.array(z1s), "t": rng.uniform(0.05, 0.95, 5)}

    return Case(name, draw)


def same_direction(rng):
    """Eighty pairs that point the same way: some equal, some twice as long; in rounding, cosines a little above 1."""
    z0s = np.where(np.arange(80) % 2, 0.2, 2.0)[:, None] * rng.normal(0.0, 1.0, (80, 5))
    factors = np.where(np.arange(80) < 40, 1.0, rng.uniform(1.5, 3.0, 80))
    return {"z0s": z0s, "z1s": z0s * factors[:, None], "t": rng.uniform(0.05, 0.95, 3)}


BY_HAND = Case(
    "a quarter of a circle",
    {"z0s": np.array([[1.0, 0.0]]), "z1s": np.array([[0.0, 1.0]]), "t": np.array([0.0, 0.5, 1.0])},
)
EQUAL = pairs("ends of one length", ((1.5, 3.0), (1.5, 3.0)))
SHORT = pairs("short ends of one length", ((0.2, 0.5), (0.2, 0.5)))
LENGTHS = pairs("ends of different lengths", ((0.5, 1.0), (2.0, 3.0)))
SAME = Case("ends that point the same way", same_direction, rtol=1e-5, atol=1e-6)


def in_the_plane(z0, z1, t):
    length0, length1 = np.sqrt(z0 @ z0), np.sqrt(z1 @ z1)
    one = z0 / length0
    rest = z1 / length1 - (z1 @ one / length1) * one
    height = np.sqrt(rest @ rest)
    if height < 1e-9:
        return np.outer(1 - t, z0) + np.outer(t, z1)
    angle = np.arctan2(height, z1 @ one / length1)
    share = np.sin(np.outer(1 - t, [angle])) / height, np.sin(np.outer(t, [angle])) / height
    return share[0] * z0 + share[1] * z1


def one_by_one(z0, z1, t):
    cosine = np.dot(z0 / np.linalg.norm(z0), z1 / np.linalg.norm(z1))
    angle = np.arccos(min(max(cosine, -1.0), 1.0))
    points = []
    for s in t:
        if np.sin(angle) < 1e-7:
            points.append(z0 + s * (z1 - z0))
        else:
            points.append((np.sin(angle - s * angle) * z0 + np.sin(s * angle) * z1) / np.sin(angle))
    return np.array(points)


EXERCISE = Exercise(
    reference=slerp,
    probe=paths,
    aspects=(
        Aspect("the arc between equal lengths", 1, (BY_HAND, EQUAL, SHORT)),
        Aspect("ends of different lengths", 0.5, (LENGTHS,)),
        Aspect("equal ends", 0.5, (SAME,), derive=whole),
        leaves_inputs_alone(0.5, (EQUAL, LENGTHS), requires="the arc between equal lengths"),
    ),
    accepted=(
        Accepted("in the plane of both", in_the_plane),
        Accepted("one by one", one_by_one),
    ),
)
