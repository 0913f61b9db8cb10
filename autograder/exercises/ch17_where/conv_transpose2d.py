"""ConvTranspose2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.upsampling.transposed_conv import ConvTranspose2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def forward_and_back(make, x, weight, bias, grad_output, stride, padding, output_padding):
    """The probe: the output, the three gradients, and those of the parameters after a second pass.

    What is a default is left out. Output and grad_x are those of a second pass, after one of larger numbers.
    """
    C, F, kernel_size, _ = weight.shape
    named = {"stride": stride} if stride > 1 else {}
    named |= {"padding": padding} if padding else {}
    named |= {"output_padding": output_padding} if output_padding else {}
    layer = make(C, F, kernel_size, **named)
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()

    def output():
        layer.forward(2 * x)
        return layer.forward(x)

    def back(*factors):
        layer.weight.grad = layer.bias.grad = None
        for factor in factors:
            layer.forward(factor * x if factor > 1 else x)
            grad_x = layer.backward(grad_output)
        return grad_x

    return {
        "output": output,
        "grad_x": lambda: back(2, 1),
        "weight.grad": lambda: (back(1), layer.weight.grad)[1],
        "bias.grad": lambda: (back(1), layer.bias.grad)[1],
        "weight.grad after two passes": lambda: (back(2, 1), layer.weight.grad)[1],
        "bias.grad after two passes": lambda: (back(2, 1), layer.bias.grad)[1],
    }


def planes(name, shape, F, kernel_size, stride=1, padding=0, output_padding=0):
    """A case with random planes, kernels, biases and upstream gradients.

    shape: of x; in each run it may be higher by a row.
    """

    def draw(rng):
        sides = [shape[2] + int(rng.integers(2)), shape[3]]
        made = [(side - 1) * stride - 2 * padding + kernel_size + output_padding for side in sides]
        signs = rng.choice([-1.0, 1.0], (shape[1], F, kernel_size, kernel_size))
        return {
            "x": rng.normal(0.3, 1.0, (*shape[:2], *sides)),
            "weight": signs * rng.uniform(0.4, 1.6, signs.shape),
            "bias": rng.uniform(0.5, 1.5, F) * rng.choice([-1.0, 1.0], F),
            "grad_output": rng.normal(0.4, 1.0, (shape[0], F, *made)),
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
        }

    return Case(name, draw)


BY_HAND = Case(
    "two numbers and a kernel of ones",
    {
        "x": np.array([[[[1.0, 10.0]]]]),
        "weight": np.ones((1, 1, 2, 2)),
        "bias": np.array([0.5]),
        "grad_output": np.arange(6.0).reshape(1, 1, 2, 3),
        "stride": 1,
        "padding": 0,
        "output_padding": 0,
    },
)
PLAIN = planes("stride 1: all kernels overlap", (3, 2, 3, 4), 4, 3)
SQUARE = planes("as many channels out as in", (3, 3, 3, 2), 3, 2)
APART = planes("stride 2: kernels side by side", (3, 2, 3, 2), 3, 2, stride=2)
OVERLAP = planes("stride 2: kernels that overlap", (3, 2, 3, 4), 3, 4, stride=2)
CROPPED = planes("padding 1", (3, 2, 4, 3), 3, 3, padding=1)
DOUBLED = planes("kernel 4, stride 2, padding 1: twice the size", (3, 2, 3, 3), 2, 4, stride=2, padding=1)
EXTRA = planes("kernel 3, stride 2, padding 1, output_padding 1", (3, 2, 3, 4), 3, 3, 2, 1, 1)
BARE = planes("output_padding beyond the last kernel", (3, 2, 2, 3), 2, 2, stride=3, output_padding=2)
STRIDED = (APART, OVERLAP)
EDGES = (CROPPED, DOUBLED)
MORE = (EXTRA, BARE)
ALL = (BY_HAND, PLAIN, SQUARE, *STRIDED, *EDGES, *MORE)


class NumberByNumber:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, rng=None):
        from layerwise.nn.parameter import Parameter

        rng, shape = np.random.default_rng(rng), (in_channels, out_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(out_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.k, self.s, self.p, self.extra = kernel_size, stride, padding, output_padding

    def places(self):
        for h in range(self.x.shape[2]):
            for w in range(self.x.shape[3]):
                top, left = h * self.s, w * self.s
                yield h, w, np.s_[:, :, top : top + self.k, left : left + self.k]

    def forward(self, x):
        self.x = x
        sides = [(side - 1) * self.s + self.k + self.extra for side in x.shape[2:]]
        y = np.zeros((len(x), self.weight.shape[1], *sides))
        for h, w, window in self.places():
            y[window] += np.tensordot(x[:, :, h, w], self.weight.data, axes=1)
        p = self.p
        return y[:, :, p : sides[0] - p, p : sides[1] - p] + self.bias.data.reshape(1, -1, 1, 1)

    def backward(self, grad_output):
        p = (self.p, self.p)
        g = np.pad(grad_output, ((0, 0), (0, 0), p, p))
        grad_x, grad_weight = np.zeros(self.x.shape), np.zeros(self.weight.shape)
        for h, w, window in self.places():
            grad_x[:, :, h, w] = np.tensordot(g[window], self.weight.data, axes=([1, 2, 3], [1, 2, 3]))
            grad_weight += np.tensordot(self.x[:, :, h, w], g[window], axes=([0], [0]))
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_output.sum((0, 2, 3)))
        return grad_x


class ZerosBetween:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, rng=None):
        from layerwise.nn.parameter import Parameter

        rng, shape = np.random.default_rng(rng), (in_channels, out_channels, kernel_size, kernel_size)
        bound = (out_channels * kernel_size**2) ** -0.5
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.k, self.s, self.p, self.extra = kernel_size, stride, padding, output_padding

    def forward(self, x):
        (N, C, H, W), k, s, p = x.shape, self.k, self.s, self.p
        self.x = x
        spread = np.zeros((N, C, (H - 1) * s + 1 + self.extra, (W - 1) * s + 1 + self.extra))
        spread[:, :, : (H - 1) * s + 1 : s, : (W - 1) * s + 1 : s] = x
        padded = np.pad(spread, [(0, 0), (0, 0), (k - 1, k - 1), (k - 1, k - 1)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
        y = np.einsum("nchwij,cfij->nfhw", windows, self.weight.data[:, :, ::-1, ::-1])
        return y[:, :, p : y.shape[2] - p, p : y.shape[3] - p] + self.bias.data[:, None, None]

    def backward(self, grad_output):
        k, s, p = self.k, self.s, self.p
        g = np.pad(grad_output, [(0, 0), (0, 0), (p, p), (p, p)])
        windows = np.lib.stride_tricks.sliding_window_view(g, (k, k), axis=(2, 3))[:, :, ::s, ::s]
        windows = windows[:, :, : self.x.shape[2], : self.x.shape[3]]
        self.weight.accumulate_grad(np.einsum("nchw,nfhwij->cfij", self.x, windows))
        self.bias.accumulate_grad(np.einsum("nfhw->f", grad_output))
        return np.einsum("nfhwij,cfij->nchw", windows, self.weight.data)


EXERCISE = Exercise(
    reference=ConvTranspose2d,
    probe=forward_and_back,
    aspects=(
        Aspect("values where kernels overlap", 1, (BY_HAND, PLAIN, SQUARE), observations=("output",)),
        Aspect("a stride of its own", 0.5, STRIDED, observations=("output",)),
        Aspect("padding crops the output", 0.5, EDGES, observations=("output",)),
        Aspect("output_padding", 0.5, MORE, observations=("output",)),
        Aspect("grad_x", 1, ALL, observations=("grad_x",)),
        Aspect("gradient of weight", 1, ALL, observations=("weight.grad",)),
        Aspect("gradient of bias", 0.5, (BY_HAND, PLAIN, DOUBLED), observations=("bias.grad",)),
        Aspect(
            "gradients add up over passes",
            0.5,
            (PLAIN, DOUBLED),
            observations=("weight.grad after two passes", "bias.grad after two passes"),
            requires="gradient of weight",
        ),
        leaves_inputs_alone(0.5, (PLAIN, DOUBLED), requires="values where kernels overlap"),
    ),
    accepted=(
        Accepted("number by number", NumberByNumber),
        Accepted("zeros between, and a convolution", ZerosBetween),
    ),
)
