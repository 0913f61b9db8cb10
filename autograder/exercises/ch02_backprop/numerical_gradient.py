"""numerical_gradient: what is asked and what is right; the mistakes stand in the `.md` beside it.

The functions whose gradient is measured live in the probe, because functions cannot be sent to the sandbox.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def measure(numerical_gradient, f, x, eps=None):
    """The probe: the measured gradient of one of these functions, without an `eps` by default steps."""
    functions = {
        "sum of squares": lambda x: (x**2).sum(),
        "product": lambda x: np.prod(x),
        "sum of cubes": lambda x: (x**3).sum(),
        "sum of exponentials": lambda x: np.exp(x).sum(),
        "absolute values": lambda x: np.abs(x).sum(),
        "neighbours": lambda x: (x.ravel()[1:] * x.ravel()[:-1]).sum() + np.sin(x).sum(),
    }
    return {"output": numerical_gradient(functions[f], x, *([] if eps is None else [eps]))}


def at(name, f, axes, eps=1e-4, **tolerances):
    """A case at a random place, away from zero, in an array of so many axes."""

    def draw(rng):
        shape = rng.integers(3, 6) if axes == 1 else rng.permutation([2, 3, 4])[:axes]
        return {"f": f, "x": rng.uniform(0.5, 2.0, shape) * rng.choice([-1.0, 1.0], shape), "eps": eps}

    return Case(name, draw, **tolerances)


ROUGHLY = {"rtol": 1e-2, "atol": 1e-2}
BY_HAND = Case("x**2 at 3 and -1", {"f": "sum of squares", "x": np.array([3.0, -1.0]), "eps": 1e-4}, **ROUGHLY)
PRODUCT = at("a product", "product", 1, **ROUGHLY)
NEIGHBOURS = at("products of neighbours", "neighbours", 1, **ROUGHLY)
CUBES = at("cubes", "sum of cubes", 1, eps=1e-2, atol=1e-7)
EXPONENTIALS = at("exponentials", "sum of exponentials", 1, eps=1e-2, atol=1e-7)
MATRIX = at("a matrix", "product", 2, **ROUGHLY)
BLOCK = at("three dimensions", "neighbours", 3, **ROUGHLY)
WHOLE = Case("whole numbers", {"f": "sum of cubes", "x": np.array([1, -2, 3]), "eps": 1e-4}, rtol=1e-4, atol=1e-4)
WHOLE_PRODUCT = Case(
    "a product of whole numbers", {"f": "neighbours", "x": np.array([2, 1, -3]), "eps": 1e-4}, **ROUGHLY
)
ANY_WHOLE = Case(
    "any whole numbers",
    lambda rng: {"f": "sum of cubes", "x": rng.integers(1, 20, rng.integers(3, 6)) * rng.choice([-1, 1]), "eps": 1e-4},
    rtol=1e-4,
    atol=1e-4,
)
WIDE = at("cubes, with eps = 0.5", "sum of cubes", 1, eps=0.5)
KINK = Case(  # within a step of its kink, |x| gives the step away
    "absolute values next to 0, with the default eps", {"f": "absolute values", "x": np.array([3e-6, -6e-6])}
)

LAST_DIGIT = Case(  # so small beside the step that adding and subtracting it brings none of them back
    "numbers much smaller than the step",
    {"f": "neighbours", "x": np.array([0.0012345, -0.0023456, 0.0034567]), "eps": 0.3},
)
WIDE_PRODUCT = Case(
    "a product, with a wide step",  # exact for any step, as long as the other numbers stand still
    lambda rng: {"f": "product", "x": rng.uniform(0.5, 2.0, rng.integers(3, 6)), "eps": rng.uniform(0.1, 0.4)},
    rtol=1e-3,
    atol=1e-3,
)


def by_directions(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    directions = np.eye(x.size).reshape(-1, *x.shape)
    slopes = [(f(x + eps * d) - f(x - eps * d)) / (2 * eps) for d in directions]
    return np.array(slopes).reshape(x.shape)


def by_flat_copies(f, x, eps=1e-5):
    flat = np.asarray(x, dtype=float).ravel()
    grad = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        grad.append((f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / eps / 2)
    return np.reshape(grad, x.shape)


def by_nditer(f, x, eps=1e-5):
    x = x.astype(np.float64)
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        index = it.multi_index
        kept = float(x[index])
        x[index] = kept + eps
        high = f(x)
        x[index] = kept - eps
        grad[index] = (high - f(x)) / (2 * eps)
        x[index] = kept
        it.iternext()
    return grad


EXERCISE = Exercise(
    reference=layerwise.numerical_gradient,
    probe=measure,
    aspects=(
        Aspect("values", 1, (BY_HAND, PRODUCT, NEIGHBOURS, WIDE_PRODUCT)),
        Aspect("accurate: both sides", 0.5, (CUBES, EXPONENTIALS)),
        Aspect("shapes", 0.5, (MATRIX, BLOCK)),
        Aspect("whole numbers", 0.5, (WHOLE, ANY_WHOLE, WHOLE_PRODUCT)),
        Aspect("the step is eps", 0.5, (WIDE, KINK)),
        leaves_inputs_alone(0.5, (PRODUCT, NEIGHBOURS, CUBES, LAST_DIGIT), requires="values"),
    ),
    accepted=(
        Accepted("one direction after the other", by_directions),
        Accepted("two flat copies", by_flat_copies),
        Accepted("np.nditer", by_nditer),
    ),
)
