"""Makes activations.npz: every activation, its gradient, softmax and log_softmax, as PyTorch computes them."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main

ELEMENTWISE = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "elu": lambda x: F.elu(x, alpha=1.5),
    "softplus": F.softplus,
    "softplus_beta": lambda x: F.softplus(x, beta=2.0, threshold=5.0),
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
}
ALONG_A_DIMENSION = {"softmax": F.softmax, "log_softmax": F.log_softmax}
SHAPES = {"batch": (3, 4), "one": (1, 5), "empty": (0, 3), "single": (), "three": (2, 3, 4)}


def with_gradient(function, x: np.ndarray, grad_output: np.ndarray) -> Arrays:
    leaf = torch.tensor(x, requires_grad=True)
    y = function(leaf)
    y.backward(torch.tensor(grad_output))
    return {"x": x, "grad_output": grad_output, "y": y.detach().numpy(), "grad_x": leaf.grad.numpy()}


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, function in ELEMENTWISE.items():
        inputs = {shape: rng.standard_normal(size) for shape, size in SHAPES.items()}
        inputs["range"] = np.concatenate([np.linspace(-4, 4, 33), [-0.0, 1e-8, -1e-8]])  # 0, the kinks, is in it
        inputs["large"] = np.array([25.0, 50.0, 700.0, 1000.0])
        for shape, x in inputs.items():
            case = with_gradient(function, x, np.asarray(rng.standard_normal(x.shape)))
            arrays |= {f"{name}/{shape}/{key}": array for key, array in case.items()}
    for name, function in ALONG_A_DIMENSION.items():
        for shape, size in SHAPES.items():
            for dim in range(max(len(size), 1)):
                x, grad_output = 3 * rng.standard_normal(size), np.asarray(rng.standard_normal(size))
                case = with_gradient(lambda x, f=function, d=dim: f(x, dim=d), np.asarray(x), grad_output)
                arrays |= {f"{name}/{shape}/{dim}/{key}": array for key, array in case.items()}
        x = np.array([[1000.0, 0.0, -1000.0], [5.0, 5.0, 5.0]])
        case = with_gradient(lambda x, f=function: f(x, dim=1), x, rng.standard_normal(x.shape))
        arrays |= {f"{name}/large/1/{key}": array for key, array in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
