"""fan_in_and_fan_out: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.fans import fan_in_and_fan_out

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception


def both(fans, weight):
    """The probe: each of the two numbers by its name."""
    fan_in, fan_out = fans(weight)
    return {"fan_in": fan_in, "fan_out": fan_out}


def linear(rng):
    return {"weight": np.zeros((int(rng.integers(2, 9)), int(rng.integers(10, 20))))}


def convolution(rng):
    out, channels, side = rng.permutation([3, 5, 7])
    return {"weight": np.zeros((out, channels, side, side))}


LINEAR = Case("ten outputs, four inputs", {"weight": np.zeros((10, 4))})
ANY_LINEAR = Case("a linear layer", linear)
CONV = Case("16 filters over 3 channels of 5 × 5", {"weight": np.zeros((16, 3, 5, 5))})
ANY_CONV = Case("a convolution", convolution)
OBLONG = Case("a kernel of 3 × 1", {"weight": np.zeros((6, 2, 3, 1))})
CONV1D = Case("a convolution over time", {"weight": np.zeros((8, 4, 7))})


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


def swapped(weight):
    field = int(np.prod(weight.shape[2:]))
    return weight.shape[0] * field, weight.shape[1] * field


def no_receptive_field(weight):
    return weight.shape[1], weight.shape[0]


def field_in_only(weight):
    return weight.shape[1] * int(np.prod(weight.shape[2:])), weight.shape[0]


def one_side_only(weight):
    side = weight.shape[2] if weight.ndim > 2 else 1
    return weight.shape[1] * side, weight.shape[0] * side


def sides_added(weight):
    side = sum(weight.shape[2:]) if weight.ndim > 2 else 1
    return weight.shape[1] * side, weight.shape[0] * side


def channels_last(weight):
    field = int(np.prod(weight.shape[:-2]))
    return weight.shape[-2] * field, weight.shape[-1] * field


def bias_counted(weight):
    field = int(np.prod(weight.shape[2:]))
    return weight.shape[1] * field + 1, weight.shape[0] * field


def all_weights(weight):
    return weight.size, weight.size


FAN_IN_AND_FAN_OUT = Exercise(
    reference=fan_in_and_fan_out,
    probe=both,
    aspects=(
        Aspect("fan_in of a linear layer", 0.5, (LINEAR, ANY_LINEAR), observations=("fan_in",)),
        Aspect("fan_out of a linear layer", 0.5, (LINEAR, ANY_LINEAR), observations=("fan_out",)),
        Aspect("a square kernel", 0.5, (CONV, ANY_CONV)),
        Aspect("any kernel", 0.5, (OBLONG, CONV1D)),
    ),
    accepted=(
        Accepted("from the shape", by_shape),
        Accepted("the size of one slice", by_counting),
        Accepted("a loop over the kernel's sides", by_loop),
        Accepted("all weights, divided", by_size),
    ),
    misconceptions=(
        Misconception(
            "swapped",
            swapped,
            hint="The two numbers are there, in each other's place. For shape (10, 4) every output sums 4 "
            "inputs, so fan_in is 4. The weight is stored as (out, in): the first axis is not the one that "
            "is summed.",
            second_hint="In z = x @ W.T one output z[n, o] is the sum over i of x[n, i] * W[o, i]. How many terms?",
        ),
        Misconception(
            "no receptive field",
            no_receptive_field,
            hint="Linear layers come out right; for a convolution you counted channels. One output pixel sums "
            "over the whole window: 3 channels of 5 × 5 are 75 numbers.",
            second_hint="The axes after the first two are the kernel's. All of its places take part in one sum.",
        ),
        Misconception(
            "the receptive field in fan_in only",
            field_in_only,
            hint="Your fan_in is right. On the way back it is the same the other way round: one input pixel "
            "feeds every output channel, and within each of them all the places whose window it lies in.",
            second_hint="One pixel lies in 5 × 5 windows. How many outputs does it feed, with 16 filters?",
        ),
        Misconception(
            "one side of the kernel",
            one_side_only,
            hint="A 5 × 5 kernel has 25 places, and you counted 5. A kernel of 7 along one axis came out "
            "right, because there the side is all there is.",
            second_hint="Multiply all axes after the second, however many there are. For a linear layer there are "
            "none; what is the product of no numbers?",
        ),
        Misconception(
            "the kernel's sides added",
            sides_added,
            hint="You added the sides of the kernel: 5 + 5. The window is a rectangle, and its places are 5 "
            "times 5. Count the numbers under a 2 × 3 window.",
            second_hint="`np.prod` where you have `sum`. And for no numbers at all, a sum gives 0 and a product 1.",
        ),
        Misconception(
            "the axes of Keras",
            channels_last,
            hint="You read the last two axes as (in, out), which is how Keras stores its kernels: (5, 5, in, "
            "out). Here, as in PyTorch, the first two axes are (out, in) and the kernel follows.",
            second_hint="Look at the shape (16, 3, 5, 5): 16 filters, 3 channels. Which axes are left for the kernel?",
        ),
        Misconception(
            "the bias as one more input",
            bias_counted,
            hint="Your fan_in is 1 too large. The bias is added, but it is not a random weight: it starts at "
            "0 and adds nothing to the spread of the sum.",
            second_hint="Count the numbers of `weight` that meet in one output, and no others.",
        ),
        Misconception(
            "all weights of the layer",
            all_weights,
            hint="You counted every weight of the layer. One output takes a row of them: 4 of the 40 in a "
            "layer of shape (10, 4).",
            second_hint="How many numbers does `weight[0]` hold? And whose are they?",
        ),
    ),
)
