"""Makes normalization.npz: batch and layer normalization, their gradients and running statistics, as in PyTorch."""

import numpy as np
import torch
from expectations import Arrays, main
from inputs.normalization_cases import EVALUATION, NORMALIZATIONS, STEPS


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, (kind, arguments, shape) in NORMALIZATIONS.items():
        layer = getattr(torch.nn, kind)(**arguments, dtype=torch.float64)
        for key, parameter in layer.named_parameters():
            parameter.data = torch.tensor(rng.standard_normal(parameter.shape))
            arrays[f"{name}/{key}"] = parameter.detach().numpy()
        for step in range(STEPS):
            layer.train(step < EVALUATION)
            layer.zero_grad()
            x = torch.tensor(3 * rng.standard_normal(shape) + 2, requires_grad=True)
            y = layer(x)
            grad_output = torch.tensor(rng.standard_normal(y.shape))
            y.backward(grad_output)
            case = {"x": x, "y": y, "grad_output": grad_output, "grad_x": x.grad}
            case |= {f"grad_{key}": parameter.grad for key, parameter in layer.named_parameters()}
            case |= dict(layer.named_buffers())
            arrays |= {f"{name}/{step}/{key}": tensor.detach().numpy().copy() for key, tensor in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
