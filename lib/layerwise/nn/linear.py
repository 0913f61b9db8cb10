"""Linear: every output is a weighted sum of all inputs, plus a bias."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, float_array, grad_of_shape, random_generator, whole_number
from .module import Module
from .parameter import Parameter


class Linear(Module):
    """y = x @ weight.T + bias, for x of shape (N, in_features) and y of shape (N, out_features).

    weight: (out_features, in_features), as in PyTorch: one row holds what one output takes from the inputs.
    bias: (out_features,), or None with bias=False.
    rng: a generator or a seed for the starting values, which are uniform between -1/sqrt(in_features) and
        1/sqrt(in_features) for weight and bias, PyTorch's default (kaiming_uniform_ with a=sqrt(5)).
    dtype: of the parameters. x may have more dimensions in front: (..., in_features).

    Backward, by the chain rule, with grad_output = the gradient with respect to y:

        grad_x      = grad_output @ weight      (N, in_features)     each input fed all outputs
        grad_weight = grad_output.T @ x         (out, in)            summed over the batch by the product
        grad_bias   = grad_output.sum(axis=0)   (out,)               every row used the same bias

    >>> layer = Linear(2, 1)
    >>> layer.weight.data, layer.bias.data = np.array([[10.0, 1.0]]), np.array([0.5])
    >>> layer([[1.0, 2.0], [3.0, 4.0]])
    array([[12.5],
           [34.5]])
    >>> layer.backward([[1.0], [2.0]])
    array([[10.,  1.],
           [20.,  2.]])
    >>> layer.weight.grad, layer.bias.grad
    (array([[ 7., 10.]]), array([3.]))
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.in_features = whole_number(in_features, "in_features", at_least=1)
        self.out_features = whole_number(out_features, "out_features", at_least=1)
        rng, bound = random_generator(rng), 1 / np.sqrt(in_features)
        self.weight = Parameter(rng.uniform(-bound, bound, (out_features, in_features)).astype(dtype))
        self.bias = Parameter(rng.uniform(-bound, bound, out_features).astype(dtype)) if bias else None

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return x @ weight.T + bias, shape (..., out_features)."""
        x = float_array(x, "x")
        if x.ndim == 0 or x.shape[-1] != self.in_features:
            raise ValueError(f"x must have shape (..., {self.in_features}): in_features last, got shape {x.shape}")
        self.save_for_backward(x)
        y = x @ self.weight.data.T
        if self.bias is not None:
            y += self.bias.data  # y is new: nobody else sees it
        return y

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of weight and bias to their grad."""
        self.backward_parameters(grad_output)
        return float_array(grad_output, "grad_output") @ self.weight.data

    def backward_parameters(self, grad_output: ArrayLike) -> None:
        """Add the gradients of weight and bias to their grad."""
        (x,) = self.saved
        grad_output = grad_of_shape(grad_output, (*x.shape[:-1], self.out_features))
        rows = grad_output.reshape(-1, self.out_features)  # (N, out), with all leading dimensions as one batch
        if self.weight.requires_grad:
            self.weight.accumulate_grad(rows.T @ x.reshape(-1, self.in_features))
        if self.bias is not None:
            self.bias.accumulate_grad(rows.sum(axis=0))

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
