"""td_target: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.targets import td_target

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def batch(name, ended=False, cut=False, nan=False, square=False):
    """A case with a drawn batch. ended: a third of the moves. cut: another third was cut off. nan: beyond the ends."""

    def draw(rng):
        N, A = int(rng.integers(12, 19)), int(rng.integers(3, 5))
        N = A if square else N
        kind = rng.permutation(np.arange(N) % 3)
        q_next = rng.choice([-1.0, 1.0], (N, A)) * rng.uniform(1.0, 5.0, (N, A))
        terminated = (kind == 0) & ended
        if nan:
            q_next[terminated] = rng.choice([np.nan, np.inf])
        return {
            "q_next": q_next,
            "rewards": rng.choice([-1.0, 1.0], N) * rng.uniform(0.5, 2.0, N),
            "terminated": terminated,
            "gamma": float(rng.uniform(0.6, 0.95)),
            "truncated": (kind == 1) & cut,
        }

    return Case(name, draw)


GOING = batch("on the way")
SQUARE = batch("as many moves as actions", square=True)
ENDED = batch("some moves end an episode", ended=True)
CUT = batch("some episodes are cut off", cut=True)
BOTH = batch("some end, some are cut off", ended=True, cut=True)
NAN = batch("values that are no numbers, beyond the end", ended=True, nan=True)


def in_a_loop(q_next, rewards, terminated, gamma, truncated=None):
    targets = []
    for values, reward, ended in zip(q_next, rewards, terminated, strict=True):
        targets.append(reward if ended else reward + gamma * max(values))
    return np.array(targets)


def on_the_way_only(q_next, rewards, terminated, gamma, truncated=None):
    target = np.array(rewards, dtype=float)
    going = np.logical_not(terminated)
    target[going] += gamma * np.amax(q_next[going], axis=-1)
    return target


EXERCISE = Exercise(
    reference=td_target,
    aspects=(
        Aspect("the reward, and the best next value", 1, (GOING, SQUARE)),
        Aspect("nothing beyond the end", 1, (ENDED, BOTH)),
        Aspect("cut off is not ended", 0.5, (CUT, BOTH)),
        Aspect("no number beyond the end", 0.5, (NAN,)),
        leaves_inputs_alone(0.5, (GOING, ENDED), requires="the reward, and the best next value"),
    ),
    accepted=(
        Accepted("in a loop", in_a_loop),
        Accepted("where it goes on", on_the_way_only),
    ),
)
