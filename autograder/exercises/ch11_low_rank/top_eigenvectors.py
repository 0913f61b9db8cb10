"""top_eigenvectors: what is asked and what is right; the mistakes stand in the `.md` beside it.

The eigenvalues are so far apart, and the steps so many, that every way to keep away from what was found before gets
there. A vector may have either sign: what is compared is v[i] * v[j].
"""

import numpy as np

from layerwise.linalg.eigenvectors import top_eigenvectors

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import symmetric


def find(top_eigenvectors, A, V0, steps):
    """The probe: the values and the vectors."""
    values, vectors = top_eigenvectors(A, V0, steps)
    return {"values": values, "vectors": vectors}


def without_signs(inputs, values):
    """Each column times itself, v[i] * v[j], one after the other."""
    V = np.asarray(values["vectors"], dtype=float)
    if V.ndim != 2:
        return {"the vectors": V}
    return {"each column times itself": np.einsum("ic,jc->cij", V, V)}


def both(inputs, values):
    """The values, and the vectors without their signs."""
    return {"values": values["values"], **without_signs(inputs, values)}


def drawn(name, signs, count, scale=1.0):
    """A case with eigenvalues in size about 9, 4, 2, 1 … times scale, and such signs, and so many starts."""

    def draw(rng):
        n = int(rng.integers(count + 2, 8))
        sizes = scale * rng.uniform(7, 9) * np.cumprod([1.0, *rng.uniform(0.4, 0.55, n - 1)])
        A = symmetric(rng, sizes * signs(rng, n))
        return {"A": A, "V0": rng.normal(0.0, 1.0, (n, count)), "steps": int(rng.integers(90, 120))}

    return Case(name, draw, rtol=1e-5, atol=1e-7)


def starts_in_planes(rng):
    """A diagonal matrix, and starts that have a part along two of its axes each: the larger of the two is found."""
    values = rng.permutation([1.0, -2.0, 4.0, -8.0, 16.0, -32.0]) * rng.uniform(0.1, 3)
    V0 = np.repeat(np.eye(3), 2, axis=0)[rng.permutation(6)] * rng.uniform(1, 3, (6, 3))
    found = values[np.abs(values[:, None] * (V0 > 0)).argmax(axis=0)]
    V0 = V0[:, np.argsort(found)[[1, 2, 0]]]  # neither the larger first nor the smaller
    return {"A": np.diag(values), "V0": V0, "steps": int(rng.integers(60, 70))}


def few_steps(rng):
    """One start and two or three steps: there is nothing to take away yet, and the start can still be seen."""
    n = int(rng.integers(4, 7))
    return {
        "A": symmetric(rng, rng.uniform(1, 5, n)),
        "V0": rng.normal(0.0, 2.0, (n, 1)),
        "steps": int(rng.integers(2, 4)),
    }


def plain(rng, n):
    return np.ones(n)


def mixed(rng, n):
    """The first is positive and the second negative, or the other way round; the others as they come."""
    first = rng.choice([-1.0, 1.0])
    return np.array([first, -first, *rng.choice([-1.0, 1.0], n - 2)])


TWO = drawn("two of them", plain, 2)
THREE = drawn("three of them", plain, 3)
MIXED = drawn("of either sign", mixed, 3)
ONE = drawn("one of them", plain, 1)
PLANES = Case("starts without the largest", starts_in_planes)
SMALL = drawn("small eigenvalues", plain, 3, scale=0.05)
FEW = Case("one start, a few steps", few_steps)


def at_right_angles(A, V0, steps):
    n, k = V0.shape
    V, values = np.zeros((n, k)), np.zeros(k)
    for i in range(k):
        v = V0[:, i].copy()
        for _ in range(steps):
            v = A @ v
            v = v - V[:, :i] @ (V[:, :i].T @ v)
            v = v / np.linalg.norm(v)
        V[:, i], values[i] = v, v @ A @ v
    return values, V


def from_the_list(A, V0, steps):
    rest, found = np.array(A), []
    for v in [*V0.T]:
        for _ in range(steps):
            v = rest @ v
            v = v / np.sqrt(v @ v)
        found.append((v @ rest @ v, v))
        rest = A - sum(value * v[:, None] * v[None, :] for value, v in found)
    return [value for value, _ in found], np.column_stack([v for _, v in found])


EXERCISE = Exercise(
    reference=top_eigenvectors,
    probe=find,
    aspects=(
        Aspect("the values, in their order", 1.5, (ONE, TWO, THREE, SMALL), observations=("values",)),
        Aspect("the vectors as columns", 1.5, (ONE, TWO, THREE), observations=("vectors",), derive=without_signs),
        Aspect("negative eigenvalues", 0.5, (MIXED,), observations=("values", "vectors"), derive=both),
        Aspect("the starts that are given", 0.5, (PLANES, FEW), observations=("values", "vectors"), derive=both),
        leaves_inputs_alone(0.5, (TWO, THREE), requires="the values, in their order"),
    ),
    accepted=(
        Accepted("kept at right angles", at_right_angles),
        Accepted("all that was found is taken from A", from_the_list),
    ),
)
