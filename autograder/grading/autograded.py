"""The autograded notebook: what formgrader shows to graders and feedback to learners.

The restored cells, with each check's card as its output. What a learner's cells printed is shown as plain text and
counts for nothing. What they wrote in words is written anew, see `safe_markdown`. It is valid for nbformat by how it
is made, which the tests see to: nbformat itself would take ten times as long over it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..core.cell_roles import CellType, Role
from ..core.released import METADATA, Release
from ..core.report import Report
from ..notebook.card import text_card
from ..notebook.html_card import html_card
from ..sandbox.sandbox import CellResult
from .figures.shown import Figure
from .notices import Notice
from .restore import Cell
from .safe_markdown import SafeMarkdown, inert

DRAWN_WITH = "exercise"  # in a figure's metadata, below our key: what it was drawn with
_NO_FIGURES: Mapping[int, Figure] = MappingProxyType({})
# Control characters but tab and newline: they could move the cursor of whoever reads this in a terminal.
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def autograded_notebook(
    release: Release,
    cells: Sequence[Cell],
    results: Mapping[int, CellResult],
    reports: Mapping[str, Report],
    notices: Sequence[Notice],
    figures: Mapping[int, Figure] = _NO_FIGURES,
) -> str:
    """The notebook as text, valid for nbgrader whatever was submitted. figures: of experiments, by their place"""
    made = [_notes(notices)] if notices else []
    words = SafeMarkdown()
    for position, cell in enumerate(cells):
        node = _cell(cell, position, words, results.get(position), reports)
        if position in figures:
            node["outputs"].append(_figure(figures[position]))
        made.append(node)
    kept = {"metadata": release.notebook["metadata"], "nbformat": 4, "nbformat_minor": 5}
    return json.dumps({"cells": made, **kept}, ensure_ascii=False) + "\n"


def strip_control(text: str) -> str:
    """Text without anything that a terminal or a page would act on."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cell(
    cell: Cell, position: int, words: SafeMarkdown, result: CellResult | None, reports: Mapping[str, Report]
) -> dict[str, Any]:
    source = cell.source
    if cell.cell_type == "markdown" and (cell.role is Role.ADDED or cell.changed):
        source = words.html(strip_control(source), cell.pictures)
    if cell.released is None:
        node = _node(cell.cell_type, source, f"added-{position}")
    else:
        metadata = _with_checksum(cell.released)
        node = _node(cell.cell_type, source, cell.released.get("id") or f"cell-{position}", metadata)
    if cell.cell_type == "code":
        node |= {"outputs": _outputs(cell, result, reports), "execution_count": None}
    return node


def _node(cell_type: CellType, source: str, name: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"cell_type": cell_type, "id": name, "metadata": metadata or {}, "source": source}


def _with_checksum(released: Mapping[str, Any]) -> Mapping[str, Any]:
    """A cell's metadata with the release's checksum: nbgrader tells an untouched answer by it."""
    metadata: Mapping[str, Any] = released["metadata"]
    nbgrader = metadata.get("nbgrader")
    if nbgrader is None or "checksum" in nbgrader:
        return metadata
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    return {**metadata, "nbgrader": {**nbgrader, "checksum": compute_checksum(from_dict(released))}}


def _outputs(cell: Cell, result: CellResult | None, reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    if cell.exercise in reports:
        report = reports[cell.exercise]
        card = {"text/plain": text_card(report), "text/html": html_card(report)}
        return [{"output_type": "display_data", "data": card, "metadata": {}}]
    if result is None:
        return []
    outputs = [_stream("stdout", result.output)] if result.output else []
    # A traceback is printed where it happens; a cell that was ended, or had printed too much, has none.
    if result.error and result.error not in result.output:
        outputs.append(_stream("stderr", result.error))
    return outputs


def _figure(figure: Figure) -> dict[str, Any]:
    data = {"image/png": figure.png, "text/plain": "as it stood in the notebook that was handed in"}
    return {"output_type": "display_data", "data": data, "metadata": {METADATA: {DRAWN_WITH: figure.exercise}}}


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": strip_control(text)}


def _notes(notices: Sequence[Notice]) -> dict[str, Any]:
    lines = "".join(f"<li>{_escaped(notice.text)}</li>" for notice in notices)
    source = f"<div><strong>Notes from grading</strong><ul>{lines}</ul></div>"
    return _node("markdown", source, "notes-from-grading")


def _escaped(text: str) -> str:
    """Text that Markdown, HTML and MathJax show as it is."""
    return inert(strip_control(text).replace("\n", " "))
