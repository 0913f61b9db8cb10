import numpy as np
import pytest

from layerwise.generation import total_variation

from ..numerical import numerical_gradient


def test_only_differences_of_neighbours_count():
    """A constant more changes nothing, and the edges of the picture are no neighbours."""
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    assert total_variation(x + 7)[0] == pytest.approx(total_variation(x)[0])
    ramp = np.tile(np.arange(5.0), (1, 1, 4, 1))
    assert total_variation(ramp)[0] == pytest.approx(4 * 4 / 20)
    assert total_variation(np.ones((1, 1, 1, 1)))[0] == 0


def test_the_gradient_is_the_measured_one():
    """Of three pictures."""
    x = np.random.default_rng(0).normal(size=(3, 2, 3, 4))
    measured = numerical_gradient(lambda y: total_variation(y)[0], x)
    np.testing.assert_allclose(total_variation(x)[1], measured, rtol=1e-6, atol=1e-9)


def test_other_shapes_are_refused():
    """By name, with what came."""
    with pytest.raises(ValueError, match=r"x must have shape \(N, C, H, W\), got shape \(4, 4\)"):
        total_variation(np.ones((4, 4)))
    with pytest.raises(ValueError, match="at least one pixel"):
        total_variation(np.ones((1, 3, 0, 4)))
