"""The map of the course as HTML: a row a chapter that unfolds, readable on a phone, and where to go on.

A chapter that was begun and is not done stands open. Nothing is said by colour alone.
"""

from collections.abc import Sequence
from html import escape

from ...core.report import State
from ..palette import COLOURS, GREEN, GREY, INK
from .chapter_map import Box, ChapterMap
from .course_map import LEGEND, SIGNS, Row

_STYLE = (
    "font-family:var(--jp-ui-font-family,sans-serif);font-size:14px;line-height:1.5;max-width:900px;"
    "color:var(--jp-ui-font-color1,inherit)"
)
_TILES = "list-style:none;margin:6px 0;padding:0;display:flex;flex-wrap:wrap;gap:4px"
_TILE = "border:1px solid #808080;border-radius:4px;padding:1px 7px;font-family:monospace;font-size:13px"


def course_page(rows: Sequence[Row], notes: Sequence[str]) -> str:
    """The rows, what belongs to no chapter, and which chapter rests on which."""
    parts = [f'<div role="group" aria-label="map of the course" style="{_STYLE}">', _summary(rows)]
    here = _here(rows)
    parts += [_row(row, row is here) for row in rows]
    parts += [_line(note) for note in notes if note]
    parts.append(f'<div style="margin-top:8px;font-size:13px;white-space:pre-wrap">{LEGEND}</div>')
    parts.append(
        '<details style="margin-top:8px"><summary style="cursor:pointer">Which chapter rests on which</summary>'
        f'<div tabindex="0" role="group" aria-label="drawing" style="overflow-x:auto">{_drawn(rows)}</div></details>'
    )
    return "".join(parts) + "</div>"


def _here(rows: Sequence[Row]) -> Row | None:
    """The chapter to go on with: the first that was begun and is not done, else the first that is not done."""
    left = [row for row in rows if row.done < len(row.tiles)]
    begun = [row for row in left if any(state is not State.UNWRITTEN for _, state in row.tiles)]
    return next(iter(begun or left), None)


def _summary(rows: Sequence[Row]) -> str:
    """All of the course in a line, and the next exercise as a link."""
    done, asked = sum(row.done for row in rows), sum(len(row.tiles) for row in rows)
    said = f"<b>{done} of {asked} exercises</b> of the course pass."
    here = _here(rows)
    if here is None:
        return f"<div>{said}</div>"
    name = next(name for name, state in here.tiles if state is not State.RIGHT)
    onward = f"Go on: <b>{escape(name)}</b>, chapter {here.source.number}"
    look = (
        f"display:inline-block;padding:3px 12px;border:1.5px solid {GREEN};border-radius:14px;"
        "color:inherit;text-decoration:none"
    )
    link = f'<a href="{escape(here.address)}#cell-id={escape(name)}" style="{look}">{onward} →</a>'
    return (
        f'<div style="display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;margin-bottom:8px">'
        f"<span>{said}</span>{link if here.address else f'<span>{onward}</span>'}</div>"
    )


def _row(row: Row, is_open: bool) -> str:
    """A chapter: its title, its bar, and below them, on request, its exercises and what else there is."""
    tiles = "".join(f'<li style="display:inline-block">{_tile(row, *tile)}</li>' for tile in row.tiles)
    more = "".join(map(_line, filter(None, (*row.reached, *row.waiting, row.guessed))))
    said = " · ".join(filter(None, (f"{row.done} of {len(row.tiles)}", row.time)))
    marks = "".join(text[0] for text in row.reached)
    marked = f' <span aria-hidden="true">{escape(marks)}</span>' if marks else ""
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0 12px;padding:3px 0;border-top:1px solid rgba(128,128,128,.35)">'
        f'<div style="flex:1 0 12em;font-weight:600">{_link(row)}</div>'
        f'<details style="flex:3 1 16em;min-width:0"{" open" if is_open else ""}>'
        f'<summary style="cursor:pointer">{_bar(row)} {said}{marked}</summary>'
        f'<ul aria-label="exercises" style="{_TILES}">{tiles}</ul>'
        f"{more}</details></div>"
    )


def _bar(row: Row) -> str:
    share = 100 * row.done / max(len(row.tiles), 1)
    return (
        f'<span aria-hidden="true" style="display:inline-block;width:56px;height:9px;border:1px solid {GREY};'
        f'border-radius:5px;overflow:hidden;margin:0 4px 0 2px"><span style="display:block;width:{share:.0f}%;'
        f'height:100%;background:{GREEN}"></span></span>'
    )


def _link(row: Row) -> str:
    title = escape(row.title)
    return f'<a href="{escape(row.address)}">{title}</a>' if row.address else title


def _tile(row: Row, name: str, state: State) -> str:
    colour = COLOURS[state]
    ground, ink = ("transparent", "inherit") if state is State.UNWRITTEN else (colour, INK[colour])
    look = f"background:{ground};color:{ink};{_TILE}"
    text = f"{SIGNS[state]} {escape(name)}"
    if not row.address:
        return f'<span style="{look}">{text}</span>'
    href = f"{escape(row.address)}#cell-id={escape(name)}"
    return f'<a href="{href}" style="display:inline-block;text-decoration:none;{look}">{text}</a>'


def _line(text: str) -> str:
    return f'<div style="margin-top:2px">{escape(text)}</div>'


def _drawn(rows: Sequence[Row]) -> str:
    """Which chapter rests on which, each with what is done of it."""
    boxes = {
        row.source.number: Box(row.source.name, f"{row.done} of {len(row.tiles)}", row.done / max(len(row.tiles), 1))
        for row in rows
    }
    return ChapterMap({row.source.number: row.source.rests_on for row in rows}).svg(boxes)
