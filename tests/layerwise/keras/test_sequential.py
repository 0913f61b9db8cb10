import numpy as np
import pytest

import layerwise as lw
from layerwise.keras import Dense, Sequential, compile_model, evaluate_model, fit_model
from layerwise.nn import Dropout, ReLU
from layerwise.optim import SGD


def stack(*layers, in_features=3, seed=0):
    model = Sequential(in_features, rng=seed)
    for layer in layers:
        model.add(layer)
    return model


@pytest.mark.parametrize(
    ("in_features", "units", "counts"),
    [
        (32, [128, 10], [4224, 1290]),
        (10_000, [16, 16, 1], [160_016, 272, 17]),
        (1000, [512, 2], [512_512, 1026]),
    ],
)
def test_known_counts(in_features, units, counts):
    """A count is (in + 1) * units."""
    rows, total = stack(*(Dense(n) for n in units), in_features=in_features).summary()
    assert [count for _, _, count in rows] == counts and total == sum(counts)


def test_summary_names_and_shapes():
    """Layers that learn nothing leave the number of features alone; the second of a kind gets a number."""
    model = stack(Dense(5), ReLU(), Dropout(0.5), Dense(4, "relu"), Dropout(0.1), Dense(2))
    assert model.summary()[0] == [
        ("dense", (None, 5), 20),
        ("relu", (None, 5), 0),
        ("dropout", (None, 5), 0),
        ("dense_1", (None, 4), 24),
        ("dropout_1", (None, 4), 0),
        ("dense_2", (None, 2), 10),
    ]


def test_gradients_of_a_stack():
    """Through three layers, two of them with activations."""
    assert lw.gradcheck(
        stack(Dense(4, "tanh"), Dense(5, "softmax"), Dense(2)), np.random.default_rng(1).normal(size=(4, 3))
    )


def test_validation_rows_are_the_last_and_are_not_learned_from():
    """Shuffling comes after the split: other numbers in the last quarter change val_loss and nothing else."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    spoiled = y.copy()
    spoiled[15:] += 100.0
    histories, weights = [], []
    for target in (y, spoiled):
        model = stack(Dense(1))
        model.compile("mse", "sgd")
        histories.append(model.fit(x, target, batch_size=4, epochs=2, validation_split=0.25, rng=7))
        weights.append(model.layers[0].kernel.data)
    np.testing.assert_array_equal(*weights)
    assert histories[0]["loss"] == histories[1]["loss"]
    assert min(histories[1]["val_loss"]) > 1000 > max(histories[0]["val_loss"])


def test_what_fit_reports_is_a_mean_over_moving_weights():
    """With a rate of almost 0 it is what evaluate says; with a real one it is higher while the loss falls."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 3))
    y = x @ rng.normal(size=(3, 1))
    for lr, same in ((1e-12, True), (0.05, False)):
        model = stack(Dense(1))
        compile_model(model, "mse", lambda params, lr=lr: SGD(params, lr=lr))
        reported = fit_model(model, x, y, batch_size=16, rng=0)["loss"][0]
        evaluated = evaluate_model(model, x, y, batch_size=16)["loss"]
        assert (abs(reported - evaluated) < 1e-6) is same
        assert reported > evaluated - 1e-6


def test_batches_of_unequal_size_count_by_their_rows():
    """evaluate is the same for every batch size, moves nothing, and leaves the mode as it was."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(11, 3)), rng.integers(0, 2, 11)
    model = stack(Dense(4), Dropout(0.5), Dense(2, "softmax"))
    model.compile("sparse_categorical_crossentropy", metrics=["accuracy"])
    state = model.state_dict()
    found = [model.evaluate(x, y, batch_size=size) for size in (1, 4, 11, 50)]
    for other in found[1:]:
        assert other == pytest.approx(found[0])
    assert all(np.array_equal(state[name], array) for name, array in model.state_dict().items())
    assert model.training and model.layers[1].training
    assert found[0]["accuracy"] == pytest.approx((model.predict(x).argmax(axis=1) == y).mean())


def test_each_model_gets_an_optimizer_of_its_own():
    """And one step of each name moves its model."""
    for name in ("sgd", "adam", "rmsprop"):
        first, second = stack(Dense(1)), stack(Dense(1), seed=1)
        compile_model(first, "mse", name)
        compile_model(second, "mse", name)
        assert first.optimizer is not second.optimizer
        before = second.layers[0].kernel.data.copy()
        second.fit(np.ones((2, 3)), np.ones((2, 1)) * 9)
        assert (second.layers[0].kernel.data != before).all()


def test_what_makes_no_sense_is_refused():
    """By name."""
    model = stack(Dense(1))
    with pytest.raises(ValueError, match="optimizer must be one of 'sgd', 'adam', 'rmsprop'; got 'lion'"):
        model.compile("mse", "lion")
    with pytest.raises(ValueError, match="metrics must be one of 'accuracy', 'mae'; got 'f1'"):
        model.compile("mse", metrics=["f1"])
    model.compile("mse")
    with pytest.raises(ValueError, match=r"the same number of rows, at least one, got \(3, 3\) and \(2, 1\)"):
        model.fit(np.ones((3, 3)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"validation_split must leave a row to train on, got 0\.9 of 3 rows"):
        model.fit(np.ones((3, 3)), np.ones((3, 1)), validation_split=0.9)
    with pytest.raises(ValueError, match="epochs must be at least 1, got 0"):
        model.fit(np.ones((3, 3)), np.ones((3, 1)), epochs=0)
    with pytest.raises(ValueError, match="in_features must be at least 1"):
        Sequential(0)
