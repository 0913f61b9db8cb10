"""Makes value.npz: scalar expressions and their slopes, as PyTorch computes them."""

import numpy as np
import torch
from expectations import Arrays, main
from inputs.value_cases import EXPRESSIONS


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, expression in EXPRESSIONS.items():
        inputs = np.column_stack([rng.uniform(-2, 2, 8), rng.uniform(0.3, 3, 8)])
        inputs[0, 0] = 0.0  # where relu has its kink
        x, y = (torch.tensor(column.copy(), requires_grad=True) for column in inputs.T)
        result = expression(x, y)
        result.sum().backward()
        slopes = [torch.zeros(8) if leaf.grad is None else leaf.grad for leaf in (x, y)]
        case = {"inputs": inputs, "results": result.detach().numpy(), "slopes": torch.stack(slopes, 1).numpy()}
        arrays |= {f"{name}/{key}": array for key, array in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
