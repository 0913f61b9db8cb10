"""trace: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings an optimizer of its own, so that trace can be right before any optimizer is written.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def watch(trace, curvature, x0, steps, lr, momentum=0.0, in_place=True):
    """The probe: the path of gradient descent with momentum on 0.5 * (curvature * x**2).sum()."""

    class Heavy:
        def __init__(self, params):
            self.params = list(params)
            self.velocity = [0.0 * param.data for param in self.params]

        def step(self):
            for i, param in enumerate(self.params):
                self.velocity[i] = momentum * self.velocity[i] + param.grad
                if in_place:
                    param.data -= lr * self.velocity[i]
                else:
                    param.data = param.data - lr * self.velocity[i]

    def f(x):
        return float((0.5 * curvature * x * x).sum()), curvature * x

    return {"path": trace(Heavy, f, x0, steps)}


def bowl(name, axes, steps, **options):
    """A case with a random bowl and a random start, x with so many axes. steps: how many, or one or two more."""

    def draw(rng):
        shape, more = tuple(rng.integers(2, 5, axes)), int(rng.integers(0, 3)) if steps else 0
        bowl = {"curvature": rng.uniform(0.5, 2.0, shape), "x0": rng.normal(size=shape)}
        return {**bowl, "steps": steps + more, **options}

    return Case(name, draw)


BY_HAND = Case(
    "two steps by hand", {"curvature": np.array([2.0, 2.0]), "x0": np.array([4.0, -8.0]), "steps": 2, "lr": 0.25}
)
PATH = bowl("some steps", 1, 4, lr=0.2)
MEMORY = bowl("an optimizer with a memory", 1, 5, lr=0.2, momentum=0.9)
NEW_ARRAYS = bowl("an optimizer that makes new arrays", 1, 4, lr=0.2, in_place=False)
MATRIX = bowl("x is a matrix", 2, 3, lr=0.2)
NO_STEPS = bowl("no step at all", 1, 0, lr=0.2)


def in_an_array(opt, f, x0, steps):
    from layerwise.nn import Parameter

    x = Parameter(np.array(x0))
    optimizer = opt([x])
    path = np.zeros((steps + 1, *np.shape(x0)))
    for i in range(steps):
        path[i] = x.data
        x.grad = f(x.data)[1]
        optimizer.step()
    path[steps] = x.data
    return path


def with_a_parameter_of_my_own(opt, f, x0, steps):
    class Holder:
        data: np.ndarray
        grad: np.ndarray

    x = Holder()
    x.data = np.array(x0, dtype=float)
    optimizer = opt([x])
    path = [x.data.tolist()]
    while len(path) <= steps:
        x.grad = f(x.data)[1]
        optimizer.step()
        path.append(x.data.tolist())
    return path


EXERCISE = Exercise(
    reference=layerwise.optim.trace,
    probe=watch,
    aspects=(
        Aspect("the path", 1, (BY_HAND, PATH)),
        Aspect("one optimizer for the whole way", 0.5, (MEMORY,)),
        Aspect("any optimizer, any shape", 0.5, (NEW_ARRAYS, MATRIX, NO_STEPS)),
        leaves_inputs_alone(0.5, (BY_HAND, PATH), requires="the path"),
    ),
    accepted=(
        Accepted("rows of an array", in_an_array),
        Accepted("a parameter of one's own", with_a_parameter_of_my_own),
    ),
)
