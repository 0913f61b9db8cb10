"""How the two pooling layers are driven: once forward, then forward and back. They share the probe and their cases."""

from typing import Any

import numpy as np

from ...core.record import Case


def there_and_back(make, x, grad_output, kernel_size, stride):
    """The probe: what a pooling layer returns, and what it sends back. stride None: the layer's own default."""
    layer = make(kernel_size) if stride is None else make(kernel_size, stride=stride)

    def back():
        layer.forward(x)
        return layer.backward(grad_output)

    return {"output": lambda: layer.forward(x), "grad_x": back}


def images(name: str, shape: tuple[int, ...], kernel_size: int, stride: int | None = None, **how: Any) -> Case:
    """A case with random images and a random gradient; no two numbers are equal unless `levels` says so.

    levels: draw whole numbers below it. shift: added to every number.
    """
    levels, shift = how.get("levels"), how.get("shift", 0.0)
    step = stride or kernel_size
    sides = [(side - kernel_size) // step + 1 for side in shape[2:]]

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        x = rng.normal(size=shape) if levels is None else rng.integers(levels, size=shape).astype(float)
        grad_output = rng.normal(0.5, 1.0, (*shape[:2], *sides))
        return {"x": x + shift, "grad_output": grad_output, "kernel_size": kernel_size, "stride": stride}

    return Case(name, draw)
