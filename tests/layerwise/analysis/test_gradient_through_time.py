import numpy as np
import pytest

from layerwise import gradient_through_time
from layerwise.nn import LSTMCell, RNNCell

X = np.random.default_rng(0).normal(size=(30, 4, 3))


def slope(cell, x, t, part, eps=1e-6):
    """The gradient of the sum of the last h with respect to a part of the state after step t, measured."""
    grad = np.zeros((x.shape[1], cell.hidden_size))
    for place in np.ndindex(*grad.shape):
        ends = []
        for sign in (1, -1):
            state = cell.start(x.shape[1])
            for s, step in enumerate(x):
                state = cell.forward(step, state)
                if s == t:
                    state = tuple(array.copy() for array in state)
                    state[part][place] += sign * eps
            ends.append(state[0].sum())
        grad[place] = (ends[0] - ends[1]) / (2 * eps)
    return grad


@pytest.mark.parametrize("cell", [RNNCell(3, 2, rng=0), LSTMCell(3, 2, rng=0)])
def test_norms_are_those_that_small_nudges_measure(cell):
    """Over all parts of the state."""
    x = X[:4]
    norms = gradient_through_time(cell, x)
    for t in range(4):
        parts = [slope(cell, x, t, part) for part in range(cell.states)]
        assert norms[t] == pytest.approx(np.sqrt(sum((part**2).sum() for part in parts)), rel=1e-6)


def test_an_open_forget_gate_carries_further():
    """Thirty steps back: hardly anything of a tanh RNN's gradient is left, nearly all of the open LSTM's."""
    far = {}
    for bias in (0.0, 5.0):
        cell = LSTMCell(3, 16, rng=0)
        cell.open_forget_gate(bias)
        norms = gradient_through_time(cell, X)
        far[bias] = norms[0] / norms[-1]
    norms = gradient_through_time(RNNCell(3, 16, rng=0), X)
    assert norms[0] / norms[-1] < 1e-4 and far[0.0] < 1e-4
    assert far[5.0] > 0.1


def test_a_sequence_has_steps():
    """x is refused by name."""
    with pytest.raises(ValueError, match=r"x must have shape \(T, N, D\)"):
        gradient_through_time(RNNCell(3, 2), X[0])
