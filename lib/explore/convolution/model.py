"""What the convolution explorer knows: one image, one kernel of 3 × 3, a trained network, and pooling.

No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from layerwise.arguments import FloatArray, one_of, real_number, whole_number
from layerwise.functional.conv_output_size import conv_output_size

from . import goals, own_parts
from .digit_net import FILTERS, Reading, kernels, read
from .goals import VIEWS, WINDOW
from .images import SEVEN, SIDE, digits, photographs
from .own_parts import Result
from .sentences import sentence
from .unit import Unit

DIGIT, DRAWN, TEMPLE, FLOWER, LOADED = "digit", "drawn", "temple", "flower", "loaded"
IMAGES = (DIGIT, DRAWN, TEMPLE, FLOWER, LOADED)
STRIDES, PADDINGS, POOLS, SHIFTS = (1, 2, 3, 4), (0, 1, 2), (2, 3, 4), (0, 1, 2, 3)
LARGEST = 100.0  # no number of the kernel is farther from 0
PAPER = 4  # pixels around a small image before it is shifted, so that nothing falls off

Kernel = tuple[float, ...]

PRESETS: dict[str, Kernel] = {
    "identity": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "blur": (1 / 9,) * 9,
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "edges": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
    "vertical edges": (-1, 0, 1, -2, 0, 2, -1, 0, 1),
    "horizontal edges": (-1, -2, -1, 0, 0, 0, 1, 2, 1),
}
LEARNED = tuple(f"learned {number}" for number in range(1, FILTERS + 1))


@cache  # there are fourteen
def preset(name: str) -> Kernel:
    """Return a preset's kernel, row by row; "learned 1" and so on are the trained network's first kernels."""
    one_of(name, "kernel", (*PRESETS, *LEARNED))
    if name in PRESETS:
        return PRESETS[name]
    return tuple(float(number) for number in kernels()[LEARNED.index(name)].ravel().round(2))


@dataclass(frozen=True, eq=False)
class ConvolutionModel:
    """An image, a kernel, the place of its window, a unit of the network, and the size of a pooling window.

    show: one of VIEWS. image: one of IMAGES. digit: which one, 0 to 9. drawn: 64 pixels of 0 or 1, row by row.
    loaded: brightness between 0 and 1, (H, W), or None. kernel: nine numbers, row by row. stride, padding: of the
    convolution. row, column: of the output, whose window is shown; the last one where the output is smaller.
    unit: whose number is explained, or None. pool: the pooling window's side, and its stride. shift: to the right.

    >>> model = ConvolutionModel(stride=2, padding=1)
    >>> model.pixels.shape, model.output.shape
    ((8, 8), (4, 4))
    >>> bool(np.isclose(model.products.sum(), model.output[model.place]))
    True
    """

    show: str = WINDOW
    image: str = DIGIT
    digit: int = 3
    drawn: tuple[int, ...] = SEVEN
    loaded: FloatArray | None = None
    kernel: Kernel = PRESETS["blur"]
    stride: int = 1
    padding: int = 0
    row: int = 2
    column: int = 2
    unit: Unit | None = None
    pool: int = 2
    shift: int = 1

    def __post_init__(self) -> None:
        one_of(self.show, "show", VIEWS)
        one_of(self.image, "image", IMAGES)
        if whole_number(self.digit, "digit", at_least=0) > 9:
            raise ValueError(f"digit must be at most 9, got {self.digit}")
        if len(self.drawn) != SIDE * SIDE or any(pixel not in (0, 1) for pixel in self.drawn):
            raise ValueError(f"drawn must be {SIDE * SIDE} pixels of 0 or 1, row by row, got {self.drawn!r}")
        if len(self.kernel) != 9:
            raise ValueError(f"kernel must be nine numbers, row by row, got {self.kernel!r}")
        for place, number in enumerate(self.kernel):
            real_number(number, f"kernel[{place}]", at_least=-LARGEST, at_most=LARGEST)
        for name, possible in (("stride", STRIDES), ("padding", PADDINGS), ("pool", POOLS), ("shift", SHIFTS)):
            if whole_number(getattr(self, name), name, at_least=0) not in possible:
                raise ValueError(f"{name} must be one of {', '.join(map(str, possible))}; got {getattr(self, name)}")
        whole_number(self.row, "row", at_least=0)
        whole_number(self.column, "column", at_least=0)
        if self.unit is not None:
            Unit(*self.unit).checked()
        if self.loaded is None:
            if self.image == LOADED:
                raise ValueError("no image has been loaded yet: press “load an image” and choose a PNG or a JPEG file")
        elif np.ndim(self.loaded) != 2 or min(np.shape(self.loaded)) < SIDE:
            raise ValueError(f"loaded must have shape (H, W), each at least {SIDE}, got {np.shape(self.loaded)}")

    @property
    def pixels(self) -> FloatArray:
        """The image, (H, W) between 0 and 1."""
        if self.image == LOADED:
            assert self.loaded is not None  # __post_init__ has seen to it
            return self.loaded
        if self.image == DRAWN:
            return np.array(self.drawn, dtype=np.float64).reshape(SIDE, SIDE)
        return digits()[self.digit] if self.image == DIGIT else photographs()[int(self.image == FLOWER)]

    @property
    def weights(self) -> FloatArray:
        """The kernel, (3, 3)."""
        return np.array(self.kernel, dtype=np.float64).reshape(3, 3)

    @property
    def padded(self) -> FloatArray:
        """The image with `padding` rows and columns of zeros around it."""
        return np.pad(self.pixels, self.padding)

    @cached_property
    def convolved(self) -> Result:
        """The image's convolution with the kernel, (H_out, W_out), and whose function made it."""
        return own_parts.convolved(self.pixels, self.weights, self.stride, self.padding)

    @property
    def output(self) -> FloatArray:
        """The image's convolution with the kernel: (H_out, W_out)."""
        return self.convolved.value

    @property
    def output_size(self) -> tuple[int, int]:
        """(H_out, W_out)."""
        H, W = self.pixels.shape
        return conv_output_size(H, 3, self.stride, self.padding), conv_output_size(W, 3, self.stride, self.padding)

    @property
    def place(self) -> tuple[int, int]:
        """The output's row and column whose window is shown."""
        H_out, W_out = self.output_size
        return min(self.row, H_out - 1), min(self.column, W_out - 1)

    @property
    def patch(self) -> FloatArray:
        """The pixels under the window, (3, 3)."""
        row, column = (self.stride * place for place in self.place)
        return self.padded[row : row + 3, column : column + 3]

    @property
    def products(self) -> FloatArray:
        """Each pixel under the window times the kernel's number, (3, 3); their sum is the output at `place`."""
        return self.patch * self.weights

    @property
    def flat_gives_0(self) -> bool:
        """Whether the kernel gives 0 to pixels that are all alike; presets and typed fractions may round."""
        return any(self.kernel) and abs(sum(self.kernel)) < 1e-6

    @cached_property
    def _read(self) -> tuple[Reading, tuple[str, ...]]:
        whose: dict[str, None] = {}  # an ordered set

        def noted(result: Result) -> FloatArray:
            whose[result.whose] = None
            return result.value

        reading = read(
            self.pixels,
            lambda x, weight, bias: noted(own_parts.layer(x, weight, bias)),
            lambda x: noted(own_parts.max_pooled(x, 2)),
        )
        return reading, tuple(whose)

    @property
    def reading(self) -> Reading:
        """What the trained network makes of the image."""
        return self._read[0]

    @property
    def readers(self) -> tuple[str, ...]:
        """Whose layers have read it, in words."""
        return self._read[1]

    @property
    def chosen(self) -> Unit | None:
        """The unit that is explained, or the nearest one that the image has; None if there is none."""
        return None if self.unit is None else Unit(*self.unit).inside(self.reading)

    def shifted(self, shift: int) -> FloatArray:
        """Return the image moved to the right by `shift` pixels.

        A digit or a drawing lies on a larger sheet of paper, so that nothing of it falls off. A photograph has no paper
        around it: what comes in at the left is its first column again.
        """
        image = np.pad(self.pixels, PAPER) if self.image in (DIGIT, DRAWN) else self.pixels
        return np.pad(image, ((0, 0), (shift, 0)), mode="edge")[:, : image.shape[1]]

    def pooled(self, shift: int) -> Result:
        """Return the largest pixel of each pool × pool window of the shifted image."""
        return _flat(own_parts.max_pooled(self.shifted(shift)[None, None], self.pool))

    def averaged(self, shift: int) -> Result:
        """Return the mean of each pool × pool window of the shifted image."""
        return _flat(own_parts.averaged(self.shifted(shift)[None, None], self.pool))

    @cached_property
    def changes(self) -> dict[str, FloatArray]:
        """How much a shift changes the pixels, their max pool and their average pool, one number for each shift.

        The change is the size of the difference (root of the sum of squares) over the size of what was there: 0 says
        that nothing has changed, 1 that the difference is as large as the thing itself. All 0 for an empty image.
        """
        ways: dict[str, Callable[[int], FloatArray]] = {
            "pixels": self.shifted,
            "max pool": lambda shift: self.pooled(shift).value,
            "average pool": lambda shift: self.averaged(shift).value,
        }
        changes = {}
        for name, way in ways.items():
            before, *_ = seen = [way(shift) for shift in SHIFTS]
            size = float(np.sqrt((before**2).sum())) or 1.0
            changes[name] = np.array([np.sqrt(((after - before) ** 2).sum()) / size for after in seen])
        return changes

    @property
    def goal(self) -> str:
        """What to try in the view that is shown."""
        return goals.GOALS[self.show]

    @property
    def reached(self) -> bool:
        """Whether this setting reaches it."""
        return goals.reached(self)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        return sentence(self)


def _flat(result: Result) -> Result:
    return Result(result.value[0, 0], result.whose)
