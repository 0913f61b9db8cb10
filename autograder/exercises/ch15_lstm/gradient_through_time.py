"""gradient_through_time: what is asked and what is right; the mistakes stand in the `.md` beside it.

The cells are the probe's own, a plain one with one part and one with two, and they keep a list of what they are asked.
"""

import numpy as np

from layerwise.analysis.gradient_through_time import gradient_through_time

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def measure(gradient_through_time, x, weights, memory):
    """The probe: the norms for a linear cell, h = x @ W_x + h @ W, and how often it was driven.

    weights: (D, H) and (H, H). memory: how much of c, (N, 1), stays in each step; 0: a cell with (h,) alone
    """

    class Cell:
        def __init__(self):
            self.seen, self.steps, self.begun = [], 0, 0

        def start(self, N):
            self.steps, self.begun = 0, self.begun + 1
            h = np.full((N, len(weights[1])), 0.5)
            return (h, h[:, :1]) if memory else (h,)

        def forward(self, x_t, state):
            self.steps += 1
            self.seen.append([np.asarray(x_t).sum(), *(part.sum() for part in state)])
            h = x_t @ weights[0] + state[0] @ weights[1]
            if not memory:
                return (h,)
            c = memory * state[1] + 0.3 * h.sum(axis=1, keepdims=True)
            return h + 0.5 * c, c

        def backward(self, grads):
            if self.steps == 0:
                raise RuntimeError("backward was called more often than forward: no step is left")
            if len(grads) != 1 + (memory > 0):
                raise ValueError(f"the state has {1 + (memory > 0)} parts, and {len(grads)} gradients came")
            self.steps -= 1
            if not memory:
                return grads[0] @ weights[0].T, (grads[0] @ weights[1].T,)
            grad_c = grads[1] + 0.5 * grads[0].sum(axis=1, keepdims=True)
            grad = grads[0] + 0.3 * grad_c
            return grad @ weights[0].T, (grad @ weights[1].T, memory * grad_c)

    cell = Cell()
    norms = gradient_through_time(cell, x)
    return {"norms": norms, "steps": lambda: np.array(cell.seen)}


def sequence(name, sizes, memory=(0.0, 0.0)):
    """A case with random inputs and weights; sizes: ranges for T, N, D and H."""

    def draw(rng):
        T, N, D, H = (int(rng.integers(*between, endpoint=True)) for between in sizes)
        weights = [rng.normal(0.0, 1.0, (D, H)), rng.normal(0.0, rng.uniform(0.7, 1.3) / np.sqrt(H), (H, H))]
        return {"x": rng.normal(0.0, 1.0, (T, N, D)), "weights": weights, "memory": float(rng.uniform(*memory))}

    return Case(name, draw)


BY_HAND = Case(
    "a cell that halves",
    {"x": np.ones((3, 1, 1)), "weights": [np.ones((1, 1)), np.array([[0.5]])], "memory": 0.0},
)
PLAIN = sequence("a plain cell", ((5, 7), (2, 4), (5, 6), (3, 5)))
SQUARE = sequence("as many steps as sequences, features and units", ((4, 4),) * 4)
MEMORY = sequence("a cell with a memory", ((5, 7), (2, 4), (5, 6), (3, 5)), memory=(0.6, 0.95))
LONG = sequence("sixty steps", ((55, 65), (2, 3), (2, 2), (3, 4)), memory=(0.8, 0.95))


def recorded(cell, x):
    T, N, _ = x.shape
    states = [cell.start(N)]
    for t in range(T):
        states.append(cell.forward(x[t], states[-1]))
    grads = [np.zeros(part.shape) for part in states[-1]]
    grads[0] += 1
    found: list[np.floating] = []
    while len(found) < T:
        found.insert(0, np.linalg.norm(np.concatenate([grad.ravel() for grad in grads])))
        grads = cell.backward(tuple(grads))[1]
    return found


def with_hypot(cell, x):
    state = cell.start(len(x[0]))
    for x_t in x:
        state = cell.forward(x_t, state)
    grads = tuple(np.full_like(part, 1.0 if k == 0 else 0.0) for k, part in enumerate(state))
    norms = []
    for _ in x:
        total = 0.0
        for grad in grads:
            total = np.hypot(total, np.linalg.norm(grad))
        norms.append(total)
        _, grads = cell.backward(grads)
    return np.array(norms)[::-1]


EXERCISE = Exercise(
    reference=gradient_through_time,
    probe=measure,
    aspects=(
        Aspect("forward through all steps", 0.5, (PLAIN, SQUARE, MEMORY), observations=("steps",)),
        Aspect("a plain cell", 1, (BY_HAND, PLAIN, SQUARE), observations=("norms",)),
        Aspect("over all parts of the state", 1, (MEMORY, LONG), observations=("norms",)),
        leaves_inputs_alone(0.5, (PLAIN, MEMORY), requires="a plain cell"),
    ),
    accepted=(
        Accepted("the states in a list", recorded),
        Accepted("part by part", with_hypot),
    ),
)
