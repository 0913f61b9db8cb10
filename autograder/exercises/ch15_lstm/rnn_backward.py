"""rnn_backward: what is asked and what is right; the mistakes stand in the `.md` beside it.

The states that it is given are those that its inputs lead to, so that every way to write it agrees.
"""

import numpy as np

from layerwise.functional.elman_rnn import rnn_backward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import network


def five_gradients(rnn_backward, grad_out, x, h_0, out, weight_ih, weight_hh):
    """The probe: the five gradients, each by itself."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            came = rnn_backward(grad_out, x, h_0, out, weight_ih, weight_hh)
            if isinstance(came, np.ndarray):  # its rows would pass for gradients
                raise RuntimeError(f"five results are asked for, and one came: an array of shape {came.shape}")
            grads.extend(came)
        return grads[i]

    names = "grad_x", "grad_h_0", "grad_weight_ih", "grad_weight_hh", "grad_bias"
    return {name: lambda i=i: part(i) for i, name in enumerate(names)}


def sequences(name, sizes, last_only=False, zero_start=False):
    """A case with a network's states, and random gradients for them.

    last_only: only the last state has a gradient, as where the loss looks at nothing else
    """

    def draw(rng):
        drawn = network(rng, sizes, zero_start)
        bias = drawn.pop("bias")
        states = [drawn["h_0"]]
        for x_t in drawn["x"]:
            states.append(np.tanh(x_t @ drawn["weight_ih"].T + states[-1] @ drawn["weight_hh"].T + bias))
        out = np.stack(states[1:])
        grad_out = rng.choice([-1.0, 1.0], out.shape) * rng.uniform(0.5, 1.5, out.shape)
        if last_only:
            grad_out[:-1] = 0.0
        return {"grad_out": grad_out, "x": drawn.pop("x"), "h_0": drawn.pop("h_0"), "out": out, **drawn}

    return Case(name, draw)


ONE_STEP = sequences("one step", (1, (3, 5), (2, 3), (4, 6)))
LAST = sequences("a gradient for the last state alone", ((4, 6), (3, 4), (2, 3), (4, 6)), last_only=True)
EVERY = sequences("a gradient for every state", ((4, 6), (3, 4), (2, 3), (4, 6)))
SQUARE = sequences("as many steps as sequences, features and units", (4, 4, 4, 4))
SEVERAL = (LAST, EVERY, SQUARE)


def by_lists(grad_out, x, h_0, out, weight_ih, weight_hh):
    T = len(x)
    grads: list[np.ndarray] = []
    later = np.zeros_like(h_0)
    for t in range(T - 1, -1, -1):
        g = (1 - out[t] * out[t]) * (grad_out[t] + later)
        grads.insert(0, g)
        later = g.dot(weight_hh)
    before = np.concatenate([h_0[None], out[:-1]])
    grad_z = np.stack(grads)
    return [
        grad_z @ weight_ih,
        later,
        np.einsum("tnh,tnd->hd", grad_z, x),
        np.einsum("tnh,tnk->hk", grad_z, before),
        grad_z.sum(axis=(0, 1)),
    ]


def shifted_states(grad_out, x, h_0, out, weight_ih, weight_hh):
    states, T = [h_0, *out], len(out)
    total = grad_out.copy()
    grad_x = []
    grad_ih, grad_hh, grad_b = 0.0, 0.0, 0.0
    for t in range(T)[::-1]:
        slope = np.cosh(np.arctanh(states[t + 1])) ** -2
        grad_z = total[t] * slope
        grad_ih = grad_ih + np.einsum("nh,nd->hd", grad_z, x[t])
        grad_hh = grad_hh + np.einsum("nh,nk->hk", grad_z, states[t])
        grad_b = grad_b + np.ones(len(grad_z)) @ grad_z
        grad_x.append(grad_z @ weight_ih)
        if t:
            total[t - 1] += grad_z @ weight_hh
    return np.array(grad_x[::-1]), grad_z @ weight_hh, grad_ih, grad_hh, grad_b


GRADS = "grad_x", "grad_h_0", "grad_weight_ih", "grad_weight_hh", "grad_bias"
EXERCISE = Exercise(
    reference=rnn_backward,
    probe=five_gradients,
    aspects=(
        Aspect("one step", 0.5, (ONE_STEP,), observations=GRADS),
        Aspect("gradient of x through time", 1, SEVERAL, observations=("grad_x",)),
        Aspect("gradient of h_0", 0.5, SEVERAL, observations=("grad_h_0",)),
        Aspect("gradient of weight_ih", 0.5, SEVERAL, observations=("grad_weight_ih",)),
        Aspect("gradient of weight_hh", 1, SEVERAL, observations=("grad_weight_hh",)),
        Aspect("gradient of the bias", 0.5, SEVERAL, observations=("grad_bias",)),
        leaves_inputs_alone(0.5, (EVERY, SQUARE), requires="gradient of x through time"),
    ),
    accepted=(
        Accepted("the slopes first, the products at the end", by_lists),
        Accepted("states in a list, gradients added to the step before", shifted_states),
    ),
)
