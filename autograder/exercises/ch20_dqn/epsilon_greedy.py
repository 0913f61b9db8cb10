"""epsilon_greedy: what is asked and what is right; the mistakes stand in the `.md` beside it.

The draws are arguments, so that the result is one and the same for every right answer.
"""

import numpy as np

from layerwise.rl.exploration import epsilon_greedy

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def choices(name, epsilon=(0.3, 0.6), equals=False, square=False, first=0.0):
    """A case with drawn values. equals: some rows have their largest value twice. first: the smallest draw."""

    def draw(rng):
        N, A = int(rng.integers(24, 33)), int(rng.integers(4, 6))
        N = A if square else N
        q = rng.normal(0.0, 2.0, (N, A))
        if equals:
            for row in q[:: 1 if equals == "all" else 2]:
                row[np.sort(rng.permutation(A)[:2])] = row.max() + 1
        u = rng.permutation((np.arange(N) + rng.uniform(0.1, 0.9, N)) / N)
        random_actions, chosen = rng.integers(0, A, N), int(rng.integers(N))
        u[chosen], random_actions[chosen] = first, (q[chosen].argmax() + 1) % A
        return {
            "q": q,
            "epsilon": float(rng.uniform(*epsilon)),
            "u": u,
            "random_actions": random_actions,
        }

    return Case(name, draw)


MIXED = choices("now and then at random")
RARELY = choices("rarely at random", (0.1, 0.2))
NEVER = choices("epsilon 0", (0.0, 0.0))
ALWAYS = choices("epsilon 1", (1.0, 1.0))
EQUALS = choices("values that are equal", (0.0, 0.0), equals="all", first=0.5)
SQUARE = choices("as many rows as actions", square=True)


def row_by_row(q, epsilon, u, random_actions):
    actions = []
    for values, draw, at_random in zip(q, u, random_actions, strict=True):
        actions.append(at_random if draw < epsilon else int(np.argmax(values)))
    return np.array(actions)


def by_a_mask(q, epsilon, u, random_actions):
    actions = np.argmax(q, axis=1)
    explores = np.less(u, epsilon)
    actions[explores] = random_actions[explores]
    return actions


EXERCISE = Exercise(
    reference=epsilon_greedy,
    aspects=(
        Aspect("each row by its own draw", 1, (MIXED, RARELY, SQUARE)),
        Aspect("epsilon 0 and epsilon 1", 0.5, (NEVER, ALWAYS)),
        Aspect("the first of equal values", 0.5, (EQUALS,)),
        leaves_inputs_alone(0.5, (MIXED,), requires="each row by its own draw"),
    ),
    accepted=(
        Accepted("row by row", row_by_row),
        Accepted("by a mask", by_a_mask),
    ),
)
