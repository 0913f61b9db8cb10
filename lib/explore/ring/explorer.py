"""The ring explorer: what a generator makes of noise, what the discriminator thinks of every place, and who is ahead.

Left, the eight clouds, the samples, and D's verdict as a colour; right, how many samples lie at each cloud.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from layerwise.datasets import ring_centres
from layerwise.functional.activations import sigmoid
from layerwise.generation import nearest_centres
from layerwise.generation.ring_game import RADIUS

from ..style import INK, ORANGE_BLUE, POSITIVE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import slider, stops
from ..widgets.explorer import Explorer
from .model import EDGE, NOISES, RATES, SEEDS, SIDE, STEPS, WIDTHS, RingModel

_LEAST = 0.02  # from which share on a cloud counts as found

LEGEND = (
    "Left: circles are the eight clouds of the data, dots a thousand samples of the generator; the ground is blue "
    "where the discriminator takes a point for real, and orange where for fake. Right: the share of the samples at "
    "each cloud, counted against the clock from the right one; the dotted line is the 2 % from which it counts as "
    "found, the dashed one a fair eighth. More steps go on from where the game was; other settings begin a new one, "
    "and a long one takes some seconds."
)


class RingExplorer(Explorer[RingModel]):
    """Train a generator and a discriminator on the ring, with learning rates, noise, and their draws in your hands.

    step: what trains both once. coverage: what counts the clouds that are found. Your own gan_step and mode_coverage
    where they have passed, if none is given. on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        step: Callable[..., Any] | None = None,
        coverage: Callable[..., Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = RingModel(step=step, coverage=coverage)
        controls = {
            "steps": stops("steps", model.steps, list(STEPS)),
            "z": stops("numbers of noise for G", model.z, list(WIDTHS)),
            "lr_g": stops("learning rate of G", model.lr_g, list(RATES)),
            "lr_d": stops("learning rate of D", model.lr_d, list(RATES)),
            "noise": stops("noise on what D sees, fading", model.noise, list(NOISES)),
            "seed": slider("draws", model.seed, 0, SEEDS - 1),
        }
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[4.2, 3.6], height=3.9)
        plane, bars = figure.axes
        with styled():
            self._verdict = plane.imshow(
                np.zeros((SIDE, SIDE)), extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower", cmap=ORANGE_BLUE, vmin=0,
                vmax=1, alpha=0.55, interpolation="bilinear",
            )  # fmt: skip
            plane.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xlabel="x", ylabel="y", aspect="equal")
            centres = ring_centres()
            self._clouds = plane.scatter(
                centres[:, 0], centres[:, 1], s=150, facecolors="none", edgecolors=INK, linewidths=1.0
            )
            (self._samples,) = plane.plot([], [], ".", color=INK, markersize=2.5, alpha=0.6)
            bars.set(xlim=(0.4, 8.6), ylim=(0, 0.52), xlabel="cloud", ylabel="share of the samples", xticks=range(1, 9))
            bars.axhline(1 / 8, color=ZERO, linewidth=0.9, linestyle="--")
            self._bars = list(bars.bar(range(1, 9), np.zeros(8), color=ZERO, edgecolor=INK, linewidth=0.6))
            self._over = [bars.text(k, 0.5, "", ha="center", va="top", fontsize=8) for k in range(1, 9)]
            self._line = bars.axhline(_LEAST, color=INK, linewidth=0.9, linestyle=":")
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(self._verdict, self._clouds, self._samples, *self._bars, *self._over, self._line, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model."""
        model, moment = self.model, self.model.moment
        self._verdict.set_data(sigmoid(moment.logits.astype(float)).reshape(SIDE, SIDE))
        self._samples.set_data(*moment.samples.T)
        nearest, near = nearest_centres(moment.samples, ring_centres(), RADIUS)
        shares = np.bincount(nearest[near], minlength=8) / len(near)
        for bar, text, share in zip(self._bars, self._over, shares, strict=True):
            found = share >= _LEAST
            bar.set(height=share, facecolor=POSITIVE if found else ZERO, hatch="//" if found else "")
            text.set_text(f"{share:.2f}" if share > 0.52 else "")
        modes, close = model.found
        self._titles[0].set_text(f"after {model.steps} steps")
        self._titles[1].set_text(f"{modes} of 8 found, {close:.0%} near")
