import numpy as np
import pytest

import layerwise as lw
from layerwise import nn
from layerwise.analysis.blueprint import Blueprint


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_conv_cost_counts_a_convolution(stride, padding):
    """Parameters are those of the layer; products are weights times places."""
    layer = nn.Conv2d(3, 5, 3, stride, padding, rng=0)
    y = layer(np.zeros((1, 3, 11, 9)))
    parameters, products = lw.conv_cost(3, 5, 3, *y.shape[2:])
    assert parameters == lw.count_parameters(layer)
    assert products == y.size * 27


def test_conv_cost_of_stacks():
    """Three 3 × 3 see what one 7 × 7 sees: 27 against 49 weights for a pair of channels."""
    assert 3 * lw.conv_cost(64, 64, 3, 8, 8)[1] / lw.conv_cost(64, 64, 7, 8, 8)[1] == pytest.approx(27 / 49)


@pytest.mark.parametrize("name", ["in_channels", "out_channels", "kernel_size", "h", "w"])
def test_conv_cost_refuses_what_is_no_size(name):
    """By name."""
    sizes = dict.fromkeys(("in_channels", "out_channels", "kernel_size", "h", "w"), 2)
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        lw.conv_cost(**sizes | {name: 0})
    with pytest.raises(TypeError, match=f"{name} must be an int"):
        lw.conv_cost(**sizes | {name: 2.5})


def test_a_blueprint_counts_what_a_network_has():
    """Parameters, sizes, field, with groups, normalization and strides."""
    layers = [nn.Conv2d(4, 6, 3, 2, 1, groups=2, rng=0), nn.Conv2d(6, 8, 5, padding=2, bias=False, rng=0)]
    layers += [nn.BatchNorm2d(8), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 3 * 3, 7, rng=0)]
    net = nn.Sequential(*layers)
    paper = Blueprint(4, 12).conv(6, 3, 2, 1, groups=2).conv(8, 5, padding=2, norm=True)
    assert (paper.side, paper.channels, paper.field) == (6, 8, 11)
    paper.pool(2).flatten().linear(7)
    assert paper.parameters == lw.count_parameters(net)
    assert paper.multiply_adds == 6 * 18 * 36 + 8 * 150 * 36 + 72 * 7
    assert [layer.name for layer in paper.layers] == ["conv 3x3, 6", "conv 5x5, 8", "linear, 7"]


def test_what_stands_beside_counts_and_changes_nothing_else():
    """A shortcut has parameters, and the path sees as far as before."""
    path = Blueprint(2, 8).conv(4, 3, 2, 1)
    field, side, before = path.field, path.side, path.parameters
    path.beside(2, 4, 1, norm=True)
    assert (path.field, path.side, path.channels) == (field, side, 4)
    assert path.parameters - before == 2 * 4 + 2 * 4
    assert path.joined(9).channels == 9 and path.pool_to(1).side == 1


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: Blueprint(3, 8).linear(2), "linear wants a row"),
        (lambda: Blueprint(3, 8).conv(4, 3, groups=2), "groups must divide inputs=3 and outputs=4, got groups=2"),
        (lambda: Blueprint(0, 8), "channels must be at least 1"),
        (lambda: Blueprint(3, 2).conv(4, 5), "size"),
    ],
)
def test_what_does_not_fit_is_refused(draw, message):
    """As a network would."""
    with pytest.raises(ValueError, match=message):
        draw()
