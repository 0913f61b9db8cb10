"""The learning rates of every scheduler with PyTorch, for two groups over thirty epochs."""

import warnings

import numpy as np
import torch
from expectations import main
from inputs.optimizer_cases import BASE_LRS, EPOCHS, SCHEDULERS, SEQUENCES


def make():
    warnings.simplefilter("ignore")  # PyTorch asks for optimizer.step() before scheduler.step(); lr is all we want
    arrays = {}
    for case in [*SCHEDULERS, *SEQUENCES]:
        optimizer = torch.optim.SGD([{"params": [torch.zeros(1, requires_grad=True)], "lr": lr} for lr in BASE_LRS])
        scheduler = build(case, optimizer)
        lrs = []
        for _ in range(EPOCHS):
            lrs.append([group["lr"] for group in optimizer.param_groups])
            scheduler.step()
        arrays[f"{case}/lrs"] = np.array(lrs)
    return arrays


def build(case, optimizer):
    if case in SCHEDULERS:
        kind, options = SCHEDULERS[case]
        return getattr(torch.optim.lr_scheduler, kind)(optimizer, **options)
    parts, milestones = SEQUENCES[case]
    parts = [build(part, optimizer) for part in parts]
    return torch.optim.lr_scheduler.SequentialLR(optimizer, parts, milestones)


if __name__ == "__main__":
    main(__file__, make)
