"""A newer release with what a learner has made of an older one: answers, added cells, changes of their own.

Everything goes by the names of exercises, over all notebooks at once, as an exercise may have moved to another chapter.

answers     to the exercise of that name, or of the name that it has now
added       behind the cell that they followed, or the nearest one above it that is still there
changed     a given cell that the release has left alone stays as it was changed; of one that the release has changed
            too, the learner's stands below the release's
withdrawn   an answer whose exercise is gone stays at the end, below a note; if the exercise comes back, so does it
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat.notebooknode import NotebookNode

from ..core.cell_roles import ANSWERED
from ..core.released import METADATA, Release
from .notebooks import with_cells
from .origins import NO_PLACE, NOTE, WITHDRAWN, Origin, Sorted, in_order, own_metadata, sorted_out, untouched
from .successors import Place, Successors, words_of


@dataclass
class Outcome:
    """What an update did to one notebook; names are those of exercises and questions.

    carried: answers, also those that came from another notebook. arrived: their old notebooks
    renamed: the names that they had
    new: exercises that the older release did not have. put_back: those whose cell had been deleted
    withdrawn: answers that stand at the end now
    added: how many cells of the learner's own. kept: given cells that stay as they were changed; beside: those that
    stand below the release's own
    """

    carried: list[str] = field(default_factory=list)
    arrived: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    put_back: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    added: int = 0
    kept: int = 0
    beside: int = 0


@dataclass
class _Answer:
    """A learner's answer, on its way to its place. late: it had no place before this update"""

    path: str
    name: str
    cell: NotebookNode
    late: bool = False


class Merge:
    """The notebooks of a release with a learner's cells in them, worked out but not written.

    notebooks: by path. outcomes: what was done to each
    exchanged: the notebooks that an answer left or came to
    """

    def __init__(
        self, releases: Mapping[str, Release], bases: Mapping[str, Release], own: Mapping[str, NotebookNode]
    ) -> None:
        self._releases, self._next = releases, Successors.of(releases)
        self._sources: dict[Place, NotebookNode] = {}
        self._below: dict[Place, list[NotebookNode]] = {}
        self._homeless: dict[str, list[_Answer]] = {path: [] for path in releases}
        self.outcomes = {path: Outcome() for path in releases}
        self.exchanged = set[str]()
        answers: list[_Answer] = []
        for path, notebook in own.items():
            base = bases.get(path)
            found = sorted_out(notebook, base, releases.get(path))
            answers += self._touched(path, found)
            if path in releases:
                self._tell_new(path, base, own, bases)
            self._carry_cells(path, notebook, found)
        self._carry_answers(answers)
        self.notebooks = {path: self._notebook(path, own.get(path)) for path in releases}

    def _touched(self, path: str, found: Sorted) -> list[_Answer]:
        """The answers in a notebook that somebody has written something into."""
        late = [cell for _, cell in found.added if WITHDRAWN in own_metadata(cell)]
        found.added = [(anchor, cell) for anchor, cell in found.added if WITHDRAWN not in own_metadata(cell)]
        written = [
            _Answer(path, name, cell)
            for name, (origin, cell) in found.answers.items()
            if not untouched(cell, origin) and (cell.source.strip() or cell.get("attachments"))
        ]
        return written + [_Answer(path, str(own_metadata(cell)[WITHDRAWN]), cell, late=True) for cell in late]

    def _carry_answers(self, answers: list[_Answer]) -> None:
        """Each to its place; of several, the one that stands there already."""
        rivals: dict[Place, list[_Answer]] = {}
        for answer in answers:
            name = self._next.name(answer.name)
            if name is None:
                self._leave(answer)
            else:
                rivals.setdefault(self._next.answers[name], []).append(answer)
        for place, claims in rivals.items():
            name = self._next.cell(place).name
            claims.sort(key=lambda one: (one.late, one.path != place.path, one.name != name))
            first, *others = claims
            self._sources[place] = first.cell
            outcome = self.outcomes[place.path]
            outcome.carried.append(name)
            outcome.renamed |= {first.name: name} if first.name != name else {}
            if first.late or first.path != place.path:
                self.exchanged |= {first.path, place.path}
            outcome.arrived |= {name: first.path} if first.path != place.path else {}
            for other in others:
                if other.cell.source.strip() != first.cell.source.strip():
                    self._leave(other)

    def _leave(self, answer: _Answer) -> None:
        """Keep an answer that has no place at the end of its notebook; a withdrawn notebook stays as it is anyway."""
        if answer.path in self._releases:
            self._homeless[answer.path].append(answer)
            self.outcomes[answer.path].withdrawn += [] if answer.late else [answer.name]

    def _carry_cells(self, path: str, notebook: NotebookNode, found: Sorted) -> None:
        """Added cells, and given cells that were changed, in the order in which they stand."""
        known = in_order(notebook, found)
        words = {words_of(origin, cell) for origin, cell in known}
        places = {id(cell): self._next.find(path, origin, cell, words) for origin, cell in known}
        original = {origin.key for origin, cell in known if untouched(cell, origin)}  # a copy beside it is added
        origins = {id(cell): origin for origin, cell in known}
        added = {id(cell) for _, cell in found.added}
        last = Place(path, -1) if path in self._releases else None
        for cell in notebook.cells:
            place, origin = places.get(id(cell)), origins.get(id(cell))
            last = place or last
            if last is None:
                continue
            if id(cell) in added:
                self._below.setdefault(last, []).append(_free(cell))
                self.outcomes[last.path].added += 1
            elif origin is None or not self._changed(origin, cell, place):
                continue
            elif place is not None and origin.key not in original and self._same(place, origin, cell):
                original.add(origin.key)
                self._sources[place] = cell
                self.outcomes[place.path].kept += 1
            else:
                self._below.setdefault(last, []).append(_free(cell))
                self.outcomes[last.path].beside += 1

    def _changed(self, origin: Origin, cell: NotebookNode, place: Place | None) -> bool:
        """Whether a given cell holds something that is neither as it was handed out nor in the release."""
        if origin.role in ANSWERED or untouched(cell, origin) or not cell.source.strip():
            return False
        return place is None or self._next.cell(place).source.strip() != cell.source.strip()

    def _same(self, place: Place, origin: Origin, cell: NotebookNode) -> bool:
        """Whether the release has left a given cell as it was when it was handed out."""
        now = self._next.cell(place)
        if origin.source is not None:
            return now.source.strip() == origin.source.strip()
        checksums = [node.metadata.get("nbgrader", {}).get("checksum") for node in (now.node, cell)]
        return checksums[0] is not None and checksums[0] == checksums[1]

    def _tell_new(
        self, path: str, base: Release | None, own: Mapping[str, NotebookNode], bases: Mapping[str, Release]
    ) -> None:
        """Which exercises of a notebook the learner has not met, and which they have deleted."""
        met = {self._next.name(cell.name) for one in bases.values() for cell in one.cells if cell.role in ANSWERED}
        held = {
            self._next.name(str(node.metadata["nbgrader"].get("grade_id")))
            for notebook in own.values()
            for node in notebook.cells
            if isinstance(node.metadata.get("nbgrader"), dict)
        }
        for cell in self._releases[path].cells:
            if cell.role in ANSWERED and cell.name not in held:
                known = cell.name in met if base is not None else False
                (self.outcomes[path].put_back if known else self.outcomes[path].new).append(cell.name)

    def _notebook(self, path: str, own: NotebookNode | None) -> NotebookNode:
        release = self._releases[path]
        cells = list(self._below.get(Place(path, -1), ()))
        for cell in release.cells:
            place = Place(path, cell.position)
            cells += [_filled(cell.node, self._sources.get(place)), *self._below.get(place, ())]
        if self._homeless[path]:
            note = nbformat.v4.new_markdown_cell(NO_PLACE, metadata={METADATA: {NOTE: True}})
            cells += [note, *(_free(one.cell, {METADATA: {WITHDRAWN: one.name}}) for one in self._homeless[path])]
        notebook = with_cells(release.notebook, cells)
        if own is not None and isinstance(own.metadata.get("kernelspec"), dict):
            notebook.metadata.kernelspec = own.metadata.kernelspec  # whoever chose another one meant it
        return notebook


def _filled(node: NotebookNode, own: NotebookNode | None) -> NotebookNode:
    """A cell of the release with the learner's text in it."""
    if own is None:
        return node
    filled = copy.deepcopy(node)
    filled.source = own.source
    if own.get("attachments") and filled.cell_type != "code":
        filled.attachments = own.attachments
    return filled


def _free(cell: NotebookNode, metadata: Mapping[str, object] | None = None) -> NotebookNode:
    """A cell that is the learner's own: nothing locks it, and nothing says that it is the release's."""
    free = copy.deepcopy(cell)
    ours = {"nbgrader", "deletable", "editable", METADATA}
    free.metadata = NotebookNode({key: value for key, value in cell.metadata.items() if key not in ours})
    free.metadata.update(metadata or {})
    return free
