import numpy as np
import pytest

import layerwise as lw
from layerwise.nn import LSTM, RNN, LSTMCell, RNNCell

LAYERS = (lambda: RNN(2, 3, rng=0), lambda: RNN(2, 3, "relu", rng=0), lambda: LSTM(2, 3, rng=0))
X = np.random.default_rng(0).normal(size=(4, 3, 2))


@pytest.mark.parametrize("make", LAYERS)
def test_backward_is_the_gradient_of_forward(make):
    """Through four steps, for the input and all parameters."""
    assert lw.gradcheck(make(), X)


@pytest.mark.parametrize("make", LAYERS)
def test_a_layer_is_its_cell_step_by_step(make):
    """Forward and back, from a state that is given."""
    layer = make()
    rng = np.random.default_rng(1)
    start = tuple(rng.normal(size=(3, 3)) for _ in range(layer.cell.states))
    grad_out = rng.normal(size=(4, 3, 3))
    out, grad_x = layer.forward(X, start), layer.backward(grad_out)
    grads = {name: parameter.grad for name, parameter in layer.named_parameters()}
    layer.zero_grad()

    cell = layer.cell
    cell.start(3)
    state, seen = start, []
    for step in X:
        state = cell.forward(step, state)
        seen.append(state[0])
    np.testing.assert_allclose(np.stack(seen), out)
    back, grad_state = [], tuple(np.zeros_like(part) for part in state)
    for grad in grad_out[::-1]:
        step, grad_state = cell.backward((grad_state[0] + grad, *grad_state[1:]))
        back.append(step)
    np.testing.assert_allclose(np.stack(back[::-1]), grad_x)
    for part, expected in zip(grad_state, layer.grad_state, strict=True):
        np.testing.assert_allclose(part, expected)
    for name, parameter in layer.named_parameters():
        np.testing.assert_allclose(parameter.grad, grads[name])


def test_an_open_forget_gate_keeps_what_is_there():
    """With a bias of 100 and nothing let in, c stays what it was."""
    cell = LSTMCell(2, 3, rng=0)
    cell.weight_ih.data[:] = cell.weight_hh.data[:] = 0.0
    cell.bias_ih.data[:] = cell.bias_hh.data[:] = 0.0
    cell.open_forget_gate(100.0)
    h, _ = cell.start(1)
    c = np.array([[1.0, -2.0, 3.0]])
    assert cell.forward(X[0, :1], (h, c))[1].tolist() == c.tolist()
    assert LSTM(2, 3, forget_bias=2.0).cell.bias[3:6].tolist() == [2.0] * 3


def test_own_functions_stand_in():
    """A learner's lstm_cell runs in the library's layer."""
    calls = []

    def cell(*inputs):
        calls.append(len(inputs))
        return lw.lstm_cell(*inputs)

    LSTM(2, 3, functions=(cell, lw.lstm_cell_backward))(X)
    assert calls == [6] * 4


def test_steps_that_nobody_goes_back_are_forgotten_with_the_next_start():
    """And going back further than one came is an error that says so."""
    cell = RNNCell(2, 3, rng=0)
    (h,) = cell.start(3)
    cell.forward(X[0], (h,))
    cell.start(3)
    with pytest.raises(RuntimeError, match=r"RNNCell\.backward was called more often than RNNCell\.forward"):
        cell.backward((h,))


@pytest.mark.parametrize(
    ("x", "state", "message"),
    [
        (X[0], None, r"x must have shape \(T, N, 2\), T at least 1, got \(3, 2\)"),
        (X[:0], None, "T at least 1"),
        (X, (np.zeros((2, 3)),), r"state must be 2 of shape \(3, 3\)"),
        (X, (np.zeros((3, 2)),) * 2, r"got shapes \[\(3, 2\), \(3, 2\)\]"),
    ],
)
def test_what_does_not_fit_is_refused(x, state, message):
    """Both layers say what they expected."""
    with pytest.raises(ValueError, match=message):
        LSTM(2, 3).forward(x, state)


def test_numbers_of_parameters_are_those_of_pytorch():
    """Two biases: 4 * 20 * (10 + 20 + 2); Keras has one, 2480."""
    assert lw.count_parameters(LSTM(10, 20)) == 2560
    assert lw.count_parameters(RNN(10, 20)) == 640
