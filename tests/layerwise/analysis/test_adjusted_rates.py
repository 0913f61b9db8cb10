import numpy as np
import pytest

from layerwise.analysis.adjusted_rates import adjusted_rates
from layerwise.datasets import berkeley


def test_berkeley_turns_round():
    """Men ahead by 14 points as they are, women by 4 with the departments held still."""
    crude, adjusted = adjusted_rates(*berkeley())
    np.testing.assert_allclose(crude, [0.445, 0.304], atol=5e-4)
    np.testing.assert_allclose(adjusted, [0.387, 0.430], atol=5e-4)


def test_groups_with_the_same_rates_in_each_department_are_equal_afterwards():
    """Whatever they apply for."""
    rate, applied = np.array([0.8, 0.5, 0.1]), np.array([[100, 20, 10], [10, 30, 200]])
    crude, adjusted = adjusted_rates(rate * applied, applied)
    assert crude[0] > crude[1] + 0.3
    np.testing.assert_allclose(adjusted, adjusted[0])
    crude, adjusted = adjusted_rates(rate * applied[[0, 0]], applied[[0, 0]])
    np.testing.assert_allclose(crude, adjusted)  # the same mix: nothing to adjust


@pytest.mark.parametrize(
    ("admitted", "applied", "message"),
    [
        ([[1, 2]], [[3, 0]], "applied must be at least 1, got 0 in row 0, column 1"),
        ([[1, 2]], [[3, 1]], "admitted must lie between 0 and applied"),
        ([[-1, 2]], [[3, 3]], "admitted must lie between 0 and applied"),
        ([[1, 2]], [[3, 3], [3, 3]], r"one shape, got \(1, 2\) and \(2, 2\)"),
        ([1, 2], [3, 3], r"admitted must have shape \(G, K\)"),
    ],
)
def test_bad_tables_are_named(admitted, applied, message):
    """Empty cells above all: no rate is known there."""
    with pytest.raises(ValueError, match=message):
        adjusted_rates(admitted, applied)
