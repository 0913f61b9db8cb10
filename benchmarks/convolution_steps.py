"""What each step from the plain im2col to layerwise's convolution gains, and how far the floor is.

One layer, forward and backward with all three gradients, on channels-last memory where the step uses it. The floor is
the time of the matrix products alone, block by block as they occur: no numpy code can go below it. Run
`python benchmarks/convolution_steps.py`; options as for training_step.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from typing import Any
from unittest.mock import patch

from side_by_side import in_turns, machine, one_thread, ratio

torch = one_thread()

import numpy as np  # noqa: E402  (numpy takes its number of threads from one_thread)
from plain_im2col import Convolution  # noqa: E402

from layerwise import conv2d, conv2d_backward  # noqa: E402
from layerwise.functional import conv2d as convolution  # noqa: E402
from layerwise.functional.conv2d_backward import grad_of_pixels, grad_of_weight  # noqa: E402
from layerwise.functional.images import channels_last  # noqa: E402
from layerwise.functional.window import Window  # noqa: E402

# name: batch, channels, height and width, filters, kernel, padding; the layers of the small VGG and of SimpleConvNet
LAYERS = {
    "5 x 5, 1 to 30 channels, 28 x 28": (100, 1, 28, 30, 5, 0),
    "3 x 3, 3 to 32 channels, 32 x 32": (64, 3, 32, 32, 3, 1),
    "3 x 3, 32 to 32 channels, 32 x 32": (64, 32, 32, 32, 3, 1),
    "3 x 3, 32 to 64 channels, 16 x 16": (64, 32, 16, 64, 3, 1),
    "3 x 3, 64 to 64 channels, 16 x 16": (64, 64, 16, 64, 3, 1),
}


def last(array: Any) -> Any:
    """Return the same images, channels last in memory."""
    return np.ascontiguousarray(array.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)


def steps(N: int, C: int, H: int, F: int, k: int, p: int) -> dict[str, Callable[[], Any]]:
    """Return the contenders for one layer."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((N, C, H, H), np.float32), rng.standard_normal((F, C, k, k), np.float32)
    bias, window = np.zeros(F, np.float32), Window.of(k, padding=p)
    x_last, grad = last(x), last(np.ones_like(conv2d(x, weight, padding=p)))

    def plain(dtype: Any) -> Callable[[], Any]:
        layer, images, grad_output = Convolution(C, F, k, p), x.astype(dtype), np.ascontiguousarray(grad, dtype)
        layer.W, layer.b = layer.W.astype(dtype), layer.b.astype(dtype)
        return lambda: (layer.forward(images), layer.backward(grad_output))

    def shifted_adds() -> None:
        conv2d(x_last, weight, bias, padding=p)
        pixels, grad_pixels = channels_last(x_last), channels_last(grad)
        grad_of_weight(grad_pixels, pixels, window)
        grad_of_pixels(grad_pixels, weight, window, out=np.empty_like(pixels))

    def whole_batch() -> None:
        with patch.object(convolution, "BLOCK_BYTES", 2**40):
            shifted_adds()

    def ours() -> None:
        conv2d(x_last, weight, bias, padding=p)
        conv2d_backward(grad, x_last, weight, padding=p)

    def without_grad_x() -> None:
        conv2d(x_last, weight, bias, padding=p)
        conv2d_backward(grad, x_last, weight, padding=p, needs_grad_x=False)

    return {
        "plain im2col, float64": plain(np.float64),
        "the same in float32": plain(np.float32),
        "channels last, runs of memory": whole_batch,
        "blocks that stay in cache": shifted_adds,
        "one pass for both gradients": ours,
        "floor: the products alone": products(grad.shape[2], N, C, F, k),
        "(first layer: no grad_x)": without_grad_x,
        "PyTorch": pytorch(x, weight, grad, p),
        "PyTorch, channels last": pytorch(x, weight, grad, p, channels_last=True),
    }


def products(H_out: int, N: int, C: int, F: int, k: int) -> Callable[[], Any]:
    """Return a function that does the matrix products of forward and backward, on blocks of the same size."""
    images = min(N, max(1, convolution.BLOCK_BYTES // (H_out**2 * k * k * C * 4)))
    rows, rounds = images * H_out**2, N / images
    columns, matrix = np.ones((rows, k * k * C), np.float32), np.ones((k * k * C, F), np.float32)
    g, y, grad_columns = (np.ones((rows, width), np.float32) for width in (F, F, k * k * C))

    def run() -> None:
        for _ in range(round(rounds)):
            np.matmul(columns, matrix, out=y)
            columns.T @ g
            np.matmul(g, matrix.T, out=grad_columns)

    return run


def pytorch(x: Any, weight: Any, grad: Any, p: int, channels_last: bool = False) -> Callable[[], Any]:
    """Return PyTorch's forward and backward of the layer."""
    order = torch.channels_last if channels_last else torch.contiguous_format
    tensors = [torch.tensor(np.ascontiguousarray(array)).to(memory_format=order) for array in (x, weight, grad)]
    images, kernels, grad_output = tensors
    images.requires_grad_(), kernels.requires_grad_()
    bias = torch.zeros(len(weight), requires_grad=True)
    return lambda: torch.nn.functional.conv2d(images, kernels, bias, padding=p).backward(grad_output)


def main() -> None:
    """Print the ladder for each layer."""
    print(machine(torch, np))
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    for name, layer in LAYERS.items():
        if not words or words[0] in name:
            times = in_turns(steps(*layer), rounds=15)
            print(name)
            for step, milliseconds in times.items():
                gain = ratio(times["plain im2col, float64"], milliseconds)
                print(f"    {step:30} {median(milliseconds):8.2f} ms   {gain} times as fast as plain", flush=True)


if __name__ == "__main__":
    main()
