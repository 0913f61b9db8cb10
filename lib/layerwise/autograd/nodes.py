"""Add and Mul: the two smallest nodes of a computational graph.

A node knows how to compute its output, and by how much the output moves when one of its inputs moves: its local
gradients. Backward multiplies them by the gradient that arrives from above. Whoever connects nodes to a graph calls
forward from the inputs to the result, and backward in the opposite order.
(Saitoh, Deep Learning from Scratch, 2016, chapter 5; Karpathy and others, CS231n, Backpropagation, Intuitions.)
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, grad_of_shape

Pair = tuple[FloatArray, FloatArray]


class Add:
    """x + y. Both local gradients are 1: grad_x = grad_output, grad_y = grad_output.

    >>> node = Add()
    >>> print(node.forward(-2.0, 5.0))
    3.0
    >>> print(*node.backward(-4.0))
    -4.0 -4.0
    """

    _shape: tuple[int, ...] | None = None

    def forward(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Return x + y, for numbers or for arrays of the same shape."""
        x, y = _same_shape(x, y)
        self._shape = x.shape
        return x + y

    def backward(self, grad_output: ArrayLike) -> Pair:
        """Return the gradients with respect to x and y. grad_output: that with respect to x + y."""
        if self._shape is None:
            raise RuntimeError("Add.backward was called before Add.forward: there is nothing to go back through")
        grad_output = grad_of_shape(grad_output, self._shape)
        return grad_output[()].copy(), grad_output[()].copy()


class Mul:
    """x * y. The local gradients are the *other* factor: grad_x = grad_output * y, grad_y = grad_output * x.

    >>> node = Mul()
    >>> print(node.forward(100.0, 2.0))
    200.0
    >>> print(*node.backward(1.5))
    3.0 150.0
    """

    _saved: Pair | None = None

    def forward(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Return x * y, for numbers or for arrays of the same shape, and keep both for backward."""
        self._saved = x, y = _same_shape(x, y)
        return x * y

    def backward(self, grad_output: ArrayLike) -> Pair:
        """Return the gradients with respect to x and y. grad_output: that with respect to x * y."""
        if self._saved is None:
            raise RuntimeError("Mul.backward was called before Mul.forward: there is nothing to go back through")
        x, y = self._saved
        grad_output = grad_of_shape(grad_output, x.shape)
        return grad_output * y, grad_output * x


def _same_shape(x: ArrayLike, y: ArrayLike) -> Pair:
    """Both as float arrays; numpy would stretch one of them silently, and its gradient would need `unbroadcast`."""
    x, y = float_array(x, "x"), float_array(y, "y")
    if x.shape != y.shape:
        raise ValueError(f"x and y must have the same shape, got {x.shape} and {y.shape}")
    return x, y
