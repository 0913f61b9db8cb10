"""What a notebook is told of a figure: its takeaway in a sentence, sharper pixels, and its size on the page.

The place for a picture's alternative text is the output's metadata. JupyterLab and most pages made by nbconvert do not
look there (November 2026). So the sentence also stands before the figure, where only screen readers meet it, with a
line of script that gives it to the picture. On a dark page the picture stays white, on a card with round corners: what
is stored is one picture for every reader, and turning its colours round would turn their meaning round.
"""

from __future__ import annotations

from base64 import b64decode
from html import escape
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib as mpl
from IPython import get_ipython
from IPython.core.pylabtools import print_figure
from IPython.display import display
from matplotlib.backends.registry import backend_registry
from matplotlib.figure import Figure
from PIL import Image

DPI = 144  # of the pictures; `figure.dpi` says how large they are on the page
_UNSEEN = "position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%)"
# The figure comes later, maybe with printed lines in between. Once it has the sentence, nobody is told twice.
_GIVE = """<script>{
  const sentence = document.currentScript.previousElementSibling;
  const give = times => {
    const outputs = [...(sentence.closest('.jp-OutputArea')?.querySelectorAll('.jp-RenderedImage img') ?? [])];
    const picture = outputs.find(one => sentence.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (picture) {
      picture.alt = sentence.textContent;
      picture.style.cssText += 'background: #fff; padding: 6px; border-radius: 8px';
      sentence.remove();
    }
    else if (times) setTimeout(give, 200, times - 1);
  };
  setTimeout(give, 0, 50);
}</script>"""

_takeaways: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()


def describe(takeaway: str) -> None:
    """Give the current figure its alternative text: one sentence that says what is to be seen, with its numbers.

    Call it before `plt.show()`. Raises ValueError for an empty text, and when there is no figure.
    """
    from matplotlib import pyplot as plt

    if not isinstance(takeaway, str) or not takeaway.strip():
        raise ValueError(f"describe takes a sentence that says what the figure shows, got {takeaway!r}")
    if not plt.get_fignums():
        raise ValueError("describe found no figure: call it after drawing and before plt.show()")
    show_figures_well()
    _takeaways[plt.gcf()] = takeaway.strip()
    display(_Unseen(takeaway.strip()))


def show_figures_well() -> None:
    """Let this notebook show matplotlib's figures at DPI, with their takeaways. Outside of IPython it does nothing."""
    shell = get_ipython()
    if shell is None:
        return
    # When it is loaded, a notebook's backend registers its own way to show figures: let it be first.
    backend_registry.load_backend_module(mpl.get_backend())
    formatters = shell.display_formatter.formatters
    formatters["image/png"].for_type(Figure, _png)
    formatters["text/plain"].for_type(Figure, lambda figure, printer, _: printer.text(_in_words(figure)))


class _Unseen:
    """A sentence for those who listen to a page."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __repr__(self) -> str:
        return ""

    def _repr_html_(self) -> str:
        return f'<div style="{_UNSEEN}">{escape(self.sentence)}</div>{_GIVE}'


def _png(figure: Figure) -> tuple[str, dict[str, Any]] | None:
    """The picture in base64, and what a page is told of it; nothing for a figure without axes."""
    content = print_figure(figure, fmt="png", base64=True, dpi=DPI)
    if content is None:
        return None
    size = Image.open(BytesIO(b64decode(content))).size
    width, height = (round(pixels * figure.dpi / DPI) for pixels in size)
    alt = {"alt": _takeaways[figure]} if figure in _takeaways else {}
    return content, {**alt, "height": height, "width": width}


def _in_words(figure: Figure) -> str:
    return f"Figure: {_takeaways[figure]}" if figure in _takeaways else repr(figure)
