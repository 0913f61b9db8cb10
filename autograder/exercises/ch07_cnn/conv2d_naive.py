"""conv2d_naive: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.functional.conv2d_naive import conv2d_naive

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone

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


def images(name, x, weight, bias=True, stride=1, padding=0):
    """A case with random images of shape x, kernels of shape weight and, or not, a bias."""

    def draw(rng):
        return {
            "x": rng.normal(0.5, 1.0, x),
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
BOTH = images("stride 3, padding 2", (2, 3, 7, 5), (2, 3, 3, 2), stride=3, padding=2)


def by_hand(x, weight, bias, stride=1, padding=0):
    N, _, H, W = x.shape
    F, _, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    H_out = (H + 2 * padding - kh) // stride + 1
    W_out = (W + 2 * padding - kw) // stride + 1
    y = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for h in range(H_out):
                for w in range(W_out):
                    top, left = h * stride, w * stride
                    window = padded[n, :, top : top + kh, left : left + kw]
                    y[n, f, h, w] = (window * weight[f]).sum() + bias[f]
    return y


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


PAD = "(padding, padding), (padding, padding)"
SUM = "(window * weight[f]).sum() + bias[f]"
CONV2D_NAIVE = Exercise(
    reference=conv2d_naive,
    aspects=(
        Aspect("one channel", 0.5, (BY_HAND, ONE)),
        Aspect("channels add up", 1, (CHANNELS,)),
        Aspect("images, kernels and their biases", 0.5, (FILTERS,)),
        Aspect("stride", 0.5, (STRIDED,)),
        Aspect("padding", 0.5, (PADDED,)),
        Aspect("stride and padding", 0.5, (BOTH,)),
        leaves_inputs_alone(0.5, (FILTERS, PADDED), requires="one channel"),
    ),
    accepted=(
        Accepted("four loops", by_hand),
        Accepted("a loop over the kernel's elements", by_kernel_elements),
        Accepted("no loop", by_windows),
    ),
    misconceptions=(
        Misconception(
            "flips the kernel",
            edited(by_hand, ("weight[f]", "weight[f][:, ::-1, ::-1]")),
            hint="Your kernel [-1, 1] gives 1 - 2 for the neighbours 1, 2: the last weight met the first pixel. That "
            "is the convolution of mathematics. Deep learning leaves the flip out, and so does PyTorch.",
            second_hint="The pixel at the top left of the window meets weight[f, c, 0, 0].",
        ),
        Misconception(
            "no channel sum",
            edited(
                by_hand,
                ("(N, F, H_out", "(N, F, weight.shape[1], H_out"),
                ("y[n, f, h, w]", "y[n, f, :, h, w]"),
                (".sum()", ".sum(axis=(1, 2))"),
            ),
            hint="Your result has an axis too many: a map for each channel. A kernel has as many layers as the image "
            "has channels, and makes *one* number of all of them.",
            second_hint="window and weight[f] both have shape (C, kh, kw). Over how many of these axes do you add up?",
        ),
        Misconception(
            "the first channel only",
            edited(by_hand, ("(window * weight[f])", "(window[0] * weight[f][0])")),
            hint="With one channel you are right, with three the first one alone counts: a kernel that looks for "
            "green would find nothing in your red.",
            second_hint="What is the shape of your window? It needs all C channels.",
        ),
        Misconception(
            "bias per pixel",
            edited(by_hand, (SUM, "(window * weight[f] + bias[f]).sum()")),
            hint="Your bias arrives C * kh * kw times: it is added to every product before you add them up. It "
            "belongs to the sum. Set the weights to 0 and look what is left.",
            second_hint="On which side of .sum() does bias[f] stand?",
        ),
        Misconception(
            "bias left out",
            edited(by_hand, (" + bias[f]", "")),
            hint="With weights of 0 your result is 0. It should be the bias of each kernel.",
            second_hint="One number for each f, added after the sum.",
        ),
        Misconception(
            "one bias for all kernels",
            edited(by_hand, ("bias[f]", "bias[0]")),
            hint="All your kernels have the same bias, that of the first. bias has shape (F,): one for each kernel.",
            second_hint="Which loop variable says which kernel it is?",
        ),
        Misconception(
            "the mean instead of the sum",
            edited(by_hand, (".sum()", ".mean()")),
            hint="You are C * kh * kw times too small, bias apart: you take the mean of the products. A convolution "
            "adds them up; the weights may be as small as they need to be.",
            second_hint="Let x and weight be 1 everywhere, 2 channels, 3 by 3: what should come out?",
        ),
        Misconception(
            "the stride shrinks the output only",
            edited(by_hand, ("h * stride, w * stride", "h, w")),
            hint="Your output has the right shape, and its windows lie side by side at one pixel's distance, all in "
            "the upper left part. The stride is how far the window *moves*.",
            second_hint="Output (h, w) looks at the window whose corner is at which row and column?",
        ),
        Misconception(
            "stride left out",
            edited(by_hand, ("h * stride, w * stride", "h, w"), (" // stride + 1", " + 1")),
            hint="Your result does not depend on the stride. With 2 the window skips every other place, and the "
            "output is about half as high and half as wide.",
            second_hint="The stride comes in twice: in the size of the output, and in where the windows begin.",
        ),
        Misconception(
            "all the padding at one end",
            edited(by_hand, (PAD, "(0, 2 * padding), (0, 2 * padding)")),
            hint="Your padded image has the right size, and the image sits in its upper left corner. Zeros belong "
            "around it: as many above as below.",
            second_hint="np.pad takes a pair for each axis: (before, after).",
        ),
        Misconception(
            "pads with the edge's values",
            edited(by_hand, (PAD + "))", PAD + '), mode="edge")')),
            hint="Around the image you repeat its outermost pixels. That is a choice some programs make; here, as in "
            "PyTorch's default, the padding is zeros.",
            second_hint="Which mode does np.pad use when it is given none?",
        ),
        Misconception(
            "padding left out",
            edited(by_hand, (PAD, "(0, 0), (0, 0)"), (" + 2 * padding", "")),
            hint="Your result does not depend on the padding. A 3 by 3 kernel with padding 1 keeps the size of an "
            "image; yours loses two rows and two columns.",
            second_hint="Make the image larger before the loops begin.",
        ),
        Misconception(
            "the first image only",
            edited(by_hand, ("padded[n, :", "padded[0, :")),
            hint="All images of your batch give the same result, that of the first.",
            second_hint="Which loop variable says which image it is, and where is it missing?",
        ),
    ),
)
