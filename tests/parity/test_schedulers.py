"""The learning rates of every scheduler are PyTorch's."""

import pytest

from layerwise import optim
from layerwise.nn.parameter import Parameter

from .expectations import FORWARD, relative_error, stored
from .inputs.optimizer_cases import BASE_LRS, EPOCHS, SCHEDULERS, SEQUENCES

EXPECTED = stored("schedulers")


def build(name: str, optimizer: optim.Optimizer) -> optim.Scheduler:
    if name in SCHEDULERS:
        kind, options = SCHEDULERS[name]
        return getattr(optim, kind)(optimizer, **options)
    parts, milestones = SEQUENCES[name]
    return optim.SequentialLR(optimizer, [build(part, optimizer) for part in parts], milestones)


@pytest.mark.parametrize("name", [*SCHEDULERS, *SEQUENCES])
def test_the_learning_rates_are_pytorchs(name: str):
    """Epoch by epoch, in both groups."""
    optimizer = optim.SGD([{"params": [Parameter([0.0])], "lr": lr} for lr in BASE_LRS])
    scheduler = build(name, optimizer)
    lrs = []
    for _ in range(EPOCHS):
        lrs.append(scheduler.get_last_lr())
        scheduler.step()
    assert relative_error(lrs, EXPECTED[f"{name}/lrs"]) <= FORWARD


def test_every_scheduler_is_held_against_pytorch():
    """A new scheduler needs a case."""
    kinds = {name for name in optim.__all__ if name.endswith("LR")}
    assert kinds == {kind for kind, _ in SCHEDULERS.values()} | {"SequentialLR"}
