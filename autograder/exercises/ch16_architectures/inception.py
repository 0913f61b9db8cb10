"""Inception: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.models.architectures.inception_block import Inception

from ...core.record import Accepted, Aspect, Exercise, leaves_inputs_alone
from .probe import DRAWN, block, both_ways, by_rng


def channels_of(settings):
    """How many channels come out."""
    _, c1, (_, c3), (_, c5), pool = settings
    return c1 + c3 + c5 + pool


def different(rng):
    """Widths of which no two are equal, so that no two layers have parameters of one shape."""
    inputs, c1, r3, c3, r5, c5, pool = (int(width) for width in rng.permutation(np.arange(1, 8)))
    return [inputs, c1, [r3, c3], [r5, c5], pool]


def equal(rng):
    """Branches of one width: they could be added."""
    inputs, width, r3, r5 = (int(number) for number in rng.permutation(np.arange(2, 6)))
    return [inputs, width, [r3, width], [r5, width], width]


DIFFERENT = block("branches of different widths", different, channels_of, (5, 6), draws=True)
EQUAL = block("branches of one width", equal, channels_of, (5, 6))
BOTH = (DIFFERENT, EQUAL)


def layer_by_layer(in_channels, c1, c3, c5, pool, rng=None):
    from layerwise.nn import Conv2d, MaxPool2d, Module, ReLU

    class Block(Module):
        def __init__(self):
            generator = np.random.default_rng(rng)

            def conv(a, b, k):
                return Conv2d(a, b, k, 1, k // 2, rng=generator)

            self.one = conv(in_channels, c1, 1)
            self.narrow3, self.three = conv(in_channels, c3[0], 1), conv(c3[0], c3[1], 3)
            self.narrow5, self.five = conv(in_channels, c5[0], 1), conv(c5[0], c5[1], 5)
            self.maximum, self.after = MaxPool2d(3, 1, 1), conv(in_channels, pool, 1)
            self.relu0, self.relu1, self.relu2 = ReLU(), ReLU(), ReLU()
            self.relu3, self.relu4, self.relu5 = ReLU(), ReLU(), ReLU()

        def forward(self, x):
            y = [self.relu0(self.one(x))]
            y.append(self.relu2(self.three(self.relu1(self.narrow3(x)))))
            y.append(self.relu4(self.five(self.relu3(self.narrow5(x)))))
            y.append(self.relu5(self.after(self.maximum(x))))
            self.sizes = [len(part[0]) for part in y]
            return np.hstack(y)

        def backward(self, grad_output):
            ends = np.cumsum([0, *self.sizes])
            g = np.split(grad_output, ends[1:-1], axis=1)
            grad_x = self.one.backward(self.relu0.backward(g[0]))
            back3 = self.relu1.backward(self.three.backward(self.relu2.backward(g[1])))
            back5 = self.relu3.backward(self.five.backward(self.relu4.backward(g[2])))
            grad_x = grad_x + self.narrow3.backward(back3) + self.narrow5.backward(back5)
            return grad_x + self.maximum.backward(self.after.backward(self.relu5.backward(g[3])))

    return Block()


def branches_in_a_list(in_channels, c1, c3, c5, pool, rng=None):
    import layerwise.nn as nn

    numbers = np.random.default_rng(rng)

    def chain(*sizes, first=()):
        layers = list(first)
        for inputs, outputs, k in sizes:
            layers += [nn.Conv2d(inputs, outputs, k, padding=(k - 1) // 2, rng=numbers), nn.ReLU()]
        return nn.Sequential(*layers)

    class Block(nn.Module):
        def __init__(self):
            pooled = [nn.MaxPool2d(3, stride=1, padding=1)]
            self.branches = nn.ModuleList(
                [
                    chain((in_channels, c1, 1)),
                    chain((in_channels, c3[0], 1), (c3[0], c3[1], 3)),
                    chain((in_channels, c5[0], 1), (c5[0], c5[1], 5)),
                    chain((in_channels, pool, 1), first=pooled),
                ]
            )

        def forward(self, x):
            self.outputs = [branch.forward(x) for branch in self.branches]
            return np.concatenate(self.outputs, axis=1)

        def backward(self, grad_output):
            start, total = 0, np.zeros(1)
            for branch, y in zip(self.branches, self.outputs, strict=True):
                total = total + branch.backward(grad_output[:, start : start + y.shape[1]])
                start += y.shape[1]
            return total

    return Block()


EXERCISE = Exercise(
    reference=Inception,
    probe=both_ways,
    aspects=(
        Aspect("the parameters' sizes", 0.5, BOTH, observations=("sizes of the parameters",)),
        Aspect("forward", 1, BOTH, observations=("output",)),
        Aspect("gradient of x", 1, BOTH, observations=("grad_x",)),
        Aspect("gradients of the parameters", 0.5, BOTH, observations=("gradients",)),
        Aspect(
            "what rng draws", 0.5, (DIFFERENT,), observations=DRAWN, requires="the parameters' sizes", derive=by_rng
        ),
        leaves_inputs_alone(0.5, BOTH, requires="forward"),
    ),
    accepted=(
        Accepted("layer by layer", layer_by_layer),
        Accepted("branches in a list", branches_in_a_list),
    ),
)
