"""The code explorer: how often symbols come and what their words take them for, the budget, and the average price.

Left, p and 2**-bits side by side; in the middle, the budget that the words share; right, entropy and average length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from layerwise.arguments import FloatArray

from ..style import CYCLE, INK, NEGATIVE
from ..widgets.canvas import PersistentFigure, heading, styled
from ..widgets.controls import choice, slider
from ..widgets.explorer import Explorer
from .model import ANY, LONGEST, SHORTEST, SOURCES, SYMBOLS, WHOLE, CodeModel

LIST = CYCLE[1]  # the colour of the price list q
WIDTH = 0.36  # of a bar, where symbols are 1 apart
FARTHEST = 4.2  # bits: the axis of the averages

LEGEND = (
    "Left: how often a symbol comes, p (full), and what its word takes it for, 2 to the power of minus its bits "
    "(hatched). Middle: what each word takes of the budget of 1; beyond it there are no such words. Right: the entropy "
    "and the average length of a word; what lies beyond the axis is drawn at its end."
)


def bar(axes: Axes, corner: tuple[float, float], size: tuple[float, float], colour: str, hatch: str = "") -> Rectangle:
    """Put a bar into the axes, filled with the colour or hatched in it."""
    made = Rectangle(corner, *size, facecolor="w" if hatch else colour, edgecolor=colour, hatch=hatch)
    axes.add_patch(made)
    return made


class CodeExplorer(Explorer[CodeModel]):
    """Give each of four symbols a word of some length, and watch budget and price.

    source: a name in explore.code.model.SOURCES. words: "whole bits" or "any length".
    length_of: works out the average length; your own code_length where it has passed, if none is given.
    on_goal: called once, with the goal's text, when the goal is reached.
    """

    def __init__(
        self,
        source: str = "weather",
        words: str = WHOLE,
        length_of: Callable[[FloatArray, FloatArray], Any] | None = None,
        on_goal: Callable[[str], None] | None = None,
    ) -> None:
        model = CodeModel(source, words, length_of=length_of)
        controls = {
            "source": choice("source", list(SOURCES), source),
            "words": choice("words of", [WHOLE, ANY], words),
        }
        for name, symbol in zip("abcd", SYMBOLS, strict=True):
            controls[name] = slider(f"bits for {symbol}", getattr(model, name), SHORTEST, LONGEST, step=0.1)
        super().__init__(model, controls, LEGEND, on_goal)

    def build(self) -> PersistentFigure:
        """Return a new figure with every artist in it."""
        figure = PersistentFigure(widths=[3.4, 3.0, 3.4])
        symbols, budget, price = figure.axes
        with styled():
            symbols.set(xlim=(-0.6, 3.6), ylim=(0, 1), ylabel="probability")
            symbols.set_xticks(range(4), list(SYMBOLS))
            symbols.text(0.98, 0.93, "p: how often", color=INK, ha="right", transform=symbols.transAxes)
            symbols.text(0.98, 0.84, "list: 2 ** -bits", color=LIST, ha="right", transform=symbols.transAxes)
            self._often = [bar(symbols, (i - WIDTH, 0), (WIDTH, 0), INK) for i in range(4)]
            self._taken = [bar(symbols, (i, 0), (WIDTH, 0), LIST, "///") for i in range(4)]

            budget.set(xlim=(0, 2), ylim=(-0.6, 3.6), xlabel="budget", ylabel="word of")
            budget.set_yticks(range(4), list(SYMBOLS))
            budget.invert_yaxis()
            budget.axvline(1, color=INK, linestyle=":", linewidth=1.2)
            self._shares = [bar(budget, (0, i - WIDTH), (0, 2 * WIDTH), LIST, "///") for i in range(4)]

            price.set(xlim=(0, FARTHEST), ylim=(-0.6, 1.6), xlabel="bits a symbol")
            price.set_yticks([0, 1], ["entropy", "length"])
            price.invert_yaxis()
            looks = enumerate(((INK, ""), (LIST, "///")))
            self._prices = [bar(price, (0, i - WIDTH), (0, 2 * WIDTH), colour, hatch) for i, (colour, hatch) in looks]
            (self._least,) = price.plot([], [], color=INK, linestyle=":", linewidth=1.2)
            self._titles = [heading(axes) for axes in figure.axes]
        figure.moving(*self._often, *self._taken, *self._shares, *self._prices, self._least, *self._titles)
        return figure

    def draw(self) -> None:
        """Change the moving artists so that they show the model, and let the sliders go by whole bits or by tenths."""
        model = self.model
        for name in "abcd":
            self.controls[name].step = 1.0 if model.words == WHOLE else 0.1
        for often, taken, p, q in zip(self._often, self._taken, model.p, model.q, strict=True):
            often.set_height(p)
            taken.set_height(q)
        colour, start = LIST if model.possible else NEGATIVE, 0.0
        for share, q in zip(self._shares, model.q, strict=True):
            share.set(x=start, width=q, edgecolor=colour)
            start += q
        self._prices[0].set_width(model.entropy)
        self._prices[1].set(width=min(model.length, FARTHEST) if model.possible else 0.0)
        self._least.set_data([model.entropy] * 2, [-0.6, 1.6])
        self._titles[0].set_text(f"{model.source}, words of {model.words}")
        self._titles[0].set_color(INK)
        self._titles[1].set_text(f"budget used: {model.budget:.3f}")
        above = f"{max(model.length - model.entropy, 0.0):.3f} bit above the entropy"
        self._titles[2].set_text(above if model.possible else "no such words")
