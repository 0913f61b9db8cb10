"""discounted_returns: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.returns import discounted_returns

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def rewards(name, ends="", whole=False, gamma=(0.6, 0.95)):
    """A case with drawn rewards. ends: "last", "several", or "" for an episode that goes on. whole: whole numbers."""

    def draw(rng):
        T = int(rng.integers(9, 14))
        terminated = np.zeros(T, dtype=bool)
        if ends:
            terminated[-1] = True
        if ends == "several":
            terminated[-1] = bool(rng.integers(2))
            terminated[int(rng.integers(1, 3))] = terminated[int(rng.integers(5, 7))] = True
        drawn = rng.choice([-1, 1], T) * rng.integers(1, 9, T)
        return {
            "rewards": drawn if whole else drawn * rng.uniform(0.5, 1.5, T),
            "terminated": terminated,
            "gamma": float(rng.uniform(*gamma)),
        }

    return Case(name, draw)


BY_HAND = Case(
    "rewards of 1, and a half",
    {"rewards": np.array([1.0, 1.0, 1.0, 5.0]), "terminated": np.array([False, False, True, False]), "gamma": 0.5},
)
GOES_ON = rewards("an episode that goes on")
ENDS = rewards("an episode to its end", "last")
SEVERAL = rewards("several episodes", "several")
MORE = rewards("several others", "several", gamma=(0.9, 0.99))
WHOLE = rewards("rewards that are whole numbers", whole=True)
LONG = rewards("a patient one", gamma=(1.0, 1.0))


def by_powers(rewards, terminated, gamma):
    T = len(rewards)
    returns = np.zeros(T)
    for t in range(T):
        k, factor = t, 1.0
        while True:
            returns[t] += factor * rewards[k]
            if terminated[k] or k == T - 1:
                break
            k, factor = k + 1, factor * gamma
    return returns


def by_a_matrix(rewards, terminated, gamma):
    T = len(rewards)
    number = np.concatenate([[0], np.cumsum(terminated)[:-1]])
    later = np.arange(T)[None, :] - np.arange(T)[:, None]
    weights = np.where((later >= 0) & (number[None] == number[:, None]), float(gamma) ** np.maximum(later, 0), 0.0)
    return weights @ rewards


EXERCISE = Exercise(
    reference=discounted_returns,
    aspects=(
        Aspect("one episode", 1, (GOES_ON, ENDS, LONG)),
        Aspect("stops where an episode ends", 1, (BY_HAND, SEVERAL, MORE)),
        Aspect("rewards that are whole numbers", 0.5, (WHOLE,)),
        leaves_inputs_alone(0.5, (GOES_ON, SEVERAL), requires="one episode"),
    ),
    accepted=(
        Accepted("the sum that defines it", by_powers),
        Accepted("by a matrix", by_a_matrix),
    ),
)
