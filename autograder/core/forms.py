"""One form of a mistake: a diff against the solution, and the functions that the edited solution defines.

A block of a diff stands for consecutive lines of the solution; an empty line begins the next block. A block that
would fit in several places says where it belongs by beginning with the `def` or `class` line that it stands in.
"""

import ast
import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from typing import Any

from .answers import Answer, run


class DiffError(ValueError):
    """A diff that does not fit its solution. line: in which of its lines, counted from 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Hunk:
    """Lines `start` up to `stop` of the solution, counted from 0, and what stands there instead."""

    start: int
    stop: int
    lines: tuple[str, ...]

    def overlaps(self, other: "Hunk") -> bool:
        """Whether both change a line, or add at the same place, so that no order of the two can be meant."""
        if self.start == other.start:
            return True
        first, second = sorted((self, other), key=lambda hunk: hunk.start)
        return second.start < first.stop


@dataclass(frozen=True, eq=False)
class Form(Mapping[str, Callable[..., Any]]):
    """A way to write a mistake: the functions that differ from the solution's, by name.

    label: what it is called where its code is shown
    functions: the names that the exercise asks for
    hunks: in the order of the solution's lines
    """

    label: str
    functions: tuple[str, ...]
    answer: Answer
    hunks: tuple[Hunk, ...]

    @classmethod
    def read(cls, diff: str, label: str, functions: tuple[str, ...], answer: Answer) -> "Form":
        """The form that a diff describes. Raises DiffError when it does not fit the answer."""
        hunks = sorted(_hunks(diff, answer), key=lambda hunk: hunk.start)
        if any(one.overlaps(other) for one, other in pairwise(hunks)):
            raise DiffError("changes the same lines twice")
        form = cls(label, functions, answer, tuple(hunks))
        try:
            if not form.changed:
                raise DiffError(f"changes nothing of {', '.join(functions)}")
        except SyntaxError as error:
            raise DiffError(f"gives code that is not Python: {error.msg}: {(error.text or '').strip()}") from None
        return form

    def overlaps(self, other: "Form") -> bool:
        """Whether two forms of one answer touch the same lines."""
        return any(one.overlaps(another) for one in self.hunks for another in other.hunks)

    def together(self, *others: "Form") -> "Form":
        """All these mistakes in one answer. Raises ValueError when two of them touch the same lines."""
        forms = (self, *others)
        if any(one.overlaps(other) for i, one in enumerate(forms) for other in forms[:i]):
            raise ValueError(f"these change the same lines: {', '.join(form.label for form in forms)}")
        hunks = sorted((hunk for form in forms for hunk in form.hunks), key=lambda hunk: hunk.start)
        return Form(" and ".join(form.label for form in forms), self.functions, self.answer, tuple(hunks))

    @cached_property
    def is_python(self) -> bool:
        """Whether the code compiles. Two diffs that do may not, together."""
        try:
            compile(self.source, self.label, "exec")
        except SyntaxError:
            return False
        return True

    @cached_property
    def source(self) -> str:
        """The solution cell with the mistake in it."""
        lines = list(self.answer.lines)
        for hunk in reversed(self.hunks):
            lines[hunk.start : hunk.stop] = hunk.lines
        return "\n".join(lines)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The exercise's functions whose code the diff changes, or a helper of whose; without a diff, all of them."""
        if not self.hunks:
            return self.functions
        old, new = _definitions(self.answer.text), _definitions(self.source)
        different = {name for name, (text, _) in new.items() if name not in old or old[name][0] != text}
        for _ in new:  # as often as a helper may call a helper
            helpers = different - set(self.functions)
            different |= {name for name, (_, used) in new.items() if used & helpers}
        return tuple(name for name in self.functions if name in different)

    @cached_property
    def _made(self) -> dict[str, Callable[..., Any]]:
        file = f"<{self.label}>"
        linecache.cache[file] = (len(self.source), None, self.source.splitlines(keepends=True), file)
        space = run(self.source, file, self.answer.lookup)
        return {name: space[name] for name in self.changed}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.changed)

    def __len__(self) -> int:
        return len(self.changed)


@lru_cache(maxsize=64)
def _definitions(source: str) -> dict[str, tuple[str, set[str]]]:
    """What each top-level name of a cell is defined by, and the names that this refers to."""
    found: dict[str, tuple[str, set[str]]] = {}
    for statement in ast.parse(source).body:
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = ast.dump(statement), used
        elif isinstance(statement, ast.Assign):
            names = {node.id for t in statement.targets for node in ast.walk(t) if isinstance(node, ast.Name)}
            found |= {name: (ast.dump(statement), used) for name in names}
    return found


@dataclass(frozen=True)
class _Line:
    """A line of a diff. number: counted from 0. mark: "-", "+" or " "."""

    number: int
    mark: str
    text: str


def _hunks(diff: str, answer: Answer) -> Iterator[Hunk]:
    block: list[_Line] = []
    for number, line in enumerate([*diff.splitlines(), ""]):
        if line.strip():
            block.append(_line(number, line))
        elif block:
            yield from _block(block, answer)
            block = []


def _line(number: int, line: str) -> _Line:
    if line[:2] not in ("- ", "+ ", "  ") and line not in ("-", "+"):
        raise DiffError(f"has a line that begins with neither '- ', '+ ' nor two blanks: {line!r}", number)
    return _Line(number, line[0], line[2:])


def _block(lines: list[_Line], answer: Answer) -> Iterator[Hunk]:
    """The changes of one block in the one place that it fits, if need be within the `def` that it begins with."""
    within = range(len(answer.lines))
    while True:
        old = [line for line in lines if line.mark != "+"]
        if not old:
            raise DiffError("adds lines without saying where; put the line above them in front", lines[0].number)
        places = _places(old, answer, within)
        if len(places) == 1:
            return _changes(lines, places[0])
        if lines[0].mark != " " or not re.match(r"\s*(def|class) ", lines[0].text):
            raise _misfit(old, places, answer)
        within = _scope(lines[0], answer, within)
        lines = lines[1:]


def _scope(line: _Line, answer: Answer, within: range) -> range:
    """The lines below a `def` or `class` that belong to it."""
    places = _places([line], answer, within)
    if len(places) != 1:
        raise _misfit([line], places, answer)
    return range(places[0] + 1, _end(answer, places[0]))


def _places(old: list[_Line], answer: Answer, within: range) -> list[int]:
    """Where these lines stand one after the other."""
    texts = tuple(line.text for line in old)
    last = within.stop - len(texts)
    return [at for at in within if at <= last and answer.lines[at : at + len(texts)] == texts]


def _changes(lines: Iterable[_Line], at: int) -> Iterator[Hunk]:
    """The runs of changed lines, without the context between them, from line `at` of the solution on."""
    for changed, run_of_lines in groupby(lines, key=lambda line: line.mark != " "):
        part = list(run_of_lines)
        stop = at + sum(line.mark != "+" for line in part)
        if changed:
            yield Hunk(at, stop, tuple(line.text for line in part if line.mark == "+"))
        at = stop


def _end(answer: Answer, at: int) -> int:
    """The line behind the function or class that begins in this one."""
    indent = len(answer.lines[at]) - len(answer.lines[at].lstrip())
    for number in range(at + 1, len(answer.lines)):
        line = answer.lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= indent and not line.lstrip().startswith(")"):
            return number
    return len(answer.lines)


def _misfit(old: list[_Line], places: list[int], answer: Answer) -> DiffError:
    """Why some lines have no place of their own."""
    first = old[0]
    if len(places) > 1:
        where = " and ".join(str(at + 1) for at in places)
        what = f"fits in lines {where} of the answer: {first.text.strip()!r}"
        return DiffError(f"{what}; begin with the `def` line it stands in, or another line of context", first.number)
    for line in old:
        if line.text not in answer.lines:
            nearest = get_close_matches(line.text, answer.lines, n=1, cutoff=0)
            near = f"; the nearest is {nearest[0]!r}" if nearest else ""
            return DiffError(
                f"has a line that is not in the answer of {answer.where}: {line.text!r}{near}", line.number
            )
    return DiffError("has lines that do not stand together in the answer; put an empty line between them", first.number)
