from base64 import b64decode
from itertools import product

import numpy as np
import pytest

from explore import NormSignalExplorer
from explore.signal.model import RANGES, SignalModel
from explore.signal.normalized_model import NormSignalModel


def test_without_batch_norm_it_is_chapter_4_s_model():
    """The same run, not a copy of it."""
    assert NormSignalModel("tanh", 4, 25, 0.5, 3).run is SignalModel("tanh", 4, 25, 0.5, 3).run


def test_with_batch_norm_the_gain_no_longer_matters_to_the_signal():
    """Ten times the gain: the same signal, a tenth of the gradient at z."""
    small, large = (NormSignalModel("relu", 5, gain=gain, batch_norm=True).run for gain in (1.0, 10.0))
    np.testing.assert_allclose(small.signal, large.signal, rtol=1e-3)
    np.testing.assert_allclose(small.gradient, 10 * large.gradient, rtol=1e-2)


def test_no_setting_warns_or_gives_nan():
    """From vanishing to exploding."""
    for activation, gain in product(RANGES, (0.1, 1.0, 10.0)):
        model = NormSignalModel(activation, 20, 25, gain, batch_norm=True)
        assert all(np.isfinite(values).all() for values in vars(model.run).values())
        assert "nan" not in model.sentence


def test_the_goal_needs_batch_norm():
    """12 layers at gain 0.2: dead without, for every activation; alive with."""
    for activation in RANGES:
        assert not NormSignalModel(activation, 12, gain=0.2).reached
    assert NormSignalModel("relu", 12, gain=0.2, batch_norm=True).reached
    assert not NormSignalModel("relu", 12, gain=1.0, batch_norm=True).reached
    assert not NormSignalModel("relu", 11, gain=0.2, batch_norm=True).reached


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture; the words and the PNG are there for pages without widgets."""
    told = []
    explorer = NormSignalExplorer(on_goal=told.append)
    moves = {"activation": "tanh", "depth": 3, "width": 50, "gain": 3.0, "seed": 1, "batch_norm": True}
    for name, value in moves.items():
        before = explorer.png()
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == (pytest.approx(value) if name == "gain" else value)
        assert explorer.png() != before
    for gain in (0.2, 1.0, 0.2):
        explorer.set(depth=12, gain=gain, batch_norm=True)
    assert told == [NormSignalModel.goal]
    bundle = explorer._repr_mimebundle_()
    assert b64decode(bundle["image/png"]) == explorer.png()
    assert bundle["text/plain"] == explorer.model.sentence
