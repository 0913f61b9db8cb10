"""make_vgg: what is asked and what is right; the mistakes stand in the `.md` beside it.

Layers are told by their parameters' shapes, by the sizes of the images between them, and by what the network says once
its parameters hold numbers of the probe's own.
"""

import numpy as np

from layerwise.models.architectures.vgg import make_vgg

from ...core.record import Accepted, Aspect, Case, Exercise
from .probe import DRAWN, by_rng


def build_and_ask(make_vgg, cfg, in_channels, image_size, hidden, classes, x, grad_output, seed):
    """The probe: shapes of the parameters and of the images between layers, scores, gradients, starting numbers.

    cfg: with 0 in the place of "M". The numbers that are filled in hang on a parameter's shape.
    """
    entries = [entry or "M" for entry in cfg]

    def made(which):
        return make_vgg(list(entries), in_channels, image_size, hidden, classes, rng=which)

    net = made(seed)
    done: list[None] = []  # not empty after the first pass
    parameters = net.parameters()
    drawn = [parameter.data for parameter in parameters]
    for parameter, first in zip(parameters, drawn, strict=True):
        rng = np.random.default_rng([seed, *first.shape])
        wide = np.sqrt(2 / np.prod(first.shape[1:])) if first.ndim > 1 else 0.3
        parameter.data = rng.normal(0.0, wide, first.shape)

    def shapes(axes):
        return np.array([first.shape for first in drawn if first.ndim == axes])

    sides = []

    def listening(module):
        forward = module.forward

        def noted(x):
            y = forward(x)
            if not done:
                sides.append(np.shape(y)[2:])
            return y

        module.forward = noted

    for module in net.modules():
        if type(module).__name__ in ("Conv2d", "MaxPool2d"):
            listening(module)

    def scores():
        if not done:
            net(1 - x)
            done.append(None)
        return net(x)

    def gradients():
        scores()
        net.zero_grad()
        grad_x = net.backward(grad_output)
        return np.concatenate([np.ravel(grad_x), *[np.ravel(parameter.grad) for parameter in parameters]])

    def kernels(arrays):
        return np.concatenate([np.ravel(array) for array in arrays if array.ndim > 1])

    def again(which):
        return kernels([parameter.data for parameter in made(which).parameters()])

    return {
        "kernels": lambda: shapes(4),
        "matrices": lambda: shapes(2),
        "biases": lambda: shapes(1),
        "scores": scores,
        "sides": lambda: np.array(sides),
        "gradients": gradients,
        "drawn": lambda: kernels(drawn),
        "drawn again": lambda: again(seed),
        "drawn from another seed": lambda: again(seed + 1),
    }


def described(name, pools, side, least=1):
    """A case with a list drawn anew: so many poolings, and one or two convolutions before each.

    side: of the images: a multiple, and what may be left over in the poolings. least: convolutions before a pooling.
    Every convolution has more filters than an image has channels, so that it shows which of them the next one gets.
    """

    def draw(rng):
        cfg = []
        for _ in range(pools):
            cfg += [*rng.integers(4, 7, int(rng.integers(least, 3))).tolist(), 0]
        channels, size = int(rng.integers(1, 4)), 2**pools * side[0] + int(rng.choice(side[1]))
        hidden, classes, N = int(rng.integers(5, 9)), int(rng.integers(3, 6)), 3
        return {
            "cfg": cfg,
            "in_channels": channels,
            "image_size": size,
            "hidden": hidden,
            "classes": classes,
            "x": rng.normal(0.2, 1.0, (N, channels, size, size)),
            "grad_output": rng.normal(0.0, 1.0, (N, classes)),
            "seed": int(rng.integers(100_000)),
        }

    return Case(name, draw)


TWO = described("two poolings", 2, (1, [0]), least=2)
# so large that something is left of the images without padding, too
REST = described("images whose sides are not even", 2, (4, [1, 3]))
ONE = described("one pooling", 1, (3, [0]), least=2)
ALL = (TWO, REST, ONE)


def nested(cfg, in_channels, image_size, hidden, classes, rng=None):
    import layerwise.nn as nn

    rng, features = np.random.default_rng(rng), nn.Sequential()
    last = in_channels
    for entry in cfg:
        if entry == "M":
            features.append(nn.MaxPool2d(2))
        else:
            features.append(nn.Sequential(nn.Conv2d(last, entry, 3, padding=1, rng=rng), nn.ReLU()))
            last = entry
    side = image_size // 2 ** cfg.count("M")
    head = [nn.Linear(last * side * side, hidden, rng=rng), nn.ReLU(), nn.Linear(hidden, hidden, rng=rng), nn.ReLU()]
    return nn.Sequential(features, nn.Flatten(), nn.Sequential(*head, nn.Linear(hidden, classes, rng=rng)))


def by_shape(cfg, in_channels, image_size, hidden, classes, rng=None):
    from layerwise.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential

    rng, net = np.random.default_rng(rng), Sequential()
    x = np.zeros((1, in_channels, image_size, image_size))
    for entry in cfg:
        new = [MaxPool2d(2)] if entry == "M" else [Conv2d(x.shape[1], entry, 3, 1, 1, rng=rng), ReLU()]
        for layer in new:
            net.append(layer)
            x = layer(x)
    net.append(Flatten())
    for inputs, outputs in ((x.size, hidden), (hidden, hidden)):
        net.append(Linear(inputs, outputs, rng=rng)).append(ReLU())
    return net.append(Linear(hidden, classes, rng=rng))


EXERCISE = Exercise(
    reference=make_vgg,
    probe=build_and_ask,
    aspects=(
        Aspect("the convolutions' sizes", 1, ALL, observations=("kernels", "biases")),
        Aspect(
            "the sides of the images on the way",
            0.5,
            ALL,
            observations=("sides",),
            requires="the convolutions' sizes",
        ),
        Aspect("the head's sizes", 0.5, ALL, observations=("matrices",)),
        Aspect("the scores", 1, ALL, observations=("scores",)),
        Aspect("gradients of all layers", 0.5, (TWO, ONE), observations=("gradients",)),
        Aspect(
            "what rng draws", 0.5, (TWO, ONE), observations=DRAWN, requires="the convolutions' sizes", derive=by_rng
        ),
    ),
    accepted=(
        Accepted("a Sequential in a Sequential", nested),
        Accepted("sizes that are tried out", by_shape),
    ),
)
