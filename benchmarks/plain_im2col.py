"""The plain im2col network that books print: what layerwise's convolutions are measured against.

float64; one large array of columns for the whole batch, brought into order by transposed copies; max pooling by
columns and argmax; ReLU by boolean indexing. Right, short, and slow, for reasons told in docs/performance.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any


def im2col(x: Array, kh: int, kw: int, stride: int, padding: int) -> Array:
    """Return the windows of x (N, C, H, W) as rows (N * H_out * W_out, C * kh * kw)."""
    N, C, H, W = x.shape
    H_out, W_out = (H + 2 * padding - kh) // stride + 1, (W + 2 * padding - kw) // stride + 1
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    columns = np.zeros((N, C, kh, kw, H_out, W_out), x.dtype)
    for i in range(kh):
        for j in range(kw):
            columns[:, :, i, j] = padded[:, :, i : i + stride * H_out : stride, j : j + stride * W_out : stride]
    return columns.transpose(0, 4, 5, 1, 2, 3).reshape(N * H_out * W_out, -1)


def col2im(columns: Array, shape: tuple[int, ...], kh: int, kw: int, stride: int, padding: int) -> Array:
    """Add the rows of im2col back to an image of `shape`."""
    N, C, H, W = shape
    H_out, W_out = (H + 2 * padding - kh) // stride + 1, (W + 2 * padding - kw) // stride + 1
    columns = columns.reshape(N, H_out, W_out, C, kh, kw).transpose(0, 3, 4, 5, 1, 2)
    padded = np.zeros((N, C, H + 2 * padding + stride - 1, W + 2 * padding + stride - 1), columns.dtype)
    for i in range(kh):
        for j in range(kw):
            padded[:, :, i : i + stride * H_out : stride, j : j + stride * W_out : stride] += columns[:, :, i, j]
    return padded[:, :, padding : H + padding, padding : W + padding]


class Convolution:
    """Convolution by one product of matrices for the whole batch."""

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, padding: int = 0) -> None:
        fan_in = in_channels * kernel_size * kernel_size
        self.W = np.random.default_rng(0).normal(0, fan_in**-0.5, (out_channels, in_channels, kernel_size, kernel_size))
        self.b = np.zeros(out_channels)
        self.padding = padding

    def forward(self, x: Array) -> Array:
        F, _, kh, kw = self.W.shape
        N, _, H, W = self.shape = x.shape
        self.columns = im2col(x, kh, kw, 1, self.padding)
        out = self.columns @ self.W.reshape(F, -1).T + self.b
        return out.reshape(N, H + 2 * self.padding - kh + 1, W + 2 * self.padding - kw + 1, F).transpose(0, 3, 1, 2)

    def backward(self, grad: Array) -> Array:
        F, _, kh, kw = self.W.shape
        grad = grad.transpose(0, 2, 3, 1).reshape(-1, F)
        self.db = grad.sum(axis=0)
        self.dW = (self.columns.T @ grad).T.reshape(self.W.shape)
        return col2im(grad @ self.W.reshape(F, -1), self.shape, kh, kw, 1, self.padding)


class Pooling:
    """Max pooling by columns and argmax."""

    def __init__(self, size: int) -> None:
        self.size = size

    def forward(self, x: Array) -> Array:
        N, C, H, W = self.shape = x.shape
        columns = im2col(x, self.size, self.size, self.size, 0).reshape(-1, self.size**2)
        self.winner = columns.argmax(axis=1)
        return columns.max(axis=1).reshape(N, H // self.size, W // self.size, C).transpose(0, 3, 1, 2)

    def backward(self, grad: Array) -> Array:
        grad = grad.transpose(0, 2, 3, 1)
        columns = np.zeros((grad.size, self.size**2))
        columns[np.arange(self.winner.size), self.winner] = grad.flatten()
        columns = columns.reshape(grad.shape[0] * grad.shape[1] * grad.shape[2], -1)
        return col2im(columns, self.shape, self.size, self.size, self.size, 0)


class ReLU:
    """max(x, 0) by boolean indexing."""

    def forward(self, x: Array) -> Array:
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, grad: Array) -> Array:
        grad = grad.copy()
        grad[self.mask] = 0
        return grad


class Affine:
    """A linear layer, which flattens what it is given."""

    def __init__(self, in_features: int, out_features: int) -> None:
        self.W = np.random.default_rng(0).normal(0, in_features**-0.5, (in_features, out_features))
        self.b = np.zeros(out_features)

    def forward(self, x: Array) -> Array:
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b

    def backward(self, grad: Array) -> Array:
        self.dW, self.db = self.x.T @ grad, grad.sum(axis=0)
        return (grad @ self.W.T).reshape(self.shape)


class PlainNetwork:
    """Layers in a row, softmax and cross-entropy at the end, plain gradient descent."""

    def __init__(self, layers: list[tuple[Any, ...]]) -> None:
        self.layers: list[Any] = []
        for name, *arguments in layers:
            keywords = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            if name != "Flatten":  # Affine flattens by itself
                kind = {"Conv2d": Convolution, "Linear": Affine, "MaxPool2d": Pooling, "ReLU": ReLU}[name]
                self.layers.append(kind(*arguments, **keywords))

    def step(self, x: Array, target: Array, lr: float) -> None:
        """Train on one batch."""
        for layer in self.layers:
            x = layer.forward(x)
        exp = np.exp(x - x.max(axis=1, keepdims=True))
        grad = exp / exp.sum(axis=1, keepdims=True)
        grad[np.arange(len(target)), target] -= 1
        grad /= len(target)
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        for layer in self.layers:
            if hasattr(layer, "W"):
                layer.W -= lr * layer.dW
                layer.b -= lr * layer.db
