import numpy as np
import pytest

from layerwise import nn
from layerwise.analysis.count_parameters import count_parameters
from layerwise.analysis.receptive_field import receptive_field
from layerwise.functional.conv_output_size import conv_output_size
from layerwise.nn.batch_norm import BatchNorm1d, BatchNorm2d
from layerwise.nn.conv import Conv2d
from layerwise.nn.fusion import fuse_conv_bn, fuse_linear_bn
from layerwise.nn.linear import Linear


@pytest.mark.parametrize("size", [1, 5, 8])
@pytest.mark.parametrize("kernel_size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 5])
@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("dilation", [1, 2])
def test_the_output_size_counts_the_places(size, kernel_size, stride, padding, dilation):
    """The formula gives the number of starts at which the kernel still fits."""
    arguments = (size, kernel_size, stride, padding, dilation)
    starts = range(0, size + 2 * padding - dilation * (kernel_size - 1), stride)
    if len(starts):
        assert conv_output_size(*arguments) == len(starts)
    else:
        with pytest.raises(ValueError, match="the kernel must fit into the padded image"):
            conv_output_size(*arguments)


@pytest.mark.parametrize("name", ["kernel_size", "stride", "dilation"])
def test_the_output_size_refuses_zero(name):
    """There is no kernel, step or distance of nothing."""
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        conv_output_size(8, **{"kernel_size": 1, name: 0})


@pytest.mark.parametrize(
    "layers", [[(3, 1)], [(3, 1), (2, 2), (3, 1)], [(5, 2), (3, 2), (3, 1)], [(3, 1, 2), (2, 2), (3, 1, 3)]]
)
def test_the_receptive_field_is_what_has_a_gradient(layers):
    """Send a gradient back from one output pixel: it arrives at exactly so many pixels in a row."""
    field = receptive_field(layers)
    convolutions = [Conv2d(1, 1, (1, k), (1, s), dilation=(1, *(d or [1]))) for k, s, *d in layers]
    for layer in convolutions:
        layer.weight.data = np.ones_like(layer.weight.data)
    model = nn.Sequential(*convolutions)
    grad_output = np.zeros_like(model(np.zeros((1, 1, 1, field))))
    assert grad_output.shape[3] == 1
    grad_output[..., 0] = 1
    seen = np.flatnonzero(model.backward(grad_output))
    assert seen[0] == 0
    assert seen[-1] == field - 1


def test_the_receptive_field_refuses_what_is_no_layer():
    """The error shows the entry."""
    with pytest.raises(ValueError, match=r"layers must be \(kernel_size, stride\) or .*, got \(3,\)"):
        receptive_field([(3,)])
    with pytest.raises(ValueError, match="stride must be at least 1, got 0"):
        receptive_field([(3, 0)])


def test_parameters_are_counted_once_and_with_biases():
    """Weights, biases, BatchNorm's two numbers a channel; not its running statistics."""
    model = nn.Sequential(Conv2d(3, 8, 3), BatchNorm2d(8), Conv2d(8, 8, 3, groups=8, bias=False))
    assert count_parameters(model) == 8 * (3 * 9 + 1) + 16 + 8 * 9
    shared = Linear(4, 4)
    assert count_parameters(nn.Sequential(shared, shared)) == 20


def test_frozen_parameters_can_be_left_out():
    """What transfer learning wants to know: how much is still trained."""
    model = nn.Sequential(Linear(10, 5), Linear(5, 2))
    model[0].requires_grad_(False)
    assert (count_parameters(model), count_parameters(model, trainable_only=True)) == (67, 12)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("kind", ["linear", "conv"])
def test_a_fused_layer_is_both_layers(kind, bias, affine):
    """After training the fused layer's output is that of layer and BatchNorm, and both are left as they were."""
    rng = np.random.default_rng(0)
    if kind == "linear":
        layer, bn, x, fuse = (
            Linear(4, 3, bias, rng=0),
            BatchNorm1d(3, affine=affine),
            rng.normal(2, 3, (8, 4)),
            fuse_linear_bn,
        )
    else:
        layer = Conv2d(4, 6, 3, stride=2, padding=1, groups=2, bias=bias, rng=0)
        bn, x, fuse = BatchNorm2d(6, affine=affine), rng.normal(2, 3, (4, 4, 5, 5)), fuse_conv_bn
    for parameter in bn.parameters():
        parameter.data = rng.standard_normal(parameter.shape)
    bn(layer(x))
    bn.eval()
    before = layer.state_dict()
    fused = fuse(layer, bn)
    np.testing.assert_allclose(fused(x), bn(layer(x)), rtol=1e-10, atol=1e-12)
    assert type(fused) is type(layer)
    for name, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_layers_that_do_not_belong_together_are_not_fused():
    """The error says which number of outputs was expected."""
    with pytest.raises(ValueError, match="bn must have num_features 3, the layer's number of outputs, got 4"):
        fuse_linear_bn(Linear(2, 3), BatchNorm1d(4))
    with pytest.raises(ValueError, match="bn must have running statistics"):
        fuse_linear_bn(Linear(2, 3), BatchNorm1d(3, track_running_stats=False))
