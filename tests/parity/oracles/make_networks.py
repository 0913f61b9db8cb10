"""Makes networks.npz: Linear, Flatten and the containers in small networks, as PyTorch computes them."""

import numpy as np
import torch
from expectations import Arrays, main
from torch import nn


class Residual(nn.Module):
    def __init__(self, body: nn.Module, shortcut: nn.Module | None = None):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + (x if self.shortcut is None else self.shortcut(x))


class Parallel(nn.Module):
    def __init__(self, *branches: nn.Module):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


NETWORKS = {
    "linear": (lambda: nn.Linear(4, 3), [(5, 4), (1, 4), (0, 4), (4,), (2, 3, 4)]),
    "linear_without_bias": (lambda: nn.Linear(4, 3, bias=False), [(5, 4)]),
    "linear_one_feature": (lambda: nn.Linear(1, 1), [(3, 1)]),
    "flatten": (lambda: nn.Flatten(), [(3, 2, 2), (1, 2, 3, 4), (0, 2, 3), (3, 2)]),
    "flatten_inside": (lambda: nn.Flatten(1, 2), [(2, 3, 2, 2)]),
    "mlp": (lambda: nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 3)), [(7, 4)]),
    "residual": (lambda: Residual(nn.Sequential(nn.Linear(4, 4), nn.ReLU())), [(5, 4), (1, 4)]),
    "residual_shortcut": (lambda: Residual(nn.Sequential(nn.Linear(4, 2), nn.GELU()), nn.Linear(4, 2)), [(5, 4)]),
    "parallel": (lambda: Parallel(nn.Linear(4, 2), nn.Tanh(), nn.Sequential(nn.Linear(4, 1), nn.ELU())), [(5, 4)]),
    "dropout_in_evaluation": (lambda: nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5)).eval(), [(5, 4)]),
}


def make() -> Arrays:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    arrays = {}
    for name, (network, shapes) in NETWORKS.items():
        for place, shape in enumerate(shapes):
            module, x = network().double(), torch.tensor(rng.standard_normal(shape), requires_grad=True)
            y = module(x)
            grad_output = torch.tensor(rng.standard_normal(tuple(y.shape)))
            y.backward(grad_output)
            case = {"x": x.detach(), "y": y.detach(), "grad_output": grad_output, "grad_x": x.grad}
            case |= {f"state.{key}": value for key, value in module.state_dict().items()}
            case |= {f"grad.{key}": value.grad for key, value in module.named_parameters()}
            arrays |= {f"{name}/{place}/{key}": array.numpy().copy() for key, array in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
