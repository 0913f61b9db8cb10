"""The solution cell of an exercise, as its chapter's source has it, and what the names in it stand for.

The mistakes of a record are diffs against this cell, so that record and notebook cannot drift apart. `check` reads it
in a learner's kernel, where jupytext would be slow to import and nothing may run that no answer asks for: of the
set-up cells it takes the one statement that defines a name, when a name is wanted.
"""

import __future__

import ast
import builtins
import re
import symtable
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .cell_roles import EXPLORE_TAG, GUESS_TAG

_OPTION = re.compile(r'(\w+)=(?:"([^"]*)"|([\d.]+))')
_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")
_RUBRIC = ("### BEGIN MARK SCHEME", "### END MARK SCHEME")
_LATER = __future__.annotations.compiler_flag  # annotations stay text, as nobody asks for them

Lookup = Callable[[str], Any]  # what a name stands for; raises KeyError where it stands for nothing


@dataclass(frozen=True)
class Answer:
    """The solution of an exercise without the markers around it.

    where: the file that it stands in, for messages
    lookup: what the names stand for that it uses and does not define
    """

    text: str
    where: str
    lookup: Lookup

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the cell."""
        return tuple(self.text.splitlines())


@dataclass(frozen=True)
class SourceCell:
    """A cell of a percent file: what its first line says, and what stands below. rubric: of a written question."""

    options: dict[str, str]
    text: str
    rubric: str = ""

    @cached_property
    def definitions(self) -> tuple[str, ...]:
        """The functions and classes that it defines, without parsing it."""
        return tuple(re.findall(r"^(?:def|class) (\w+)", self.text, re.MULTILINE))

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """What it does, statement by statement."""
        return tuple(ast.parse(self.text).body)


@dataclass(frozen=True)
class ModelAnswer:
    """A good answer to a written question, and what an instructor gives points for; both in Markdown."""

    text: str
    rubric: str


@dataclass(frozen=True, eq=False)
class ChapterSource:
    """The cells of a chapter's source that a record has to do with: set-up, exercises, written questions.

    title: of the chapter. rests_on: the numbers of the chapters that its first cell asks for
    guesses, goals: the names of its predictions, and of what its explorers ask for
    headings: for each exercise, the heading of its section, and the next one below it; "" where there is none
    """

    path: Path
    cells: tuple[SourceCell, ...]
    title: str = ""
    rests_on: tuple[int, ...] = ()
    guesses: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    headings: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The chapter's number, as its file is called."""
        return int(self.path.stem[2:4])

    @property
    def name(self) -> str:
        """The first words of the title."""
        return self.title.partition(":")[0]

    @cached_property
    def exercises(self) -> dict[str, SourceCell]:
        """The exercise cells by name, in order; of two with one name, the first."""
        found: dict[str, SourceCell] = {}
        for cell in self.cells:
            if "exercise" in cell.options:
                found.setdefault(cell.options["exercise"], cell)
        return found

    @cached_property
    def written(self) -> dict[str, float]:
        """The points of the written questions, by name."""
        asked = [cell.options for cell in self.cells if "written" in cell.options]
        return {options["written"]: float(options.get("points", 0)) for options in asked}

    @property
    def given(self) -> tuple[SourceCell, ...]:
        """The set-up cells."""
        return tuple(cell for cell in self.cells if not {"exercise", "written"} & cell.options.keys())

    def model_answer(self, question: str) -> ModelAnswer:
        """The answer to a written question, and the rubric above it. Raises KeyError when the chapter has none."""
        for cell in self.cells:
            if cell.options.get("written") == question:
                return ModelAnswer(_region(cell.text, _MARKERS), cell.rubric)
        raise KeyError(question)

    def answer(self, exercise: str, others: Mapping[str, str] = MappingProxyType({})) -> Answer:
        """The solution of an exercise. Raises KeyError when the chapter does not ask for it.

        others: what stands in other exercises' cells instead of their solutions
        """
        cell = self.exercises[exercise]
        earlier = tuple(
            replace(one, text=others[one.options["exercise"]]) if one.options.get("exercise") in others else one
            for one in self.cells[: self.cells.index(cell)]
        )
        return Answer(_without_markers(cell.text), self.path.name, Names(earlier).__getitem__)


class Names:
    """What names stand for after some cells, each worked out when it is wanted: never more of a cell than that."""

    def __init__(self, cells: tuple[SourceCell, ...]) -> None:
        self._cells = cells
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> Any:
        for cell in reversed(self._cells):
            if name not in cell.text:
                continue  # parsing takes longer
            for statement in reversed(cell.statements):
                wanted = _binding(statement, name)
                if wanted is not None:
                    return run(ast.unparse(wanted), f"<{name}>", self.__getitem__)[name]
        raise KeyError(name)


@dataclass(frozen=True)
class _Stamp:
    """A file as it was at one moment, to notice a change in a process that goes on."""

    path: Path
    modified: int
    size: int


def read_source(path: Path) -> ChapterSource:
    """A chapter's source. Raises OSError when it cannot be read."""
    now = path.stat()
    return _read(_Stamp(path, now.st_mtime_ns, now.st_size))


@lru_cache(maxsize=64)
def _read(stamp: _Stamp) -> ChapterSource:
    text = stamp.path.read_text(encoding="utf-8")
    heading = re.search(r"^# # (.+)$", text, re.MULTILINE)
    named = {what: tuple(dict.fromkeys(re.findall(rf'\b{what}\(\s*"([^"]+)"', text))) for what in ("guess", "goal")}
    cells = tuple(_cells(text))
    title = heading[1].strip() if heading else ""
    return ChapterSource(stamp.path, cells, title, _rests_on(text), named["guess"], named["goal"], _headings(text))


def _rests_on(text: str) -> tuple[int, ...]:
    """The numbers in `**You need** chapters 2 to 4 and 6`."""
    asked = re.search(r"\*\*You need\*\*[^.:]*?chapters? ([^.:]*)", text)
    if asked is None:
        return ()
    spans = re.findall(r"(\d+)(?: to (\d+))?", asked[1])
    return tuple(number for first, last in spans for number in range(int(first), int(last or first) + 1))


def _headings(text: str) -> dict[str, tuple[str, str]]:
    """The heading above each exercise and the first one below it."""
    found: dict[str, tuple[str, str]] = {}
    above = ""
    for exercise, heading in re.findall(r'^# %%.*\bexercise="(\w+)"|^# ## (.+)$', text, re.MULTILINE):
        if heading:
            above = heading.strip()
            found = {name: (own, below or above) for name, (own, below) in found.items()}
        else:
            found[exercise] = (above, "")
    return found


def _cells(text: str) -> Iterator[SourceCell]:
    rubric = ""  # stands in the cell that asks the question, above the one with the answer
    for part in re.split(r"^# %%", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        options = {name: quoted or number for name, quoted, number in _OPTION.findall(head)}
        given = "[markdown]" not in head and not any(f'"{tag}"' in head for tag in (EXPLORE_TAG, GUESS_TAG))
        rubric = _region(body, _RUBRIC) or rubric
        if given or "written" in options:
            yield SourceCell(options, body.strip("\n"), rubric if "written" in options else "")


def _region(text: str, markers: tuple[str, str]) -> str:
    """What stands between two marked lines of a Markdown cell, or ""."""
    lines = [line.removeprefix("#").removeprefix(" ") for line in text.splitlines()]
    if not all(marker in lines for marker in markers):
        return ""
    first, last = map(lines.index, markers)
    return "\n".join(lines[first + 1 : last]).strip()


def _without_markers(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip() not in _MARKERS)


def _binding(statement: ast.stmt, name: str) -> ast.stmt | None:
    """The statement if it defines the name; of an import only the part that does."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            if name == (alias.asname or alias.name.partition(".")[0]):
                one = [alias]
                if isinstance(statement, ast.Import):
                    return ast.Import(one)
                return ast.ImportFrom(statement.module, one, statement.level)
        return None
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement if statement.name == name else None
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    bound = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
    return statement if name in bound else None


def run(source: str, file: str, lookup: Lookup) -> dict[str, Any]:
    """Run code with the names that it uses, as far as they stand for something, and return all its names."""
    space: dict[str, Any] = {"__name__": "__main__"}
    for name in sorted(free_names(source)):
        try:
            space[name] = lookup(name)
        except KeyError:
            continue  # what uses it raises a NameError, which `verify` reports
    exec(compile(source, file, "exec", flags=_LATER, dont_inherit=True), space)  # the course's own code
    return space


def free_names(source: str) -> set[str]:
    """The names that code uses and does not define, besides the builtins."""
    # Annotations stay text in the sandbox, as this import makes them here.
    table = symtable.symtable("from __future__ import annotations\n" + source, "<record>", "exec")

    def walk(scope: symtable.SymbolTable) -> set[str]:
        found = {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
        return found.union(*(walk(child) for child in scope.get_children() if child.get_type() != "annotation"))

    return walk(table) - _defined(table) - set(dir(builtins))


def _defined(table: symtable.SymbolTable) -> set[str]:
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
