"""Notebooks as files, read strictly.

Of a notebook that somebody works in, a cell that cannot be read may not be left out. So the whole is refused.
"""

import copy
import json
import uuid
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

_TYPES = ("code", "markdown", "raw")


class Unreadable(Exception):
    """Why a file cannot be taken for a notebook, as the end of a sentence."""


def parse(content: bytes) -> NotebookNode:
    """The notebook in a file, with `\\n` between lines. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8 text") from None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        merge = ", and git has left the marks of a merge in it" if "\n<<<<<<< " in text.replace("\r", "") else ""
        raise Unreadable(f"it is not valid JSON{place}{merge}") from None
    if not isinstance(found, dict) or found.get("nbformat") != 4 or not isinstance(found.get("cells"), list):
        raise Unreadable("it is JSON, but no notebook of format 4")
    for number, cell in enumerate(found["cells"], 1):
        _check(cell, number)
    metadata = found.get("metadata")
    return nbformat.from_dict({**found, "metadata": metadata if isinstance(metadata, dict) else {}})


def _check(cell: Any, number: int) -> None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _TYPES:
        raise Unreadable(f"its cell {number} is of no kind that a notebook has")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(f"its cell {number} has no text for a source")
    cell["source"] = source.replace("\r\n", "\n")
    metadata = cell.setdefault("metadata", {})
    if not isinstance(metadata, dict):
        raise Unreadable(f"the metadata of its cell {number} are no names and values")


def text_of(notebook: NotebookNode) -> bytes:
    """A notebook as it stands in its file. Raises Unreadable for text that no file can hold."""
    try:
        return (nbformat.writes(notebook) + "\n").encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("half of a surrogate pair stands in it, which is no text") from None


def with_cells(notebook: NotebookNode, cells: Iterable[NotebookNode]) -> NotebookNode:
    """The notebook with other cells in it, each with an id of its own and without outputs."""
    made = NotebookNode(nbformat=4, nbformat_minor=5, metadata=copy.deepcopy(notebook.metadata), cells=[])
    seen = set[str]()
    for cell in cells:
        node = copy.deepcopy(cell)
        if not isinstance(node.get("id"), str) or node.id in seen:
            node.id = uuid.uuid4().hex[:8]
        seen.add(node.id)
        if node.cell_type == "code":
            node.outputs, node.execution_count = [], None
        made.cells.append(node)
    return made


def essence(notebook: NotebookNode) -> list[Any]:
    """What two notebooks have in common that are the same but for ids and results."""
    return [[c.cell_type, c.source.rstrip(), c.metadata, c.get("attachments", {})] for c in notebook.cells]
