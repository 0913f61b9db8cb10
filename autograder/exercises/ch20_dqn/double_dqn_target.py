"""double_dqn_target: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.targets import double_dqn_target

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def batch(name, ended=False, agree=False, square=False):
    """A case with two drawn tables. agree: both networks prefer the same action. Else in most rows they do not."""

    def draw(rng):
        N, A = int(rng.integers(12, 17)), int(rng.integers(3, 5))
        N = A if square else N
        tables = rng.choice([-1.0, 1.0], (2, N, A)) * rng.uniform(1.0, 4.0, (2, N, A))
        first = rng.integers(0, A, N)
        second = first if agree else (first + rng.integers(1, A, N)) % A
        for table, best in zip(tables, (first, second), strict=True):
            table[np.arange(N), best] = 5.0 + rng.uniform(0.0, 3.0, N)
        return {
            "q_online_next": tables[0],
            "q_target_next": tables[1],
            "rewards": rng.choice([-1.0, 1.0], N) * rng.uniform(0.5, 2.0, N),
            "terminated": rng.permutation(np.arange(N) % 3 == 0) & ended,
            "gamma": float(rng.uniform(0.6, 0.95)),
        }

    return Case(name, draw)


AGREE = batch("both prefer the same", agree=True)
DIFFER = batch("each prefers another")
SQUARE = batch("as many moves as actions", square=True)
ENDED = batch("some moves end an episode", ended=True)
ENDED_AGREE = batch("some moves end, and both prefer the same", ended=True, agree=True)


def in_a_loop(q_online_next, q_target_next, rewards, terminated, gamma):
    targets = np.array(rewards, dtype=float)
    for n, values in enumerate(q_online_next):
        if not terminated[n]:
            targets[n] += gamma * q_target_next[n, np.argmax(values)]
    return targets


def by_one_hot(q_online_next, q_target_next, rewards, terminated, gamma):
    chosen = np.eye(q_online_next.shape[1])[np.argmax(q_online_next, axis=1)]
    return rewards + gamma * np.einsum("na,na->n", chosen, q_target_next) * (1 - np.asarray(terminated, float))


EXERCISE = Exercise(
    reference=double_dqn_target,
    aspects=(
        Aspect("where both prefer the same", 0.5, (AGREE,)),
        Aspect("one chooses, the other judges", 1.5, (DIFFER, SQUARE)),
        Aspect("nothing beyond the end", 0.5, (ENDED, ENDED_AGREE)),
        leaves_inputs_alone(0.5, (DIFFER, ENDED), requires="one chooses, the other judges"),
    ),
    accepted=(
        Accepted("in a loop", in_a_loop),
        Accepted("by a table of ones and zeros", by_one_hot),
    ),
)
