"""The ways back up and the loss of pictures of scores are PyTorch's."""

import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, relative_error, stored
from .inputs.segmentation_cases import LOSSES, POOLS, TRANSPOSED

ARRAYS = stored("segmentation")


@pytest.mark.parametrize("name", TRANSPOSED)
def test_transposed_convolutions_agree_with_pytorch(name):
    """The functions and the layer, forward and backward."""
    expected, (shape, out_channels, kernel, options, biased) = case(ARRAYS, f"transposed/{name}"), TRANSPOSED[name]
    x, weight, bias = expected["x"], expected["weight"], expected.get("bias")
    layer = nn.ConvTranspose2d(shape[1], out_channels, kernel, bias=biased, **options)
    assert layer.weight.shape == weight.shape
    layer.weight.data = weight.copy()
    if biased:
        layer.bias.data = bias.copy()
    for y in (lw.conv_transpose2d(x, weight, bias, **options), layer(x)):
        assert relative_error(y, expected["y"]) <= FORWARD
    grad_x, grad_weight, grad_bias = lw.conv_transpose2d_backward(expected["grad_output"], x, weight, **options)
    assert relative_error(layer.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
    assert relative_error(grad_x, expected["grad_x"]) <= BACKWARD
    for grad in (grad_weight, layer.weight.grad):
        assert relative_error(grad, expected["grad_weight"]) <= BACKWARD
    for grad in (grad_bias, layer.bias.grad) if biased else ():
        assert relative_error(grad, expected["grad_bias"]) <= BACKWARD


@pytest.mark.parametrize("name", POOLS)
def test_pooling_that_remembers_agrees_with_pytorch(name):
    """Values and places; of equal numbers the first one."""
    expected, (_, *window) = case(ARRAYS, f"unpool/{name}"), POOLS[name]
    for y, indices in (
        lw.max_pool2d_with_indices(expected["x"], *window),
        nn.MaxPool2d(*window, return_indices=True)(expected["x"]),
    ):
        np.testing.assert_array_equal(y, expected["y"])
        np.testing.assert_array_equal(indices, expected["indices"])


@pytest.mark.parametrize("size", ["default", "sized"])
@pytest.mark.parametrize("name", POOLS)
def test_unpooling_agrees_with_pytorch(name, size):
    """Of the default size, and of that before the pooling."""
    expected, (shape, *window) = case(ARRAYS, f"unpool/{name}"), POOLS[name]
    if f"{size} y" not in expected:
        pytest.skip("where pooling left a rest, the size has to be given")
    layer = nn.MaxUnpool2d(*window)
    y = layer(expected["given"], expected["indices"], None if size == "default" else shape)
    np.testing.assert_array_equal(y, expected[f"{size} y"])
    np.testing.assert_array_equal(layer.backward(expected[f"{size} grad_output"]), expected[f"{size} grad"])


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_of_pictures_agrees_with_pytorch(name):
    """Weights and pixels that do not count; the object says the same as the function."""
    expected, ignored = case(ARRAYS, f"loss/{name}"), LOSSES[name][2]
    ignored = -100 if ignored is None else ignored
    given = expected["logits"], expected["target"]
    loss_fn = nn.PixelCrossEntropyLoss(expected["weight"], ignored)
    for loss, grad in (
        lw.pixel_cross_entropy(*given, expected["weight"], ignored),
        (loss_fn(*given), loss_fn.backward()),
    ):
        assert relative_error(loss, expected["loss"]) <= FORWARD
        assert relative_error(grad, expected["grad"]) <= BACKWARD
