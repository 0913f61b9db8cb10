"""FCN: a network without a linear layer, which says of every pixel what it is (Long, Shelhamer and Darrell, 2015)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, random_generator
from ..functional.images import image_batch
from ..nn.activation import ReLU
from ..nn.container import ModuleList, Sequential
from ..nn.conv import Conv2d
from ..nn.init import kaiming_normal_
from ..nn.max_pool import MaxPool2d
from ..nn.module import Module
from ..nn.upsampling.transposed_conv import ConvTranspose2d


class FCN(Module):
    """Images (N, in_channels, H, W) to scores (N, num_classes, H, W).

    Stages of a 3 × 3 convolution and ReLU, with poolings between them; the k-th has channels[k] channels, at 1/2^k of
    the size. A 1 × 1 convolution makes class scores of what the last one sees. Then back up:

    - skips=False: one transposed convolution, by the factor 2^(stages - 1) at once; FCN-32s in small.
    - skips=True: by 2 at a time, and after each step the scores that another 1 × 1 convolution makes of the stage of
      that size are added: the coarse ones say what, the fine ones say where. FCN-8s in small.

    H and W must be multiples of 2^(stages - 1). up: the class of the transposed convolutions. rng: a generator or a
    seed, for the starting weights: He's for the 3 × 3 convolutions.

    >>> FCN(3, 6, channels=(4, 8, 8), rng=0)(np.zeros((2, 3, 8, 12))).shape
    (2, 6, 8, 12)
    """

    def __init__(
        self,
        in_channels: int,
        num_classes: int,
        channels: tuple[int, ...] = (16, 24, 32, 32),
        skips: bool = True,
        up: Callable[..., Module] = ConvTranspose2d,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        rng, self.skips = random_generator(rng), bool(skips)
        stages: list[Module] = []
        for k, (before, after) in enumerate(zip((in_channels, *channels), channels, strict=False)):
            conv = Conv2d(before, after, 3, padding=1, rng=rng)
            kaiming_normal_(conv.weight, nonlinearity="relu", rng=rng)
            stages.append(Sequential(*([MaxPool2d(2)] if k else []), conv, ReLU()))
        self.stages = ModuleList(stages)
        scored = channels if self.skips else channels[-1:]
        self.scores = ModuleList([Conv2d(width, num_classes, 1, rng=rng) for width in scored])
        depth = len(channels) - 1
        factors = [2] * depth if self.skips else [2**depth]
        ups = [up(num_classes, num_classes, 2 * f, stride=f, padding=f // 2, rng=rng) for f in factors]
        self.ups = ModuleList(ups)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the scores, (N, num_classes, H, W)."""
        features, seen = image_batch(x), []
        least = 2 ** (len(self.stages) - 1)
        if features.shape[2] % least or features.shape[3] % least:
            raise ValueError(f"x must have sides that are multiples of {least}, got shape {features.shape}")
        for stage in self.stages:
            features = stage(features)
            seen.append(features)
        scores = self.scores[len(self.scores) - 1](features)
        for k, up in enumerate(self.ups):
            scores = up(scores)
            if self.skips:
                level = len(self.stages) - 2 - k
                scores = scores + self.scores[level](seen[level])
        self.save_for_backward(len(seen))
        return scores

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x: at each size, that of the sum goes both ways."""
        return self.stages[0].backward(self._above_the_first(grad_output))

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """As backward, without the gradient of the pictures themselves."""
        self.stages[0].backward_parameters(self._above_the_first(grad_output))

    def _above_the_first(self, grad_output: ArrayLike) -> FloatArray:
        """Go back as far as the output of the first stage; return the gradient with respect to it."""
        (depth,) = self.saved
        grad, skipped = float_array(grad_output, "grad_output"), [np.zeros(1, np.float32)] * depth
        for k in reversed(range(len(self.ups))):
            if self.skips:
                level = depth - 2 - k
                skipped[level] = self.scores[level].backward(grad)
            grad = self.ups[k].backward(grad)
        grad = self.scores[len(self.scores) - 1].backward(grad)
        for level in reversed(range(1, depth)):
            grad = self.stages[level].backward(grad + skipped[level])
        return grad + skipped[0]
