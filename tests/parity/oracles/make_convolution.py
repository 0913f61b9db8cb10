"""Makes convolution.npz: conv2d with its gradients, unfold and fold, as PyTorch computes them."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from inputs.convolution_cases import CONVOLUTIONS


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, (shape, out_channels, kernel, stride, padding, dilation, groups) in CONVOLUTIONS.items():
        x = torch.tensor(rng.standard_normal(shape), requires_grad=True)
        weight = torch.tensor(rng.standard_normal((out_channels, shape[1] // groups, *kernel)), requires_grad=True)
        bias = torch.tensor(rng.standard_normal(out_channels), requires_grad=True)
        y = F.conv2d(x, weight, bias, stride, padding, dilation, groups)
        grad_output = torch.tensor(rng.standard_normal(y.shape))
        y.backward(grad_output)
        case = {"x": x, "weight": weight, "bias": bias, "y": y, "grad_output": grad_output}
        case |= {"grad_x": x.grad, "grad_weight": weight.grad, "grad_bias": bias.grad}
        columns = F.unfold(x, kernel, dilation, padding, stride)
        other = torch.tensor(rng.standard_normal(columns.shape))
        folded = F.fold(other, shape[2:], kernel, dilation, padding, stride) if len(other) else torch.zeros(shape)
        case |= {"unfold": columns, "columns": other, "fold": folded}
        arrays |= {f"{name}/{key}": tensor.detach().numpy() for key, tensor in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
