"""What the functions of RNN and LSTM refuse; that they compute what they should is parity's and gradcheck's affair."""

import numpy as np
import pytest

import layerwise as lw

X, H0, WI, WH, B = np.zeros((4, 3, 2)), np.zeros((3, 5)), np.zeros((5, 2)), np.zeros((5, 5)), np.zeros(5)
GATED = X[0], H0, H0, np.zeros((20, 2)), np.zeros((20, 5))


def test_shapes_that_do_not_go_together_are_refused_by_name():
    """Broadcasting would hide most of them."""
    for inputs, message in (
        ((X[0], H0, WI, WH, B), r"x must have shape \(T, N, D\)"),
        ((X, H0[:1], WI, WH, B), r"h_0 must have shape \(N, H\), \(3, 5\), got \(1, 5\)"),
        ((X, H0, WI.T, WH, B), r"weight_ih must have shape \(H, 2\)"),
        ((X, H0, WI, WH, B[:1]), r"bias must have shape \(5,\), got \(1,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            lw.rnn_forward(*inputs)
    with pytest.raises(ValueError, match=r"out must have the shape \(T, N, H\), \(4, 3, 5\)"):
        lw.rnn_backward(X, X, H0, X, WI, WH)
    with pytest.raises(ValueError, match="nonlinearity must be one of 'tanh', 'relu'"):
        lw.rnn_forward(X, H0, WI, WH, B, "sigmoid")


def test_the_lstm_s_shapes_too():
    """Four times as many rows as there are units."""
    x, h, c, weight_ih, weight_hh = GATED
    bias = np.zeros(20)
    for inputs, message in (
        ((x[0], h, c, weight_ih, weight_hh, bias), r"x must have shape \(N, D\)"),
        ((x, h, c[:1], weight_ih, weight_hh, bias), r"h and c \(N, H\)"),
        ((x, h, c, WI, weight_hh, bias), r"weight_ih must have shape \(4 H, D\), \(20, 2\)"),
        ((x, h, c, weight_ih, weight_hh, bias[:5]), r"bias must have shape \(20,\): i, f, g, o; got \(5,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            lw.lstm_cell(*inputs)
    with pytest.raises(ValueError, match=r"gates must have shape \(N, 4 H\), \(3, 20\), got \(3, 5\)"):
        lw.lstm_cell_backward(h, c, x, h, c, h, weight_ih, weight_hh)


def test_nothing_that_comes_in_is_written_into():
    """Not even the gates, whose slopes are made of them."""
    rng = np.random.default_rng(0)
    inputs = [rng.normal(size=array.shape) for array in (*GATED, np.zeros(20))]
    before = [array.copy() for array in inputs]
    *_, gates = lw.lstm_cell(*inputs)
    kept = gates.copy()
    lw.lstm_cell_backward(inputs[1], inputs[2], *inputs[:3], gates, *inputs[3:5])
    for array, old in zip((*inputs, gates), (*before, kept), strict=True):
        np.testing.assert_array_equal(array, old)
