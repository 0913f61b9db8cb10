"""How the two pooling layers are driven: once forward, then forward and back. They share the probe and their cases."""

from typing import Any

import numpy as np

from ...core.record import Case


def there_and_back(make, x, grad_output, kernel_size, stride):
    """The probe: what a pooling layer returns, and what it sends back. stride None: the layer's own default.

    What it sends back is that of a second pass, after one of other numbers, of which nothing may be left.
    """
    layer = make(kernel_size) if stride is None else make(kernel_size, stride=stride)

    def back():
        layer.forward(-x)
        layer.backward(-grad_output)
        layer.forward(x)
        return layer.backward(grad_output)

    return {"output": lambda: layer.forward(x), "grad_x": back}


def images(name: str, shape: tuple[int, ...], kernel_size: int, stride: int | None = None, **how: Any) -> Case:
    """A case with random images and a random gradient; no two numbers are equal unless `levels` says so.

    shape: of the images; in each run they may be higher by a step. levels: draw whole numbers below it.
    shift: added to every number. In every run one window has negative numbers only.
    """
    levels, shift = how.get("levels"), how.get("shift", 0.0)
    step = stride or kernel_size

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        size = (*shape[:2], shape[2] + step * int(rng.integers(2)), shape[3])
        places = [(side - kernel_size) // step + 1 for side in size[2:]]
        x = rng.normal(size=size) if levels is None else rng.integers(levels, size=size).astype(float)
        grad_output = rng.normal(0.5, 1.0, (*size[:2], *places))
        x += shift
        if levels is None:
            x[0, 0, :kernel_size, :kernel_size] = -np.abs(x[0, 0, :kernel_size, :kernel_size])
        return {"x": x, "grad_output": grad_output, "kernel_size": kernel_size, "stride": stride}

    return Case(name, draw)
