"""r2_score: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.training.metrics import r2_score

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def score(r2_score, pred, target):
    """The probe: one score for each pair of arrays. pred, target: lists of arrays."""
    return {"scores": [float(r2_score(p, t)) for p, t in zip(pred, target, strict=True)]}


def pairs(name, spread, columns=(False, False), length=(6, 12), scale=1.0):
    """A case of five pairs. spread: how far predictions are off, in units of the target; columns: (N, 1)?"""

    def draw(rng):
        found: dict[str, list] = {"pred": [], "target": []}
        for _ in range(5):
            N = int(rng.integers(*length))
            target = scale * (rng.normal(size=N) + rng.uniform(1, 3))
            pred = target + scale * (spread * rng.normal(size=N) + 0.3 * spread)
            for key, array, column in zip(found, (pred, target), columns, strict=True):
                found[key].append(array[:, None] if column else array)
        return found

    return Case(name, draw)


def never_varies(rng):
    """Sixteen targets that do not vary, some of them predicted rightly: whole numbers, so that sums are exact.

    Between them three that do vary, so that it is not enough to ask whether all predictions are right.
    """
    found: dict[str, list] = {"pred": [], "target": []}
    for kind in rng.permutation(["right"] * 8 + ["wrong"] * 8 + ["varies"] * 3):
        N, value = int(rng.integers(2, 6)), float(rng.integers(-5, 6))
        target = np.full(N, value) + (np.arange(N) if kind == "varies" else 0.0)
        found["target"].append(target)
        found["pred"].append(target.copy() if kind == "right" else target + rng.choice([0.5, 2.0, 3.0]))
    return found


GOOD = pairs("good predictions", 0.3)
BAD = pairs("predictions worse than the mean", 2.0)
FAR = pairs("targets in the hundreds", 0.5, scale=150.0)
COLUMN = pairs("a column against a row", 0.4, (True, False))
ROW = pairs("a row against a column", 0.4, (False, True))
COLUMNS = pairs("two columns", 0.4, (True, True))
FLAT = Case("targets that never vary", never_varies)


def by_variance(pred, target):
    p, t = np.reshape(pred, -1), np.reshape(target, -1)
    residual = np.mean(np.square(t - p))
    if np.var(t) == 0:
        return float(residual == 0)
    return (np.var(t) - residual) / np.var(t)


def in_a_loop(pred, target):
    p, t = [float(v) for v in np.array(pred).flat], [float(v) for v in np.array(target).flat]
    mean = sum(t) / len(t)
    top = sum((b - a) ** 2 for a, b in zip(p, t, strict=True))
    bottom = sum((b - mean) ** 2 for b in t)
    if bottom == 0:
        return 1.0 if top == 0 else 0.0
    return 1.0 - top / bottom


EXERCISE = Exercise(
    reference=r2_score,
    probe=score,
    aspects=(
        Aspect("good predictions", 0.5, (GOOD,)),
        Aspect("bad predictions", 1, (BAD, FAR)),
        Aspect("columns against rows", 1, (COLUMN, ROW, COLUMNS)),
        Aspect("a target that never varies", 0.5, (FLAT,)),
        leaves_inputs_alone(0.5, (GOOD, COLUMN), requires="bad predictions"),
    ),
    accepted=(Accepted("by the variance", by_variance), Accepted("number by number", in_a_loop)),
)
