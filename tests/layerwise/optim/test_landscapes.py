import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise import landscapes

EVERY = pytest.mark.parametrize("name", landscapes.__all__)
MINIMA = {"bowl": [[0, 0]], "rosenbrock": [[1, 1]], "saddle": [[0, 1], [0, -1]], "wells": [[0, 0]]}
# Of those to search: the box, the lowest value as it was published, and where it is.
SEARCHED = {
    "branin": ((-5, 10), (0, 15), 0.397887, [[-np.pi, 12.275], [np.pi, 2.275], [3 * np.pi, 2.475]]),
    "forrester": ((0, 1), None, -6.02074, [[0.757249]]),
    "six_hump_camel": ((-2, 2), (-1, 1), -1.0316, [[0.0898, -0.7126], [-0.0898, 0.7126]]),
}


@EVERY
@given(point=st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_the_gradient_is_that_of_the_value(name, point):
    """Central differences agree with the formula."""
    f, x, eps = getattr(landscapes, name), np.array(point), 1e-5
    if name == "forrester":
        x = x[:1] / 5
    _, gradient = f(x)
    assert gradient.shape == x.shape
    for i, step in enumerate(np.eye(len(x)) * eps):
        slope = (f(x + step)[0] - f(x - step)[0]) / (2 * eps)
        assert slope == pytest.approx(gradient[i], rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("name", SEARCHED)
def test_the_lowest_value_is_the_published_one(name):
    """At the published places, as far as their digits go, and nowhere in the box is it lower."""
    f, (*box, lowest, places) = getattr(landscapes, name), SEARCHED[name]
    for place in places:
        value, gradient = f(np.array(place))
        assert value == pytest.approx(lowest, abs=1e-4)
        assert np.abs(gradient).max() < 0.01
    low, high = np.array([side for side in box if side]).T
    points = np.random.default_rng(0).uniform(low, high, (2000, len(low)))
    assert min(f(point)[0] for point in points) > lowest - 1e-6


@pytest.mark.parametrize("name", MINIMA)
def test_the_lowest_value_is_zero(name):
    """At the minima the value and the gradient vanish, and nowhere is it lower."""
    f = getattr(landscapes, name)
    for minimum in MINIMA[name]:
        value, gradient = f(np.array(minimum, dtype=float))
        assert value == 0
        assert gradient.tolist() == [0, 0]
    points = np.random.default_rng(0).uniform(-6, 6, (500, 2))
    assert min(f(point)[0] for point in points) > 0


@EVERY
def test_the_point_is_left_alone(name):
    """Whoever asks for a value keeps the point."""
    x = np.array([0.5, -1.5])[: 1 if name == "forrester" else 2]
    before = x.tolist()
    getattr(landscapes, name)(x)
    assert x.tolist() == before


def test_the_saddle_is_flat_at_its_pass():
    """No gradient, and lower ground on two sides."""
    value, gradient = landscapes.saddle(np.zeros(2))
    assert value == 0.25
    assert gradient.tolist() == [0, 0]
    assert landscapes.saddle(np.array([0.0, 0.1]))[0] < value < landscapes.saddle(np.array([0.1, 0.0]))[0]
