"""Bottleneck: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.models.architectures.residual_blocks import Bottleneck

from ...core.record import Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import DRAWN, block, both_ways, by_rng


def sizes(stride, inputs):
    """Numbers of channels that are drawn, and the stride. inputs: how many come in, by a generator and the middle"""

    def settings(rng):
        mid = int(rng.integers(2, 5))
        return [int(inputs(rng, mid)), mid, stride]

    return settings


def channels_of(settings):
    """How many channels come out."""
    return 4 * settings[1]


SAME = block("the same shape", sizes(1, lambda rng, mid: 4 * mid), channels_of, (4, 5), draws=True)
WIDER = block("as many channels as the middle has", sizes(1, lambda rng, mid: mid), channels_of, (4, 5))
SMALLER = block(
    "stride 2, as many channels", sizes(2, lambda rng, mid: 4 * mid), channels_of, (5, 6), stride=2, draws=True
)
OTHER = (WIDER, SMALLER)
ALL = (SAME, *OTHER)


def layer_by_layer(in_channels, mid_channels, stride=1, rng=None):
    from layerwise.nn import BatchNorm2d, Conv2d, Module, ReLU, Sequential

    generator, out_channels = np.random.default_rng(rng), mid_channels * 4

    def conv(inputs, outputs, k, step=1):
        return Conv2d(inputs, outputs, k, stride=step, padding=k // 2, bias=False, rng=generator)

    class Block(Module):
        def __init__(self):
            self.conv1, self.bn1 = conv(in_channels, mid_channels, 1), BatchNorm2d(mid_channels)
            self.conv2, self.bn2 = conv(mid_channels, mid_channels, 3, stride), BatchNorm2d(mid_channels)
            self.conv3, self.bn3 = conv(mid_channels, out_channels, 1), BatchNorm2d(out_channels)
            self.relu1, self.relu2, self.relu3 = ReLU(), ReLU(), ReLU()
            self.downsample = None
            if stride != 1 or in_channels != out_channels:
                self.downsample = Sequential(conv(in_channels, out_channels, 1, stride), BatchNorm2d(out_channels))

        def forward(self, x):
            identity = x if self.downsample is None else self.downsample(x)
            out = self.relu1(self.bn1(self.conv1(x)))
            out = self.relu2(self.bn2(self.conv2(out)))
            return self.relu3(self.bn3(self.conv3(out)) + identity)

        def backward(self, grad_output):
            g = self.relu3.backward(grad_output)
            back = self.conv3.backward(self.bn3.backward(g))
            back = self.conv2.backward(self.bn2.backward(self.relu2.backward(back)))
            back = self.conv1.backward(self.bn1.backward(self.relu1.backward(back)))
            return back + (g if self.downsample is None else self.downsample.backward(g))

    return Block()


def from_a_table(in_channels, mid_channels, stride=1, rng=None):
    import layerwise.nn as nn

    generator = np.random.default_rng(rng)
    widths = [in_channels, mid_channels, mid_channels, 4 * mid_channels]

    class Block(nn.Module):
        def __init__(self):
            layers: list[nn.Module] = []
            for n, (k, step) in enumerate([(1, 1), (3, stride), (1, 1)]):
                layers.append(nn.Conv2d(widths[n], widths[n + 1], k, step, k // 2, bias=False, rng=generator))
                layers += [nn.BatchNorm2d(widths[n + 1]), nn.ReLU()]
            *within, self.end = layers
            self.within, self.around = nn.Sequential(*within), nn.Sequential()
            if widths[0] != widths[3] or stride > 1:
                projection = nn.Conv2d(widths[0], widths[3], 1, stride, bias=False, rng=generator)
                self.around.append(projection).append(nn.BatchNorm2d(widths[3]))

        def forward(self, x):
            return self.end(np.add(self.within(x), self.around(x)))

        def backward(self, grad_output):
            grad = self.end.backward(grad_output)
            return np.add(self.around.backward(grad), self.within.backward(grad))

    return Block()


EXERCISE = Exercise(
    reference=Bottleneck,
    probe=both_ways,
    aspects=(
        Aspect("forward, the same shape", 0.5, (SAME,), observations=("output",)),
        Aspect("forward, another shape", 1, OTHER, observations=("output",)),
        Aspect(
            "the parameters' sizes",
            0.5,
            ALL,
            observations=("sizes of the parameters",),
            requires="forward, another shape",
        ),
        Aspect("gradient of x", 0.5, ALL, observations=("grad_x",)),
        Aspect("gradients of the parameters", 0.5, ALL, observations=("gradients",)),
        Aspect(
            "what rng draws",
            0.25,
            (SAME, SMALLER),
            observations=DRAWN,
            requires="forward, another shape",
            derive=by_rng,
        ),
        leaves_inputs_alone(0.25, (SAME, WIDER), requires="forward, the same shape"),
    ),
    accepted=(
        Accepted("layer by layer", layer_by_layer),
        Accepted("from a table", from_a_table),
    ),
)
