"""The normal distribution, which numpy lacks."""

import numpy as np
import pytest

from layerwise import normal, search
from layerwise.normal import normal_cdf, normal_pdf


def test_the_density_is_the_slope_of_the_probability():
    z = np.linspace(-5, 5, 41)
    np.testing.assert_allclose((normal_cdf(z + 1e-5) - normal_cdf(z - 1e-5)) / 2e-5, normal_pdf(z), atol=1e-9)


def test_both_ends_are_right_to_the_last_digit():
    assert normal_cdf([-np.inf, 0, np.inf]).tolist() == [0, 0.5, 1]
    assert normal_cdf(-10.0) == pytest.approx(7.619853024160527e-24)


@pytest.mark.parametrize("function", [normal_cdf, normal_pdf])
def test_single_precision_stays_single(function):
    assert function(np.zeros((2, 3), np.float32)).dtype == np.float32
    assert function([0]).dtype == np.float64


def test_search_hands_out_the_same_two():
    assert (search.normal_cdf, search.normal_pdf) == (normal.normal_cdf, normal.normal_pdf)
