import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("recurrent")
PARAMETERS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
OVER_SEQUENCES = [name for name in cases(ARRAYS) if name.startswith(("tanh/", "relu/", "lstm/"))]
STEPS = [name for name in cases(ARRAYS) if name.startswith("lstm_cell/")]
EMBEDDINGS = [name for name in cases(ARRAYS) if name.startswith("embedding/")]


def filled(cell, expected):
    for name in PARAMETERS:
        getattr(cell, name).data = expected[name].copy()
    return cell


@pytest.mark.parametrize("name", OVER_SEQUENCES)
def test_layers_over_sequences_agree_with_pytorch(name):
    """States, last state, gradients of input, first state and every parameter."""
    expected, kind = case(ARRAYS, name), name.partition("/")[0]
    D, H = expected["x"].shape[2], expected["out"].shape[2]
    layer = nn.LSTM(D, H) if kind == "lstm" else nn.RNN(D, H, nonlinearity=kind)
    filled(layer.cell, expected)
    parts = range(layer.cell.states)
    out = layer.forward(expected["x"], tuple(expected[f"state{i}"] for i in parts))
    assert relative_error(out, expected["out"]) <= FORWARD
    grad_x = layer.backward(expected["grad_out"])
    assert relative_error(grad_x, expected["grad_x"]) <= BACKWARD
    for i in parts:
        assert relative_error(layer.state[i], expected[f"last{i}"]) <= FORWARD
        assert relative_error(layer.grad_state[i], expected[f"grad_state{i}"]) <= BACKWARD
    for parameter in PARAMETERS:
        assert relative_error(getattr(layer.cell, parameter).grad, expected[f"grad_{parameter}"]) <= BACKWARD


@pytest.mark.parametrize("name", [name for name in OVER_SEQUENCES if not name.startswith("lstm")])
def test_the_functions_of_the_rnn_agree_with_pytorch(name):
    """rnn_forward and rnn_backward by themselves."""
    expected, kind = case(ARRAYS, name), name.partition("/")[0]
    weights = expected["weight_ih"], expected["weight_hh"]
    bias = expected["bias_ih"] + expected["bias_hh"]
    out, last = lw.rnn_forward(expected["x"], expected["state0"], *weights, bias, kind)
    assert relative_error(out, expected["out"]) <= FORWARD and relative_error(last, expected["last0"]) <= FORWARD
    grads = lw.rnn_backward(expected["grad_out"], expected["x"], expected["state0"], out, *weights, kind)
    for grad, key in zip(grads, ("x", "state0", "weight_ih", "weight_hh", "bias_ih"), strict=True):
        assert relative_error(grad, expected[f"grad_{key}"]) <= BACKWARD


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_the_lstm_agrees_with_pytorch(name):
    """With gradients that come for h and for c: the functions, and the cell around them."""
    expected = case(ARRAYS, name)
    x, h, c = expected["x"], expected["h"], expected["c"]
    weights, bias = (expected["weight_ih"], expected["weight_hh"]), expected["bias_ih"] + expected["bias_hh"]
    h_next, c_next, gates = lw.lstm_cell(x, h, c, *weights, bias)
    cell = filled(nn.LSTMCell(x.shape[1], h.shape[1]), expected)
    for made in ((h_next, c_next), cell.forward(x, (h, c))):
        assert relative_error(made[0], expected["h_next"]) <= FORWARD
        assert relative_error(made[1], expected["c_next"]) <= FORWARD
    grad_state = expected["grad_h"], expected["grad_c"]
    grads = lw.lstm_cell_backward(*grad_state, x, h, c, gates, *weights)
    names = "grad_x", "grad_h_prev", "grad_c_prev", "grad_weight_ih", "grad_weight_hh", "grad_bias_ih"
    grad_x, (grad_h, grad_c) = cell.backward(grad_state)
    by_cell = grad_x, grad_h, grad_c, cell.weight_ih.grad, cell.weight_hh.grad, cell.bias_hh.grad
    for made in (grads, by_cell):
        for grad, key in zip(made, names, strict=True):
            assert relative_error(grad, expected[key]) <= BACKWARD


@pytest.mark.parametrize("name", EMBEDDINGS)
def test_embeddings_agree_with_pytorch(name):
    """Repeated ids add up; the padding's row gets nothing."""
    expected, (_, padding) = case(ARRAYS, name), name.split("/")
    layer = nn.Embedding(7, 3, None if padding == "None" else int(padding))
    layer.weight.data = expected["weight"].copy()
    np.testing.assert_array_equal(layer(expected["ids"]), expected["out"])
    layer.backward(expected["grad_output"])
    assert relative_error(layer.weight.grad, expected["grad"]) <= BACKWARD


@pytest.mark.parametrize("side", ["right", "left"])
def test_padding_agrees_with_pytorch(side):
    """Time first, the longest decides."""
    sequences = [np.arange(1, 1 + length) for length in (3, 1, 4)]
    made = nn.pad_sequence(sequences, padding_value=9, padding_side=side)
    np.testing.assert_array_equal(made, ARRAYS[f"pad_sequence/{side}/padded"])
