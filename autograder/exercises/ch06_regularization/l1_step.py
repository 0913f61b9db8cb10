"""l1_step: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe takes one step, or several in which each starts where the one before ended.
"""

import numpy as np

from layerwise.training.penalties import l1_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def take_steps(step, w, grads, lr, l1):
    """The probe: the weights after the steps, and how many of them are exactly 0."""
    at = w
    for grad in grads:
        at = np.asarray(step(at, grad, lr, l1))
    return {"w": at, "exactly 0": lambda: int((np.asarray(at) == 0).sum())}


def steps(name, shape, count, lr, l1, spread=1.0, slope=1.0):
    """A case with weights and gradients drawn anew in every run, away from where a step would end at 0.

    shape: sizes, or ranges that they are drawn from
    """

    def draw(rng):
        drawn = tuple(n if isinstance(n, int) else int(rng.integers(*n, endpoint=True)) for n in shape)
        N = int(np.prod(drawn))
        sizes = np.linspace(0.3 * spread, 2 * spread, N) * rng.uniform(0.9, 1.1, N)
        w = rng.permutation(sizes * (-1.0) ** np.arange(N)).reshape(drawn)
        return {"w": w, "grads": [rng.uniform(-slope, slope, drawn) for _ in range(count)], "lr": lr, "l1": l1}

    return Case(name, draw)


def far_and_near(rng):
    """Weights without a slope, the first half far from 0 and the second nearer than a step."""
    w = np.concatenate([rng.uniform(0.5, 1.0, 5), rng.uniform(0.01, 0.08, 5)]) * (-1.0) ** np.arange(10)
    return {"w": w, "grads": [np.zeros(10)], "lr": 0.1, "l1": 1.0}


def pushed_across(rng):
    """Weights that the loss's own step carries to the other side of 0, and well beyond."""
    w = rng.uniform(0.6, 0.7, 6) * (-1.0) ** np.arange(6)
    return {"w": w, "grads": [np.sign(w) * rng.uniform(9.0, 12.0, 6)], "lr": 0.1, "l1": 1.0}


BY_HAND = Case(
    "three weights by hand",
    {"w": np.array([1.0, -1.0, 0.05]), "grads": [np.zeros(3)], "lr": 0.1, "l1": 1.0},
)
AT_ZERO = Case(
    "weights at 0, small slopes",
    {"w": np.zeros(4), "grads": [np.array([0.3, -0.3, 0.9, -0.9])], "lr": 0.1, "l1": 1.0},
)
MATRIX = steps("a matrix", ((3, 5), (2, 4)), 1, lr=0.05, l1=0.4, slope=2.0)
FAR_AND_NEAR = Case("far from 0 and near it", far_and_near)
ACROSS = Case("pushed across 0", pushed_across)
MANY = steps("thirty steps", (12,), 30, lr=0.05, l1=0.5, spread=0.8, slope=0.4)
NO_L1 = steps("l1 = 0", (5,), 3, lr=0.1, l1=0.0, slope=0.6)


def clipped(w, grad, lr, l1):
    z, t = w - lr * grad, lr * l1
    return z - np.clip(z, -t, t)


def three_regions(w, grad, lr, l1):
    z, t = w - lr * grad, lr * l1
    return np.where(z > t, z - t, np.where(z < -t, z + t, 0.0))


def number_by_number(w, grad, lr, l1):
    out = np.empty(w.shape)
    for place in np.ndindex(w.shape):
        z = w[place] - lr * grad[place]
        left = abs(z) - lr * l1
        out[place] = 0.0 if left <= 0 else (left if z > 0 else -left)
    return out


EXERCISE = Exercise(
    reference=l1_step,
    probe=take_steps,
    aspects=(
        Aspect("far from 0", 1, (BY_HAND, MATRIX), observations=("w",)),
        Aspect("near 0", 1, (FAR_AND_NEAR, AT_ZERO), observations=("w",)),
        Aspect("across 0", 0.5, (ACROSS,), observations=("w",)),
        Aspect("many steps, weights at exactly 0", 1, (MANY,), observations=("w", "exactly 0")),
        Aspect("l1 = 0 is plain descent", 0.5, (NO_L1,), observations=("w",), requires="far from 0"),
        leaves_inputs_alone(0.5, (BY_HAND, MATRIX), requires="far from 0"),
    ),
    accepted=(
        Accepted("what is clipped is taken away", clipped),
        Accepted("three regions", three_regions),
        Accepted("number by number", number_by_number),
    ),
)
