"""Dropout: switch units off at random, so that none can rely on another being there."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape, random_generator, real_number
from .module import Module


class Dropout(Module):
    """In training, each number of x is set to 0 with probability p, and the others are divided by 1 - p.

    The division keeps the mean: a number that survives with probability 1 - p and is 1 / (1 - p) times as large is
    on average what it was. So evaluation needs no correction and passes x as it is. (This is inverted dropout.
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014, multiplied by 1 - p at test time instead.)

    Every forward draws a new mask, (x's shape), of 0 and 1 / (1 - p); y = x * mask. backward uses that same mask:
    grad_x = grad_output * mask. What was off passed nothing on and gets no gradient.

    p: the probability of dropping a number, 0 to 1; Keras and PyTorch mean the same, TensorFlow 1's keep_prob is 1 - p.
    rng: a generator or a seed for the masks.

    >>> layer = Dropout(p=0.5, rng=0)
    >>> layer(np.ones(6))
    array([2., 0., 0., 0., 2., 2.])
    >>> layer.backward(np.ones(6))
    array([2., 0., 0., 0., 2., 2.])
    >>> layer.eval()(np.ones(6))
    array([1., 1., 1., 1., 1., 1.])
    """

    def __init__(self, p: float = 0.5, rng: np.random.Generator | int | None = None) -> None:
        self.p = real_number(p, "p", at_least=0, at_most=1)
        self._rng = random_generator(rng)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x with some of its numbers at 0 and the others scaled; in evaluation, x itself."""
        x = float_array(x, "x")
        if not self.training or self.p == 0:
            self.save_for_backward(x.shape, None)
            return x
        keep = self._rng.random(x.shape) >= self.p
        scale = 1 / (1 - self.p) if self.p < 1 else 0.0  # with p = 1 nothing is left to scale
        mask = keep * x.dtype.type(scale)
        self.save_for_backward(x.shape, mask)
        return x * mask

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return grad_output * mask."""
        shape, mask = self.saved
        grad_output = grad_of_shape(grad_output, shape)
        return grad_output if mask is None else grad_output * mask

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"p={self.p}"
