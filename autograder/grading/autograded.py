"""The autograded notebook: what formgrader shows to graders and feedback to learners.

The restored cells, with each check's card as its output. What a learner's cells printed is shown as plain text and
counts for nothing. What they wrote in words is written anew, see `safe_markdown`.
"""

import re
from collections.abc import Mapping, Sequence

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import compute_checksum

from ..core.cell_roles import Role
from ..core.released import Release
from ..core.report import Report
from ..notebook.card import text_card
from ..notebook.html_card import html_card
from ..sandbox.sandbox import CellResult
from .notices import Notice
from .restore import Cell
from .safe_markdown import SafeMarkdown, inert

# Control characters but tab and newline: they could move the cursor of whoever reads this in a terminal.
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def autograded_notebook(
    release: Release,
    cells: Sequence[Cell],
    results: Mapping[int, CellResult],
    reports: Mapping[str, Report],
    notices: Sequence[Notice],
) -> str:
    """The notebook as text, valid for nbgrader whatever was submitted."""
    made = [_notes(notices)] if notices else []
    words = SafeMarkdown()
    for position, cell in enumerate(cells):
        made.append(_cell(cell, position, words, results.get(position), reports))
    notebook = nbformat.v4.new_notebook(cells=made, metadata=release.notebook.metadata)
    return nbformat.writes(notebook) + "\n"


def strip_control(text: str) -> str:
    """Text without anything that a terminal or a page would act on."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cell(
    cell: Cell, position: int, words: SafeMarkdown, result: CellResult | None, reports: Mapping[str, Report]
) -> NotebookNode:
    name = cell.released.get("id") if cell.released is not None else f"added-{position}"
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    metadata = dict(cell.released.metadata) if cell.released is not None else {}
    source = cell.source
    if cell.cell_type == "markdown" and (cell.role is Role.ADDED or cell.changed):
        source = words.html(strip_control(source), cell.pictures)
    node = make(source, id=name or f"cell-{position}", metadata=metadata)
    if "nbgrader" in node.metadata:
        _mark_checksum(node, cell)
    if cell.cell_type == "code":
        node.outputs = _outputs(cell, result, reports)
    return node


def _mark_checksum(node: NotebookNode, cell: Cell) -> None:
    """Keep the release's checksum: nbgrader tells an untouched answer by it."""
    if cell.released is not None and "checksum" not in cell.released.metadata.nbgrader:
        node.metadata.nbgrader["checksum"] = compute_checksum(cell.released)


def _outputs(cell: Cell, result: CellResult | None, reports: Mapping[str, Report]) -> list[NotebookNode]:
    if cell.exercise in reports:
        report = reports[cell.exercise]
        card = {"text/plain": text_card(report), "text/html": html_card(report)}
        return [nbformat.v4.new_output("display_data", data=card)]
    if result is None:
        return []
    outputs = (
        [nbformat.v4.new_output("stream", name="stdout", text=strip_control(result.output))] if result.output else []
    )
    # A traceback is printed where it happens; a cell that was ended, or had printed too much, has none.
    if result.error and result.error not in result.output:
        outputs.append(nbformat.v4.new_output("stream", name="stderr", text=strip_control(result.error)))
    return outputs


def _notes(notices: Sequence[Notice]) -> NotebookNode:
    lines = "".join(f"<li>{_escaped(notice.text)}</li>" for notice in notices)
    source = f"<div><strong>Notes from grading</strong><ul>{lines}</ul></div>"
    return nbformat.v4.new_markdown_cell(source, id="notes-from-grading")


def _escaped(text: str) -> str:
    """Text that Markdown, HTML and MathJax show as it is."""
    return inert(strip_control(text).replace("\n", " "))
