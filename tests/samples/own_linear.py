"""A `Linear` that a learner may have written, as the text of its cell with what it needs."""

LINEAR = """
import numpy as np
from layerwise.nn import Module, Parameter


class Linear(Module):
    def __init__(self, in_features, out_features, rng=None):
        rng, bound = np.random.default_rng(rng), 1 / np.sqrt(in_features)
        self.weight = Parameter(rng.uniform(-bound, bound, (out_features, in_features)))
        self.bias = Parameter(rng.uniform(-bound, bound, out_features))

    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad(grad_output.T @ self.x)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data
"""
