"""Fifty steps of every optimizer with PyTorch, on gradients that depend on where the parameters are; clipping."""

import numpy as np
import torch
from expectations import main
from inputs.optimizer_cases import CLIP, GROUPS, OPTIMIZERS, STEPS, options_of


def make():
    rng = np.random.default_rng(0)
    arrays = {
        "problem/weight": rng.standard_normal((2, 3)),
        "problem/bias": rng.standard_normal(2),
        "problem/slope_weight": rng.uniform(0.1, 2, (2, 3)),
        "problem/slope_bias": rng.uniform(0.1, 2, 2),
        "problem/noise_weight": rng.standard_normal((STEPS, 2, 3)),
        "problem/noise_bias": rng.standard_normal((STEPS, 2)),
    }
    problem = {name.removeprefix("problem/"): torch.from_numpy(array) for name, array in arrays.items()}
    for case in [*OPTIMIZERS, *GROUPS]:
        kind, options, override = options_of(case)
        weight, bias = (problem[name].clone().requires_grad_() for name in ("weight", "bias"))
        groups = [{"params": [weight]}, {"params": [bias], **override}]
        optimizer = getattr(torch.optim, kind)(groups, **options)
        path = []
        for step in range(STEPS):
            weight.grad = problem["slope_weight"] * weight.detach() + problem["noise_weight"][step]
            bias.grad = problem["slope_bias"] * bias.detach() + problem["noise_bias"][step]
            optimizer.step()
            path.append(torch.cat([weight.detach().flatten(), bias.detach()]).numpy())
        arrays[f"{case}/path"] = np.stack(path)
    for case, max_norm in CLIP.items():
        params = [problem[name].clone() for name in ("weight", "bias")]
        for param in params:
            param.grad = 2 * param
        arrays[f"{case}/norm"] = torch.nn.utils.clip_grad_norm_(params, max_norm).numpy()
        arrays[f"{case}/grad"] = torch.cat([param.grad.flatten() for param in params]).numpy()
    return arrays


if __name__ == "__main__":
    main(__file__, make)
