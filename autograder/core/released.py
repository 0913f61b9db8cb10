"""The cells of a released notebook: what each is there for, and which of them a cell of somebody's copy stands for.

Grading and the update of a learner's folder both take a notebook apart by these rules.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .cell_roles import EXPLORE_TAG, CellType, Role

METADATA = "layerwise"  # our key in the metadata of notebooks and cells
FORMERLY = "formerly"  # below it: what an exercise was called in earlier releases


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of the release. `key` names it among all cells, `name` is its grade_id or "".

    node: the whole cell, in the type in which the notebook was read
    """

    role: Role
    source: str
    cell_type: CellType
    name: str
    key: str
    position: int
    node: Any


@dataclass(frozen=True)
class Release:
    """The cells of a released notebook, found by what a copy says of them."""

    cells: tuple[ReleasedCell, ...]
    notebook: Any

    @cached_property
    def digest(self) -> str:
        """What the release is, as a hash: every cell's role, type, name and source."""
        meaning = [[cell.role, cell.cell_type, cell.name, cell.source] for cell in self.cells]
        return hashlib.sha256(json.dumps(meaning).encode()).hexdigest()

    @cached_property
    def _by_name(self) -> dict[str, ReleasedCell]:
        return {cell.name: cell for cell in self.cells if cell.name}

    @cached_property
    def _by_id(self) -> dict[str, ReleasedCell]:
        return {cell.node["id"]: cell for cell in self.cells if cell.node.get("id")}

    @cached_property
    def _texts(self) -> dict[str, ReleasedCell]:
        return {cell.source.strip(): cell for cell in self.cells if not cell.name}

    def find(self, name: str, cell_id: str, source: str) -> ReleasedCell | None:
        """The cell that one of a copy stands for: by grade_id, else by id, else a text by its words."""
        if name:
            # A name that the release does not have makes an added cell, whatever its id is. Copies of a cell carry
            # its name, and an id of their own.
            return self._by_name.get(name)
        return self._by_id.get(cell_id) or self._texts.get(source.strip())


def released(notebook: Mapping[str, Any]) -> Release:
    """A release, from its notebook as it was handed out: plain, or as nbformat reads it, sources in one piece."""
    return Release(tuple(_cell(node, position) for position, node in enumerate(notebook["cells"])), notebook)


def role_of(node: Mapping[str, Any]) -> Role:
    """What a cell is there for, by what the build and nbgrader have written into its metadata."""
    nbgrader = _nbgrader(node)
    if nbgrader.get("solution"):
        return Role.WRITTEN if nbgrader.get("grade") else Role.EXERCISE
    if nbgrader.get("grade"):
        return Role.CHECK
    if EXPLORE_TAG in node["metadata"].get("tags", ()):
        return Role.EXPLORE
    return Role.SETUP if node["cell_type"] == "code" else Role.TEXT


def grade_id(node: Mapping[str, Any]) -> str:
    """The name that nbgrader knows a cell by, or ""."""
    return str(_nbgrader(node).get("grade_id", ""))


def _cell(node: Mapping[str, Any], position: int) -> ReleasedCell:
    name = grade_id(node)
    kind: CellType = "code" if node["cell_type"] == "code" else "markdown"
    return ReleasedCell(role_of(node), node["source"], kind, name, name or f"cell {position}", position, node)


def _nbgrader(node: Mapping[str, Any]) -> dict[str, Any]:
    found = node["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}
