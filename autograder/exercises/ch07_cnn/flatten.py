"""Flatten and shape_trace: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.analysis.shape_trace import shape_trace
from layerwise.nn.flatten import Flatten

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def flat_and_back(make, trace, x, grad_output):
    """The probe: Flatten forward and back, and the shapes of x on its way through layers of the probe's own."""
    layer = make()

    def back():
        layer.forward(x)
        return layer.backward(grad_output)

    def every_other(x):
        return x[:, :, ::2, ::2]

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
        "the same layer twice": lambda: as_text([every_other, every_other]),
        "no layer": lambda: as_text([]),
    }


def images(name, shape):
    """A case with random images and a random gradient."""

    def draw(rng):
        return {"x": rng.normal(size=shape), "grad_output": rng.normal(size=(shape[0], int(np.prod(shape[1:]))))}

    return Case(name, draw)


BY_HAND = Case(
    "two images of two channels",
    {"x": np.arange(16.0).reshape(2, 2, 2, 2), "grad_output": 10 * np.arange(16.0).reshape(2, 8)},
)
IMAGES = images("images", (5, 3, 4, 6))
ONE = images("a batch of one", (1, 3, 5, 5))
CUBE = images("all sides alike", (4, 4, 4, 4))


class ByReshape:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        return grad_output.reshape(self.shape)


class ByRavel:
    def forward(self, x):
        self.C, self.H, self.W = x.shape[1:]
        return np.stack([image.ravel() for image in x])

    def backward(self, grad_output):
        return np.stack([row.reshape(self.C, self.H, self.W) for row in grad_output])


def with_a_loop(layers, x):
    shapes = [x.shape]
    for layer in layers:
        x = layer(x)
        shapes.append(x.shape)
    return shapes


def by_itself(layers, x):
    layers = list(layers)
    return [tuple(x.shape), *(by_itself(layers[1:], layers[0](x)) if layers else [])]


def with_outputs_kept(layers, x):
    outputs = [x]
    for layer in layers:
        outputs += [layer(outputs[-1])]
    return [list(output.shape) for output in outputs]


FLAT = "x.reshape(len(x), -1)"
BACK = "grad_output.reshape(self.shape)"
TRACE = ("one layer", "three layers", "the same layer twice", "no layer")
FLATTEN = Exercise(
    reference=(Flatten, shape_trace),
    probe=flat_and_back,
    aspects=(
        Aspect("one row for each image", 1, (BY_HAND, IMAGES, ONE, CUBE), observations=("forward",)),
        Aspect("the gradient gets its shape back", 0.5, (BY_HAND, IMAGES, ONE, CUBE), observations=("backward",)),
        Aspect("shape_trace", 1, (IMAGES, ONE), observations=TRACE),
        leaves_inputs_alone(0.5, (IMAGES,), requires="one row for each image"),
    ),
    accepted=(
        Accepted("reshape, and a loop", {"Flatten": ByReshape, "shape_trace": with_a_loop}),
        Accepted("image by image, and a recursion", {"Flatten": ByRavel, "shape_trace": by_itself}),
        Accepted("reshape, and all outputs kept", {"Flatten": ByReshape, "shape_trace": with_outputs_kept}),
    ),
    misconceptions=(
        Misconception(
            "batch flattened",
            {"Flatten": edited(ByReshape, (FLAT, "x.reshape(-1)"))},
            hint="Your result has one axis: the images have been joined into one long row. The first axis is the "
            "batch and stays; the next layer wants one row for each image.",
            second_hint="Which two numbers does reshape need here, and which of them may be -1?",
        ),
        Misconception(
            "a batch of one",
            {"Flatten": edited(ByReshape, (FLAT, "x.reshape(1, -1)"))},
            hint="Your result has one row, whatever the batch. Each image is an example and needs a row of its own.",
            second_hint="How many rows should five images give?",
        ),
        Misconception(
            "NHWC",
            {
                "Flatten": edited(
                    ByReshape,
                    (FLAT, "x.transpose(0, 2, 3, 1).reshape(len(x), -1)"),
                    (
                        BACK,
                        "grad_output.reshape(len(grad_output), *self.shape[2:], self.shape[1]).transpose(0, 3, 1, 2)",
                    ),
                )
            },
            hint="Your rows run pixel by pixel with the channels together, as Keras stores images. Here a row runs "
            "through channel 0 first, then channel 1. Weights learned for one order are useless for the other.",
            second_hint="By hand: the first row of arange(16).reshape(2, 2, 2, 2) is 0, 1, 2, ... 7.",
        ),
        Misconception(
            "down the columns",
            {"Flatten": edited(ByReshape, (FLAT, 'x.reshape(len(x), -1, order="F")'))},
            hint="You flatten in Fortran's order: the first axis runs fastest. numpy's own order, and PyTorch's, lets "
            "the last axis run fastest.",
            second_hint="What does reshape do when you leave `order` out?",
        ),
        Misconception(
            "images as columns",
            {"Flatten": edited(ByReshape, (FLAT, "x.reshape(len(x), -1).T"))},
            hint="Each image is a column of your result. A row is one example, in this course and in PyTorch.",
            second_hint="(N, C * H * W), not the other way round.",
        ),
        Misconception(
            "the gradient stays flat",
            {"Flatten": edited(ByReshape, (BACK, "grad_output"))},
            hint="Backward returns the gradient as it came, (N, C * H * W). The layer before gave you images and "
            "expects a gradient of their shape.",
            second_hint="Forward has to remember one thing for backward. Which?",
        ),
        Misconception(
            "the gradient with channels last",
            {
                "Flatten": edited(
                    ByReshape, (BACK, "grad_output.reshape(len(grad_output), *self.shape[2:], self.shape[1])")
                )
            },
            hint="Your gradient comes back as (N, H, W, C). Where all sides are alike nobody sees it in the shape, "
            "and every number is in the wrong place.",
            second_hint="The shape that x had, in the order that it had.",
        ),
        Misconception(
            "starts after the first layer",
            {"shape_trace": edited(with_a_loop, ("shapes = [x.shape]", "shapes = []"))},
            hint="Your list begins with the output of the first layer. Without the shape of x one cannot see what the "
            "first layer did.",
            second_hint="One entry more than there are layers; with no layer, one.",
        ),
        Misconception(
            "stops before the last layer",
            {
                "shape_trace": edited(
                    with_a_loop, ("return shapes", "return shapes[:-1] if len(shapes) > 1 else shapes")
                )
            },
            hint="The shape after the last layer is missing in your list. Perhaps you note the shape before each "
            "layer.",
            second_hint="What is noted after the loop has ended?",
        ),
        Misconception(
            "every layer gets x",
            {
                "shape_trace": edited(
                    with_a_loop, ("x = layer(x)\n        shapes.append(x.shape)", "shapes.append(layer(x).shape)")
                )
            },
            hint="Each of your layers is given the first x. A layer gets what the one before it returned.",
            second_hint="Two layers that halve make a quarter. What does yours say?",
        ),
        Misconception(
            "without the batch",
            {"shape_trace": edited(with_a_loop, (".shape", ".shape[1:]"))},
            hint="Your shapes lack the first number, the batch. It is asked for: a layer that swallows the batch is "
            "found by it.",
            second_hint="x.shape as it is.",
        ),
    ),
)
