"""Outputs that stay the same when nothing changed, so that a rebuild leaves no diff.

What varies from run to run is dropped where it means nothing (widget ids) or where the author says that it varies
(timings, in cells with nbval's own tag), and refused where it would be read (addresses, paths of this machine).
Figures of an unchanged chapter are carried over from the notebook before, with what is said of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import VARIES_TAG

_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")


def tidy(notebook: NotebookNode, *places: Path) -> list[str]:
    """Drop what varies and means nothing; return a sentence for each output that must not stay.

    places: folders that were used for this run only and may not show up in an output
    """
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        if VARIES_TAG in cell.metadata.get("tags", []):
            cell.outputs = []
        for output in cell.outputs:
            if "data" in output:
                output.data.pop(_WIDGET_VIEW, None)
        # A widget without a picture or text of its own leaves an empty output behind.
        cell.outputs = [output for output in cell.outputs if "data" not in output or output.data]
        found += [f"cell {cell.id!r} {trouble}" for trouble in _troubles(cell, places)]
    return found


def carry_figures(old: NotebookNode, new: NotebookNode) -> None:
    """Put the old notebook's figures into the new one, cell by cell, where a cell shows as many as before."""
    before = {cell.get("id"): _pictures(cell) for cell in old.cells if cell.cell_type == "code"}
    for cell in new.cells:
        if cell.cell_type == "code":
            drawn, kept = _pictures(cell), before.get(cell.id, [])
            if [kind for _, kind in drawn] == [kind for _, kind in kept]:
                for (output, kind), (earlier, _) in zip(drawn, kept, strict=True):
                    output.data[kind] = earlier.data[kind]
                    output.metadata = earlier.metadata


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """A copy as it was before it ran."""
    bare: NotebookNode = notebook.copy()
    bare.cells = [cell.copy() for cell in notebook.cells]
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


def _pictures(cell: NotebookNode) -> list[tuple[NotebookNode, str]]:
    return [(out, kind) for out in cell.outputs if "data" in out for kind in _IMAGES if kind in out.data]


def _troubles(cell: NotebookNode, places: tuple[Path, ...]) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            # A warning names the file it came from, on the machine that ran it.
            yield f"writes to stderr: {output.text.strip().splitlines()[0][:200]}"
        if "image/png" in output.get("data", {}) and not _alt_text(output):
            yield "shows a picture that says nothing to who cannot see it: call describe(…) before plt.show()"
    for text in _texts(cell):
        address = _ADDRESS.search(text)
        if address:
            yield f"shows a memory address ({address[0]}), which is another one in every run"
        for place in (*places, Path.home()):
            if len(place.parts) > 1 and str(place) in text:
                yield "shows a path of the machine that ran it"


def _alt_text(output: NotebookNode) -> str:
    return str(output.metadata.get("image/png", {}).get("alt", "")).strip()


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "stream":
            yield output.text
        for kind, content in output.get("data", {}).items():
            if kind not in _IMAGES and isinstance(content, str):
                yield content
