"""What the architecture explorer computes: networks on paper, layer by layer, and what each costs and sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from layerwise.analysis.conv_cost import conv_cost
from layerwise.analysis.receptive_field import receptive_field
from layerwise.arguments import one_of, whole_number

from ..own_parts import RunsParts

FAMILIES = ("7 × 7 kernels", "5 × 5 kernels", "3 × 3 kernels", "residual, 3 × 3", "bottlenecks")
KERNEL = {"7 × 7 kernels": 7, "5 × 5 kernels": 5}  # 3 in the others
HEADS = ("mean, then 10 scores", "256, 256, then 10 scores")
WIDTHS = (4, 8, 16, 32, 64)
MOST_BLOCKS = 6
SIDE, CLASSES, HIDDEN, EXPANSION = 32, 10, 256, 4
FIELD, FEW = 32, 100_000  # what the goal asks for


class PaperLayer(NamedTuple):
    """A convolution with its normalization, or a linear layer. field: what a number after it sees; 0 in the head."""

    parameters: int
    multiply_adds: int
    field: int


@dataclasses.dataclass(frozen=True)
class ArchitectureModel(RunsParts):
    """A network for images of 3 × 32 × 32: a convolution, three stages of blocks, a head.

    family: what its blocks are made of; two convolutions each, three in a bottleneck. blocks: in each stage, 1 to 6.
    width: channels of the first stage; the second and the third have twice and four times as many, and half and a
    quarter of the sides. head: what comes after them.
    cost: what counts a layer, (in_channels, out_channels, kernel_size, h, w) -> (parameters, multiply_adds);
    None for conv_cost, the learner's where it has passed.

    >>> model = ArchitectureModel("3 × 3 kernels", blocks=1, width=8, head="mean, then 10 scores")
    >>> model.depth, model.field, model.parameters, model.reached
    (8, 25, 19218, False)
    """

    family: str = "5 × 5 kernels"
    blocks: int = 3
    width: int = 32
    head: str = HEADS[1]
    cost: Callable[..., Any] | None = dataclasses.field(default=None, repr=False)

    goal: ClassVar[str] = (
        f"Before the head, one number shall see the whole image, {FIELD} × {FIELD} pixels, and the network have fewer "
        f"than {FEW:,} parameters."
    )

    def __post_init__(self) -> None:
        one_of(self.family, "family", FAMILIES)
        one_of(self.head, "head", HEADS)
        if whole_number(self.blocks, "blocks", at_least=1) > MOST_BLOCKS:
            raise ValueError(f"blocks must be at most {MOST_BLOCKS}, got {self.blocks}")
        if self.width not in WIDTHS:
            raise ValueError(f"width must be one of {', '.join(map(str, WIDTHS))}; got {self.width!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What counts a layer, and what it sees."""
        return {"conv_cost": conv_cost, "receptive_field": receptive_field}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"conv_cost": self.cost}

    def _cost(self, *layer: int) -> tuple[int, int]:
        """Parameters and products of a layer."""
        cost = self.runs["conv_cost"]
        parameters, products = (int(cost.finite(one, ())) for one in cost.apart(cost(*layer), "parameters", "products"))
        return parameters, products

    @cached_property
    def layers(self) -> tuple[PaperLayer, ...]:
        """All layers that learn, in order."""
        k, windows = KERNEL.get(self.family, 3), list[tuple[int, int]]()
        found: list[PaperLayer] = []

        def conv(inputs: int, outputs: int, kernel_size: int, side: int, stride: int = 1, aside: bool = False) -> None:
            parameters, products = self._cost(inputs, outputs, kernel_size, side, side)
            if not aside:
                windows.append((kernel_size, stride))
            # The normalization has a bias of its own in the convolution's place, and a weight.
            field = int(self.runs["receptive_field"].numbers((), list(windows)))
            found.append(PaperLayer(parameters + outputs, products, field))

        conv(3, self.width, k, SIDE)
        channels = self.width
        for stage in range(3):
            middle, side = self.width * 2**stage, SIDE // 2**stage
            outputs = middle * EXPANSION if self.family == "bottlenecks" else middle
            for n in range(self.blocks):
                stride = 2 if stage and n == 0 else 1
                if self.family == "bottlenecks":
                    conv(channels, middle, 1, side * stride)
                    conv(middle, middle, 3, side, stride)
                    conv(middle, outputs, 1, side)
                else:
                    conv(channels, middle, k, side, stride)
                    conv(middle, middle, k, side)
                if self.family in FAMILIES[3:] and channels != outputs:
                    conv(channels, outputs, 1, side, stride, aside=True)
                channels = outputs
        features = channels if self.head == HEADS[0] else channels * (SIDE // 4) ** 2
        widths = [features, CLASSES] if self.head == HEADS[0] else [features, HIDDEN, HIDDEN, CLASSES]
        for inputs, outputs in pairwise(widths):
            parameters, products = self._cost(inputs, outputs, 1, 1, 1)
            found.append(PaperLayer(parameters, products, 0))
        return tuple(found)

    @property
    def depth(self) -> int:
        """How many layers lie one behind the other."""
        in_head = 1 if self.head == HEADS[0] else 3
        return 1 + 3 * self.blocks * (3 if self.family == "bottlenecks" else 2) + in_head

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """How many products one image takes."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def field(self) -> int:
        """The side of the square that one number before the head sees."""
        return max(layer.field for layer in self.layers)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.field >= FIELD and self.parameters < FEW

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        largest = max(self.layers, key=lambda layer: layer.parameters)
        where = "the head" if largest.field == 0 else "a convolution"
        return (
            f"{self.depth} layers of the family “{self.family}”, {self.width} channels at first: {self.parameters:,} "
            f"parameters and {self.multiply_adds / 1e6:,.1f} million products for an image. One number before the head "
            f"sees {self.field} × {self.field} pixels. The largest layer, in {where}, has "
            f"{largest.parameters / max(self.parameters, 1):.0%} of the parameters.{self.runs.said}"
        )
