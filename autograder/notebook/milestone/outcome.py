"""What a milestone reached, and its picture."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explore.style import INK, NEGATIVE, POSITIVE, panels
from layerwise.arguments import FloatArray, IntArray
from layerwise.nn import Module

from .training import labels, right

_GAP = 3  # pixels between two digits, for the name


class Outcome(NamedTuple):
    """What a network reached.

    reached: the fraction that is right. holds: what has to be true besides. figure: drawn, and not shown yet
    alt: what is to be seen in it
    """

    reached: float
    holds: bool
    figure: Figure
    alt: str


def reads_digits(model: Module, losses: list[float], X: FloatArray, y: IntArray) -> Outcome:
    """The loss on the way, and digits that the network has not seen, with the names that it gives them."""
    named, reached = labels(model, X), right(model, X, y)
    figure, (axis, below) = panels(2)
    axis.plot(losses, color=INK, linewidth=0.8)
    axis.set(xlabel="update", ylabel="loss (nats)", ylim=(0, None))
    show_digits(below, X, named, y)
    below.set_title(f"{reached:.2f} of the new digits right")
    last = np.mean(losses[-20:])
    alt = f"Left, the loss falls from {losses[0]:.1f} to {last:.2f}. Right, fifteen new digits and the names they get."
    return Outcome(reached, True, figure, alt)


def show_digits(axis: Axes, X: FloatArray, named: IntArray, y: IntArray) -> None:
    """The first fifteen images in three rows, each with the name that it was given; wrong names in orange."""
    side = round(X[0].size ** 0.5)
    step = side + max(_GAP, side // 3)
    pixels = np.zeros((3 * step, 5 * step))
    for i, image in enumerate(X[:15]):
        top, left = (i // 5) * step, (i % 5) * step
        pixels[top : top + side, left : left + side] = image.reshape(side, side)
        colour = POSITIVE if named[i] == y[i] else NEGATIVE
        axis.text(left + side, top + side / 2, str(named[i]), color=colour, va="center", fontsize=9)
    axis.imshow(pixels, cmap="gray_r", vmin=0)
    axis.set(xticks=[], yticks=[])
    for spine in axis.spines.values():
        spine.set_visible(False)
