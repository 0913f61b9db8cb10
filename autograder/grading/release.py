"""The release: the learner's notebook as it was handed out, from which every locked cell and all points are taken."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import CHECK_PREFIX, EXPLORE_TAG, CellType, Role
from ..core.errors import GradingError
from ..core.record import Chapter


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of the release. `key` names it among all cells, `name` is its grade_id or ""."""

    role: Role
    source: str
    cell_type: CellType
    name: str
    key: str
    position: int
    node: NotebookNode


@dataclass(frozen=True)
class Release:
    """The cells of a released notebook, found by what a submission says of them."""

    cells: tuple[ReleasedCell, ...]
    notebook: NotebookNode
    digest: str

    @cached_property
    def _by_name(self) -> dict[str, ReleasedCell]:
        return {cell.name: cell for cell in self.cells if cell.name}

    @cached_property
    def _by_id(self) -> dict[str, ReleasedCell]:
        return {cell.node.id: cell for cell in self.cells if cell.node.get("id")}

    @cached_property
    def _texts(self) -> dict[str, ReleasedCell]:
        return {cell.source.strip(): cell for cell in self.cells if not cell.name}

    def find(self, name: str, cell_id: str, source: str) -> ReleasedCell | None:
        """The cell that a submitted one stands for: by grade_id, else by id, else a text by its words."""
        if name:
            # A name that the release does not have makes an added cell, whatever its id is. Copies of a cell carry
            # its name, and an id of their own.
            return self._by_name.get(name)
        return self._by_id.get(cell_id) or self._texts.get(source.strip())


def read_release(path: Path, chapter: Chapter) -> Release:
    """The released notebook of a chapter. Raises GradingError when it is missing or does not fit the record."""
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
    except FileNotFoundError:
        raise GradingError(f"{chapter.stem} has not been built: there is no {path}. Run: autograder build") from None
    except Exception as error:
        raise GradingError(f"the release {path} cannot be read: {error}") from None
    cells = tuple(_cell(node, position) for position, node in enumerate(notebook.cells))
    _hold_against(chapter, cells, path)
    return Release(cells, notebook, hashlib.sha256(_meaning(cells).encode()).hexdigest())


def _cell(node: NotebookNode, position: int) -> ReleasedCell:
    nbgrader = node.metadata.get("nbgrader", {})
    name = str(nbgrader.get("grade_id", ""))
    key = name or f"cell {position}"
    return ReleasedCell(_role(node), node.source, _cell_type(node), name, key, position, node)


def _cell_type(node: NotebookNode) -> CellType:
    return "code" if node.cell_type == "code" else "markdown"


def _role(node: NotebookNode) -> Role:
    nbgrader = node.metadata.get("nbgrader", {})
    if nbgrader.get("solution"):
        return Role.WRITTEN if nbgrader.get("grade") else Role.EXERCISE
    if nbgrader.get("grade"):
        return Role.CHECK
    if EXPLORE_TAG in node.metadata.get("tags", ()):
        return Role.EXPLORE
    return Role.SETUP if _cell_type(node) == "code" else Role.TEXT


def _hold_against(chapter: Chapter, cells: tuple[ReleasedCell, ...], path: Path) -> None:
    """The release asks what the record judges, for the same points."""
    released = {cell.name.removeprefix(CHECK_PREFIX): cell for cell in cells if cell.role is Role.CHECK}
    recorded = {exercise.name: exercise.points for exercise in chapter.exercises}
    points = {name: float(cell.node.metadata.nbgrader.points) for name, cell in released.items()}
    answers = {cell.name for cell in cells if cell.role is Role.EXERCISE}
    if points != recorded or not set(recorded) <= answers:
        differing = {name for name, _ in set(points.items()) ^ set(recorded.items())} | (set(recorded) - answers)
        names = ", ".join(sorted(differing))
        raise GradingError(f"{path} and the record of {chapter.stem} differ in {names}. Run: autograder build")


def _meaning(cells: tuple[ReleasedCell, ...]) -> str:
    return json.dumps([[cell.role, cell.cell_type, cell.name, cell.source] for cell in cells])
