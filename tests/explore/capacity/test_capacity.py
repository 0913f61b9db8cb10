import numpy as np
import pytest

from explore import CapacityExplorer
from explore.capacity.model import (
    CHECKS,
    DRAWS,
    GRID,
    NOISES,
    OFF,
    STEPS,
    UNITS,
    WEIGHT_DECAYS,
    CapacityModel,
    draw,
    run,
    truth,
)
from layerwise.nn import Dropout


@pytest.mark.parametrize(("weight_decay", "dropout"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.3), (0.01, 0.5)])
def test_the_closed_form_is_gradient_descent(weight_decay, dropout):
    """Thirty steps taken one by one arrive where the formula says; dropout is the gradient averaged over masks."""
    found, drawn = run(8, 20, 0.3, weight_decay, dropout, 0), draw(0)
    H, y = drawn.features[:20, :9], truth(drawn.x[:20]) + 0.3 * drawn.noise[:20]
    lr, w = 1 / found.curvature[-1], np.zeros(9)
    not_bias = np.arange(9) > 0
    for _ in range(30):
        grad = H.T @ (H @ w - y) / 20 + weight_decay * w * not_bias
        grad += dropout / (1 - dropout) * (H**2).mean(axis=0) * w * not_bias
        w = w - lr * grad
    check = int(np.searchsorted(CHECKS, 30))
    np.testing.assert_allclose(found.weights(check), w, atol=1e-9)
    assert found.train[check] == pytest.approx(((H @ w - y) ** 2).mean())


def test_dropout_averaged_over_masks_is_that_penalty():
    """Measured with layerwise's Dropout: mean loss = loss + p / (1 - p) * sum of w**2 * mean of h**2."""
    rng = np.random.default_rng(0)
    H, y, w, p = rng.normal(size=(6, 4)), rng.normal(size=6), rng.normal(size=4), 0.3
    layer = Dropout(p, rng=0)
    measured = ((layer(np.tile(H, (100_000, 1, 1))) @ w - y) ** 2).mean()
    expected = ((H @ w - y) ** 2).mean() + p / (1 - p) * (w**2 * (H**2).mean(axis=0)).sum()
    assert measured == pytest.approx(expected, rel=0.01)


def test_more_samples_or_units_keep_the_ones_before():
    """So that a slider adds points and units, and shuffles nothing."""
    few, many = CapacityModel(samples=10).examples(), CapacityModel(samples=50).examples()
    for a, b in zip(few, many, strict=True):
        np.testing.assert_array_equal(a, b[:10])
    errors = [CapacityModel().errors(units)[0] for units in UNITS]
    assert (np.diff(errors, axis=0) < 1e-3).all()  # so the training error falls with every unit


def test_training_error_falls_and_test_error_turns():
    """The story of the middle panel, in every draw: the test error is lower on the way than at the end."""
    for number in range(DRAWS):
        found = CapacityModel().run(number)
        assert (np.diff(found.train) < 1e-9).all()
        assert found.test.min() < 0.7 * found.test[-1]


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({}, "overfits"),
        ({"units": 2}, "underfits"),
        ({"weight_decay": 0.03}, "fits well"),
        ({"weight_decay": 3.0}, "underfits"),
        ({"dropout": 0.1}, "fits well"),
        ({"dropout": 0.9}, "underfits"),
        ({"patience": 3}, "fits well"),
        ({"samples": 200}, "fits well"),
        ({"steps": 3}, "underfits"),
        ({"noise": 0.0, "samples": 50}, "fits well"),
    ],
)
def test_the_verdict_says_what_the_numbers_say(settings, verdict):
    """Too small, too large, held back; the sentence begins with it and gives both errors."""
    model = CapacityModel(**settings)
    train, test = np.median(model.errors(), axis=1)
    assert model.verdict == verdict
    assert model.sentence.startswith(f"It {verdict}")
    assert f"{train:.3f}" in model.sentence and f"{test:.3f}" in model.sentence


@pytest.mark.parametrize("way", [{"weight_decay": 0.03}, {"dropout": 0.1}, {"patience": 3}])
def test_each_of_the_three_ways_reaches_the_goal(way):
    """And fewer units, more samples or less noise do not count."""
    assert CapacityModel(**way).reached
    assert not CapacityModel().reached
    for easier in ({"units": 30}, {"samples": 200}, {"noise": 0.1}):
        assert not CapacityModel(**way, **easier).reached


def test_early_stopping_watches_validation_and_goes_back_to_the_best():
    """It ends `patience` checks after the lowest validation error and keeps those weights."""
    found = CapacityModel().run(0)
    end, kept = found.stop(len(CHECKS) - 1, 3)
    assert kept == found.val[: end + 1].argmin()
    assert end - kept == 3
    assert found.stop(5, OFF) == (5, 5)
    assert found.stop(2, 10)[0] == 2  # the steps are over before the patience


def test_the_fits_are_those_of_the_kept_weights():
    """One row a draw, at GRID."""
    fits = CapacityModel(weight_decay=0.1).fits()
    assert fits.shape == (DRAWS, len(GRID))
    assert np.abs(fits - truth(GRID)).mean() < 0.3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"units": 4}, "units must be one of 1, 2, 3, 5, 8, 12, 20, 30, 60; got 4"),
        ({"dropout": 1.0}, "dropout must be one of 0.0, 0.01"),
        ({"weight_decay": -1.0}, "weight_decay must be one of"),
        ({"steps": 0}, "steps must be one of"),
        ({"number": 5}, "number must be at most 4, got 5"),
        ({"units": "many"}, "units must be one of"),
        ({"noise": [0.1]}, "noise must be one of"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        CapacityModel(**settings)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture, and back again; a refused setting leaves all as it was."""
    told = []
    explorer = CapacityExplorer(on_goal=told.append)
    start = explorer.png()
    moves = {"units": 8, "samples": 50, "noise": 0.1, "dropout": 0.2, "patience": 3, "steps": 300, "number": 1}
    for name, value in moves.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    for weight_decay in (0.03, 0.0, 0.03):
        explorer.controls["weight_decay"].value = weight_decay
    assert told == [CapacityModel.goal]
    shown = explorer.png()
    with pytest.raises(ValueError, match="samples must be one of"):
        explorer.set(samples=7)
    assert (explorer.model.samples, explorer.png()) == (20, shown)


def test_no_setting_breaks_it():
    """The corners of all sliders: errors stay finite numbers, and a picture comes."""
    explorer = CapacityExplorer()
    for settings in (
        {"units": 1, "samples": 5, "steps": STEPS[0], "noise": NOISES[0]},
        {"units": 60, "samples": 5, "steps": STEPS[-1], "noise": NOISES[-1]},
        {"dropout": 0.9, "weight_decay": WEIGHT_DECAYS[-1], "patience": 10},
        {"samples": 200, "dropout": 0.0, "weight_decay": 0.0},
    ):
        explorer.set(**settings)
        assert np.isfinite(explorer.model.errors()).all()
        assert "nan" not in explorer.model.sentence
