"""The autograded notebook: what formgrader shows to graders and feedback to learners.

The restored cells, with each check's card as its output. What a learner's cells printed is shown as plain text and
counts for nothing.
"""

import re
from collections.abc import Mapping, Sequence

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import compute_checksum

from ..card import html_card, text_card
from ..judge import Report
from .notices import Notice
from .release import Release
from .restore import Cell
from .sandbox import CellResult

# Control characters but tab and newline: they could move the cursor of whoever reads this in a terminal.
_ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|\\(?=(?:href|require|url|style|class|cssId|data)\b)")
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
    for position, cell in enumerate(cells):
        made.append(_cell(cell, position, results.get(position), reports))
    notebook = nbformat.v4.new_notebook(cells=made, metadata=release.notebook.metadata)
    return nbformat.writes(notebook) + "\n"


def plain(text: str) -> str:
    """Text without anything that a terminal or a page would act on."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def harmless(markdown: str) -> str:
    """A learner's Markdown without HTML and without links in its formulas; it reads as it was written.

    An invisible space keeps a tag from being one, in code as in text, whatever a Markdown reader takes for code.
    """
    return _ACTIVE.sub("\\g<0>\u200b", plain(markdown))


def _cell(cell: Cell, position: int, result: CellResult | None, reports: Mapping[str, Report]) -> NotebookNode:
    name = cell.released.get("id") if cell.released is not None else f"added-{position}"
    make = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    metadata = dict(cell.released.metadata) if cell.released is not None else {}
    source = harmless(cell.source) if cell.kind == "markdown" and cell.role in ("added", "written") else cell.source
    node = make(source, id=name or f"cell-{position}", metadata=metadata)
    if "nbgrader" in node.metadata:
        _mark_checksum(node, cell)
    if cell.kind == "code":
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
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=plain(result.output))] if result.output else []
    # A traceback is printed where it happens; a cell that was ended, or had printed too much, has none.
    if result.error and result.error not in result.output:
        outputs.append(nbformat.v4.new_output("stream", name="stderr", text=plain(result.error)))
    return outputs


def _notes(notices: Sequence[Notice]) -> NotebookNode:
    lines = [f"- {_escaped(notice.text)}" for notice in notices]
    return nbformat.v4.new_markdown_cell("**Notes from grading**\n\n" + "\n".join(lines), id="notes-from-grading")


def _escaped(text: str) -> str:
    """Text that Markdown and HTML show as it is."""
    words = plain(text).replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|$~-])", r"\\\1", words)
