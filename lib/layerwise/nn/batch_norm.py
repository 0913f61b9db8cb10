"""Batch normalization: give every feature mean 0 and variance 1 over the batch, then let the network choose again.

(Ioffe and Szegedy, Batch Normalization: Accelerating Deep Network Training, 2015.)
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, float_array, grad_of_shape, real_number, whole_number
from ..functional.batch_norm_backward import batch_norm_backward, channel_sums, numbers_per_channel, per_channel
from ..functional.images import match_memory_layout
from .module import Module
from .parameter import Parameter


class BatchNorm1d(Module):
    """y = weight * (x - mean) / sqrt(var + eps) + bias, for each of num_features channels.

    x: (N, C), or (N, C, L) for sequences. y has the shape of x.
    weight, bias: (C,), learned, starting at 1 and 0; affine=False leaves them out.

    In training, mean and var are those of the batch, over everything but the channels; var divides by the M numbers
    of a channel. The running statistics follow them, for use after eval():

        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var  = (1 - momentum) * running_var  + momentum * var * M / (M - 1)

    momentum: how much the newest batch counts (many books call 1 - momentum the momentum); None: the plain average over
        all batches so far. track_running_stats=False: batch statistics in evaluation too.
    eps: keeps a feature that never varies from being divided by 0.

    backward is one formula, derived and spelled out in functional/batch_norm_backward.py.

    >>> layer = BatchNorm1d(1, eps=0.0)
    >>> layer([[0.0], [2.0], [4.0]]).round(3)
    array([[-1.225],
           [ 0.   ],
           [ 1.225]])
    >>> layer.running_mean, layer.running_var  # 0.9 * 0 + 0.1 * 2, and 0.9 * 1 + 0.1 * 4
    (array([0.2]), array([1.3]))
    >>> layer.backward([[1.0], [0.0], [0.0]]).round(3)
    array([[ 0.102],
           [-0.204],
           [ 0.102]])
    """

    shapes: ClassVar[dict[int, str]] = {2: "(N, {C})", 3: "(N, {C}, L)"}
    running_mean: FloatArray
    running_var: FloatArray
    num_batches_tracked: Any

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.num_features = whole_number(num_features, "num_features", at_least=1)
        self.eps = real_number(eps, "eps", at_least=0)
        self.momentum = None if momentum is None else real_number(momentum, "momentum", at_least=0, at_most=1)
        self.weight = Parameter(np.ones(num_features, dtype)) if affine else None
        self.bias = Parameter(np.zeros(num_features, dtype)) if affine else None
        self.track_running_stats = bool(track_running_stats)
        if track_running_stats:
            self.register_buffer("running_mean", np.zeros(num_features, dtype))
            self.register_buffer("running_var", np.ones(num_features, dtype))
            self.register_buffer("num_batches_tracked", np.array(0))

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x normalized, scaled and shifted; in training, move the running statistics."""
        x = self._checked(x)
        of_batch = self.training or not self.track_running_stats
        M = numbers_per_channel(x)
        if self.training and M == 1:
            raise ValueError(
                f"x must hold at least two numbers for each channel in training, or there is no variance, got shape "
                f"{x.shape}; for a single example, call eval() first"
            )
        mean = channel_sums(x) / max(M, 1) if of_batch else self.running_mean
        x_hat = x - per_channel(mean, x)  # not yet divided by std
        var = channel_sums(x_hat, x_hat) / max(M, 1) if of_batch else self.running_var
        std = np.sqrt(var + self.eps)
        x_hat /= per_channel(std, x)
        if self.training and self.track_running_stats:
            self._track(mean, var, M)
        self.save_for_backward(x_hat, std, of_batch)
        if self.weight is None or self.bias is None:
            return x_hat.copy(order="K")  # x_hat itself is kept for backward
        y = x_hat * per_channel(self.weight.data, x)
        y += per_channel(self.bias.data, x)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of weight and bias to their grad.

        After a forward pass in evaluation mean and var were constants: only weight / std is left of the formula.
        """
        x_hat, std, of_batch = self.saved
        grad_output = match_memory_layout(grad_of_shape(grad_output, x_hat.shape), x_hat)
        weight = np.ones_like(std) if self.weight is None else self.weight.data
        if of_batch:
            grad_x, grad_weight, grad_bias = batch_norm_backward(grad_output, x_hat, std, weight)
        else:
            grad_x = grad_output * per_channel(weight / std, x_hat)
            grad_weight, grad_bias = channel_sums(grad_output, x_hat), channel_sums(grad_output)
        if self.weight is not None and self.bias is not None:
            self.weight.accumulate_grad(grad_weight)
            self.bias.accumulate_grad(grad_bias)
        return grad_x

    def _track(self, mean: FloatArray, var: FloatArray, M: int) -> None:
        """Move the running statistics towards those of this batch; an empty batch is counted, and says nothing."""
        self.num_batches_tracked = self.num_batches_tracked + 1
        if not M:
            return
        momentum = 1 / int(self.num_batches_tracked) if self.momentum is None else self.momentum
        unbiased, dtype = var * (M / (M - 1)), self.running_mean.dtype
        self.running_mean = ((1 - momentum) * self.running_mean + momentum * mean).astype(dtype, copy=False)
        self.running_var = ((1 - momentum) * self.running_var + momentum * unbiased).astype(dtype, copy=False)

    def _checked(self, x: ArrayLike) -> FloatArray:
        x = float_array(x, "x")
        if x.ndim not in self.shapes or x.shape[1] != self.num_features:
            expected = " or ".join(shape.format(C=self.num_features) for shape in self.shapes.values())
            raise ValueError(f"x must have shape {expected}, got shape {x.shape}")
        return x

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.weight is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class BatchNorm2d(BatchNorm1d):
    """Batch normalization of images: BatchNorm1d for x of shape (N, C, H, W), one mean and variance a channel.

    A kernel is the same at every place of the image, so all N * H * W places of a channel share its statistics, its
    weight and its bias. (Some books normalize each activation by itself.)

    >>> layer = BatchNorm2d(1, eps=0.0)
    >>> layer([[[[0.0, 4.0]]], [[[4.0, 8.0]]]]).round(3)
    array([[[[-1.414,  0.   ]]],
           [[[ 0.   ,  1.414]]]])
    """

    shapes: ClassVar[dict[int, str]] = {4: "(N, {C}, H, W)"}
