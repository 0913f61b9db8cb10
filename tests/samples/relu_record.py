"""A small record to test the core with: a ReLU and its gradient, two mistakes, one accepted variant."""

import numpy as np

import layerwise
from autograder.core.record import Accepted, Aspect, Case, Exercise, Misconception, leaves_inputs_alone


def pair(forward, backward, x, grad_output):
    return {"output": lambda: forward(x), "grad_input": lambda: backward(grad_output, x)}


def writes_into_its_input(x):
    x[x < 0] = 0
    return x


def masks_by_the_gradient(grad_output, x):
    return np.where(grad_output > 0, grad_output, 0.0)


def by_product(x):
    return x * (x > 0)


MIXED = Case(
    "mixed signs",
    {"x": np.array([[-1.0, 2.0], [3.0, -4.0]]), "grad_output": np.array([[1.0, -1.0], [-2.0, 0.5]])},
)
DRAWN = Case("a random batch", lambda rng: {"x": rng.normal(size=(5, 4)), "grad_output": rng.normal(size=(5, 4))})
CASES = (MIXED, DRAWN)

RELU = Exercise(
    reference=(layerwise.relu, layerwise.relu_backward),
    probe=pair,
    aspects=(
        Aspect("values", 0.5, CASES, ("output",)),
        Aspect("gradient", 1.0, CASES, ("grad_input",)),
        leaves_inputs_alone(0.5, CASES, requires="values"),
    ),
    misconceptions=(
        Misconception(
            "writes into its input",
            (writes_into_its_input,),
            "The array you were given has changed.",
            "Which function returns a new array?",
        ),
        Misconception(
            "takes the mask from the gradient",
            ({"relu_backward": masks_by_the_gradient},),
            "Look at the sign of x.",
            "Who decides?",
        ),
    ),
    accepted=(Accepted("a product with the mask", by_product),),
)
