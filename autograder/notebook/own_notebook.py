"""The notebook that a kernel belongs to, as it was last saved: where a learner's written answers stand."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SESSION = "JPY_SESSION_NAME"  # Jupyter's server tells a kernel the path of its notebook


def saved_cell(grade_id: str) -> str | None:
    """The text of the cell with this grade_id, in the notebook or in the newest one beside it that has it, or None."""
    for path in saved_notebooks():
        for cell in _cells(path):
            if _grade_id(cell) == grade_id:
                return _source(cell)
    return None


def holds(path: Path, source: str) -> bool:
    """Whether a cell with this text stands in a notebook as it was last saved."""
    return any(_source(cell).strip() == source.strip() for cell in _cells(path))


def saved_notebooks() -> Iterator[Path]:
    """The kernel's own notebook first. Editors other than Jupyter do not say which it is."""
    session = Path(os.environ.get(_SESSION, ""))
    here = Path.cwd()
    if session.suffix == ".ipynb":
        yield from filter(Path.is_file, (session, here / session.name))
    yield from sorted(here.glob("*.ipynb"), key=lambda path: path.stat().st_mtime, reverse=True)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _grade_id(cell: dict[str, Any]) -> Any:
    found: Any = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
