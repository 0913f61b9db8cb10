"""The slope of a function, measured: what hand-written gradients are held against."""

import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    """Return the gradient of the scalar f(x) by central differences; x is an array of float64."""
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = eps
        grad[index] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad
