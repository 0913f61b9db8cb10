import numpy as np
import pytest

import layerwise
from explore.boundary.model import DATASETS, EPOCH_STOPS, BoundaryModel

pytestmark = pytest.mark.filterwarnings("error")


def test_the_run_is_what_mlp2_does():
    """Stopping on the way and going on changes nothing: the weights are those of one training run."""
    X, y = DATASETS["xor"]()
    run = BoundaryModel("xor", 3, "tanh", seed=4).run
    for epochs in (30, 100, 10, 300):
        expected = layerwise.MLP2(3, "tanh", epochs=epochs, seed=4).fit(X, y)
        np.testing.assert_array_equal(run.at(epochs).W1, expected.W1)
        np.testing.assert_array_equal(run.at(epochs).b2, expected.b2)
        assert run.accuracy(epochs) == (expected.predict(X) == y).mean()


def test_every_stop_on_the_way_is_remembered(monkeypatch):
    """After 300 epochs, the earlier stops cost no training."""
    run = BoundaryModel("circles", 2, "relu", seed=0).run
    run.at(300)
    monkeypatch.setattr(run.net, "step", None)  # would fail if it were asked to train
    for epochs in EPOCH_STOPS[:5]:
        run.at(epochs)


def test_a_setting_is_trained_once():
    """Going back to a setting finds its run again."""
    assert BoundaryModel("moons", 3, epochs=10).run is BoundaryModel("moons", 3, epochs=100).run
    assert BoundaryModel("moons", 3, "tanh", seed=0).run is not BoundaryModel("moons", 3, "tanh", seed=1).run


def test_the_goal_needs_three_units():
    """Two lines cannot close around a circle, three can; more than three is not the fewest."""
    for seed in range(3):
        assert not BoundaryModel("circles", 2, seed=seed).separated
        assert BoundaryModel("circles", 3, seed=seed).reached
    six = BoundaryModel("circles", 6)
    assert six.separated
    assert not six.reached
    assert "fewer units will do" in six.sentence


def test_without_a_nonlinearity_the_boundary_stays_straight():
    """Twenty identity units separate no more than one, and the sentence says why."""
    many = BoundaryModel("circles", 20, "identity")
    assert many.accuracy < 0.7
    assert "stays straight" in many.sentence


@pytest.mark.parametrize("dataset", list(DATASETS))
@pytest.mark.parametrize("activation", list(layerwise.ACTIVATIONS))
def test_every_choice_trains_in_silence(dataset, activation):
    """No setting diverges: the loss of the widest network falls, and all probabilities are finite."""
    model = BoundaryModel(dataset, 20, activation, epochs=300)
    run = model.run
    assert run.at(300).loss(run.X, run.y) < run.at(0).loss(run.X, run.y)
    p = model.probabilities(np.linspace(-3, 3, 5), np.linspace(-3, 3, 4))
    assert p.shape == (4, 5, run.y.max() + 1)
    np.testing.assert_allclose(p.sum(axis=-1), 1)


def test_a_units_line_is_where_its_input_is_zero():
    """Both ends of each line give the hidden unit an input of zero."""
    model = BoundaryModel("xor", 5, epochs=100)
    net = model.run.at(100)
    lines = model.unit_lines(radius=10.0)
    assert len(lines) == 5
    for unit, ends in enumerate(lines):
        np.testing.assert_allclose(ends @ net.W1[unit] + net.b1[unit], 0, atol=1e-12)
        assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(20)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (
            {"dataset": "squares"},
            ValueError,
            "dataset must be one of 'circles', 'xor', .*; got 'squares'",
        ),
        ({"hidden_features": 0}, ValueError, "hidden_features must be at least 1, got 0"),
        ({"hidden_features": 21}, ValueError, "hidden_features must be at most 20, got 21"),
        ({"activation": "swish"}, ValueError, "activation must be one of .*got 'swish'"),
        ({"epochs": 50}, ValueError, r"epochs must be one of \(0, 10, 30, 100, 300, 1000\), got 50"),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1"),
        ({"seed": 10}, ValueError, "seed must be at most 9, got 10"),
    ],
)
def test_wrong_settings_are_named(settings, error, message):
    """The message names the setting, what it was given and what it takes."""
    with pytest.raises(error, match=message):
        BoundaryModel(**settings)
