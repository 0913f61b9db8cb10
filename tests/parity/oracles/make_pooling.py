"""Makes pooling.npz: max, average and global average pooling with their gradients, as PyTorch computes them."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from inputs.pooling_cases import POOLINGS

KINDS = {
    "max": lambda x, *window: F.max_pool2d(x, *window),
    "max ties": lambda x, *window: F.max_pool2d(x, *window),
    "avg": lambda x, kernel, stride, padding, _: F.avg_pool2d(x, kernel, stride, padding),
    "avg inside": lambda x, kernel, stride, padding, _: F.avg_pool2d(
        x, kernel, stride, padding, count_include_pad=False
    ),
    "global": lambda x, *_: F.adaptive_avg_pool2d(x, 1).flatten(1),
}


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, (shape, *window) in POOLINGS.items():
        for kind, function in KINDS.items():
            x = rng.integers(-1, 2, shape).astype(float) if kind == "max ties" else rng.standard_normal(shape)
            leaf = torch.tensor(x, requires_grad=True)
            y = function(leaf, *window)
            grad_output = torch.tensor(rng.standard_normal(y.shape))
            y.backward(grad_output)
            case = {"x": leaf, "y": y, "grad_output": grad_output, "grad_x": leaf.grad}
            arrays |= {f"{kind}/{name}/{key}": tensor.detach().numpy() for key, tensor in case.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
