import numpy as np
import pytest

from explore import SequentialExplorer
from explore.sequential.model import EPOCHS, UNITS, Parts, SequentialModel, digits, run
from layerwise.keras import Dense, Sequential, fit_model


@pytest.mark.parametrize(
    ("depth", "units", "counts"),
    [(0, 32, [650]), (1, 32, [2080, 330]), (2, 16, [1040, 272, 170]), (3, 128, [8320, 16512, 16512, 1290])],
)
def test_counts(depth, units, counts):
    """(in + 1) * units for each layer; the picture's title has their sum."""
    model = SequentialModel(depth=depth, units=units, batch_size=128)
    assert [count for _, count in model.run.rows] == counts
    assert model.total == sum(counts) and f"{sum(counts):,} numbers" in model.sentence


def test_it_trains_as_the_five_lines_do():
    """Layer by layer and epoch by epoch, with the library's own parts."""
    X, y, X_new, y_new = digits()
    model = Sequential(64, rng=0)
    model.add(Dense(16, "tanh"))
    model.add(Dense(10, "softmax"))
    model.compile("sparse_categorical_crossentropy", "adam", ["accuracy"])
    for epoch in range(EPOCHS):
        model.fit(X, y, batch_size=64, rng=epoch)
    found = SequentialModel(1, 16, "tanh", "adam", 64)
    assert found.accuracy == pytest.approx((model.predict(X_new).argmax(axis=1) == y_new).mean())


def test_the_defaults_are_in_the_way():
    """No stack under 5000 numbers gets there with batches of 32; with smaller batches and Adam several do."""
    for depth, units in ((1, 32), (1, 64), (2, 32)):
        for optimizer in ("sgd", "adam", "rmsprop"):
            assert not SequentialModel(depth, units, "relu", optimizer).reached
    assert SequentialModel(1, 64, "relu", "adam", 8).reached
    assert SequentialModel(2, 32, "relu", "adam", 8).reached
    large = SequentialModel(2, 64, "relu", "adam", 8)
    assert large.accuracy > 0.95 and not large.reached  # more numbers than the goal allows


def test_it_runs_on_the_parts_that_it_is_given():
    """A learner's fit takes the place of the library's."""
    calls = []

    def own_fit(*args, **options):
        calls.append(options["batch_size"])
        return fit_model(*args, **options)

    parts = Parts(fit_model=own_fit)
    assert SequentialModel(0, parts=parts).accuracy == SequentialModel(0).accuracy
    assert calls == [32] * EPOCHS


def test_steps_and_sentence():
    """1437 rows in batches of 128 are 12 steps an epoch."""
    model = SequentialModel(0, batch_size=128)
    assert model.steps == 60
    assert "60 steps of sgd" in model.sentence and f"{100 * model.accuracy:.1f} % of new ones" in model.sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"depth": 4}, "depth must be one of 0, 1, 2, 3; got 4"),
        ({"units": 10}, "units must be one of 4, 8"),
        ({"activation": "swish"}, "activation must be one of relu"),
        ({"optimizer": "lion"}, "optimizer must be one of sgd, adam, rmsprop; got 'lion'"),
        ({"batch_size": True}, "batch_size must be one of"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        SequentialModel(**settings)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture, and back again."""
    told = []
    explorer = SequentialExplorer(depth=1, units=16, batch_size=64, on_goal=told.append)
    start = explorer.png()
    for name, value in {"depth": 0, "units": 8, "activation": "tanh", "optimizer": "adam", "batch_size": 128}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    assert told == []
    for batch_size in (8, 64, 8):
        explorer.set(units=64, optimizer="adam", batch_size=batch_size)
    assert told == [SequentialModel.goal]


def test_no_setting_breaks_it():
    """The corners: accuracies stay fractions, and a picture comes."""
    explorer = SequentialExplorer()
    for settings in ({"depth": 3, "units": UNITS[-1], "batch_size": 128}, {"depth": 0}, {"activation": "softmax"}):
        explorer.set(**settings)
        accuracies = explorer.model.run.accuracies
        assert ((accuracies >= 0) & (accuracies <= 1)).all() and np.isfinite(accuracies).all()
    assert run.cache_info().currsize
