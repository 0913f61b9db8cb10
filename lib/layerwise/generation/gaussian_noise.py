"""GaussianNoise: normal noise on whatever passes; on a discriminator's inputs it makes two distributions overlap.

(Sønderby and others, Amortised MAP Inference for Image Super-resolution, 2017; Arjovsky and Bottou, Towards Principled
Methods for Training Generative Adversarial Networks, 2017.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, random_generator, real_number
from ..nn.module import Module


class GaussianNoise(Module):
    """y = x + std * standard normal draws in training, y = x in evaluation; backward passes the gradient as it is.

    std: a number that may be changed at any time, such as after every step to let the noise fade. rng: a generator, a
    seed, or None. (Keras has the layer, with `stddev`.)

    >>> layer = GaussianNoise(0.5, rng=0)
    >>> layer(np.zeros((1, 2))).round(2), layer.eval()(np.zeros((1, 2)))
    (array([[ 0.06, -0.07]]), array([[0., 0.]]))
    """

    def __init__(self, std: float, rng: Any = None) -> None:
        self.std, self.rng = real_number(std, "std", at_least=0), random_generator(rng)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x with noise, in x's shape."""
        x = float_array(x, "x")
        self.save_for_backward(x.shape)
        if not self.training or self.std == 0:
            return x
        return x + np.asarray(self.std * self.rng.standard_normal(x.shape), dtype=x.dtype)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return grad_output: what is added has a slope of 1."""
        (shape,) = self.saved
        grad_output = float_array(grad_output, "grad_output")
        if grad_output.shape != shape:
            raise ValueError(f"grad_output must have the shape of forward's output, {shape}, got {grad_output.shape}")
        return grad_output

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"std={self.std:g}"
