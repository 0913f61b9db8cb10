from dataclasses import replace

import numpy as np
import pytest

from explore.signal.model import (
    BINS,
    TASKS,
    WIDTHS,
    KeepTwentyAlive,
    KillLayerThree,
    SignalModel,
    shares,
    states,
)
from layerwise import ACTIVATIONS
from layerwise.nn.init import activation_stats, gradient_stats

pytestmark = pytest.mark.filterwarnings("error")


def drawn(depth, width, gain, seed=0):
    """The network that the model measures: inputs, gradient at the end, weights."""
    rng = np.random.default_rng(seed)
    x, grad_output = rng.standard_normal((2, 100, width))
    return x, grad_output, [gain / np.sqrt(width) * rng.standard_normal((width, width)) for _ in range(depth)]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_signal_and_gradient_are_those_of_the_library(activation):
    """A layer's variance is the signal's square and the spread of the units' means; its gradient has mean and std."""
    x, grad_output, weights = drawn(4, 25, 1.5)
    run = SignalModel(activation, 4, 25, 1.5).run
    h = x
    for i, (W, (_, std)) in enumerate(zip(weights, activation_stats(x, weights, activation), strict=True)):
        h = ACTIVATIONS[activation].forward(h @ W.T)
        assert run.signal[i] ** 2 + h.mean(axis=0).var() == pytest.approx(std**2)
    mean, std = gradient_stats(x, weights, activation, grad_output).T
    np.testing.assert_allclose(run.gradient, np.hypot(mean, std))


def test_more_layers_leave_the_first_ones_as_they_are():
    """Depth adds layers at the end: the signal in the layers before stays the same."""
    short, long = (SignalModel("relu", depth, 50, 1.2, 3).run for depth in (5, 9))
    np.testing.assert_array_equal(short.signal, long.signal[:5])
    assert short.activations.shape == (5, BINS)


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("gain", [0.1, 1.0, 10.0])
def test_every_setting_is_measured_in_silence(activation, gain):
    """The deepest network, however small or large its weights: finite sizes, shares that sum to 1."""
    run = SignalModel(activation, 20, 25, gain).run
    assert np.isfinite(run.signal).all() and np.isfinite(run.gradient).all()
    np.testing.assert_allclose(run.activations.sum(axis=1), 1)
    np.testing.assert_allclose(run.gradients.sum(axis=1), 1)


def test_zeros_are_left_out_and_far_values_counted_at_the_ends():
    """Half of a ReLU's outputs would hide the other half."""
    counted = shares(np.array([0.0, -5.0, 0.5, 0.5, 9.0]), -1.0, 1.0)
    assert counted[[0, 30, -1]].tolist() == [0.25, 0.5, 0.25]
    assert shares(np.zeros(3), 0.0, 1.0).sum() == 0


def test_layer_three_dies_between_too_small_and_far_too_small():
    """The first task: one layer earlier or later does not count, and a network of two layers has no third."""
    for activation in ("tanh", "relu"):
        for seed in range(10):
            goal = KillLayerThree(activation, 5, 100, 0.2, seed)
            assert goal.reached
            assert states(goal.run.signal)[:3] == ["alive", "alive", "dead"]
            assert not replace(goal, gain=0.1).reached or states(replace(goal, gain=0.1).run.signal)[1] == "alive"
            assert not replace(goal, gain=1.0).reached
            assert not replace(goal, depth=2).reached


def test_twenty_relu_layers_live_with_hes_gain_and_not_with_xaviers():
    """The second task: gain sqrt(2) at widths from 50 up, from every seed; gains of 1 and 2 fail."""
    for width in (50, 100, 200):
        for seed in range(10):
            goal = KeepTwentyAlive("relu", 20, width, 2**0.5, seed)
            assert goal.reached
            assert not replace(goal, gain=1.0).reached
            assert not replace(goal, gain=2.2).reached
    assert not KeepTwentyAlive("tanh", 20, 100, 1.5).reached
    assert not KeepTwentyAlive("relu", 19, 100, 2**0.5).reached


def test_the_sentence_tells_the_numbers():
    """Whoever cannot see the picture reads the same."""
    sentence = SignalModel("tanh", 5, 100, 0.2).sentence
    assert sentence.startswith("tanh, 5 layers of 100 units, gain 0.2 (weights of std 0.02): the signal is 0.19 in")
    assert sentence.endswith("The signal is alive in 2 layers of 5, the gradient alive in 3 layers of 5.")
    assert "alive in every layer" in SignalModel("tanh", 1).sentence


def test_every_task_has_a_goal_and_is_not_reached_at_the_start():
    """The tasks differ in their goals, and none is done by opening the explorer."""
    assert len({task.goal for task in TASKS.values()}) == len(TASKS)
    assert not any(task().reached for task in TASKS.values())
    assert 100 in WIDTHS


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"activation": "swish"}, ValueError, "activation must be one of .*got 'swish'"),
        ({"depth": 0}, ValueError, "depth must be at least 1, got 0"),
        ({"depth": 21}, ValueError, "depth must be at most 20, got 21"),
        ({"width": 64}, ValueError, r"width must be one of \(10, 25, 50, 100, 200\), got 64"),
        ({"gain": 0.0}, ValueError, "gain must be at least 0.1, got 0.0"),
        ({"gain": 11}, ValueError, "gain must be at most 10, got 11"),
        ({"seed": 10}, ValueError, "seed must be at most 9, got 10"),
    ],
)
def test_wrong_settings_are_named(settings, error, message):
    """The message names the setting, what it was given and what it takes."""
    with pytest.raises(error, match=message):
        SignalModel(**settings)
