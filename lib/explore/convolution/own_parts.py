"""The convolution and the pooling that the explorer runs: the learner's where they have passed, if they are quick.

A convolution in loops is right and takes a third of a second on a photograph; dragging would crawl. So each part is
first timed on a corner of the image. What would take longer than a frame is left to the library, and it is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray
from layerwise.functional.conv2d import conv2d
from layerwise.nn.avg_pool import AvgPool2d
from layerwise.nn.conv import Conv2d
from layerwise.nn.max_pool import MaxPool2d

from ..own import LIBRARYS, part, said
from ..time_limit import in_time

FRAME = 1 / 60  # seconds
_CORNER = 8  # pixels

Call = Callable[[Any, FloatArray], Any]  # run this function or layer on x (N, C, H, W)
_objections: dict[tuple[Any, ...], str] = {}  # to a part on images of a shape, "" where there is none


@dataclass(frozen=True)
class Result:
    """An array, and whose function or layer has made it, in words."""

    value: FloatArray
    whose: str


def convolved(image: FloatArray, weight: FloatArray, stride: int, padding: int) -> Result:
    """Return the convolution of `image` (H, W) with a kernel (3, 3): by `conv2d_naive` where the learner has it."""
    kernel, bias = weight[None, None], np.zeros(1)

    def call(thing: Any, x: FloatArray) -> Any:
        return thing(x, kernel, bias, stride=stride, padding=padding)

    result = _run("conv2d_naive", conv2d, "conv2d", call, image[None, None])
    return Result(result.value[0, 0], result.whose)


def layer(x: FloatArray, weight: FloatArray, bias: FloatArray) -> Result:
    """Return the convolution of x (N, C, H, W) with weight (F, C, 3, 3) and padding 1: by `Conv2d`."""

    def call(thing: Any, x: FloatArray) -> Any:
        made = thing(weight.shape[1], len(weight), 3, padding=1)
        made.weight.data[...] = weight
        made.bias.data[...] = bias
        return made(x)

    return _run("Conv2d", Conv2d, "Conv2d", call, x)


def max_pooled(x: FloatArray, side: int) -> Result:
    """Return the largest number of each side × side window of x (N, C, H, W): by `MaxPool2d`."""
    return _run("MaxPool2d", MaxPool2d, "MaxPool2d", lambda thing, x: thing(side)(x), x)


def averaged(x: FloatArray, side: int) -> Result:
    """Return the mean of each side × side window of x (N, C, H, W): by `AvgPool2d`."""
    return _run("AvgPool2d", AvgPool2d, "AvgPool2d", lambda thing, x: thing(side)(x), x)


def _run(name: str, library: Any, called: str, call: Call, x: FloatArray) -> Result:
    """Run the learner's part where nothing speaks against it. called: the library's name for what it has instead."""
    own = part(name, library)
    objection = ""
    if own.source != LIBRARYS:
        key = (own.thing, x.shape)
        if key not in _objections:
            _objections[key] = _objection(own.thing, library, call, x)
        objection = _objections[key]
        if not objection:
            try:
                with in_time():
                    return Result(np.asarray(call(own.thing, x), dtype=np.float64), own.whose)
            except Exception as error:  # the learner's code can fail in any way
                objection = _objections[key] = f"raised {said(error)}"
    why = f" (your {name} {objection})" if objection else ""
    return Result(np.asarray(call(library, x), dtype=np.float64), f"the library's {called}{why}")


def _objection(thing: Any, library: Any, call: Call, x: FloatArray) -> str:
    """Try the part on a corner of x, twice, as the first time may have to warm up; return what speaks against it."""
    corner = np.ascontiguousarray(x[..., :_CORNER, :_CORNER])
    times = []
    try:
        for _ in range(2):
            start = perf_counter()
            with in_time():
                made = np.asarray(call(thing, corner.copy()), dtype=np.float64)
            times.append(perf_counter() - start)
    except Exception as error:
        return f"raised {said(error)}"
    expected = np.shape(call(library, corner))
    if made.shape != expected:
        return f"gave the shape {made.shape} instead of {expected}"
    return "is too slow for an image of this size" if min(times) * x.size / corner.size > FRAME else ""
