"""dqn_gradient and soft_update: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.huber import dqn_gradient
from layerwise.rl.soft_copy import soft_update

from ...core.record import INPUTS, Accepted, Aspect, Case, Exercise


def learn(dqn_gradient, soft_update, q=(), actions=(), targets=(), target=(), online=(), tau=0.0):
    """The probe: the gradient, or where networks have parameters, what they are after an update and later.

    later: the online network has learned on, in its own arrays.
    """
    if len(q):
        return {"grad": dqn_gradient(q, actions, targets)}

    class Parameter:
        def __init__(self, data):
            self.data = data

    follows, leads = ([Parameter(data.copy()) for data in network] for network in (target, online))
    soft_update(follows, leads, tau)
    after = np.concatenate([np.ravel(parameter.data).astype(float) for parameter in follows])
    leader = np.concatenate([np.ravel(parameter.data).astype(float) for parameter in leads])
    for parameter in leads:
        parameter.data += 1.0
    later = np.concatenate([np.ravel(parameter.data).astype(float) for parameter in follows])
    return {"target": after, "online": leader, "later": later}


def batch(name, errors, square=False):
    """A case with drawn values, whose errors have these sizes: a range, on either side of 0."""

    def draw(rng):
        N, A = int(rng.integers(7, 11)), int(rng.integers(3, 5))
        N = A if square else N
        q, actions = rng.normal(0.0, 3.0, (N, A)), rng.permutation(np.arange(N) % A)
        error = rng.permutation(np.where(np.arange(N) % 2 == 0, 1, -1)) * rng.uniform(*errors, N)
        if errors[1] < 1:
            error[:2] *= 0.05 / np.abs(error[:2])  # below 1 / N
        elif errors[0] < 1:
            error[:2] *= 0.5 / np.abs(error[:2])  # between 1 / N and 1, whatever the others are
        return {"q": q, "actions": actions, "targets": q[np.arange(N), actions] - error}

    return Case(name, draw)


def networks(name, tau):
    """A case with the parameters of two networks. tau: a range."""

    def draw(rng):
        shapes = [(4, 3), (4,), (2, 4), (2,)]
        target, online = ([rng.normal(0.0, 1.0, shape) for shape in shapes] for _ in range(2))
        return {"target": target, "online": online, "tau": float(rng.uniform(*tau))}

    return Case(name, draw)


SMALL = batch("small errors", (0.2, 0.9))
SQUARE = batch("as many moves as actions", (0.2, 0.9), square=True)
LARGE = batch("large errors", (1.5, 6.0))
MIXED = batch("errors of all sizes", (0.3, 3.0))
SLOW = networks("a small part of the way", (0.05, 0.3))
COPY = networks("all of the way", (1.0, 1.0))


def by_a_mask(q, actions, targets):
    made = actions[:, None] == np.arange(q.shape[1])
    error = np.where(made, q - targets[:, None], 0.0)
    slope = np.where(np.abs(error) <= 1, error, np.sign(error))
    return slope / q.shape[0]


def in_a_loop(q, actions, targets):
    grad = np.zeros(q.shape)
    for n, action in enumerate(actions):
        grad[n, action] = max(-1.0, min(1.0, q[n, action] - targets[n])) / len(actions)
    return grad


def in_place(target, online, tau):
    for follows, leads in zip(target, online, strict=True):
        follows.data *= 1 - tau
        follows.data += tau * leads.data


def by_the_difference(target, online, tau):
    for i in range(len(target)):
        target[i].data = target[i].data + tau * (online[i].data - target[i].data)


EXERCISE = Exercise(
    reference=(dqn_gradient, soft_update),
    probe=learn,
    aspects=(
        Aspect("the move that was made, small errors", 1, (SMALL, SQUARE), observations=("grad",)),
        Aspect("large errors pull no harder", 1, (LARGE, MIXED), observations=("grad",)),
        Aspect(
            "leaves its input alone",
            0.5,
            (SMALL, LARGE),
            observations=(INPUTS,),
            requires="the move that was made, small errors",
        ),
        Aspect("the target goes a part of the way", 1, (SLOW, COPY), observations=("target",)),
        Aspect(
            "the networks stay two",
            0.5,
            (SLOW, COPY),
            observations=("online", "later"),
            requires="the target goes a part of the way",
        ),
    ),
    accepted=(
        Accepted("by a mask, and in place", {"dqn_gradient": by_a_mask, "soft_update": in_place}),
        Accepted("in a loop, by the difference", {"dqn_gradient": in_a_loop, "soft_update": by_the_difference}),
    ),
)
