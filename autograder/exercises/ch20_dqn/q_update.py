"""q_update: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.q_learning import q_update

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def move(name, terminated=False, stays=False, square=False, low=False):
    """A case with a drawn table and a move. stays: it leads to where it came from. low: all values are negative.

    The best action of s2 is never the one that was made, nor that of the whole table.
    """

    def draw(rng):
        S = int(rng.integers(4, 7))
        A = S if square else int(rng.integers(3, 5))
        Q = rng.uniform(0.5, 5.0, (S, A)) * (-1.0 if low else rng.choice([-1.0, 1.0], (S, A)))
        s, a = int(rng.integers(S)), int(rng.integers(A))
        s2 = s if stays else int((s + rng.integers(1, S)) % S)
        best = (a + int(rng.integers(1, A))) % A
        Q[s2, best] = Q[s2].max() + rng.uniform(0.5, 1.5)
        other = next(row for row in range(S) if row not in (s, s2))
        Q[other, a] = Q.max() + rng.uniform(1.0, 2.0)
        return {
            "Q": Q,
            "s": s,
            "a": a,
            "r": float(rng.uniform(1.0, 3.0) * rng.choice([-1, 1])),
            "s2": s2,
            "terminated": terminated,
            "alpha": float(rng.uniform(0.1, 0.4)),
            "gamma": float(rng.uniform(0.5, 0.9)),
        }

    return Case(name, draw)


MOVE = move("a move")
SQUARE = move("as many actions as states", square=True)
STAYS = move("a move against a wall", stays=True)
LOW = move("values below 0", low=True)
END = move("the last move of an episode", terminated=True)
LOW_END = move("the last move, values below 0", terminated=True, low=True)


def by_a_difference(Q, s, a, r, s2, terminated, alpha, gamma):
    new = np.array(Q, dtype=float)
    new[s, a] = (1 - alpha) * Q[s, a] + alpha * (r + (0.0 if terminated else gamma * max(Q[s2])))
    return new


def by_a_mask(Q, s, a, r, s2, terminated, alpha, gamma):
    made = np.zeros(Q.shape)
    made[s, a] = 1.0
    error = r + gamma * (1 - int(terminated)) * np.max(Q, axis=1)[s2] - Q
    return Q + alpha * made * error


EXERCISE = Exercise(
    reference=q_update,
    aspects=(
        Aspect("a move on the way", 1.5, (MOVE, SQUARE, STAYS, LOW)),
        Aspect("the last move of an episode", 1, (END, LOW_END)),
        leaves_inputs_alone(0.5, (MOVE, END), requires="a move on the way"),
    ),
    accepted=(
        Accepted("a weighted mean", by_a_difference),
        Accepted("by a mask", by_a_mask),
    ),
)
