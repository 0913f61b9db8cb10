"""Makes architectures.npz: blocks, normalization and pooling of deep networks, as PyTorch and torchvision compute them.

Their whole networks are counted only: names and sizes, without numbers.
"""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from torch import nn
from torchvision.models import alexnet, resnet, vgg
from torchvision.models.googlenet import GoogLeNet


class Inception(nn.Module):
    """The block as the paper has it: biases, no normalization, and a 5 × 5 kernel in the third branch."""

    def __init__(self, inputs, c1, c3, c5, pool):
        super().__init__()

        def conv(inputs, outputs, k):
            return [nn.Conv2d(inputs, outputs, k, padding=k // 2), nn.ReLU()]

        self.branch1 = nn.Sequential(*conv(inputs, c1, 1))
        self.branch3 = nn.Sequential(*conv(inputs, c3[0], 1), *conv(c3[0], c3[1], 3))
        self.branch5 = nn.Sequential(*conv(inputs, c5[0], 1), *conv(c5[0], c5[1], 5))
        self.branch_pool = nn.Sequential(nn.MaxPool2d(3, 1, 1), *conv(inputs, pool, 1))

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], dim=1)


def shortcut(inputs, outputs, stride):
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


def basic(inputs, outputs, stride):
    return resnet.BasicBlock(inputs, outputs, stride, shortcut(inputs, outputs, stride))


def bottleneck(inputs, mid, stride):
    return resnet.Bottleneck(inputs, mid, stride, shortcut(inputs, 4 * mid, stride))


BLOCKS = {
    "basic/same": (lambda: basic(3, 3, 1), (4, 3, 5, 4)),
    "basic/wider": (lambda: basic(3, 5, 1), (3, 3, 4, 4)),
    "basic/strided": (lambda: basic(3, 5, 2), (4, 3, 6, 5)),
    "bottleneck/same": (lambda: bottleneck(8, 2, 1), (4, 8, 4, 3)),
    "bottleneck/wider": (lambda: bottleneck(3, 2, 1), (4, 3, 4, 4)),
    "bottleneck/strided": (lambda: bottleneck(5, 3, 2), (4, 5, 6, 5)),
    "inception/small": (lambda: Inception(5, 2, (3, 4), (2, 3), 2), (3, 5, 6, 5)),
    "inception/narrow": (lambda: Inception(2, 1, (1, 1), (1, 1), 1), (3, 2, 3, 3)),
}
NORMS = {"size 5": (5, 5e-4, 0.75, 2.0), "even": (4, 0.7, 0.75, 1.0), "wider than x": (9, 1.3, 0.5, 0.6)}
POOLS = {"one": ((5, 7), 1), "even": ((6, 4), 2), "shared rows": ((7, 5), (3, 2)), "more than x": ((2, 3), (3, 5))}


def both_ways(y, x, module=None) -> Arrays:
    grad_output = torch.randn_like(y)
    y.backward(grad_output)
    made = {"x": x, "y": y, "grad_output": grad_output, "grad_x": x.grad}
    if module is not None:
        made |= {f"parameter{i}": parameter for i, parameter in enumerate(module.parameters())}
        made |= {f"grad{i}": parameter.grad for i, parameter in enumerate(module.parameters())}
    return {name: tensor.detach().numpy().copy() for name, tensor in made.items()}


def counts() -> Arrays:
    """How many parameters the whole networks have, and AlexNet's and VGG's layer by layer."""
    with torch.device("meta"):
        nets = {f"resnet{depth}": getattr(resnet, f"resnet{depth}")() for depth in (18, 34, 50, 101, 152)}
        nets |= {f"vgg{depth}": getattr(vgg, f"vgg{depth}")() for depth in (11, 13, 16, 19)}
        nets |= {"alexnet": alexnet(), "googlenet": GoogLeNet(aux_logits=False, init_weights=False)}
        nets |= {"googlenet with heads": GoogLeNet(aux_logits=True, init_weights=False)}
    return {f"count/{name}": np.array(sum(p.numel() for p in net.parameters())) for name, net in nets.items()}


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    arrays = {}
    for name, (block, shape) in BLOCKS.items():
        module, x = block(), torch.randn(shape, requires_grad=True)
        for key, parameter in module.named_parameters():  # so that each ReLU stops some numbers, and not all
            is_norm_weight = parameter.dim() == 1 and key.endswith("weight")
            nn.init.normal_(parameter, float(is_norm_weight), 0.2 if is_norm_weight else 0.4)
        arrays |= {f"block/{name}/{key}": array for key, array in both_ways(module(x), x, module).items()}
    for name, (size, alpha, beta, k) in NORMS.items():
        x = torch.randn(3, 7, 2, 3, requires_grad=True)
        y = F.local_response_norm(x, size, alpha, beta, k)
        arrays |= {f"norm/{name}/{key}": array for key, array in both_ways(y, x).items()}
        arrays[f"norm/{name}/settings"] = np.array([size, alpha, beta, k])
    for name, (size, output_size) in POOLS.items():
        x = torch.randn(3, 2, *size, requires_grad=True)
        y = F.adaptive_avg_pool2d(x, output_size)
        arrays |= {f"pool/{name}/{key}": array for key, array in both_ways(y, x).items()}
    return arrays | counts()


if __name__ == "__main__":
    main(__file__, make)
