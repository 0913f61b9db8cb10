"""How schedulers behave. That their values are PyTorch's is held by tests/parity/test_schedulers.py."""

import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD
from layerwise.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LinearLR, Scheduler, SequentialLR, StepLR


def sgd(*lrs: float) -> SGD:
    return SGD([{"params": [Parameter([1.0])], "lr": lr} for lr in lrs or (1.0,)])


def lrs(scheduler: Scheduler, epochs: int) -> list[float]:
    seen = []
    for _ in range(epochs):
        seen += scheduler.get_last_lr()
        scheduler.step()
    return seen


def test_the_first_epoch_has_the_first_learning_rate():
    """StepLR(step_size=2) keeps lr for exactly two epochs: not one, not three."""
    assert lrs(StepLR(sgd(), step_size=2, gamma=0.5), 5) == [1.0, 1.0, 0.5, 0.5, 0.25]


def test_every_group_keeps_its_own_scale():
    """Groups with different learning rates are multiplied alike."""
    assert lrs(ExponentialLR(sgd(1.0, 8.0), gamma=0.5), 3) == [1.0, 8.0, 0.5, 4.0, 0.25, 2.0]


def test_warm_up_then_cosine():
    """The second scheduler counts from its own beginning."""
    optimizer = sgd(2.0)
    parts = [LinearLR(optimizer, start_factor=0.5, total_iters=2), CosineAnnealingLR(optimizer, T_max=2)]
    scheduler = SequentialLR(optimizer, parts, milestones=[2])
    assert lrs(scheduler, 5) == pytest.approx([1.0, 1.5, 2.0, 1.0, 0.0], abs=1e-15)


def test_a_group_that_joins_later_follows_from_its_own_learning_rate():
    """Its first learning rate is that of epoch 0, so it enters where the schedule is."""
    optimizer = sgd(1.0)
    scheduler = ExponentialLR(optimizer, gamma=0.5)
    scheduler.step()
    optimizer.add_param_group({"params": [Parameter([1.0])], "lr": 8.0})
    scheduler.step()
    assert scheduler.get_last_lr() == [0.25, 2.0]


def test_a_schedule_goes_on_after_loading():
    """Optimizer and scheduler, saved after two epochs, go on in new ones; the order of loading does not matter."""
    optimizer = sgd(1.0)
    scheduler = ExponentialLR(optimizer, gamma=0.5)
    lrs(scheduler, 2)
    saved = optimizer.state_dict(), scheduler.state_dict()
    for optimizer_first in (True, False):
        optimizer = sgd(3.0)
        scheduler = ExponentialLR(optimizer, gamma=0.5)
        for load_optimizer in (optimizer_first, not optimizer_first):
            if load_optimizer:
                optimizer.load_state_dict(saved[0])
            else:
                scheduler.load_state_dict(saved[1])
        scheduler.step()
        assert scheduler.get_last_lr() == [0.125]


def test_two_schedulers_that_fight_are_told_so():
    """Without SequentialLR one would silently undo what the other does."""
    optimizer = sgd(1.0)
    one, other = StepLR(optimizer, step_size=1), ExponentialLR(optimizer, gamma=0.9)
    one.step()
    with pytest.raises(RuntimeError, match=r"something else changed it to 0\.1: .*SequentialLR"):
        other.step()


def test_settings_that_make_no_sense_are_refused():
    """The error names the argument."""
    optimizer = sgd()
    decay = ExponentialLR(optimizer, gamma=0.9)
    refused = [
        (lambda: StepLR([Parameter([1.0])], 1), TypeError, "optimizer must be an Optimizer, got a list"),
        (lambda: StepLR(optimizer, 0), ValueError, "step_size must be at least 1"),
        (lambda: StepLR(optimizer, 1.5), TypeError, "step_size must be an int"),
        (lambda: ExponentialLR(optimizer, 0.0), ValueError, "gamma must be greater than 0"),
        (lambda: CosineAnnealingLR(optimizer, 0), ValueError, "T_max must be at least 1"),
        (lambda: LinearLR(optimizer, start_factor=0.0), ValueError, "start_factor must be greater than 0"),
        (lambda: SequentialLR(optimizer, [decay, decay], []), ValueError, "one fewer than schedulers, got 0 and 2"),
        (lambda: SequentialLR(optimizer, [decay] * 3, [4, 2]), ValueError, "milestones must rise"),
        (lambda: SequentialLR(sgd(), [decay, decay], [2]), ValueError, "must all belong to the optimizer"),
        (lambda: decay.load_state_dict({"epoch": 3}), ValueError, "one key 'last_epoch', got"),
        (lambda: Scheduler(optimizer), NotImplementedError, "what the learning rate is"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
