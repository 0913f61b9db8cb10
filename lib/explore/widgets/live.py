"""A widget, and what stands in its place where it cannot live.

A saved notebook that is opened again has no kernel behind its widgets, and a printed page has no widgets at all. So
a still comes first, a picture and a few words; the widget takes it out of sight as long as it lives. Where it does
not, Jupyter would write "model not found"; the still hides that.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

import ipywidgets
from IPython.display import display

from ..audience import Audience, audience

_STILL, _PICTURED, _LIVE = "layerwise-still", "layerwise-pictured", "layerwise-live"
_OUTPUT = ".jp-OutputArea-child"
_HIDE_STILL = f"""<style>
{_OUTPUT}:has(.{_STILL}):has(+ {_OUTPUT} .{_LIVE}),
{_OUTPUT}:has(+ {_OUTPUT} .{_PICTURED}):has(+ * + {_OUTPUT} .{_LIVE}) {{ display: none }}
</style>"""
# Of the outputs that follow a still, a widget that could not be found has this class and no live one inside.
_HIDE_ERROR = f"""<style>
{_OUTPUT}:has(.{_STILL}) + {_OUTPUT}:has(> .jupyter-widgets):not(:has(.{_LIVE})) {{ display: none }}
</style>"""
_VIEW = "application/vnd.jupyter.widget-view+json"


def show_live(widget: Any, words: str, then: str, picture: bytes | None = None, legend: str = "") -> None:
    """Display a widget where it can live, and where it cannot the picture, the words, and what to do.

    words: what the widget shows or asks, also the picture's alternative text. then: such as "Run this cell to play."
    picture: a PNG. legend: what its marks mean.
    """
    looks_on = audience()
    if looks_on is Audience.EDITOR:
        # It has rules of its own for what it shows; two outputs would be two pictures.
        display(one_of(widget, words, picture, _still(words, then, False, legend)))
        return
    if picture is not None:
        display(Forms({"image/png": _encoded(picture), "text/plain": words}, {"image/png": {"alt": words}}))
    display(Forms({"text/html": _still(words, then, picture is not None, legend), "text/plain": f"{words} {then}"}))
    if looks_on is Audience.JUPYTER:
        living = ipywidgets.VBox([widget, ipywidgets.HTML(_HIDE_STILL, layout={"display": "none"})])
        living.add_class(_LIVE)
        display({_VIEW: living._repr_mimebundle_()[_VIEW]}, raw=True)


class Forms:
    """One thing in several forms, of which a page shows the best that it can."""

    def __init__(self, data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self.data, self.metadata = data, metadata or {}

    def __repr__(self) -> str:
        return str(self.data["text/plain"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.data, self.metadata


def one_of(widget: Any, words: str, picture: bytes | None = None, html: str = "") -> Forms:
    """The widget and what stands for it, as forms of one thing."""
    instead = {"image/png": _encoded(picture)} if picture is not None else {"text/html": html}
    about = {"image/png": {"alt": words}} if picture is not None else {}
    return Forms({_VIEW: widget._repr_mimebundle_()[_VIEW], **instead, "text/plain": words}, about)


def _encoded(picture: bytes) -> str:
    return b64encode(picture).decode("ascii")


def _still(words: str, then: str, pictured: bool, legend: str) -> str:
    classes = f"{_STILL} {_PICTURED}" if pictured else _STILL
    marks = f"<details><summary>What the marks mean</summary>{escape(legend)}</details>" if legend else ""
    return f'<div class="{classes}">{escape(words)} <em>{escape(then)}</em>{marks}</div>{_HIDE_ERROR}'
