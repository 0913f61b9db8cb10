import numpy as np
import pytest

import layerwise as lw
from layerwise import nn
from layerwise.models import architectures as nets

RNG = np.random.default_rng(0)
BLOCKS = {
    "basic": (lambda: nets.BasicBlock(2, 2, rng=0), (4, 2, 4, 4)),
    "basic, another shape": (lambda: nets.BasicBlock(2, 3, stride=2, rng=0), (4, 2, 6, 5)),
    "bottleneck": (lambda: nets.Bottleneck(8, 2, rng=0), (4, 8, 4, 4)),
    "bottleneck, another shape": (lambda: nets.Bottleneck(3, 2, stride=2, rng=0), (4, 3, 5, 4)),
    "inception": (lambda: nets.Inception(3, 2, (2, 3), (1, 2), 1, rng=0), (3, 3, 5, 4)),
    "plain": (lambda: nets.PlainBlock(2, 3, stride=2, rng=0), (4, 2, 4, 4)),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_goes_back_as_it_went_forward(name):
    """Input and every parameter, held against small steps."""
    make, shape = BLOCKS[name]
    assert lw.gradcheck(make(), RNG.normal(size=shape))


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("block", [nets.BasicBlock, nets.Bottleneck])
def test_a_block_whose_last_normalization_is_zero_does_nothing(block, stride):
    """So a deep network may begin as a shallow one: relu of the shortcut is left."""
    layer = block(8, 2 if block is nets.Bottleneck else 8, stride, rng=0)
    layer.body[-1].weight.data[:] = 0
    x = RNG.normal(size=(3, 8, 6, 6))
    np.testing.assert_allclose(layer(x), np.maximum(layer.shortcut(x), 0))


def test_the_branches_of_inception_stand_in_the_order_of_the_paper():
    """1 × 1, 3 × 3, 5 × 5, pooling: each by itself is its own channels."""
    block, x = nets.Inception(3, 2, (2, 3), (1, 4), 5, rng=0), RNG.normal(size=(2, 3, 5, 5))
    y, ends = block(x), np.cumsum([0, 2, 3, 4, 5])
    for branch, first, last in zip(block.children(), ends, ends[1:], strict=False):
        np.testing.assert_array_equal(branch(x), y[:, first:last])


@pytest.mark.parametrize(
    ("network", "paper"),
    [
        (lambda: nets.make_lenet(rng=0), nets.lenet_blueprint()),
        (
            lambda: nets.make_vgg([4, 6, "M", 8, "M"], 3, 16, 10, 5, rng=0),
            nets.vgg_blueprint([4, 6, "M", 8, "M"], 3, 16, 10, 5),
        ),
        (lambda: nets.make_googlenet(rng=0), nets.googlenet_blueprint()),
        (lambda: nets.make_resnet(18, rng=0), nets.resnet_blueprint(18)),
        (lambda: nets.make_resnet(50, classes=7, rng=0), nets.resnet_blueprint(50, classes=7)),
        (lambda: nets.make_small_resnet(20, rng=0), nets.small_resnet_blueprint(20)),
        (lambda: nets.make_small_resnet(8, nets.PlainBlock, 1, 4, rng=0), None),
    ],
)
def test_networks_have_the_parameters_that_their_blueprints_count(network, paper):
    """Nothing is on paper only."""
    paper = paper or nets.small_resnet_blueprint(8, "none", in_channels=1, width=4)
    assert lw.count_parameters(network()) == paper.parameters


def test_alexnet_has_the_parameters_that_its_blueprint_counts():
    """Its large layers are counted one by one, so that no memory is filled."""
    convolutions = [(3, 96, 11, 1), (96, 256, 5, 2), (256, 384, 3, 1), (384, 384, 3, 2), (384, 256, 3, 2)]
    counted = sum(lw.count_parameters(nn.Conv2d(i, o, k, groups=g, rng=0)) for i, o, k, g in convolutions)
    counted += 9217 * 4096 + 4097 * 4096 + 4097 * 1000
    assert counted == nets.alexnet_blueprint().parameters
    assert nets.alexnet_blueprint().layers[4].side == 13


@pytest.mark.parametrize("depth", [18, 34])
def test_published_products_of_resnets(depth):
    """1.8 and 3.6 billion, as table 1 of the paper has them without projections."""
    published = {18: 1.8e9, 34: 3.6e9}[depth]
    assert nets.resnet_blueprint(depth).multiply_adds == pytest.approx(published, rel=0.02)


def test_networks_run_on_small_images():
    """Through every stage and back."""
    for net, x in (
        (nets.make_resnet(18, 1, 3, rng=0), RNG.normal(size=(2, 1, 40, 40))),
        (nets.make_googlenet(1, 3, rng=0), RNG.normal(size=(2, 1, 32, 32))),
        (nets.make_small_resnet(14, in_channels=1, width=2, classes=3, rng=0), RNG.normal(size=(4, 1, 8, 8))),
    ):
        y = net(x)
        assert y.shape == (len(x), 3) and net.backward(np.ones_like(y)).shape == x.shape


def test_one_seed_gives_one_network():
    """And another seed another one."""
    x = RNG.normal(size=(2, 1, 8, 8))
    one, same, other = (nets.make_small_resnet(8, in_channels=1, width=2, rng=seed)(x) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nets.make_resnet(20), "depth must be one of 18, 34, 50, 101, 152, got 20"),
        (lambda: nets.make_small_resnet(18), "depth must be 6 n \\+ 2, such as 8, 20, 32 or 56, got 18"),
        (lambda: nets.small_resnet_blueprint(8, "zeros"), "shortcut must be one of 'projection', 'padding', 'none'"),
        (lambda: nets.make_vgg([4, "P"], 1, 8, 4, 2), "cfg must hold numbers of filters and 'M', got 'P'"),
        (lambda: nets.make_vgg([4, "M", "M"], 1, 3, 4, 2), "image_size must be at least 4"),
        (lambda: nets.Inception(3, 2, 4, (1, 2), 1), "c3 must be two ints"),
        (lambda: nets.BasicBlock(2, 3)(np.zeros((2, 3, 4, 4))), r"x must have shape \(N, 2, H, W\)"),
        (lambda: nets.vgg_blueprint([4, 0]), "a number of filters in cfg must be at least 1, got 0"),
    ],
)
def test_what_makes_no_network_is_refused(call, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        call()
