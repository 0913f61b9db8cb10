"""The networks that benchmarks train, as layerwise and as PyTorch build them, from one list of layers each."""

from __future__ import annotations

from typing import Any, NamedTuple


class Network(NamedTuple):
    """layers: (name, arguments) for both libraries' `nn`. shape: of a batch of inputs, the batch first."""

    layers: list[tuple[Any, ...]]
    shape: tuple[int, ...]

    def build(self, nn: Any, **options: Any) -> Any:
        """Return the network, from layerwise.nn or torch.nn; options, such as dtype, go to layers with parameters."""
        made = []
        for name, *arguments in self.layers:
            keywords = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            made.append(getattr(nn, name)(*arguments, **keywords, **(options if name in ("Linear", "Conv2d") else {})))
        return nn.Sequential(*made)


MLP = Network(
    [("Linear", 784, 100), ("ReLU",), ("Linear", 100, 100), ("ReLU",), ("Linear", 100, 10)],
    (128, 784),
)
SIMPLE_CONV_NET = Network(
    [
        *[("Conv2d", 1, 30, 5), ("ReLU",), ("MaxPool2d", 2), ("Flatten",)],
        *[("Linear", 30 * 12 * 12, 100), ("ReLU",), ("Linear", 100, 10)],
    ],
    (100, 1, 28, 28),
)
SMALL_VGG = Network(
    [
        *[("Conv2d", 3, 32, 3, {"padding": 1}), ("ReLU",), ("Conv2d", 32, 32, 3, {"padding": 1}), ("ReLU",)],
        ("MaxPool2d", 2),
        *[("Conv2d", 32, 64, 3, {"padding": 1}), ("ReLU",), ("Conv2d", 64, 64, 3, {"padding": 1}), ("ReLU",)],
        *[("MaxPool2d", 2), ("Flatten",), ("Linear", 64 * 8 * 8, 128), ("ReLU",), ("Linear", 128, 10)],
    ],
    (64, 3, 32, 32),
)
LARGE_IMAGES = Network(
    [
        *[("Conv2d", 3, 16, 3, {"padding": 1}), ("ReLU",), ("Conv2d", 16, 16, 3, {"padding": 1}), ("ReLU",)],
        *[("MaxPool2d", 2), ("Flatten",), ("Linear", 16 * 112 * 112, 10)],
    ],
    (4, 3, 224, 224),
)
