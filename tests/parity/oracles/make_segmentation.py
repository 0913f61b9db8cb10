"""Makes segmentation.npz: transposed convolutions, unpooling, the loss of pictures of scores, as PyTorch has them."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from inputs.segmentation_cases import LOSSES, POOLS, TRANSPOSED


def numbers(tensors: dict[str, torch.Tensor]) -> Arrays:
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def transposed(rng: np.random.Generator, shape, out_channels, kernel, options, biased) -> Arrays:
    groups = options.get("groups", 1)
    x, weight, bias = (
        torch.tensor(rng.standard_normal(size), requires_grad=True)
        for size in (shape, (shape[1], out_channels // groups, *kernel), (out_channels,))
    )
    y = F.conv_transpose2d(x, weight, bias if biased else None, **options)
    grad_output = torch.tensor(rng.standard_normal(y.shape))
    y.backward(grad_output)
    made = {"x": x, "weight": weight, "y": y, "grad_output": grad_output}
    made |= {"grad_x": x.grad, "grad_weight": weight.grad}
    return numbers(made | ({"bias": bias, "grad_bias": bias.grad} if biased else {}))


def pooled(rng: np.random.Generator, shape, kernel, stride, padding) -> Arrays:
    x = torch.tensor(rng.integers(-9, 9, shape).astype(float), requires_grad=True)  # with ties
    y, indices = F.max_pool2d(x, kernel, stride, padding, return_indices=True)
    given = torch.tensor(rng.standard_normal(y.shape), requires_grad=True)
    made = {"x": x, "y": y, "indices": indices, "given": given}
    for name, size in {"default": None, "sized": shape[2:]}.items():
        if name == "default" and (
            padding != (0, 0) or any(side % k for side, k in zip(shape[2:], kernel, strict=True))
        ):
            continue  # the default size does not hold all places then
        given.grad = None
        up = F.max_unpool2d(given, indices, kernel, stride, padding, size and list(size))
        grad_output = torch.tensor(rng.standard_normal(up.shape))
        up.backward(grad_output)
        made |= {f"{name} y": up, f"{name} grad_output": grad_output, f"{name} grad": given.grad.clone()}
    return numbers(made)


def loss(rng: np.random.Generator, shape, weighted, ignored, scale) -> Arrays:
    logits = torch.tensor(scale * rng.standard_normal(shape), requires_grad=True)
    target = torch.tensor(rng.integers(shape[1], size=(shape[0], *shape[2:])))
    if ignored is not None:
        target[torch.tensor(rng.random(target.shape) < 0.3)] = ignored
    weight = torch.tensor(rng.uniform(0.2, 3.0, shape[1]) if weighted else np.ones(shape[1]))
    value = F.cross_entropy(logits, target, weight, ignore_index=-100 if ignored is None else ignored)
    value.backward()
    return numbers({"logits": logits, "target": target, "weight": weight, "loss": value, "grad": logits.grad})


def make() -> Arrays:
    rng, arrays = np.random.default_rng(0), {}
    for kind, function, cases in (
        ("transposed", transposed, TRANSPOSED),
        ("unpool", pooled, POOLS),
        ("loss", loss, LOSSES),
    ):
        for name, settings in cases.items():
            arrays |= {f"{kind}/{name}/{key}": array for key, array in function(rng, *settings).items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
