import numpy as np
import pytest

from layerwise import sigmoid
from layerwise.analysis.output_slopes import output_slopes

from ..numerical import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")


def test_both_slopes_are_the_measured_ones():
    """Of half the squared difference, and of the cross-entropy, for targets between 0 and 1 too."""
    rng = np.random.default_rng(0)
    z, t = rng.normal(0, 2, (3, 4)), rng.uniform(0, 1, (3, 4))

    def squared(z):
        return ((sigmoid(z) - t) ** 2 / 2).sum()

    def cross_entropy(z):
        return -(t * np.log(sigmoid(z)) + (1 - t) * np.log(1 - sigmoid(z))).sum()

    for slope, loss in zip(output_slopes(z, t), (squared, cross_entropy), strict=True):
        np.testing.assert_allclose(slope, numerical_gradient(loss, z), atol=1e-8)


def test_a_sure_mistake_is_heard_by_one_of_them():
    """At ±800 the squared loss says nothing, whoever is right."""
    squared, cross_entropy = output_slopes(np.array([800.0, -800.0, 800.0]), np.array([0.0, 1.0, 1.0]))
    assert squared.tolist() == [0, 0, 0]
    assert cross_entropy.tolist() == [1, -1, 0]


def test_one_target_for_all_and_wrong_ones_by_name():
    """A single number stands for an array of it."""
    np.testing.assert_array_equal(output_slopes([1.0, 2.0], 0)[1], sigmoid(np.array([1.0, 2.0])))
    with pytest.raises(ValueError, match="t must lie between 0 and 1, got 2"):
        output_slopes([1.0], [2.0])
    with pytest.raises(ValueError, match="t must lie between 0 and 1, got -1"):
        output_slopes([1.0], [-1.0])
    with pytest.raises(ValueError, match=r"the shape of z, \(2,\), or be a single number, got shape \(3,\)"):
        output_slopes([1.0, 2.0], [0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="z must be finite"):
        output_slopes([np.inf], [0.0])
