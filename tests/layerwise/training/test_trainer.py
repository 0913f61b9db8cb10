import re

import numpy as np
import pytest

from layerwise import datasets, nn, optim
from layerwise.data.dataloader import DataLoader
from layerwise.training.early_stopping import EarlyStopping
from layerwise.training.evaluation import evaluate, predict
from layerwise.training.step import train_step
from layerwise.training.trainer import Trainer


def net(seed: int = 0) -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 8, rng=seed), nn.Tanh(), nn.Linear(8, 2, rng=seed + 1))


def moons(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return datasets.moons(points_per_class=30, seed=seed)


class Mode(nn.Module):
    """Passes everything on and notes whether it was training."""

    def __init__(self) -> None:
        self.seen = []

    def forward(self, x):
        self.seen.append(self.training)
        return x

    def backward(self, grad_output):
        return grad_output


def test_it_does_what_the_loop_of_train_steps_does():
    """Same batches, same weights, same losses."""
    X, y = moons()
    by_hand, model = net(), net()
    optimizer = optim.Adam(by_hand.parameters(), lr=0.05)
    losses, each = [], []
    loader = DataLoader(X, y, batch_size=16, shuffle=True, rng=0)
    for _ in range(3):
        batches = [(train_step(by_hand, nn.CrossEntropyLoss(), optimizer, *batch), len(batch[1])) for batch in loader]
        losses.append(np.average([loss for loss, _ in batches], weights=[size for _, size in batches]))
        each += [loss for loss, _ in batches]
    trainer = Trainer(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=0.05))
    history = trainer.fit(DataLoader(X, y, batch_size=16, shuffle=True, rng=0), epochs=3)
    assert history["train_loss"] == pytest.approx(losses, rel=1e-12)
    assert trainer.losses == each
    assert all(np.array_equal(a.data, b.data) for a, b in zip(model.parameters(), by_hand.parameters(), strict=True))


def test_history_has_one_number_an_epoch_and_goes_on():
    """A second fit continues; the schedule shows in lr; validation may be arrays or a loader."""
    (X, y), validation = moons(), moons(seed=1)
    model = net()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    trainer = Trainer(model, nn.CrossEntropyLoss(), optimizer, scheduler=optim.ExponentialLR(optimizer, gamma=0.5))
    trainer.fit(DataLoader(X, y), epochs=2, validation=validation)
    history = trainer.fit(DataLoader(X, y), epochs=1, validation=DataLoader(*validation, batch_size=7))
    assert set(history) == {"train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr"}
    assert {len(values) for values in history.values()} == {3} and trainer.epoch == 3
    assert history["lr"] == [1.0, 0.5, 0.25]
    seen = evaluate(model, nn.CrossEntropyLoss(), DataLoader(*validation))
    assert history["val_loss"][-1] == pytest.approx(seen["loss"], rel=1e-12)
    assert history["val_accuracy"][-1] == seen["accuracy"]


def test_training_mode_in_training_evaluation_mode_in_validation():
    """And afterwards the mode from before."""
    X, y = moons()
    mode = Mode()
    model = nn.Sequential(mode, nn.Linear(2, 2, rng=0)).eval()
    trainer = Trainer(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), lr=0.1))
    trainer.fit(DataLoader(X, y, batch_size=30), epochs=2, validation=(X, y))
    assert mode.seen == [True, True, False] * 2 and not model.training
    model.train()
    mode.training = False  # a frozen BatchNorm, say
    predict(model, X)
    assert mode.seen[-1] is False and mode.training is False and model.training is True


def test_early_stopping_brings_the_best_weights_back():
    """Validation labels that contradict the training set: the first epoch is the best one."""
    X, y = moons()
    model, seen = net(), []
    trainer = Trainer(
        model,
        nn.CrossEntropyLoss(),
        optim.Adam(model.parameters(), lr=0.05),
        early_stopping=EarlyStopping(patience=2),
        callbacks=[lambda t: seen.append(t.model.state_dict())],
    )
    history = trainer.fit(DataLoader(X, y), epochs=50, validation=(X, 1 - y))
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 3 and trainer.early_stopping.best_epoch == best
    assert all(np.array_equal(array, seen[best][name]) for name, array in model.state_dict().items())


def test_a_callback_can_end_the_training():
    """It is called after each epoch, with everything up to date; the next fit starts afresh."""
    X, y = moons()
    model, epochs = net(), []

    def after_two(trainer: Trainer) -> None:
        epochs.append((trainer.epoch, len(trainer.history["train_loss"])))
        trainer.stop = trainer.epoch == 2

    trainer = Trainer(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), lr=0.1), callbacks=[after_two])
    trainer.fit(DataLoader(X, y), epochs=9)
    assert epochs == [(1, 1), (2, 2)]
    trainer.fit(DataLoader(X, y), epochs=3)
    assert trainer.epoch == 5


def test_before_a_step_the_gradients_may_be_changed():
    """A penalty that is added there is clipped with the rest, and the update is made with it."""
    X, y = moons()
    model, norms = net(), []

    def double(trainer: Trainer) -> None:
        for param in trainer.model.parameters():
            param.grad *= 2
        norms.append(np.sqrt(sum((param.grad**2).sum() for param in trainer.model.parameters())))

    plain, optimizer = net(), optim.SGD(model.parameters(), lr=0.1)
    Trainer(model, nn.CrossEntropyLoss(), optimizer, before_step=double).fit(DataLoader(X, y, batch_size=60), epochs=1)
    Trainer(plain, nn.CrossEntropyLoss(), optim.SGD(plain.parameters(), lr=0.2)).fit(DataLoader(X, y, batch_size=60), 1)
    assert all(np.allclose(a.data, b.data) for a, b in zip(model.parameters(), plain.parameters(), strict=True))
    assert len(norms) == 1
    clipped = optim.SGD(model.parameters(), lr=1.0)
    before = model.state_dict()
    trainer = Trainer(model, nn.CrossEntropyLoss(), clipped, max_norm=1e-3, before_step=double)
    trainer.fit(DataLoader(X, y, batch_size=60), epochs=1)
    moved = sum(((array - before[name]) ** 2).sum() for name, array in model.state_dict().items())
    assert np.sqrt(moved) == pytest.approx(1e-3, rel=1e-3)


def test_after_a_step_the_weights_may_be_changed():
    """It is called once for every batch, when the parameters have moved."""
    X, y = moons()
    model = net()
    start, seen = model.state_dict(), []

    def undo(trainer: Trainer) -> None:
        seen.append(any((array != start[name]).any() for name, array in trainer.model.state_dict().items()))
        trainer.model.load_state_dict(start)

    optimizer = optim.SGD(model.parameters(), lr=0.1)
    trainer = Trainer(model, nn.CrossEntropyLoss(), optimizer, after_step=undo)
    trainer.fit(DataLoader(X, y, batch_size=16), epochs=2)
    assert seen == [True] * 8
    assert all(np.array_equal(array, start[name]) for name, array in model.state_dict().items())


def test_gradients_are_clipped_before_the_update():
    """With SGD and lr 1 a step is then no longer than max_norm."""
    X, y = moons()
    model = net()
    before = model.state_dict()
    trainer = Trainer(model, nn.CrossEntropyLoss(), optim.SGD(model.parameters(), lr=1.0), max_norm=1e-3)
    trainer.fit(DataLoader(X, y, batch_size=60), epochs=1)
    moved = sum(((array - before[name]) ** 2).sum() for name, array in model.state_dict().items())
    assert np.sqrt(moved) == pytest.approx(1e-3, rel=1e-3)


def test_regression_has_no_accuracy():
    """Real targets: a loss is all there is."""
    X = np.linspace(-1, 1, 20)[:, None]
    model = nn.Linear(1, 1, rng=0)
    trainer = Trainer(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.5))
    history = trainer.fit(DataLoader(X, 3 * X + 1), epochs=60, validation=(X, 3 * X + 1))
    assert set(history) == {"train_loss", "val_loss", "lr"} and history["val_loss"][-1] < 1e-6


def test_a_loss_that_is_no_number_ends_the_training_with_an_explanation():
    """It says where, and with which lr, whether the loss itself complains or not; the mode is put back."""
    X = np.ones((8, 2))
    X[5] = np.nan
    loader = DataLoader(X, np.zeros((8, 2)), batch_size=4)
    where = r"in epoch 0, batch 1 .* lr=0\.1"
    model = net().eval()
    trainer = Trainer(model, nn.MSELoss(), optim.SGD(model.parameters(), lr=0.1))
    with pytest.raises(ValueError, match="must be finite") as seen:
        trainer.fit(loader, epochs=1)
    assert re.match(where, seen.value.__notes__[0]) and not model.training

    class Careless(nn.MSELoss):
        def forward(self, input, target):
            return float(((input - target) ** 2).mean())

        def backward(self):
            return np.zeros((4, 2))

    trainer = Trainer(model, Careless(), optim.SGD(model.parameters(), lr=0.1))
    with pytest.raises(FloatingPointError, match=f"the loss is nan {where}: lower lr"):
        trainer.fit(loader, epochs=1)


def test_the_bar_is_shown_when_asked_for(capsys):
    """With progress=True the latest numbers stand in it; otherwise nothing is printed."""
    X, y = moons()
    for progress in (False, True):
        model = net()
        optimizer = optim.SGD(model.parameters(), lr=0.1)
        Trainer(model, nn.CrossEntropyLoss(), optimizer, progress=progress).fit(DataLoader(X, y), epochs=2)
        printed = "".join(capsys.readouterr())
        assert ("2/2" in printed and "train_loss=" in printed) == progress
        assert progress or not printed


def test_settings_that_make_no_sense_are_refused():
    """The error names the argument."""
    X, y = moons()
    model = net()
    optimizer, other = (optim.SGD(model.parameters(), lr=0.1) for _ in range(2))
    loss_fn, loader = nn.CrossEntropyLoss(), DataLoader(X, y)
    refused = [
        (
            lambda: Trainer(model, loss_fn, optimizer, scheduler=optim.StepLR(other, 1)),
            "scheduler must belong to the optimizer",
        ),
        (lambda: Trainer(model, loss_fn, optimizer, max_norm=0), "max_norm must be greater than 0"),
        (lambda: Trainer(model, loss_fn, optimizer).fit(loader, epochs=0), "epochs must be at least 1"),
        (
            lambda: Trainer(model, loss_fn, optimizer, early_stopping=EarlyStopping()).fit(loader, epochs=1),
            "early_stopping watches the validation loss",
        ),
        (lambda: Trainer(model, loss_fn, optimizer).fit([], epochs=1), "at least one batch, got none"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()


def test_float32_all_the_way():
    """A float32 network on float32 data predicts float32."""
    X, y = moons()
    model = net().to(np.float32)
    trainer = Trainer(model, nn.CrossEntropyLoss(), optim.AdamW(model.parameters(), lr=0.05), max_norm=1.0)
    trainer.fit(DataLoader(X.astype(np.float32), y), epochs=2)
    assert {param.data.dtype for param in model.parameters()} == {np.dtype(np.float32)}
    assert predict(model, X.astype(np.float32), batch_size=7).dtype == np.float32


class StepsOnly:
    """An optimizer as chapter 3 asks for it: it cannot clear gradients."""

    def __init__(self, params, lr):
        self.param_groups = [{"params": list(params), "lr": lr}]

    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.data = parameter.data - group["lr"] * parameter.grad


def test_a_learners_optimizer_will_do():
    """Gradients are cleared all the same, so that it goes where the library's SGD goes."""
    X, y = moons()
    by_library, by_learner = net(), net()
    for model, kind in ((by_library, optim.SGD), (by_learner, StepsOnly)):
        Trainer(model, nn.CrossEntropyLoss(), kind(model.parameters(), lr=0.1)).fit(
            DataLoader(X, y, batch_size=16), epochs=3
        )
    assert np.allclose(by_library(X), by_learner(X), atol=1e-12)
