import numpy as np
import pytest

import layerwise as lw
from layerwise.models.fcn import FCN
from layerwise.models.segnet import Doubling, SegNet
from layerwise.nn import MaxUnpool2d

NETWORKS = {
    "FCN with skips": lambda: FCN(1, 2, channels=(2, 3, 2), rng=0),
    "FCN without": lambda: FCN(1, 2, channels=(2, 3, 2), skips=False, rng=0),
    "SegNet": lambda: SegNet(1, 2, channels=(2, 3), rng=0),
    "SegNet that doubles": lambda: SegNet(1, 2, channels=(2, 3), unpool=Doubling, rng=0),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_the_slopes(name):
    """Of the input and of every parameter, a batch of three; no ReLU or pooling so near its kink that it shows."""
    net, rng = NETWORKS[name](), np.random.default_rng(2)
    x = rng.standard_normal((3, 1, 4, 8))
    assert net(x).shape == (3, 2, 4, 8)
    assert lw.gradcheck(net, x)


@pytest.mark.parametrize("name", NETWORKS)
def test_sides_that_cannot_be_halved_are_refused(name):
    """By name, before anything is computed."""
    with pytest.raises(ValueError, match="x must have sides that are multiples of 4, got shape"):
        NETWORKS[name]()(np.zeros((1, 1, 6, 8)))


def test_unpooling_keeps_what_doubling_loses():
    """A line of one pixel, down and up again: only remembered positions bring it back as a line."""
    x = np.zeros((1, 1, 8, 8))
    x[:, :, :, 3] = 1.0
    y, places = lw.max_pool2d_with_indices(x, 2)
    assert np.array_equal(MaxUnpool2d(2)(y, places), x * (np.arange(8)[:, None] % 2 == 0))
    assert Doubling()(y, places).sum() == 16
