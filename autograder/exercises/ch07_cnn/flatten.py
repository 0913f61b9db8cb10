"""Flatten and shape_trace: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.analysis.shape_trace import shape_trace
from layerwise.nn.flatten import Flatten

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def flat_and_back(make, trace, x, grad_output):
    """The probe: Flatten forward and back, and the shapes of x on its way through layers of the probe's own."""
    layer = make()

    def back():
        layer.forward(x[:1, :1])  # nothing of it may be left
        layer.forward(x)
        return layer.backward(grad_output)

    def every_other(x):
        return x[:, :, ::2, ::2]

    half = every_other(x)

    def only(expected):
        return lambda x: x if np.array_equal(x, expected) else x[:0]  # an empty batch for anything else

    def twice_the_channels(x):
        return np.concatenate([x, -x], axis=1)

    def means(x):
        return x.mean(axis=(2, 3))

    def as_text(layers):
        shapes = trace(layers, x)
        return None if shapes is None else " ".join(str([int(side) for side in shape]) for shape in shapes)

    return {
        "forward": lambda: layer.forward(x),
        "backward": back,
        "one layer": lambda: as_text([every_other]),
        "three layers": lambda: as_text([every_other, twice_the_channels, means]),
        "layers that know what comes": lambda: as_text([only(x), only(x), every_other, only(half)]),
        "the same layer twice": lambda: as_text([every_other, every_other]),
        "no layer": lambda: as_text([]),
    }


def images(name, *shape):
    """A case with random images and a random gradient; a letter stands for a size that is drawn, another for each."""

    def draw(rng):
        letters = dict(zip("NCHW", (int(side) for side in rng.permutation(np.arange(2, 10))), strict=False))
        sides = tuple(letters.get(side, side) for side in shape)
        return {"x": rng.normal(size=sides), "grad_output": rng.normal(size=(sides[0], int(np.prod(sides[1:]))))}

    return Case(name, draw)


BY_HAND = Case(
    "two images of two channels",
    {"x": np.arange(16.0).reshape(2, 2, 2, 2), "grad_output": 10 * np.arange(16.0).reshape(2, 8)},
)
IMAGES = images("images", *"NCHW")
ONE = images("a batch of one", 1, *"CHH")
GREY = images("square grey images", "N", 1, "H", "H")
CUBE = images("all sides alike", *"NNNN")


class ByRavel:
    def forward(self, x):
        self.C, self.H, self.W = x.shape[1:]
        return np.stack([image.ravel() for image in x])

    def backward(self, grad_output):
        return np.stack([row.reshape(self.C, self.H, self.W) for row in grad_output])


def by_itself(layers, x):
    layers = list(layers)
    return [tuple(x.shape), *(by_itself(layers[1:], layers[0](x)) if layers else [])]


TRACE = ("one layer", "three layers", "layers that know what comes", "the same layer twice", "no layer")
EXERCISE = Exercise(
    reference=(Flatten, shape_trace),
    probe=flat_and_back,
    aspects=(
        Aspect("one row for each image", 1, (BY_HAND, IMAGES, ONE, CUBE), observations=("forward",)),
        Aspect("the gradient gets its shape back", 0.5, (BY_HAND, IMAGES, ONE, CUBE), observations=("backward",)),
        Aspect("shape_trace", 1, (GREY, IMAGES, ONE), observations=TRACE),
        leaves_inputs_alone(0.5, (IMAGES,), requires="one row for each image"),
    ),
    accepted=(Accepted("image by image, and a recursion", {"Flatten": ByRavel, "shape_trace": by_itself}),),
)
