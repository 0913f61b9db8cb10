"""rnn_forward: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.elman_rnn import rnn_forward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import network


def states(rnn_forward, x, h_0, weight_ih, weight_hh, bias):
    """The probe: the states of all steps, and the last."""
    out, h_n = rnn_forward(x, h_0, weight_ih, weight_hh, bias)
    return {"out": out, "h_n": h_n}


def sequences(name, sizes, **options):
    """A case with random weights and inputs. sizes: ranges for T, N, D and H. options: of `network`."""

    def draw(rng):
        return network(rng, sizes, **options)

    return Case(name, draw)


ONE_STEP = sequences("one step", (1, (3, 5), (2, 3), (4, 6)), zero_start=True)
STEPS = sequences("several steps", ((4, 6), (2, 3), (3, 4), (5, 7)), zero_start=True)
SQUARE = sequences("as many steps as sequences, features and units", (4, 4, 4, 4))
START = sequences("a state to begin with", ((3, 5), (2, 4), (2, 3), (4, 6)))
LONG = sequences("forty steps", ((38, 42), (2, 3), 2, 3))


def all_at_once(x, h_0, weight_ih, weight_hh, bias):
    from_x = np.einsum("tnd,hd->tnh", x, weight_ih) + bias
    states = [h_0]
    for step in from_x:
        states.append(np.tanh(step + states[-1] @ weight_hh.T))
    return np.stack(states[1:]), states[-1].copy()


def side_by_side(x, h_0, weight_ih, weight_hh, bias):
    weight = np.hstack([weight_ih, weight_hh])
    out, h = [], h_0
    for x_t in x:
        together = np.concatenate([x_t, h], axis=1)
        e = np.exp(-2 * (together @ weight.T + bias))
        h = (1 - e) / (1 + e)
        out.append(h)
    return np.array(out), out[-1]


def sequence_by_sequence(x, h_0, weight_ih, weight_hh, bias):
    T, N, _ = x.shape
    out = np.empty((T, N, len(bias)))
    for n in range(N):
        h = h_0[n]
        for t in range(T):
            h = np.tanh(weight_ih @ x[t, n] + weight_hh @ h + bias)
            out[t, n] = h
    return out, out[T - 1]


EXERCISE = Exercise(
    reference=rnn_forward,
    probe=states,
    aspects=(
        Aspect("one step", 0.5, (ONE_STEP,), observations=("out",)),
        Aspect("each step on the one before", 1, (STEPS, LONG), observations=("out",)),
        Aspect("begins with h_0", 0.5, (START, SQUARE), observations=("out",)),
        Aspect("the last state", 0.5, (STEPS, START, SQUARE), observations=("h_n",)),
        leaves_inputs_alone(0.5, (START, SQUARE), requires="each step on the one before"),
    ),
    accepted=(
        Accepted("the inputs all at once", all_at_once),
        Accepted("input and state side by side", side_by_side),
        Accepted("sequence by sequence", sequence_by_sequence),
    ),
)
