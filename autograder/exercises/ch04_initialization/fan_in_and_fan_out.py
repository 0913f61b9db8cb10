"""fan_in_and_fan_out: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.fans import fan_in_and_fan_out

from ...core.record import Accepted, Aspect, Case, Exercise


def both(fans, weight):
    """The probe: each of the two numbers by its name."""
    fan_in, fan_out = fans(weight)
    return {"fan_in": fan_in, "fan_out": fan_out}


def linear(rng):
    return {"weight": np.zeros((rng.integers(2, 50), rng.integers(50, 120)))}


def convolution(rng):
    out, channels = rng.permutation(np.arange(6, 24))[:2]
    side = rng.integers(2, 6)
    return {"weight": np.zeros((out, channels, side, side))}


def any_kernel(axes):
    """Draws a weight whose kernel has so many sides, all different."""

    def draw(rng):
        return {"weight": np.zeros(tuple(rng.permutation(np.arange(2, 9))[: 2 + axes]))}

    return draw


LINEAR = Case("ten outputs, 64 inputs", {"weight": np.zeros((10, 64))})
ANY_LINEAR = Case("a linear layer", linear)
CONV = Case("16 filters over 3 channels of 5 × 5", {"weight": np.zeros((16, 3, 5, 5))})
ANY_CONV = Case("a convolution", convolution)
OTHER_CONV = Case("another convolution", convolution)
OBLONG = Case("a kernel of two different sides", any_kernel(2))
CONV1D = Case("a convolution over time", any_kernel(1))
CONV3D = Case("a convolution of volumes", any_kernel(3))


def by_shape(weight):
    out, inside, *kernel = weight.shape
    return inside * int(np.prod(kernel)), out * int(np.prod(kernel))


def by_counting(weight):
    return weight[0].size, weight[:, 0].size


def by_loop(weight):
    fan_in, fan_out = weight.shape[1], weight.shape[0]
    for side in weight.shape[2:]:
        fan_in *= side
        fan_out *= side
    return fan_in, fan_out


def by_size(weight):
    return weight.size / weight.shape[0], weight.size / weight.shape[1]


EXERCISE = Exercise(
    reference=fan_in_and_fan_out,
    probe=both,
    aspects=(
        Aspect("fan_in of a linear layer", 0.5, (LINEAR, ANY_LINEAR), observations=("fan_in",)),
        Aspect("fan_out of a linear layer", 0.5, (LINEAR, ANY_LINEAR), observations=("fan_out",)),
        Aspect("a square kernel", 0.5, (CONV, ANY_CONV, OTHER_CONV)),
        Aspect("any kernel", 0.5, (OBLONG, CONV1D, CONV3D)),
    ),
    accepted=(
        Accepted("from the shape", by_shape),
        Accepted("the size of one slice", by_counting),
        Accepted("a loop over the kernel's sides", by_loop),
        Accepted("all weights, divided", by_size),
    ),
)
