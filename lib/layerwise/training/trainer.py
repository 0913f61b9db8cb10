"""Trainer: the loop around train_step, with what one wants to know and to control while it runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from numpy.typing import ArrayLike

from ..arguments import FloatArray, real_number, whole_number
from ..data.dataloader import DataLoader
from ..nn.module import Module
from ..optim.clip_grad import clip_grad_norm_
from ..optim.lr_scheduler import Scheduler
from ..optim.optimizer import Optimizer
from .early_stopping import EarlyStopping
from .evaluation import RunningMean, evaluate
from .step import LossFunction

Batches = Iterable[tuple[FloatArray, Any]]


class Trainer:
    """Train a model epoch by epoch and keep the history.

    model, loss_fn, optimizer: as in train_step. scheduler: goes on one step after each epoch. max_norm: the gradients
    are clipped to this norm before each update. early_stopping: watches the validation loss; at the end the model has
    the weights of the best epoch. callbacks: functions that are called with the trainer after each epoch; one that sets
    trainer.stop = True ends the training. before_step, after_step: called with the trainer before and after each
    update; before it the gradients are there, such as for a penalty to add its own. progress: show a bar (needs tqdm).

    history: a list for each of "train_loss", "train_accuracy", "val_loss", "val_accuracy" and "lr", one number an
    epoch (accuracies for classifiers only, val_* with validation only). The training numbers are means over the
    epoch's batches, each taken before its update, with Dropout at work: they lag behind the validation numbers.
    epoch: how many epochs have been trained. losses: of every batch, each taken before its update.

    >>> from layerwise import datasets, nn, optim
    >>> X, y = datasets.circles(seed=0)
    >>> model = nn.Sequential(nn.Linear(2, 16, rng=0), nn.Tanh(), nn.Linear(16, 2, rng=1))
    >>> trainer = Trainer(model, nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=0.03))
    >>> history = trainer.fit(DataLoader(X, y, shuffle=True, rng=0), epochs=20, validation=(X, y))
    >>> history["val_accuracy"][-1] > 0.95
    True
    """

    def __init__(
        self,
        model: Module,
        loss_fn: LossFunction,
        optimizer: Optimizer,
        *,
        scheduler: Scheduler | None = None,
        max_norm: float | None = None,
        early_stopping: EarlyStopping | None = None,
        callbacks: Sequence[Callable[[Trainer], Any]] = (),
        before_step: Callable[[Trainer], Any] | None = None,
        after_step: Callable[[Trainer], Any] | None = None,
        progress: bool = False,
    ) -> None:
        if scheduler is not None and scheduler.optimizer is not optimizer:
            raise ValueError("scheduler must belong to the optimizer of this trainer, got another one's")
        self.model, self.loss_fn, self.optimizer = model, loss_fn, optimizer
        self.scheduler, self.early_stopping = scheduler, early_stopping
        self.max_norm = None if max_norm is None else real_number(max_norm, "max_norm", above=0)
        self.callbacks, self.progress = list(callbacks), bool(progress)
        self.before_step, self.after_step = before_step or _nothing, after_step or _nothing
        self.history: dict[str, list[float]] = {}
        self.losses: list[float] = []
        self.epoch = 0
        self.stop = False

    def fit(
        self, loader: Batches, epochs: int, validation: Batches | tuple[ArrayLike, ArrayLike] | None = None
    ) -> dict[str, list[float]]:
        """Train for `epochs` more epochs, or until something says stop; return the history of all epochs so far.

        loader: yields batches (X, target), such as a DataLoader with shuffle=True. validation: a loader, or (X, target)
        as arrays; never a part of what is trained on.
        """
        epochs = whole_number(epochs, "epochs", at_least=1)
        if isinstance(validation, tuple):
            validation = DataLoader(*validation, batch_size=256)
        if self.early_stopping is not None:
            if validation is None:
                raise ValueError("early_stopping watches the validation loss: fit(..., validation=(X_val, y_val))")
            self.early_stopping.reset()

        self.stop = False
        mode = self.model.training
        try:
            for _ in self._bar(epochs):
                self._train_one_epoch(loader)
                if validation is not None:
                    val = evaluate(self.model, self.loss_fn, validation)
                    self._record({f"val_{name}": value for name, value in val.items()})
                self.epoch += 1
                if self.scheduler is not None:
                    self.scheduler.step()
                if self.early_stopping is not None:
                    self.stop |= self.early_stopping.step(self.history["val_loss"][-1], self.model)
                for callback in self.callbacks:
                    callback(self)
                if self.stop:
                    break
        finally:
            self.model.train(mode)
        if self.early_stopping is not None:
            self.early_stopping.restore(self.model)
        return self.history

    def _train_one_epoch(self, loader: Batches) -> None:
        self.model.train()
        running = RunningMean()
        for batch, (X, target) in enumerate(loader):
            # An optimizer as chapter 3 asks for it has `step` and `param_groups` only; then the model clears its own.
            getattr(self.optimizer, "zero_grad", self.model.zero_grad)()
            output = self.model(X)
            loss = self._loss(output, target, f"epoch {self.epoch}, batch {batch} (both counted from 0)")
            self.model.backward_parameters(self.loss_fn.backward())
            self._update()
            running.add(loss, output, target)
            self.losses.append(loss)
        self._record({f"train_{name}": value for name, value in running.means().items()})
        self._record({"lr": self.optimizer.param_groups[0]["lr"]})

    def _update(self) -> None:
        self.before_step(self)
        if self.max_norm is not None:
            clip_grad_norm_(self.model.parameters(), self.max_norm)
        self.optimizer.step()
        self.after_step(self)

    def _loss(self, output: FloatArray, target: Any, where: str) -> float:
        """The loss of one batch, which must be a number; an error says where in the training it was."""
        where = f"in {where}, with lr={self.optimizer.param_groups[0]['lr']:g}"
        try:
            loss = float(self.loss_fn(output, target))
        except ValueError as error:
            error.add_note(where)
            raise
        if not math.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss} {where}: lower lr, or look for nan and inf in X")
        return loss

    def _record(self, values: dict[str, float]) -> None:
        for name, value in values.items():
            self.history.setdefault(name, []).append(value)

    def _bar(self, epochs: int) -> Iterator[int]:
        """Count the epochs; with progress, in a bar that shows the latest numbers."""
        if not self.progress:
            yield from range(epochs)
            return
        from tqdm.auto import tqdm

        with tqdm(total=epochs, unit="epoch") as bar:
            for i in range(epochs):
                yield i
                latest = {name: f"{values[-1]:.4g}" for name, values in self.history.items()}
                bar.set_postfix(latest, refresh=False)
                bar.update()


def _nothing(trainer: Trainer) -> None:
    """What happens around a step where nobody asks for more."""
