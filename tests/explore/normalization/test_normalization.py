from base64 import b64decode

import numpy as np
import pytest

from explore import NormalizationExplorer
from explore.normalization.model import BATCH, MOVED, RUNNING, NormalizationModel


def test_the_batch_has_the_centre_and_the_spread_that_were_asked_for():
    """Before anything is dragged."""
    model = NormalizationModel(centre=-1.0, spread=2.5)
    assert model.x.mean() == pytest.approx(-1.0)
    assert model.x.std() == pytest.approx(2.5)


def test_the_stages_are_those_of_the_formula():
    """x, x - mean, x_hat, y: in training x_hat has mean 0 and spread 1, and y the mean bias and the spread weight."""
    x, centered, x_hat, y = NormalizationModel(drag=3.0, weight=2.0, bias=-1.0, eps=0.0).stages()
    np.testing.assert_allclose(centered, x - x.mean())
    assert (x_hat.mean(), x_hat.std()) == (pytest.approx(0), pytest.approx(1))
    assert (y.mean(), y.std()) == (pytest.approx(-1), pytest.approx(2))


@pytest.mark.parametrize("statistics", [BATCH, RUNNING])
def test_the_pull_is_what_dragging_does(statistics):
    """Measured by dragging a little: in training all move, in evaluation one."""
    settings = {"drag": 1.0, "weight": 1.5, "eps": 0.1, "statistics": statistics}
    model, perturbed = NormalizationModel(**settings), NormalizationModel(**{**settings, "drag": 1.0 + 1e-6})
    np.testing.assert_allclose(model.pull(), (perturbed.stages()[-1] - model.stages()[-1]) / 1e-6, atol=1e-5)
    others = np.delete(model.pull(), MOVED)
    assert (np.abs(others) > 1e-3).any() == (statistics == BATCH)


def test_the_goal_is_reached_by_undoing_the_normalization_in_training_only():
    """weight = spread and bias = centre give x back."""
    undone = {"centre": 2.0, "spread": 1.5, "weight": 1.5, "bias": 2.0}
    assert NormalizationModel(**undone).reached
    assert not NormalizationModel(**{**undone, "weight": 1.0}).reached
    assert not NormalizationModel(centre=0.0, spread=1.0).reached
    assert not NormalizationModel(**undone, statistics=RUNNING).reached


def test_what_is_no_setting_is_refused():
    """A spread of 0 and an unknown kind of statistics."""
    with pytest.raises(ValueError, match="spread"):
        NormalizationModel(spread=0.0)
    with pytest.raises(ValueError, match="statistics"):
        NormalizationModel(statistics="yesterday's")


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture; the words and the PNG are there for pages without widgets."""
    told = []
    explorer = NormalizationExplorer(on_goal=told.append)
    moves = {"centre": 3.0, "spread": 2.0, "drag": 2.0, "weight": -1.0, "bias": 1.0, "eps": 1.0, "statistics": RUNNING}
    for name, value in moves.items():
        before = explorer.png()
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != before
    for _ in range(2):
        explorer.set(centre=2.0, spread=1.5, drag=0.0, weight=1.5, bias=2.0, eps=0.0, statistics=BATCH)
        explorer.set(bias=0.0)
    assert told == [NormalizationModel.goal]
    bundle = explorer._repr_mimebundle_()
    assert b64decode(bundle["image/png"]) == explorer.png()
    assert bundle["text/plain"] == explorer.model.sentence
