"""How long a training step takes, against PyTorch on the same processor and against the plain im2col of books.

A step is forward, loss, backward and update, in float32. Run `python benchmarks/training_step.py`, where PyTorch is
installed (the CPU build). Both libraries get one thread; OPENBLAS_NUM_THREADS=2 in front gives both two. All contenders
run in turns, and a ratio is taken round by round: its median and its middle half are printed. Below 1 is faster.
A word picks comparisons by name (`... training_step.py vgg`); --cpu measures processor time, for a busy machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from side_by_side import in_turns, machine, one_thread, ratio

torch = one_thread()

import networks  # noqa: E402  (numpy takes its number of threads from one_thread)
import numpy as np  # noqa: E402
from plain_im2col import PlainNetwork  # noqa: E402

from layerwise import nn, optim  # noqa: E402

Action = Callable[[], Any]
LR = 0.01


def batch(shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Return inputs and classes of a made-up batch."""
    rng = np.random.default_rng(0)
    return rng.standard_normal(shape, dtype=np.float32), rng.integers(0, 10, shape[0])


def our_step(network: networks.Network) -> Action:
    """Return a function that trains layerwise's network on one batch."""
    x, target = batch(network.shape)
    model, loss_fn = network.build(nn, rng=0, dtype=np.float32), nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=LR)

    def step() -> None:
        optimizer.zero_grad()
        loss_fn(model(x), target)
        model.backward_parameters(loss_fn.backward())
        optimizer.step()

    return step


def pytorch_step(network: networks.Network, channels_last: bool = False) -> Action:
    """Return a function that trains PyTorch's network on one batch, eagerly."""
    inputs, target = map(torch.tensor, batch(network.shape))
    model, loss_fn = network.build(torch.nn), torch.nn.CrossEntropyLoss()
    if channels_last:
        model, inputs = model.to(memory_format=torch.channels_last), inputs.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)

    def step() -> None:
        optimizer.zero_grad()
        loss_fn(model(inputs), target).backward()
        optimizer.step()

    return step


def plain_step(network: networks.Network) -> Action:
    """Return a function that trains the network of books on one batch, in float64."""
    x, target = batch(network.shape)
    x, model = x.astype(np.float64), PlainNetwork(network.layers)
    return lambda: model.step(x, target, LR)


def layer_actions(ours: Any, theirs: Any, shape: tuple[int, ...]) -> dict[str, Action]:
    """Return forward and backward of one layer, both libraries, each in the order in memory that it works in."""
    x, _ = batch(shape)
    tensor = torch.tensor(x, requires_grad=True)
    if x.ndim == 4:
        x = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    grad, grad_tensor = np.ones_like(ours(x)), torch.ones_like(theirs(tensor))
    actions = {
        "ours": lambda: (ours(x), ours.backward(grad)),
        "PyTorch": lambda: theirs(tensor).backward(grad_tensor),
    }
    if x.ndim == 4:
        last = torch.tensor(x).to(memory_format=torch.channels_last).requires_grad_()
        grad_last = grad_tensor.to(memory_format=torch.channels_last)
        actions["PyTorch, channels last"] = lambda: theirs(last).backward(grad_last)
    return actions


def adam_actions(network: networks.Network) -> dict[str, Action]:
    """Return one Adam update of all parameters of a network, both libraries."""
    model, tensors = network.build(nn, rng=0, dtype=np.float32), network.build(torch.nn)
    for parameter in model.parameters():
        parameter.grad = np.full(parameter.shape, 0.1, np.float32)
    for parameter in tensors.parameters():
        parameter.grad = torch.full(parameter.shape, 0.1)
    return {
        "ours": optim.Adam(model.parameters(), lr=1e-9).step,
        "PyTorch": torch.optim.Adam(tensors.parameters(), lr=1e-9).step,
    }


def report(name: str, actions: dict[str, Action], rounds: int) -> None:
    """Print one line for each contender: its time, and how ours compares."""
    times = in_turns(actions, rounds)
    print(f"{name}\n    {'layerwise':24} {median(times['ours']):9.3f} ms")
    for other in list(actions)[1:]:
        ours_to_other = ratio(times["ours"], times[other])
        line = f"    {other:24} {median(times[other]):9.3f} ms   layerwise takes {ours_to_other} times as long"
        if other.startswith("plain"):
            line += f": {ratio(times[other], times['ours'])} times faster"
        print(line, flush=True)


def main() -> None:
    """Print all comparisons, or those whose name holds the word given on the command line."""
    print(machine(torch, np))
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    wanted = words[0].lower() if words else ""
    nets = {
        "MLP 784-100-100-10, batch 128": (networks.MLP, 200),
        "SimpleConvNet 1x28x28, batch 100": (networks.SIMPLE_CONV_NET, 25),
        "small VGG 3x32x32, batch 64": (networks.SMALL_VGG, 15),
    }
    images, f32 = (64, 32, 32, 32), {"dtype": np.float32}
    layers = {
        "BatchNorm1d(100), batch 128": (nn.BatchNorm1d(100, **f32), torch.nn.BatchNorm1d(100), (128, 100)),
        "BatchNorm2d(32), 64x32x32x32": (nn.BatchNorm2d(32, **f32), torch.nn.BatchNorm2d(32), images),
        "LayerNorm(256), batch 512": (nn.LayerNorm(256, **f32), torch.nn.LayerNorm(256), (512, 256)),
        "ReLU, 64x32x32x32": (nn.ReLU(), torch.nn.ReLU(), images),
        "MaxPool2d(2), 64x32x32x32": (nn.MaxPool2d(2), torch.nn.MaxPool2d(2), images),
        "MaxPool2d(3, 2, 1), 64x32x32x32": (nn.MaxPool2d(3, 2, 1), torch.nn.MaxPool2d(3, 2, 1), images),
        "AvgPool2d(2), 64x32x32x32": (nn.AvgPool2d(2), torch.nn.AvgPool2d(2), images),
    }
    for name, (network, rounds) in nets.items():
        if wanted in name.lower():
            actions = {"ours": our_step(network), "PyTorch": pytorch_step(network)}
            if len(network.shape) == 4:
                actions["PyTorch, channels last"] = pytorch_step(network, channels_last=True)
                actions["plain im2col, float64"] = plain_step(network)
            report(name, actions, rounds)
    for name, (ours, theirs, shape) in layers.items():
        if wanted in name.lower():
            report(name, layer_actions(ours, theirs, shape), 200 if len(shape) == 2 else 40)
    if wanted in "adam":
        report("Adam, parameters of the MLP", adam_actions(networks.MLP), 200)
        report("Adam, parameters of SimpleConvNet", adam_actions(networks.SIMPLE_CONV_NET), 100)


if __name__ == "__main__":
    main()
