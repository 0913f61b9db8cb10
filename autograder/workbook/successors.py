"""Where a cell of an older release stands in the newer one: perhaps under another name, or in another chapter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import ANSWERED, CHECK_PREFIX, COMPARE_PREFIX
from ..core.released import FORMERLY, Release, ReleasedCell
from .origins import Origin, own_metadata

Words = tuple[str, str]  # a cell's type and what stands in it


class Place(NamedTuple):
    """A cell of the newer release: its notebook and its position there."""

    path: str
    position: int


@dataclass(frozen=True)
class Successors:
    """The newer release, by what an older one says of its cells.

    answers: the places of the exercises and written questions
    renamed: what an exercise is called now, by what it was called
    """

    releases: Mapping[str, Release]
    answers: Mapping[str, Place]
    renamed: Mapping[str, str]

    @classmethod
    def of(cls, releases: Mapping[str, Release]) -> "Successors":
        """Those of the notebooks of a release, by path."""
        answers, renamed = dict[str, Place](), dict[str, str]()
        for path, release in releases.items():
            for cell in release.cells:
                if cell.role in ANSWERED:
                    answers[cell.name] = Place(path, cell.position)
                    renamed |= dict.fromkeys(own_metadata(cell.node).get(FORMERLY, ()), cell.name)
        return cls(releases, answers, renamed)

    def name(self, name: str) -> str | None:
        """What an exercise is called now, or None if it has been withdrawn."""
        return name if name in self.answers else self.renamed.get(name)

    def find(self, path: str, origin: Origin, cell: NotebookNode, others: set[Words]) -> Place | None:
        """The place of a cell that stood in the notebook `path`: by its name, its words, or its id.

        others: the words of the cells that stood there. Ids count cells, so one may be another cell's now
        """
        for prefix in ("", CHECK_PREFIX, COMPARE_PREFIX):
            name = self.name(origin.name.removeprefix(prefix)) if origin.name.startswith(prefix) else None
            if name is not None:
                return self._named(self.answers[name], prefix + name)
        words = words_of(origin, cell)
        same = [released for released in self._cells(path) if released.node.get("id") == cell.get("id")]
        free = [released for released in same if (released.cell_type, released.source.strip()) not in others]
        for released in [*self._with(words, path), *free]:
            return Place(path, released.position)
        for there in self.releases:
            for released in self._with(words, there):
                return Place(there, released.position)
        return None

    def cell(self, place: Place) -> ReleasedCell:
        """The cell that stands there."""
        return self.releases[place.path].cells[place.position]

    def _named(self, answer: Place, name: str) -> Place:
        """The cell of that name in the notebook of an answer, or the answer's own where there is none."""
        positions = [cell.position for cell in self._cells(answer.path) if cell.name == name]
        return Place(answer.path, positions[0]) if positions else answer

    def _with(self, words: Words, path: str) -> list[ReleasedCell]:
        """The cells of a notebook with that type and source."""
        return [cell for cell in self._cells(path) if (cell.cell_type, cell.source.strip()) == words]

    def _cells(self, path: str) -> tuple[ReleasedCell, ...]:
        return self.releases[path].cells if path in self.releases else ()


def words_of(origin: Origin, cell: NotebookNode) -> Words:
    """A cell's type and source as it was handed out, as far as that is known."""
    return cell.cell_type, (cell.source if origin.source is None else origin.source).strip()
