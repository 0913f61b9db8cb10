"""The three figures of the convolution explorer, each with a `figure` and a `draw(model)`."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from ..style import CYCLE, DASHES, INK, ORANGE_BLUE, ZERO
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.image_axes import COLUMNS, fit, frames, outlined, picture, sheet, signed, two, widen, without_axes
from .digit_net import FILTERS
from .digit_net import MAPS as SECOND_MAPS
from .model import SHIFTS, ConvolutionModel
from .numbers import written

HEIGHT = 3.5
NEAR, FAR = 0.5, 2.0  # where the axis of the changes ends: for small ones, and for all others


class WindowView:
    """The image with the window, the nine products, and the output."""

    def __init__(self) -> None:
        self.figure = PersistentFigure(widths=[3.1, 3.7, 3.1], height=HEIGHT)
        self._drawn: tuple[Any, ...] = ()  # the sizes that the axes fit
        image, products, output = self.figure.axes
        with styled():
            for axes in (image, output):
                axes.set(xlabel="column", ylabel="row")
                for axis in (axes.xaxis, axes.yaxis):
                    axis.set_major_locator(MaxNLocator(6, integer=True))
            without_axes(products)
            products.set(xlim=(-0.5, 2.5), ylim=(3.1, -0.5))  # the sum stands below the cells
            self._image = picture(image, cmap="gray", vmin=0, vmax=1)
            (self._edge,) = image.plot([], [], color=CYCLE[5], linestyle="--", linewidth=1)
            self._products = picture(products, cmap=ORANGE_BLUE)
            self._products.set_extent((-0.5, 2.5, 2.5, -0.5))
            products.set_aspect("auto")  # the products need wide cells
            self._cells = [
                products.text(place % 3, place // 3, "", ha="center", va="center", fontsize=8.5, linespacing=1.5)
                for place in range(9)
            ]
            self._sum = products.text(1, 2.58, "", ha="center", va="top", fontsize=9, linespacing=1.25)
            self._output = picture(output, cmap=ORANGE_BLUE)
            self._frames = [frame for axes in (image, output) for frame in frames(axes)]
            self._titles = [heading(axes) for axes in self.figure.axes]
        self.figure.moving(
            self._image, self._edge, self._products, *self._cells, self._sum, self._output, *self._frames,
            *self._titles,
        )  # fmt: skip

    def draw(self, model: ConvolutionModel) -> None:
        """Change the moving artists so that they show the model."""
        (H, W), p, (H_out, W_out), (row, column) = model.pixels.shape, model.padding, model.output_size, model.place
        sizes = (H, W, p, H_out, W_out)
        if sizes != self._drawn:
            self._drawn = sizes
            fit(self._image, (-p - 0.5, W + p - 0.5, H + p - 0.5, -p - 0.5))
            fit(self._output, (-0.5, W_out - 0.5, H_out - 0.5, -0.5))
            self.figure.redraw_all()
        self._image.set_data(model.padded)
        left, right, bottom, top = -0.5, W - 0.5, H - 0.5, -0.5
        self._edge.set_data(*([[left, right, right, left, left], [top, top, bottom, bottom, top]] if p else [[], []]))
        output, products = model.output, model.products
        self._products.set_data(products)
        signed(self._products, 1.7 * np.abs(products).max())  # pale enough to be read on
        self._output.set_data(output)
        signed(self._output, np.abs(output).max())
        for cell, pixel, number, product in zip(
            self._cells, model.patch.ravel().tolist(), model.kernel, products.ravel().tolist(), strict=True
        ):
            cell.set_text(f"{pixel:.2f} × {written(number)}\n= {two(product)}")
        terms = [two(product) if product > -0.005 else f"({two(product)})" for product in products.ravel().tolist()]
        rows = [" + ".join(terms[start : start + 3]) for start in (0, 3, 6)]
        self._sum.set_text(f"{rows[0]}\n+ {rows[1]}\n+ {rows[2]} = {two(products.sum())}")
        first = (column * model.stride - p - 0.5, row * model.stride - p - 0.5)
        for frame, place, side in zip(
            self._frames, (first, first, *[(column - 0.5, row - 0.5)] * 2), (3, 3, 1, 1), strict=True
        ):
            frame.set_bounds(*place, side, side)
        self._titles[0].set_text(f"{model.image}, {H} × {W}" + (f", padding {p}" if p else ""))
        self._titles[1].set_text(f"pixel × kernel: sum {two(products.sum())}")
        self._titles[2].set_text(f"output {H_out} × {W_out}: {two(output.min())} to {two(output.max())}")


class MapView:
    """The image, what the trained network's two convolutions make of it, and the digit that it reads."""

    def __init__(self) -> None:
        self.figure = PersistentFigure(widths=[2.0, 3.6, 2.4, 1.9], height=HEIGHT)
        self._drawn: tuple[int, ...] = ()
        image, first, second, digits = self.figure.axes
        with styled():
            for axes in (image, first, second):
                without_axes(axes)
                widen(axes)
            self._image = picture(image, cmap="gray", vmin=0, vmax=1)
            self._first, self._second = picture(first, vmin=0), picture(second, vmin=0)
            numbers = [
                first.text(number % COLUMNS + 0.05, number // COLUMNS + 0.05, str(number + 1), color="w", va="top",
                           fontsize=8.5, path_effects=[withStroke(linewidth=1.5, foreground=INK)])
                for number in range(FILTERS)
            ]  # fmt: skip
            digits.set(xlim=(0, 1), ylim=(9.6, -0.6), xlabel="probability", ylabel="digit", xticks=[0, 0.5, 1])
            digits.set_yticks(range(10))
            self._bars = list(digits.barh(range(10), np.zeros(10), color=INK, height=0.7))
            self._titles = [heading(axes) for axes in self.figure.axes]
        self.figure.moving(self._image, self._first, self._second, *numbers, *self._bars, *self._titles)

    def draw(self, model: ConvolutionModel) -> None:
        """Change the moving artists so that they show the model."""
        reading, (H, W) = model.reading, model.pixels.shape
        if self._drawn != (H, W):
            self._drawn = (H, W)
            fit(self._image, (-0.5, W - 0.5, H - 0.5, -0.5))
            for maps, count in ((self._first, FILTERS), (self._second, SECOND_MAPS)):
                fit(maps, (0, COLUMNS, count // COLUMNS, 0), aspect=H / W)
            self.figure.redraw_all()
        self._image.set_data(model.pixels)
        for maps, values in ((self._first, reading.first), (self._second, reading.second)):
            maps.set_data(sheet(values))
            maps.set_clim(0, values.max() or 1.0)
        p = reading.probabilities
        for bar, width in zip(self._bars, np.zeros(10) if p is None else p, strict=True):
            bar.set_width(width)
        self._titles[0].set_text(f"{model.image}, {H} × {W}")
        self._titles[1].set_text(f"first layer, up to {reading.first.max():.2f}")
        self._titles[2].set_text(f"second layer, up to {reading.second.max():.2f}")
        self._titles[3].set_text("no digit read" if p is None else f"reads {p.argmax()}")


class PoolingView:
    """A shifted image, what max pooling makes of it, and how much of the shift is left."""

    def __init__(self) -> None:
        self.figure = PersistentFigure(widths=[2.0, 1.9, 1.9, 1.9, 2.2], height=HEIGHT)
        self._drawn: tuple[Any, ...] = ()
        *pictures, plot = self.figure.axes
        with styled():
            for axes in pictures:
                without_axes(axes)
                widen(axes)
                outlined(axes)
            self._pictures = [picture(axes, cmap="gray", vmin=0, vmax=1) for axes in pictures[:3]]
            self._difference = picture(pictures[3], cmap=ORANGE_BLUE, vmin=-1, vmax=1)
            plot.set(xlim=(-0.2, SHIFTS[-1] + 0.2), xlabel="shift (pixels)", ylabel="change (part of the size)")
            plot.set_xticks(SHIFTS)
            self._lines = {}
            for place, name in enumerate(("pixels", "max pool", "average pool")):
                style = {"color": CYCLE[place], "linestyle": DASHES[place]}
                (self._lines[name],) = plot.plot([], [], marker="os^"[place], markersize=4, linewidth=1.5, **style)
                height = 0.95 - 0.08 * place
                plot.plot([0.04, 0.2], [height] * 2, transform=plot.transAxes, linewidth=1.5, **style)
                plot.text(0.25, height, name, transform=plot.transAxes, va="center", fontsize=8.5, color=CYCLE[place])
            self._now = plot.axvline(0, ymax=0.72, color=ZERO, linestyle=":", linewidth=1.2)
            self._titles = [heading(axes) for axes in self.figure.axes]
        self.figure.moving(*self._pictures, self._difference, self._now, *self._lines.values(), *self._titles)

    def draw(self, model: ConvolutionModel) -> None:
        """Change the moving artists so that they show the model."""
        shown = [model.shifted(model.shift), model.pooled(0).value, model.pooled(model.shift).value]
        changes = model.changes
        top = FAR if max(values.max() for values in changes.values()) > 0.6 * NEAR else NEAR
        sizes = (shown[0].shape, shown[1].shape, top)
        if sizes != self._drawn:
            self._drawn = sizes
            for image, values in zip((*self._pictures, self._difference), (*shown, shown[1]), strict=True):
                fit(image, (0, values.shape[1], values.shape[0], 0))
            self.figure.axes[-1].set_ylim(0, top)
            self.figure.redraw_all()
        for image, values in zip((*self._pictures, self._difference), (*shown, shown[2] - shown[1]), strict=True):
            image.set_data(values)
        for name, line in self._lines.items():
            line.set_data(SHIFTS, np.minimum(changes[name], top))
        self._now.set_xdata([model.shift] * 2)
        texts = (f"shifted by {model.shift}", f"max pool {model.pool} × {model.pool}", "the same, shifted")
        for title, text in zip(self._titles, (*texts, "difference", "change"), strict=True):
            title.set_text(text)
