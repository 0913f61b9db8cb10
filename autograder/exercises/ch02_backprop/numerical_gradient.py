"""numerical_gradient: what is asked, what is right and what goes wrong.

The functions whose gradient is measured live in the probe, because functions cannot be sent to the sandbox.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def measure(numerical_gradient, f, x, eps):
    """The probe: the measured gradient of one of these functions."""
    functions = {
        "sum of squares": lambda x: (x**2).sum(),
        "product": lambda x: np.prod(x),
        "sum of cubes": lambda x: (x**3).sum(),
        "sum of exponentials": lambda x: np.exp(x).sum(),
        "neighbours": lambda x: (x.ravel()[1:] * x.ravel()[:-1]).sum() + np.sin(x).sum(),
    }
    return {"output": numerical_gradient(functions[f], x, eps)}


def at(name, f, shape, eps=1e-4, **tolerances):
    """A case at a random place, away from zero."""

    def draw(rng):
        return {"f": f, "x": rng.uniform(0.5, 2.0, shape) * rng.choice([-1.0, 1.0], shape), "eps": eps}

    return Case(name, draw, **tolerances)


ROUGHLY = {"rtol": 1e-2, "atol": 1e-2}
BY_HAND = Case("x**2 at 3 and -1", {"f": "sum of squares", "x": np.array([3.0, -1.0]), "eps": 1e-4}, **ROUGHLY)
PRODUCT = at("a product of four numbers", "product", 4, **ROUGHLY)
NEIGHBOURS = at("products of neighbours", "neighbours", 5, **ROUGHLY)
CUBES = at("cubes", "sum of cubes", 4, eps=1e-3, atol=1e-7)
EXPONENTIALS = at("exponentials", "sum of exponentials", 4, eps=1e-3, atol=1e-7)
MATRIX = at("a matrix", "product", (2, 3), **ROUGHLY)
BLOCK = at("three dimensions", "neighbours", (2, 2, 2), **ROUGHLY)
WHOLE = Case("whole numbers", {"f": "sum of cubes", "x": np.array([1, -2, 3]), "eps": 1e-4}, rtol=1e-4, atol=1e-4)
WHOLE_PRODUCT = Case(
    "a product of whole numbers", {"f": "neighbours", "x": np.array([2, 1, -3]), "eps": 1e-4}, **ROUGHLY
)
WIDE = at("cubes, with eps = 0.5", "sum of cubes", 3, eps=0.5)


def by_hand(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old + eps
        above = f(x)
        x[place] = old - eps
        below = f(x)
        x[place] = old
        grad[place] = (above - below) / (2 * eps)
    return grad


def in_place(f, x, eps=1e-5):
    x = np.asarray(x, dtype=float)
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old + eps
        above = f(x)
        x[place] = old - eps
        below = f(x)
        x[place] = old
        grad[place] = (above - below) / (2 * eps)
    return grad


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


def one_sided(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] += eps
        grad[place] = (f(moved) - f(x)) / eps
    return grad


def all_at_once(f, x, eps=1e-5):
    return np.full(np.shape(x), (f(x + eps) - f(x - eps)) / (2 * eps))


def row_by_row(f, x, eps=1e-5):
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        grad[i] = (f(up) - f(down)) / (2 * eps)
    return grad


def one_number_alone(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        number = np.array([x[place]], dtype=float)
        grad[place] = (f(number + eps) - f(number - eps)) / (2 * eps)
    return grad


NUMERICAL_GRADIENT = Exercise(
    reference=layerwise.numerical_gradient,
    probe=measure,
    aspects=(
        Aspect("values", 1, (BY_HAND, PRODUCT, NEIGHBOURS)),
        Aspect("accurate: both sides", 0.5, (CUBES, EXPONENTIALS)),
        Aspect("shapes", 0.5, (MATRIX, BLOCK)),
        Aspect("whole numbers", 0.5, (WHOLE, WHOLE_PRODUCT)),
        Aspect("the step is eps", 0.5, (WIDE,)),
        leaves_inputs_alone(0.5, (PRODUCT, NEIGHBOURS, CUBES), requires="values"),
    ),
    accepted=(
        Accepted("a float copy, nudged and put back", by_hand),
        Accepted("in place, the old number kept and put back", in_place),
        Accepted("one direction after the other", by_directions),
        Accepted("two flat copies", by_flat_copies),
        Accepted("np.nditer", by_nditer),
    ),
    misconceptions=(
        Misconception(
            "one-sided",
            one_sided,
            hint="You compare f(x + eps) with f(x). For `x**2` at 3 with eps = 0.1 that gives 6.1, and 6 is right: "
            "the curve bends away on one side. The error is as large as eps itself.",
            second_hint="Step to both sides and divide by the whole distance between the two points: the bends of the "
            "left and of the right cancel.",
        ),
        Misconception(
            "integer truncation",
            edited(by_hand, ("np.array(x, dtype=float)", "np.array(x)")),
            hint="For whole numbers you measure 0 everywhere. `np.array([1, 2])` holds integers, and writing "
            "1.0001 into it stores 1: the nudge never happens. Print x after the nudge.",
            second_hint="Make x an array of floats before the loop; `dtype=float` does it.",
        ),
        Misconception(
            "the gradient is stored as integers",
            edited(
                by_hand,
                ("np.zeros(x.shape)", "np.zeros(np.shape(x), dtype=given.dtype)"),
                ("x = np", "given = np.asarray(x)\n    x = np"),
            ),
            hint="For whole numbers your slopes lose their digits after the point: `np.zeros_like` of integers "
            "makes an array of integers. Print the dtype of the array that you fill.",
            second_hint="The gradient is made of floats, whatever x is made of.",
        ),
        Misconception(
            "x not restored",
            edited(in_place, ("        x[place] = old\n", "")),
            hint="You nudged an entry and left it there: when the next one is measured, f sees a changed x, and "
            "the caller gets x back shifted by eps. Print x before and after the call.",
            second_hint="Keep the old number in a variable before you nudge, and put that variable back. A copy of x "
            "works too.",
        ),
        Misconception(
            "restored by adding and subtracting",
            edited(
                in_place,
                ("x[place] = old + eps", "x[place] += eps"),
                ("x[place] = old - eps", "x[place] -= 2 * eps"),
                ("        x[place] = old\n", "        x[place] += eps\n"),
            ),
            hint="`x += eps`, `x -= 2 * eps`, `x += eps` does not bring back x: each step rounds, and a last digit "
            "differs. Compare x before and after with `==`.",
            second_hint="The old number itself is the only thing that restores it exactly. Keep it before you nudge.",
        ),
        Misconception(
            "divided by one eps",
            edited(by_hand, ("(2 * eps)", "eps")),
            hint="Your slopes are twice too large: for `x**2` at 3 you get 12. From x - eps to x + eps, how far is it?",
            second_hint="Rise over run: the run is the distance between the two places at which f was called.",
        ),
        Misconception(
            "all numbers nudged at once",
            all_at_once,
            hint="You nudge all of x together, so every entry of your gradient is the same number: the sum of all "
            "slopes. A partial derivative moves one number while the others stand still.",
            second_hint="Loop over the places; `np.ndindex(x.shape)` walks through an array of any shape.",
        ),
        Misconception(
            "a whole row nudged at once",
            row_by_row,
            hint="Vectors come out right; in a matrix all entries of a row get the same slope. `x[i] += eps` moves "
            "the whole row i. Print x after the nudge.",
            second_hint="You need one index for each axis. `np.ndindex(x.shape)` gives them, for any number of axes.",
        ),
        Misconception(
            "one number alone",
            one_number_alone,
            hint="You call f with one number of x. That works for a sum, where nobody minds the others; for a "
            "product the slope of one number *is* the others. f wants all of x, with one entry moved.",
            second_hint="Copy x, move one entry of the copy, and pass the whole copy to f.",
        ),
        Misconception(
            "eps is ignored",
            edited(by_hand, ("    x = np", "    eps = 1e-5\n    x = np")),
            hint="Your result does not change with eps. With eps = 0.5 on `x**3` at 1 the difference quotient is "
            "3.25, and that is what should come out: the caller chooses the step.",
            second_hint="Is there a number such as 1e-5 in your body? The step has a name in the signature.",
        ),
        Misconception(
            "the sign is turned around",
            edited(by_hand, ("(above - below)", "(below - above)")),
            hint="Every slope has the wrong sign: you subtract the value above from the value below. For `x**2` at "
            "3, moving right makes f larger, so the slope is positive.",
            second_hint="Rise: the value at the right end minus the value at the left end.",
        ),
    ),
)
