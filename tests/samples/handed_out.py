"""Small releases, made by hand as the build and nbgrader make them, and what learners do to their copies."""

import json
from pathlib import Path
from typing import Any

from nbformat.notebooknode import from_dict
from nbgrader.utils import compute_checksum

STUB = "# your code here"
ONE, TWO = "ch01/ch01.ipynb", "ch02/ch02.ipynb"
SETUP, PLOT = "import numpy as np", "plot(relu)"
Cells = list[dict[str, Any]]


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def given(source: str, explore: bool = False) -> dict[str, Any]:
    """Set-up, or an experiment."""
    tags = {"tags": ["explore"]} if explore else {"deletable": False, "editable": False}
    return _code(source, {"nbgrader": _nbgrader(locked=True), **tags})


def exercise(name: str, stub: str = STUB, formerly: tuple[str, ...] = ()) -> Cells:
    """An exercise and its check."""
    ours = {"layerwise": {"formerly": list(formerly)}} if formerly else {}
    starter = _code(f"def {name}(x):\n    {stub}", {"nbgrader": _nbgrader(name, solution=True), **ours})
    check = _code(f"check({name})", {"nbgrader": _nbgrader(f"check_{name}", grade=True, locked=True, points=2.0)})
    return [starter, check]


def question(name: str) -> dict[str, Any]:
    asked = _nbgrader(name, solution=True, grade=True, points=4.0)
    return {"cell_type": "markdown", "source": "*Your answer here.*", "metadata": {"nbgrader": asked}}


def notebook(section: str, *cells: dict[str, Any] | Cells) -> bytes:
    """A released notebook; cells without a name are numbered in their section, as the build does."""
    flat = [cell for part in cells for cell in (part if isinstance(part, list) else [part])]
    for number, cell in enumerate(flat, 1):
        nbgrader = cell["metadata"].get("nbgrader")
        cell["id"] = f"{section}_{number}"
        if nbgrader is not None:
            cell["id"] = nbgrader["grade_id"] = nbgrader["grade_id"] or cell["id"]
            nbgrader["checksum"] = compute_checksum(from_dict(cell))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    made = {"cells": flat, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(made, indent=1) + "\n").encode()


def small_release() -> dict[str, bytes]:
    """A welcome page and two chapters, by path."""
    return {
        "00_welcome.ipynb": notebook("welcome", text("# Welcome")),
        ONE: notebook(
            "one",
            text("# One"),
            given(SETUP),
            exercise("relu"),
            text("Look."),
            given(PLOT, explore=True),
            exercise("swish"),
            question("why"),
        ),
        TWO: notebook("two", text("# Two"), given(SETUP), exercise("loss")),
    }


class Learner:
    """Somebody who works in a folder: opens a notebook, changes it, saves it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def cells(self, path: str) -> Cells:
        found: Cells = json.loads((self.root / path).read_text(encoding="utf-8"))["cells"]
        for cell in found:
            cell["source"] = "".join(cell["source"])
        return found

    def save(self, path: str, cells: Cells) -> None:
        data = json.loads((self.root / path).read_text(encoding="utf-8"))
        (self.root / path).write_text(json.dumps({**data, "cells": cells}), encoding="utf-8")

    def sources(self, path: str) -> list[str]:
        return [cell["source"] for cell in self.cells(path)]

    def writes(self, path: str, name: str, source: str, **more: Any) -> None:
        """Into the cell of that name or with that text."""
        cells = self.cells(path)
        cells[self._index(cells, name)].update(source=source, **more)
        self.save(path, cells)

    def adds(self, path: str, after: str, source: str, **more: Any) -> None:
        cells = self.cells(path)
        cell = {**_code(source, {}), "id": f"own{len(cells)}", **more}
        cells.insert(self._index(cells, after) + 1 if after else 0, cell)
        self.save(path, cells)

    def deletes(self, path: str, name: str) -> None:
        cells = self.cells(path)
        del cells[self._index(cells, name)]
        self.save(path, cells)

    def _index(self, cells: Cells, name: str) -> int:
        names = [(cell["metadata"].get("nbgrader") or {}).get("grade_id") for cell in cells]
        return names.index(name) if name in names else [cell["source"] for cell in cells].index(name)


def _code(source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}


def _nbgrader(name: str = "", **flags: Any) -> dict[str, Any]:
    return {"grade": False, "locked": False, "solution": False, "schema_version": 3, **flags, "grade_id": name}
