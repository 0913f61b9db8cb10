"""layerwise.linear_model: what one line can do, and many: perceptron, logistic and softmax regression."""

from .combining import combine, xor_weights
from .logistic import logistic_gradient
from .perceptron import fit_perceptron, perceptron_step
from .softmax_regression import softmax_regression_step

__all__ = [
    "combine",
    "fit_perceptron",
    "logistic_gradient",
    "perceptron_step",
    "softmax_regression_step",
    "xor_weights",
]
