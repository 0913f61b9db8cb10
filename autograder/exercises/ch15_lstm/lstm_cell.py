"""lstm_cell: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.lstm_cell import lstm_cell

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import step


def one_step(lstm_cell, x, h, c, weight_ih, weight_hh, bias):
    """The probe: the next state, and the gates."""
    h_next, c_next, gates = lstm_cell(x, h, c, weight_ih, weight_hh, bias)
    return {"h": h_next, "c": c_next, "gates": gates}


def drawn(name, sizes, scale=1.0, still=False):
    """A case with random numbers everywhere. sizes: ranges for N, D and H.

    scale: of the bias, which opens and shuts the gates. still: no input, no weights: the gates are what the bias says
    """

    def draw(rng):
        inputs = step(rng, sizes)
        H, bias = inputs["h"].shape[1], scale * inputs["bias"]
        chosen = [0, H, H + 1, 3 * H, 3 * H + 1]
        bias[chosen] = np.abs(bias[chosen]) * [1, 1, 1, 1, -1]  # two units keep their memory; one writes and shows it
        inputs["bias"] = bias
        if still:
            for name in ("x", "h", "weight_ih", "weight_hh"):
                inputs[name] = np.zeros_like(inputs[name])
        return inputs

    return Case(name, draw)


BIAS = drawn("the bias alone", ((2, 4), (2, 3), (3, 5)), still=True)
STEP = drawn("a step", ((3, 5), (2, 3), (4, 6)))
SQUARE = drawn("as many sequences as features and units", (4, 4, 4))
SHUT = drawn("gates that are open or shut", ((3, 5), (2, 3), (4, 6)), scale=10.0)
HUGE = drawn("sums in the thousands", ((3, 5), (2, 3), (4, 6)), scale=5000.0)
STEPS = (BIAS, STEP, SQUARE, SHUT)


def by_slices(x, h, c, weight_ih, weight_hh, bias):
    H = h.shape[1]
    z = np.concatenate([x, h], axis=1) @ np.concatenate([weight_ih, weight_hh], axis=1).T + bias
    gates = 0.5 + 0.5 * np.tanh(z / 2)
    gates[:, 2 * H : 3 * H] = np.tanh(z[:, 2 * H : 3 * H])
    c_next = gates[:, H : 2 * H] * c + gates[:, :H] * gates[:, 2 * H : 3 * H]
    return gates[:, 3 * H :] * np.tanh(c_next), c_next, gates


def gate_by_gate(x, h, c, weight_ih, weight_hh, bias):
    H, gates = h.shape[1], []
    for k in range(4):
        rows = slice(k * H, (k + 1) * H)
        z = x @ weight_ih[rows].T + h @ weight_hh[rows].T + bias[rows]
        e = np.exp(-np.abs(z))
        gates.append(np.tanh(z) if k == 2 else np.where(z < 0, e, 1) / (1 + e))
    i, f, g, o = gates
    c_next = i * g + f * c
    return o * np.tanh(c_next), c_next, np.hstack(gates)


EXERCISE = Exercise(
    reference=lstm_cell,
    probe=one_step,
    aspects=(
        Aspect("the four gates, in order", 1, STEPS, observations=("gates",)),
        Aspect("the memory c", 1, STEPS, observations=("c",)),
        Aspect("what is shown, h", 1, STEPS, observations=("h",)),
        Aspect("sums in the thousands", 0.5, (HUGE,), observations=("h", "c", "gates"), requires="the memory c"),
        leaves_inputs_alone(0.5, (STEP, SQUARE), requires="the memory c"),
    ),
    accepted=(
        Accepted("one product, cut into slices", by_slices),
        Accepted("gate by gate", gate_by_gate),
    ),
)
