import numpy as np
import pytest

from explore.graph.expression import ExpressionError
from explore.race.formula import EXAMPLE, Formula
from explore.race.grounds import own_landscape
from layerwise import landscapes


@pytest.mark.parametrize(
    ("text", "f"),
    [
        ("x**2 / 20 + y**2", landscapes.bowl),
        ("(1 - x)**2 + 5 * (y - x**2)**2", landscapes.rosenbrock),
        ("x**2 / 2 + (y**2 - 1)**2 / 4", landscapes.saddle),
        ("(x*x + y*y) / 40 + (2 - cos(2*x) - cos(2*y)) / 4", landscapes.wells),
    ],
)
def test_a_formula_is_the_landscape_that_it_spells(text, f):
    """Value and gradient of the course's four, typed."""
    formula = Formula(text)
    for point in np.random.default_rng(0).uniform(-3, 3, (20, 2)):
        value, gradient = formula(point)
        expected, slopes = f(point)
        assert value == pytest.approx(expected)
        np.testing.assert_allclose(gradient, slopes, atol=1e-12)
        assert formula.value(*point) == value


def test_the_gradient_of_every_function_is_its_slope():
    """Against central differences."""
    formula = Formula("exp(x/3) * tanh(y) + sigmoid(x * y) - sqrt(9 + x) + relu(x) + max(x, y) - log(9 + y) + sin(-x)")
    for point in np.random.default_rng(1).uniform(0.1, 2, (5, 2)):
        _, gradient = formula(point)
        for axis, step in enumerate(np.eye(2) * 1e-6):
            slope = (formula.value(*(point + step)) - formula.value(*(point - step))) / 2e-6
            assert gradient[axis] == pytest.approx(slope, abs=1e-6)


def test_where_it_has_no_value_there_is_nan():
    """Division by zero, a root of what is negative, too large a power, and a point that ran away."""
    for text, point in (("1 / x", [0, 1]), ("sqrt(x)", [-1, 0]), ("exp(x)", [1e4, 0]), ("x", [np.inf, 0])):
        value, gradient = Formula(text)(np.array(point, dtype=float))
        assert np.isnan(value) and np.isnan(gradient).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The formula is empty"),
        ("z + x", "z is not on the map: a landscape is a formula of x and y"),
        ("3", "3 is flat"),
        ("2 x", "A product needs its sign"),
        ("__import__('os').system('true') + x", "is not part of this language"),
        ("(lambda: x)()", "is not part of this language"),
        (" + ".join(["x"] * 31 + ["x * y"] * 40), "at most 200 fit"),
        ("+".join(["x*x"] * 50), "more than 60 nodes"),
    ],
)
def test_what_is_no_landscape_is_said(text, said):
    """Nothing is executed; the sentence says what to write."""
    with pytest.raises(ExpressionError, match=said):
        Formula(text)


def test_the_lowest_point_of_the_picture_is_found():
    """Inside, and on the edge where it goes on falling."""
    inside = own_landscape("(x - 1.234567)**2 + (y + 0.5)**2 + 3", -5.0, 5.0, -4.0, 4.0)
    assert inside.minima[0] == pytest.approx((1.234567, -0.5), abs=1e-4)
    assert inside.lowest == pytest.approx(3)
    assert own_landscape("x + y", -5.0, 5.0, -4.0, 4.0).minima[0] == (-5, -4)
    assert np.isfinite(own_landscape(EXAMPLE, -5.0, 5.0, -4.0, 4.0).lowest)
