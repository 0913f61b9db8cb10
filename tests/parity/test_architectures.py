import numpy as np
import pytest

import layerwise as lw
from layerwise import nn
from layerwise.models import architectures as nets

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("architectures")
BLOCKS = {
    "basic/same": lambda: nets.BasicBlock(3, 3),
    "basic/wider": lambda: nets.BasicBlock(3, 5),
    "basic/strided": lambda: nets.BasicBlock(3, 5, stride=2),
    "bottleneck/same": lambda: nets.Bottleneck(8, 2),
    "bottleneck/wider": lambda: nets.Bottleneck(3, 2),
    "bottleneck/strided": lambda: nets.Bottleneck(5, 3, stride=2),
    "inception/small": lambda: nets.Inception(5, 2, (3, 4), (2, 3), 2),
    "inception/narrow": lambda: nets.Inception(2, 1, (1, 1), (1, 1), 1),
}


def some(kind):
    return [name for name in cases(ARRAYS) if name.startswith(f"{kind}/")]


@pytest.mark.parametrize("name", some("block"))
def test_blocks_agree_with_torchvision(name):
    """Output, gradients of the input and of every parameter; ours stand in the same order."""
    expected, block = case(ARRAYS, name), BLOCKS[name.removeprefix("block/")]()
    parameters = block.parameters()
    assert len(parameters) == sum(key.startswith("parameter") for key in expected)
    for i, parameter in enumerate(parameters):
        assert parameter.shape == expected[f"parameter{i}"].shape
        parameter.data = expected[f"parameter{i}"].copy()
    assert relative_error(block(expected["x"]), expected["y"]) <= FORWARD
    assert relative_error(block.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
    for i, parameter in enumerate(parameters):
        assert relative_error(parameter.grad, expected[f"grad{i}"]) <= BACKWARD


@pytest.mark.parametrize("name", some("norm"))
def test_local_response_norm_agrees_with_pytorch(name):
    """The function, its gradient, and the layer around them, with even windows and wide ones."""
    expected = case(ARRAYS, name)
    size, *rest = expected["settings"]
    settings = int(size), *(float(number) for number in rest)
    layer = nn.LocalResponseNorm(*settings)
    for y in (lw.local_response_norm(expected["x"], *settings), layer(expected["x"])):
        assert relative_error(y, expected["y"]) <= FORWARD
    grad_x = lw.local_response_norm_backward(expected["grad_output"], expected["x"], *settings)
    for grad in (grad_x, layer.backward(expected["grad_output"])):
        assert relative_error(grad, expected["grad_x"]) <= BACKWARD


@pytest.mark.parametrize("name", some("pool"))
def test_adaptive_pooling_agrees_with_pytorch(name):
    """One window, windows that share rows, and more windows than rows."""
    expected = case(ARRAYS, name)
    size = expected["y"].shape[2:]
    layer = nn.AdaptiveAvgPool2d(size)
    for y in (lw.adaptive_avg_pool2d(expected["x"], size), layer(expected["x"])):
        assert relative_error(y, expected["y"]) <= FORWARD
    grad_x = lw.adaptive_avg_pool2d_backward(expected["grad_output"], expected["x"])
    for grad in (grad_x, layer.backward(expected["grad_output"])):
        assert relative_error(grad, expected["grad_x"]) <= BACKWARD


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152])
def test_resnets_have_as_many_parameters_as_torchvisions(depth):
    """On paper; tests/layerwise/models/test_architectures.py holds paper and network equal."""
    assert nets.resnet_blueprint(depth).parameters == ARRAYS[f"count/resnet{depth}"]


@pytest.mark.parametrize("depth", [11, 13, 16, 19])
def test_vggs_have_as_many_parameters_as_torchvisions(depth):
    """With the head of ImageNet."""
    assert nets.vgg_blueprint(nets.VGG_CFGS[depth]).parameters == ARRAYS[f"count/vgg{depth}"]


def test_torchvisions_googlenet_is_another_one():
    """Its 3 × 3 kernels, and two numbers of a normalization for each bias, explain all of the difference."""
    ours = nets.googlenet_blueprint()
    kernels = sum(25 * r5 * c5 - 9 * r5 * c5 for group in nets.googlenet.BLOCKS for _, _, (r5, c5), _ in group)
    filters = (
        64
        + 64
        + 192
        + sum(
            c1 + r3 + c3 + r5 + c5 + pool for group in nets.googlenet.BLOCKS for c1, (r3, c3), (r5, c5), pool in group
        )
    )
    assert ours.parameters - kernels + filters == ARRAYS["count/googlenet"] == 6_624_904
    assert ARRAYS["count/googlenet with heads"] == 13_004_888
    assert np.array_equal(ARRAYS["count/alexnet"], 61_100_840)
