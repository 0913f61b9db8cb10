"""conv2d_naive: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.conv2d_naive import conv2d_naive

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def convolved(function, x, weight, bias, stride, padding):
    """The probe: the output. What is a default is left out."""
    named = ({} if stride == 1 else {"stride": stride}) | ({} if padding == 0 else {"padding": padding})
    return {"output": function(x, weight, bias, **named)}


BY_HAND = Case(
    "the difference of neighbours",
    {
        "x": np.array([[[[1.0, 2.0, 4.0], [1.0, 1.0, 5.0]]]]),
        "weight": np.array([[[[-1.0, 1.0]]]]),
        "bias": np.array([0.0]),
        "stride": 1,
        "padding": 0,
    },
)
AND_10 = Case(
    "the difference of neighbours, and 10",
    {
        "x": np.array([[[[1.0, 2.0, 4.0]]]]),
        "weight": np.array([[[[-1.0, 1.0]]]]),
        "bias": np.array([10.0]),
        "stride": 1,
        "padding": 0,
    },
)


def images(name, x, weight, bias=True, stride=1, padding=0):
    """A case with random images, kernels of shape weight and, or not, a bias.

    x: the images' shape. Where nothing is padded, both sides may be larger by two strides, so what differs keeps
        differing; by one, and halves of a stride would be rounded the other way.
    """

    def draw(rng):
        longer = 0 if padding else 2 * stride * int(rng.integers(2))
        return {
            "x": rng.normal(0.5, 1.0, (*x[:2], x[2] + longer, x[3] + longer)),
            "weight": rng.normal(0.3, 1.0, weight),
            "bias": rng.normal(1.0, 1.0, weight[0]) if bias else np.zeros(weight[0]),
            "stride": stride,
            "padding": padding,
        }

    return Case(name, draw)


ONE = images("one channel, one kernel", (1, 1, 4, 5), (1, 1, 3, 2), bias=False)
CHANNELS = images("three channels", (1, 3, 4, 4), (1, 3, 2, 2), bias=False)
FILTERS = images("three images, four kernels, a bias for each", (3, 2, 4, 5), (4, 2, 3, 2))
STRIDED = images("stride 2, and a rest", (2, 2, 6, 7), (3, 2, 3, 3), stride=2)
PADDED = images("padding 1", (2, 2, 4, 3), (2, 2, 3, 3), padding=1)
POINT = images("a kernel of one pixel, padding 1", (2, 1, 3, 4), (2, 1, 1, 1), padding=1)
BOTH = images("stride 3, padding 2", (2, 3, 8, 5), (2, 3, 3, 2), stride=3, padding=2)


def by_kernel_elements(x, weight, bias, stride=1, padding=0):
    p, (kh, kw) = padding, weight.shape[2:]
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
    padded[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
    H, W = (padded.shape[2] - kh) // stride + 1, (padded.shape[3] - kw) // stride + 1
    y = np.zeros(1)
    for i in range(kh):
        for j in range(kw):
            seen = padded[:, :, i : i + stride * H : stride, j : j + stride * W : stride]
            y = y + np.tensordot(seen, weight[:, :, i, j], axes=(1, 1)).transpose(0, 3, 1, 2)
    return y + bias[:, None, None]


def by_windows(x, weight, bias, stride=1, padding=0):
    sides = (padding, padding)
    padded = np.pad(x, [(0, 0), (0, 0), sides, sides])
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", windows[:, :, ::stride, ::stride], weight) + bias.reshape(1, -1, 1, 1)


EXERCISE = Exercise(
    reference=conv2d_naive,
    probe=convolved,
    aspects=(
        Aspect("one channel", 0.5, (BY_HAND, ONE)),
        Aspect("channels add up", 1, (CHANNELS,)),
        Aspect("images, kernels and their biases", 0.5, (AND_10, FILTERS)),
        Aspect("stride", 0.5, (STRIDED,)),
        Aspect("padding", 0.5, (PADDED, POINT)),
        Aspect("stride and padding", 0.5, (BOTH,)),
        leaves_inputs_alone(0.5, (FILTERS, PADDED), requires="one channel"),
    ),
    accepted=(
        Accepted("a loop over the kernel's elements", by_kernel_elements),
        Accepted("no loop", by_windows),
    ),
)
