"""Pooling layers are PyTorch's, ties, overlaps and padding included."""

import pytest
from parity.expectations import BACKWARD, FORWARD, case, relative_error, stored
from parity.inputs.pooling_cases import POOLINGS

from layerwise.functional.pool_naive import (
    avg_pool2d_naive,
    avg_pool2d_naive_backward,
    max_pool2d_naive,
    max_pool2d_naive_backward,
)
from layerwise.nn.avg_pool import AvgPool2d
from layerwise.nn.global_avg_pool import GlobalAvgPool
from layerwise.nn.max_pool import MaxPool2d

EXPECTED = stored("pooling")


def layer_of(kind, name):
    _, *steps, dilation = POOLINGS[name]
    if kind == "global":
        return GlobalAvgPool()
    if kind.startswith("max"):
        return MaxPool2d(*steps, dilation)
    return AvgPool2d(*steps, count_include_pad=kind == "avg")


@pytest.mark.parametrize("name", POOLINGS)
@pytest.mark.parametrize("kind", ["max", "max ties", "avg", "avg inside", "global"])
def test_the_layer_is_pytorchs(kind, name):
    """Output and gradient; of equal numbers the first one gets the gradient."""
    expected, layer = case(EXPECTED, f"{kind}/{name}"), layer_of(kind, name)
    assert relative_error(layer(expected["x"]), expected["y"]) <= FORWARD
    assert relative_error(layer.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD


@pytest.mark.parametrize("name", POOLINGS)
@pytest.mark.parametrize("kind", ["max", "max ties", "avg", "avg inside"])
def test_the_loops_are_pytorchs(kind, name):
    """The teaching form is right too, forward and backward."""
    expected, (_, *steps, dilation) = case(EXPECTED, f"{kind}/{name}"), POOLINGS[name]
    x, grad_output = expected["x"], expected["grad_output"]
    if kind.startswith("max"):
        y, grad_x = (
            max_pool2d_naive(x, *steps, dilation),
            max_pool2d_naive_backward(grad_output, x, *steps, dilation),
        )
    else:
        inside = {"count_include_pad": kind == "avg"}
        y, grad_x = (
            avg_pool2d_naive(x, *steps, **inside),
            avg_pool2d_naive_backward(grad_output, x, *steps, **inside),
        )
    assert relative_error(y, expected["y"]) <= FORWARD
    assert relative_error(grad_x, expected["grad_x"]) <= BACKWARD
