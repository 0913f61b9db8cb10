"""LocalResponseNorm: AlexNet's normalization, over neighbouring channels and without anything to learn."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray
from ..functional.images import image_batch
from ..functional.local_response_norm import local_response_norm, local_response_norm_backward
from .module import Module


class LocalResponseNorm(Module):
    """local_response_norm as a layer, with PyTorch's defaults. See functional/local_response_norm.py.

    x: (N, C, H, W). y has its shape.

    >>> LocalResponseNorm(1, alpha=1.0, beta=1.0)([[[[2.0]]]])  # 2 / (1 + 4)
    array([[[[0.4]]]])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x, each number divided by a measure of its neighbours."""
        x = image_batch(x)
        y = local_response_norm(x, self.size, self.alpha, self.beta, self.k)
        self.save_for_backward(x)
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x."""
        (x,) = self.saved
        return local_response_norm_backward(grad_output, x, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
