"""SegNet: down with pooling, up again with the positions that the poolings remembered.

(Badrinarayanan, Kendall and Cipolla, SegNet, 2017; theirs has 13 convolutions each way, those of VGG16.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, random_generator
from ..functional.images import image_batch
from ..functional.upsampling.remembered import max_pool2d_with_indices
from ..nn.activation import ReLU
from ..nn.container import ModuleList, Sequential
from ..nn.conv import Conv2d
from ..nn.init import kaiming_normal_
from ..nn.module import Module
from ..nn.upsampling.max_unpool import MaxUnpool2d


class Doubling(Module):
    """Each pixel becomes a square of 2 × 2 equal ones: what one does without remembered positions.

    Called as MaxUnpool2d is, and takes no notice of the indices. Backward, the four gradients add up.

    >>> Doubling()(np.array([[[[1.0, 2.0]]]]), None)
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]])
    """

    def __init__(self, kernel_size: int = 2) -> None:
        self.kernel_size = kernel_size

    def forward(self, x: ArrayLike, indices: Any, output_size: Any = None) -> FloatArray:  # type: ignore[override]
        """Return y, (N, C, 2 * H, 2 * W)."""
        x = image_batch(x)
        self.save_for_backward(x.shape)
        return x.repeat(self.kernel_size, axis=2).repeat(self.kernel_size, axis=3)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: the sum over each square."""
        ((N, C, H, W),), k = self.saved, self.kernel_size
        return image_batch(grad_output, name="grad_output").reshape(N, C, H, k, W, k).sum(axis=(3, 5))


class SegNet(Module):
    """Images (N, in_channels, H, W) to scores (N, num_classes, H, W).

    An encoder of 3 × 3 convolution, ReLU and pooling, channels[k] wide; a decoder of unpooling, with the encoder's
    positions, and a 3 × 3 convolution, back through the same widths; and a 1 × 1 convolution for the scores.
    Nothing but positions goes across.

    H and W must be multiples of 2^len(channels). pool: max_pool2d_with_indices, or a function like it. unpool: what
    makes the layers that go up; Doubling takes none of the positions. rng: for the starting
    weights: He's for the 3 × 3 convolutions.

    >>> SegNet(3, 6, channels=(4, 8), rng=0)(np.zeros((2, 3, 8, 12))).shape
    (2, 6, 8, 12)
    """

    def __init__(
        self,
        in_channels: int,
        num_classes: int,
        channels: tuple[int, ...] = (16, 24, 32),
        pool: Callable[..., Any] = max_pool2d_with_indices,
        unpool: Callable[[int], Any] = MaxUnpool2d,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        rng, self.pool = random_generator(rng), pool
        down = list(zip((in_channels, *channels), channels, strict=False))
        up = [(channels[k], channels[max(k - 1, 0)]) for k in reversed(range(len(channels)))]
        self.encoder = ModuleList([Sequential(Conv2d(*sides, 3, padding=1, rng=rng), ReLU()) for sides in down])
        self.decoder = ModuleList([Sequential(Conv2d(*sides, 3, padding=1, rng=rng), ReLU()) for sides in up])
        for stage in (*self.encoder, *self.decoder):
            kaiming_normal_(stage[0].weight, nonlinearity="relu", rng=rng)
        self.unpools = ModuleList([unpool(2) for _ in channels])
        self.back = ModuleList([MaxUnpool2d(2) for _ in channels])  # pooling backwards puts gradients in place
        self.head = Conv2d(channels[0], num_classes, 1, rng=rng)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the scores, (N, num_classes, H, W)."""
        features, places = image_batch(x), []
        least = 2 ** len(self.encoder)
        if features.shape[2] % least or features.shape[3] % least:
            raise ValueError(f"x must have sides that are multiples of {least}, got shape {features.shape}")
        for stage in self.encoder:
            features, indices = self.pool(stage(features), 2)
            places.append(indices)
        for unpool, stage, indices in zip(self.unpools, self.decoder, reversed(places), strict=True):
            features = stage(unpool(features, indices))
        self.save_for_backward(places)
        return self.head(features)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x. A pooling's way back is unpooling: the winners get the gradient."""
        return self.encoder[0].backward(self._above_the_first(grad_output))

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """As backward, without the gradient of the pictures themselves."""
        self.encoder[0].backward_parameters(self._above_the_first(grad_output))

    def _above_the_first(self, grad_output: ArrayLike) -> FloatArray:
        """Go back as far as the output of the first stage; return the gradient with respect to it."""
        (places,) = self.saved
        grad = self.head.backward(grad_output)
        for unpool, stage in zip(reversed(list(self.unpools)), reversed(list(self.decoder)), strict=True):
            grad = unpool.backward(stage.backward(grad))
        for level in reversed(range(len(places))):
            grad = self.back[level](grad, places[level])
            if level:
                grad = self.encoder[level].backward(grad)
        return grad
