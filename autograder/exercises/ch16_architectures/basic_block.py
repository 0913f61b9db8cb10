"""BasicBlock: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.models.architectures.residual_blocks import BasicBlock

from ...core.record import Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import DRAWN, block, both_ways, by_rng


def sizes(stride, wider):
    """Numbers of channels that are drawn, and the stride."""

    def settings(rng):
        inputs, outputs = (int(n) for n in rng.permutation(np.arange(2, 6))[:2])
        return [inputs, outputs if wider else inputs, stride]

    return settings


def channels_of(settings):
    """How many channels come out."""
    return settings[1]


SAME = block("the same shape", sizes(1, False), channels_of, (4, 5), draws=True)
WIDER = block("another number of channels", sizes(1, True), channels_of, (4, 5))
SMALLER = block("stride 2, as many channels", sizes(2, False), channels_of, (5, 6), stride=2, draws=True)
OTHER = (WIDER, SMALLER)
ALL = (SAME, *OTHER)


def two_ways(in_channels, out_channels, stride=1, rng=None):
    import layerwise.nn as nn

    numbers = np.random.default_rng(rng)

    def pair(inputs, k, step):
        conv = nn.Conv2d(inputs, out_channels, k, step, k // 2, bias=False, rng=numbers)
        return conv, nn.BatchNorm2d(out_channels)

    class Block(nn.Module):
        def __init__(self):
            projects = stride > 1 or in_channels != out_channels
            self.way_around = nn.Sequential(*pair(in_channels, 1, stride)) if projects else None
            self.way = nn.Sequential(*pair(in_channels, 3, stride), nn.ReLU(), *pair(out_channels, 3, 1))

        def forward(self, x):
            total = self.way(x) + (x if self.way_around is None else self.way_around(x))
            self.positive = total > 0
            return total * self.positive

        def backward(self, grad_output):
            grad = grad_output * self.positive
            around = grad if self.way_around is None else self.way_around.backward(grad)
            return around + self.way.backward(grad)

    return Block()


def layers_in_lists(in_channels, out_channels, stride=1, rng=None):
    from layerwise.nn import BatchNorm2d, Conv2d, Module, ModuleList, ReLU

    numbers = np.random.default_rng(rng)

    class Block(Module):
        def __init__(self):
            first = Conv2d(in_channels, out_channels, 3, stride, 1, bias=False, rng=numbers)
            second = Conv2d(out_channels, out_channels, 3, 1, 1, bias=False, rng=numbers)
            self.steps = ModuleList([first, BatchNorm2d(out_channels), ReLU(), second, BatchNorm2d(out_channels)])
            self.last, self.skip = ReLU(), ModuleList()
            if (in_channels, stride) != (out_channels, 1):
                self.skip.append(Conv2d(in_channels, out_channels, 1, stride, 0, bias=False, rng=numbers))
                self.skip.append(BatchNorm2d(out_channels))

        def forward(self, x):
            y = skipped = x
            for layer in self.steps:
                y = layer.forward(y)
            for layer in self.skip:
                skipped = layer.forward(skipped)
            return self.last.forward(skipped + y)

        def backward(self, grad_output):
            grad = skipped = self.last.backward(grad_output)
            for layer in self.steps[::-1]:
                grad = layer.backward(grad)
            for layer in self.skip[::-1]:
                skipped = layer.backward(skipped)
            return grad + skipped

    return Block()


EXERCISE = Exercise(
    reference=BasicBlock,
    probe=both_ways,
    aspects=(
        Aspect("the parameters' sizes", 0.5, ALL, observations=("sizes of the parameters",)),
        Aspect("forward, the same shape", 1, (SAME,), observations=("output",)),
        Aspect("forward, another shape", 1, OTHER, observations=("output",)),
        Aspect("gradient of x", 1, ALL, observations=("grad_x",)),
        Aspect("gradients of the parameters", 0.5, ALL, observations=("gradients",)),
        Aspect(
            "what rng draws", 0.5, (SAME, SMALLER), observations=DRAWN, requires="the parameters' sizes", derive=by_rng
        ),
        leaves_inputs_alone(0.5, (SAME, WIDER), requires="forward, the same shape"),
    ),
    accepted=(
        Accepted("two ways in Sequential", two_ways),
        Accepted("layers in lists", layers_in_lists),
    ),
)
