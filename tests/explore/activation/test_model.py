from dataclasses import replace

import numpy as np
import pytest

from explore.activation.model import ActivationModel
from layerwise import ACTIVATIONS


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("x", [-2.5, 1.5])
def test_value_slope_and_tangent_agree(activation, x):
    """The slope is the measured one, and the tangent touches the curve with it."""
    model, eps = ActivationModel(activation, x), 1e-6
    left, right = model.curve(np.array([x - eps, x + eps]))
    assert model.slope == pytest.approx((right - left) / (2 * eps), abs=1e-8)
    assert model.tangent(np.array([x, x + 2])).tolist() == pytest.approx([model.value, model.value + 2 * model.slope])


def test_a_gradient_is_multiplied_by_the_slope_at_each_unit():
    """It starts as 1 and there is one number for each unit after that."""
    left = ActivationModel("sigmoid", x=0.0, units=3).gradient_after()
    assert left.tolist() == [1.0, 0.25, 0.0625, 0.015625]


def test_a_dead_relu_stops_the_gradient_entirely():
    """Exactly zero, from the first unit on."""
    assert ActivationModel("relu", x=-1.0, units=2).gradient_after().tolist() == [1.0, 0.0, 0.0]


def test_the_goal_is_the_steepest_input_of_the_sigmoid():
    """Ten sigmoid units at x = 0; neither another input nor another activation reaches it."""
    goal = ActivationModel("sigmoid", x=0.0, units=10)
    assert goal.reached
    for other in ({"x": 0.1}, {"x": -2.0}, {"activation": "tanh"}, {"units": 9}):
        assert not replace(goal, **other).reached
    inputs = np.linspace(-6, 6, 121)
    assert inputs[np.argmax([ActivationModel("sigmoid", float(x)).gradient_after()[-1] for x in inputs])] == 0


def test_the_sentence_tells_the_numbers():
    """Whoever cannot see the picture reads the same."""
    assert ActivationModel("sigmoid", x=0.0, units=2).sentence == (
        "sigmoid at x = 0.0: value 0.5, slope 0.25. A gradient of 1 that passes 2 such units arrives as 0.062."
    )


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"activation": "swish"}, ValueError, "activation must be one of .*got 'swish'"),
        ({"x": 7}, ValueError, "x must be at most 6, got 7"),
        ({"x": -6.5}, ValueError, "x must be at least -6, got -6.5"),
        ({"x": "left"}, TypeError, "x must be a number, got 'left'"),
        ({"units": 0}, ValueError, "units must be at least 1, got 0"),
        ({"units": 21}, ValueError, "units must be at most 20, got 21"),
        ({"units": 2.5}, TypeError, "units must be an int, got 2.5"),
    ],
)
def test_wrong_settings_are_named(settings, error, message):
    """The message names the setting, what it was given and what it takes."""
    with pytest.raises(error, match=message):
        ActivationModel(**settings)
