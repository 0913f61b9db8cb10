"""Schedulers: how the learning rate changes from epoch to epoch.

Large steps get near the minimum quickly; small ones come to rest in it. A scheduler is a formula,
lr_at(epoch, base_lr): it knows nothing but the epoch and the group's first learning rate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..arguments import real_number, whole_number
from .optimizer import Optimizer


class Scheduler:
    """The base class: sets the lr of every parameter group to lr_at(last_epoch, the group's first lr).

    Call step() once after each epoch (or after each update, if the numbers are meant that way). One optimizer
    follows one scheduler; SequentialLR makes one of several.

    optimizer: whose lr is changed. last_epoch: how often step() was called.

    >>> class Halving(Scheduler):
    ...     def lr_at(self, epoch, base_lr):
    ...         return base_lr / 2**epoch
    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> scheduler = Halving(SGD([Parameter([0.0])], lr=1.0))
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an Optimizer, got a {type(optimizer).__name__}")
        self.optimizer = optimizer
        self.last_epoch = 0
        self._last_lrs: list[float] = []
        self._set_lrs()

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """Return the learning rate in `epoch` (0 is the first) of a group that started with base_lr."""
        raise NotImplementedError(f"{type(self).__name__} does not say what the learning rate is")

    def step(self) -> None:
        """Go on to the next epoch."""
        for i, (group, last) in enumerate(zip(self.optimizer.param_groups, self._last_lrs, strict=False)):
            if group["lr"] != last:
                raise RuntimeError(
                    f"{type(self).__name__} had set the lr of group {i} to {last:g}, but something else changed it to "
                    f"{group['lr']:g}: let one scheduler follow another with SequentialLR"
                )
        self.last_epoch += 1
        self._set_lrs()

    def get_last_lr(self) -> list[float]:
        """Return the learning rate of each group that holds now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Return what is needed to go on later; the first learning rates are in the optimizer's state_dict."""
        return {"last_epoch": self.last_epoch}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from what state_dict() returned."""
        if set(state_dict) != {"last_epoch"}:
            raise ValueError(f"state_dict must have the one key 'last_epoch', got {sorted(state_dict)}")
        self.last_epoch = whole_number(state_dict["last_epoch"], "last_epoch", at_least=0)
        self._set_lrs()
        self._last_lrs = []  # the optimizer's own state may be loaded after ours

    def _set_lrs(self) -> None:
        for group in self.optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
            group["lr"] = self.lr_at(self.last_epoch, group["initial_lr"])
        self._last_lrs = self.get_last_lr()


class StepLR(Scheduler):
    """Multiply the learning rate by gamma after every step_size epochs.

        lr = base_lr * gamma ** (epoch // step_size)

    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> scheduler = StepLR(SGD([Parameter([0.0])], lr=1.0), step_size=2, gamma=0.5)
    >>> [scheduler.lr_at(epoch, 1.0) for epoch in range(6)]
    [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = whole_number(step_size, "step_size", at_least=1)
        self.gamma = real_number(gamma, "gamma", above=0)
        super().__init__(optimizer)

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """The formula above."""
        return base_lr * self.gamma ** (epoch // self.step_size)


class ExponentialLR(Scheduler):
    """Multiply the learning rate by gamma after every epoch.

        lr = base_lr * gamma ** epoch

    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> optimizer = SGD([Parameter([0.0])], lr=1.0)
    >>> scheduler = ExponentialLR(optimizer, gamma=0.5)
    >>> scheduler.step()
    >>> scheduler.step()
    >>> optimizer.param_groups[0]["lr"]
    0.25
    """

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = real_number(gamma, "gamma", above=0)
        super().__init__(optimizer)

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """The formula above."""
        return base_lr * self.gamma**epoch


class CosineAnnealingLR(Scheduler):
    """Go from base_lr down to eta_min along half a period of the cosine, in T_max epochs.

        lr = eta_min + (base_lr - eta_min) * (1 + cos(pi * epoch / T_max)) / 2

    Slow at both ends, fast in the middle. After T_max it goes up again, as in PyTorch
    (Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017).

    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> scheduler = CosineAnnealingLR(SGD([Parameter([0.0])], lr=1.0), T_max=4)
    >>> [round(scheduler.lr_at(epoch, 1.0), 3) for epoch in range(5)]
    [1.0, 0.854, 0.5, 0.146, 0.0]
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = whole_number(T_max, "T_max", at_least=1)
        self.eta_min = real_number(eta_min, "eta_min", at_least=0)
        super().__init__(optimizer)

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """The formula above."""
        return self.eta_min + (base_lr - self.eta_min) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2


class LinearLR(Scheduler):
    """Warm-up: go from start_factor * base_lr to end_factor * base_lr in equal steps, then stay.

        lr = base_lr * (start_factor + (end_factor - start_factor) * min(epoch, total_iters) / total_iters)

    Adam's running means and a fresh network's gradients say little in the first steps; small steps do little harm.

    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> scheduler = LinearLR(SGD([Parameter([0.0])], lr=1.0), start_factor=0.25, total_iters=3)
    >>> [scheduler.lr_at(epoch, 1.0) for epoch in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
    ) -> None:
        self.start_factor = real_number(start_factor, "start_factor", above=0, at_most=1)
        self.end_factor = real_number(end_factor, "end_factor", at_least=0, at_most=1)
        self.total_iters = whole_number(total_iters, "total_iters", at_least=1)
        super().__init__(optimizer)

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """The formula above."""
        part = min(epoch, self.total_iters) / self.total_iters
        return base_lr * (self.start_factor + (self.end_factor - self.start_factor) * part)


class SequentialLR(Scheduler):
    """One scheduler after the other: the i-th takes over at milestones[i - 1] and counts from there.

    schedulers: of the same optimizer, two or more. milestones: the epochs of the changes, one fewer, rising.

    >>> from layerwise.optim import SGD
    >>> from layerwise.nn import Parameter
    >>> optimizer = SGD([Parameter([0.0])], lr=1.0)
    >>> warm_up = LinearLR(optimizer, start_factor=0.5, total_iters=2)
    >>> scheduler = SequentialLR(optimizer, [warm_up, ExponentialLR(optimizer, gamma=0.5)], milestones=[2])
    >>> [scheduler.lr_at(epoch, 1.0) for epoch in range(5)]
    [0.5, 0.75, 1.0, 0.5, 0.25]
    """

    def __init__(self, optimizer: Optimizer, schedulers: Sequence[Scheduler], milestones: Sequence[int]) -> None:
        self.schedulers = list(schedulers)
        self.milestones = [whole_number(milestone, "milestones", at_least=1) for milestone in milestones]
        if len(self.schedulers) != len(self.milestones) + 1:
            raise ValueError(
                f"milestones must be one fewer than schedulers, got {len(self.milestones)} and {len(self.schedulers)}"
            )
        if sorted(set(self.milestones)) != self.milestones:
            raise ValueError(f"milestones must rise, got {self.milestones}")
        if any(scheduler.optimizer is not optimizer for scheduler in self.schedulers):
            raise ValueError("schedulers must all belong to the optimizer that SequentialLR is given")
        super().__init__(optimizer)

    def lr_at(self, epoch: int, base_lr: float) -> float:
        """The formula of the scheduler whose turn it is, counted from its beginning."""
        turn = sum(epoch >= milestone for milestone in self.milestones)
        begin = self.milestones[turn - 1] if turn else 0
        return self.schedulers[turn].lr_at(epoch - begin, base_lr)
