"""An answer that leans on what the grader does not have is told so while there is time."""

from functools import partial

import numpy as np
import pytest
import sklearn.utils.extmath
from sklearn.utils.extmath import softmax

import layerwise
from autograder.exercises import find
from autograder.notebook.dependencies import unavailable_in_grading

SIGMOID = find("sigmoid")
special = pytest.importorskip("scipy.special")  # scikit-learn brings it
expit = special.expit


def by_module(x):
    return special.expit(x)


def by_name(x):
    return expit(x)


def inside(x):
    from sklearn.utils.extmath import softmax as s

    return s(x)[0]


def a_function(x):
    return softmax(x)[0]


def along_a_path(x):
    return sklearn.utils.extmath.softmax(x)[0]


def in_a_nested_function(x):
    def one(v):
        return expit(v)

    return one(x)


def by_a_helper(x):
    return by_module(x)


class AsAClass:
    def forward(self, x):
        return expit(x)


class Inherits(AsAClass):
    pass


TABLE = {"sigmoid": layerwise.sigmoid, "tanh": np.tanh}


def beside_the_reference(x):
    return TABLE["tanh"](x / 2) / 2 + 0.5


def by_the_library(x):
    return layerwise.sigmoid(x)


def own(x):
    import math

    return np.array([1 / (1 + math.exp(-v)) for v in np.asarray(x).ravel()]).reshape(np.shape(x))


@pytest.mark.parametrize(
    "answer", [by_module, by_name, by_a_helper, in_a_nested_function, AsAClass, Inherits, partial(by_name)]
)
def test_scipy_is_named(answer):
    assert "`scipy`" in unavailable_in_grading(SIGMOID, (answer,))


@pytest.mark.parametrize("answer", [inside, a_function, along_a_path])
def test_scikit_learn_is_named(answer):
    assert "`sklearn`" in unavailable_in_grading(SIGMOID, (answer,))


def by_another_of_the_library(x):
    return layerwise.gelu(x) / x


def test_of_layerwise_there_is_what_the_chapter_allows():
    """Chapter 1 allows nothing of it. Chapter 2 lets an answer use the activations, and not what it asks for."""
    assert "layerwise's `gelu`" in unavailable_in_grading(SIGMOID, (by_another_of_the_library,))
    later = find("cross_entropy")
    assert unavailable_in_grading(later, (lambda x: layerwise.log_softmax(x),)) == ""
    assert "layerwise's `nll_loss`" in unavailable_in_grading(later, (lambda x, y: layerwise.nll_loss(x, y),))


@pytest.mark.parametrize("answer", [by_the_library, layerwise.sigmoid])
def test_the_reference_itself_is_named(answer):
    assert "layerwise's `sigmoid`" in unavailable_in_grading(SIGMOID, (answer,))


def test_numpy_the_standard_library_and_other_parts_of_the_library_are_welcome():
    assert unavailable_in_grading(SIGMOID, (own,)) == ""
    assert unavailable_in_grading(find("cross_entropy"), (by_the_library,)) == ""


def test_a_reference_that_lies_in_a_table_is_not_used():
    """It is there for the grader too, until it is called."""
    assert unavailable_in_grading(SIGMOID, (beside_the_reference,)) == ""


def test_what_cannot_be_looked_into_is_let_pass():
    assert unavailable_in_grading(SIGMOID, (np.tanh, lambda x: x, None)) == ""
