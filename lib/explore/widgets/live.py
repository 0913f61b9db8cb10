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
_HIDE_ERROR = (
    f"<style>{_OUTPUT}:has(.{_STILL}) + {_OUTPUT}:has(.jupyter-widgets:not(:has(*))) {{ display: none }}</style>"
)


def show_live(widget: Any, words: str, then: str, picture: bytes | None = None) -> None:
    """Display a widget where it can live, and where it cannot the picture, the words, and what to do.

    words: what the widget shows or asks, also the picture's alternative text. then: such as "Run this cell to play."
    picture: a PNG
    """
    looks_on = audience()
    still = {"text/plain": f"{words} {then}", "text/html": _still(words, then, picture is not None)}
    shot = {} if picture is None else {"image/png": b64encode(picture).decode("ascii"), "text/plain": words}
    if looks_on is Audience.EDITOR:
        # It has rules of its own for which of several forms it shows; two outputs would be two pictures.
        instead = shot or still
        display(_Forms({**widget._repr_mimebundle_(), **instead}, _alt(words, shot)))
        return
    if shot:
        display(_Forms(shot, _alt(words, shot)))
    display(_Forms(still))
    if looks_on is Audience.JUPYTER:
        living = ipywidgets.VBox([widget, ipywidgets.HTML(_HIDE_STILL, layout={"display": "none"})])
        living.add_class(_LIVE)
        view = "application/vnd.jupyter.widget-view+json"
        display({view: living._repr_mimebundle_()[view]}, raw=True)


class _Forms:
    """One thing in several forms, of which a page shows the best that it can."""

    def __init__(self, data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self.data, self.metadata = data, metadata or {}

    def __repr__(self) -> str:
        return str(self.data["text/plain"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.data, self.metadata


def _still(words: str, then: str, pictured: bool) -> str:
    classes = f"{_STILL} {_PICTURED}" if pictured else _STILL
    return f'<div class="{classes}">{escape(words)} <em>{escape(then)}</em></div>{_HIDE_ERROR}'


def _alt(words: str, shot: dict[str, str]) -> dict[str, Any]:
    return {"image/png": {"alt": words}} if shot else {}
