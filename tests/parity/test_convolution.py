"""conv2d, Conv2d, unfold and fold are PyTorch's."""

import numpy as np
import pytest
from parity.expectations import BACKWARD, FORWARD, case, relative_error, stored
from parity.inputs.convolution_cases import CONVOLUTIONS

from layerwise.functional.conv2d_backward import conv2d_backward
from layerwise.functional.conv2d_naive import conv2d_naive, conv2d_naive_backward
from layerwise.functional.unfold import fold, unfold
from layerwise.nn.conv import Conv2d

EXPECTED = stored("convolution")


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_the_layer_is_pytorchs(name):
    """The output and all three gradients, over odd shapes and every option."""
    expected = case(EXPECTED, name)
    shape, out_channels, *options = CONVOLUTIONS[name]
    layer = Conv2d(shape[1], out_channels, *options)
    layer.weight.data, layer.bias.data = expected["weight"], expected["bias"]
    assert relative_error(layer(expected["x"]), expected["y"]) <= FORWARD
    assert relative_error(layer.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
    assert relative_error(layer.weight.grad, expected["grad_weight"]) <= BACKWARD
    assert relative_error(layer.bias.grad, expected["grad_bias"]) <= BACKWARD


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_gradients_without_that_of_x_are_the_same(name):
    """Leaving out the gradient of x, as a first layer does, leaves those of weight and bias PyTorch's."""
    expected = case(EXPECTED, name)
    _, _, _, *steps = CONVOLUTIONS[name]
    grads = conv2d_backward(expected["grad_output"], expected["x"], expected["weight"], *steps, needs_grad_x=False)
    assert grads[0] is None
    assert relative_error(grads[1], expected["grad_weight"]) <= BACKWARD
    assert relative_error(grads[2], expected["grad_bias"]) <= BACKWARD


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_the_loops_are_pytorchs(name):
    """The teaching form is right too, forward and backward."""
    expected = case(EXPECTED, name)
    x, weight, (_, _, _, *steps) = expected["x"], expected["weight"], CONVOLUTIONS[name]
    assert relative_error(conv2d_naive(x, weight, expected["bias"], *steps), expected["y"]) <= FORWARD
    grads = conv2d_naive_backward(expected["grad_output"], x, weight, *steps)
    for grad, key in zip(grads, ("grad_x", "grad_weight", "grad_bias"), strict=True):
        assert relative_error(grad, expected[key]) <= BACKWARD, key


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_unfold_and_fold_are_pytorchs(name):
    """Values and the order of rows and columns."""
    expected = case(EXPECTED, name)
    shape, _, kernel, stride, padding, dilation, _ = CONVOLUTIONS[name]
    np.testing.assert_array_equal(unfold(expected["x"], kernel, dilation, padding, stride), expected["unfold"])
    folded = fold(expected["columns"], shape[2:], kernel, dilation, padding, stride)
    assert relative_error(folded, expected["fold"]) <= FORWARD
