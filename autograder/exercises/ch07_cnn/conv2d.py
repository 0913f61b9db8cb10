"""Conv2d: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.conv import Conv2d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def forward_and_back(make, x, weight, bias, grad_output, stride, padding):
    """The probe: the output, the three gradients, those of the parameters after a second pass, the starting values.

    What is a default is left out. The output and grad_x are those of a second pass, after one of larger numbers.
    """
    F, C, kernel_size, _ = weight.shape
    named = ({} if stride == 1 else {"stride": stride}) | ({} if padding == 0 else {"padding": padding})
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

    def starting():
        fresh, again, other = (make(2, 400, 3, stride=2, padding=1, rng=seed) for seed in (0, 0, 1))
        shapes = [*fresh.weight.data.shape, *fresh.bias.data.shape]
        parts = [parameter.data * np.sqrt(18) for parameter in (fresh.weight, fresh.bias)]
        sizes = [size for part in parts for size in (np.abs(part).max(), np.abs(part).mean(), part.mean().round())]
        same = [float(np.array_equal(fresh.weight.data, layer.weight.data)) for layer in (again, other)]
        return np.array([*shapes, *sizes, *same]).round(1) + 0.0  # rounded, so that any uniform draw gives the same

    return {
        "output": output,
        "grad_x": lambda: back(2, 1),
        "weight.grad": lambda: (back(1), layer.weight.grad)[1],
        "bias.grad": lambda: (back(1), layer.bias.grad)[1],
        "weight.grad after two passes": lambda: (back(2, 1), layer.weight.grad)[1],
        "bias.grad after two passes": lambda: (back(2, 1), layer.bias.grad)[1],
        "starting values": starting,
    }


def images(name, shape, F, kernel_size, stride=1, padding=0):
    """A case with random images, kernels, biases and upstream gradients.

    shape: of the images; in each run they may be higher by two strides, where nothing is padded.
    """

    def draw(rng):
        longer = 0 if padding else 2 * stride * int(rng.integers(2))
        sides = [shape[2] + longer, shape[3]]
        places = [(side + 2 * padding - kernel_size) // stride + 1 for side in sides]
        return {
            "x": rng.normal(0.3, 1.0, (*shape[:2], *sides)),
            "weight": rng.normal(0.2, 1.0, (F, shape[1], kernel_size, kernel_size)),
            "bias": rng.normal(0.5, 1.0, F),
            "grad_output": rng.normal(0.4, 1.0, (shape[0], F, *places))
            * np.where(np.arange(F) == 0, -1, 1)[:, None, None],
            "stride": stride,
            "padding": padding,
        }

    return Case(name, draw)


BY_HAND = Case(
    "one window",
    {
        "x": np.array([[[[1.0, 2.0], [3.0, 4.0]]]]),
        "weight": np.array([[[[1.0, 0.0], [-1.0, 2.0]]]]),
        "bias": np.array([0.5]),
        "grad_output": np.array([[[[10.0]]]]),
        "stride": 1,
        "padding": 0,
    },
)
PLAIN = images("overlapping windows", (3, 2, 5, 4), 4, 3)
STRIDED = images("stride 2, and a rest", (3, 2, 8, 6), 3, 3, stride=2)
PADDED = images("padding 1", (3, 2, 4, 3), 2, 3, padding=1)
BOTH = images("stride 2, padding 2", (4, 3, 5, 4), 2, 3, stride=2, padding=2)
ALL = (BY_HAND, PLAIN, STRIDED, PADDED, BOTH)


class ByElements:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        from layerwise.nn.parameter import Parameter

        rng, shape = np.random.default_rng(rng), (out_channels, in_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.k, self.s, self.p = kernel_size, stride, padding

    def seen(self, i, j):
        rows = slice(i, i + self.s * (self.H_out - 1) + 1, self.s)
        columns = slice(j, j + self.s * (self.W_out - 1) + 1, self.s)
        return rows, columns

    def forward(self, x):
        W, p = self.weight.data, self.p
        self.H, self.W = x.shape[2:]
        self.H_out = (self.H + 2 * p - self.k) // self.s + 1
        self.W_out = (self.W + 2 * p - self.k) // self.s + 1
        self.padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        y = np.zeros((len(x), len(W), self.H_out, self.W_out))
        for i, j in np.ndindex(self.k, self.k):
            rows, columns = self.seen(i, j)
            y += np.einsum("nchw,fc->nfhw", self.padded[:, :, rows, columns], W[:, :, i, j])
        return y + self.bias.data[:, None, None]

    def backward(self, grad_output):
        W, p = self.weight.data, self.p
        grad_padded, grad_weight = np.zeros(self.padded.shape), np.zeros(W.shape)
        for i, j in np.ndindex(self.k, self.k):
            here = self.seen(i, j)
            grad_weight[:, :, i, j] = np.einsum("nfhw,nchw->fc", grad_output, self.padded[:, :, here[0], here[1]])
            grad_padded[:, :, here[0], here[1]] += np.einsum("nfhw,fc->nchw", grad_output, W[:, :, i, j])
        grad_bias = grad_output.sum(axis=(0, 2, 3))
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_bias)
        return grad_padded[:, :, p : p + self.H, p : p + self.W]


class ByPlaces:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        from layerwise.nn.parameter import Parameter

        rng, shape = np.random.default_rng(rng), (out_channels, in_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def places(self):
        k, s = self.kernel_size, self.stride
        for top in range(0, self.padded.shape[2] - k + 1, s):
            for left in range(0, self.padded.shape[3] - k + 1, s):
                yield top // s, left // s, np.s_[:, :, top : top + k, left : left + k]

    def forward(self, x):
        p, k = (self.padding, self.padding), self.kernel_size
        self.x, self.padded = x, np.pad(x, ((0, 0), (0, 0), p, p))
        sides = [(side - k) // self.stride + 1 for side in self.padded.shape[2:]]
        y = np.empty((len(x), self.weight.shape[0], *sides))
        for h, w, window in self.places():
            y[:, :, h, w] = np.tensordot(self.padded[window], self.weight.data, axes=([1, 2, 3], [1, 2, 3]))
        return y + self.bias.data.reshape(-1, 1, 1)

    def backward(self, grad_output):
        grad = np.zeros_like(self.padded)
        for h, w, window in self.places():
            g = grad_output[:, :, h, w]
            self.weight.accumulate_grad(np.tensordot(g.T, self.padded[window], axes=1))
            self.bias.accumulate_grad(g.sum(axis=0))
            grad[window] += np.tensordot(g, self.weight.data, axes=1)
        end = -self.padding or None
        return grad[:, :, self.padding : end, self.padding : end]


class AsMatrices:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        from layerwise.nn.parameter import Parameter

        rng, shape = np.random.default_rng(rng), (out_channels, in_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        p, k, s = self.padding, self.kernel_size, self.stride
        numbers = np.pad(np.arange(1, x[0].size + 1).reshape(x[0].shape), ((0, 0), (p, p), (p, p)))
        windows = np.lib.stride_tricks.sliding_window_view(numbers, (k, k), axis=(1, 2))[:, ::s, ::s]
        C, H, W = windows.shape[:3]
        self.where = windows.transpose(0, 3, 4, 1, 2).reshape(C * k * k, H * W)
        flat = np.hstack([np.zeros((len(x), 1)), x.reshape(len(x), -1)])
        self.columns, self.shape = flat[:, self.where], x.shape
        matrix = self.weight.data.reshape(-1, C * k * k)
        return (matrix @ self.columns + self.bias.data[:, None]).reshape(len(x), -1, H, W)

    def backward(self, grad_output):
        N, F = grad_output.shape[:2]
        g = grad_output.reshape(N, F, -1)
        grad_matrix = (g @ self.columns.transpose(0, 2, 1)).sum(axis=0)
        self.weight.accumulate_grad(grad_matrix.reshape(self.weight.shape))
        self.bias.accumulate_grad(g.sum(axis=2).sum(axis=0))
        grad_columns = self.weight.data.reshape(F, -1).T @ g
        flat = np.zeros((N, int(np.prod(self.shape[1:])) + 1))
        for image, grads in zip(flat, grad_columns, strict=True):
            np.add.at(image, self.where, grads)
        return flat[:, 1:].reshape(self.shape)


EXERCISE = Exercise(
    reference=Conv2d,
    probe=forward_and_back,
    aspects=(
        Aspect("forward", 0.5, ALL, observations=("output", "starting values")),
        Aspect("grad_x", 1, (BY_HAND, PLAIN), observations=("grad_x",)),
        Aspect("grad_x with stride and padding", 1, (STRIDED, PADDED, BOTH), observations=("grad_x",)),
        Aspect("gradient of weight", 1, ALL, observations=("weight.grad",)),
        Aspect("gradient of bias", 0.5, (BY_HAND, PLAIN, BOTH), observations=("bias.grad",)),
        Aspect(
            "gradients add up over passes",
            0.5,
            (PLAIN, BOTH),
            observations=("weight.grad after two passes", "bias.grad after two passes"),
            requires="gradient of weight",
        ),
        leaves_inputs_alone(0.5, (PLAIN, PADDED), requires="forward"),
    ),
    accepted=(
        Accepted("kernel element by kernel element", ByElements),
        Accepted("place by place", ByPlaces),
        Accepted("products of matrices", AsMatrices),
    ),
)
