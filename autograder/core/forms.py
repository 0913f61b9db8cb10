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
from functools import cached_property
from itertools import pairwise
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


def _hunks(diff: str, answer: Answer) -> Iterator[Hunk]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*diff.splitlines(), ""]):
        if line.strip():
            block.append((number, line))
        elif block:
            yield from _block(block, answer)
            block = []


def _block(block: list[tuple[int, str]], answer: Answer) -> Iterator[Hunk]:
    """The changes of one block, each where it belongs."""
    marks = [(number, line[:1], line[2:]) for number, line in block]
    for number, line in block:
        if line[:2] not in ("- ", "+ ", "  ") and line not in ("-", "+"):
            raise DiffError(f"has a line that begins with neither '- ', '+ ' nor two blanks: {line!r}", number)
    start, stop = 0, len(answer.lines)
    old = [(number, text) for number, mark, text in marks if mark != "+"]
    if not old:
        raise DiffError("adds lines without saying where; put the line above them in front", marks[0][0])
    places = _places([text for _, text in old], answer, start, stop)
    while len(places) != 1 and marks[0][1] == " " and _scope(marks[0][2]):
        number, _, line = marks.pop(0)
        inside = [at for at in range(start, stop) if answer.lines[at] == line]
        if len(inside) != 1:
            raise _misfit([(number, line)], inside, answer)
        start, stop = inside[0], _end(answer, inside[0])
        old = [(number, text) for number, mark, text in marks if mark != "+"]
        if not old:
            raise DiffError(f"adds lines without saying where within {line.strip()!r}", number)
        places = _places([text for _, text in old], answer, start + 1, stop)
    if len(places) != 1:
        raise _misfit(old, places, answer)
    yield from _changes(marks, places[0])


def _changes(marks: Iterable[tuple[int, str, str]], at: int) -> Iterator[Hunk]:
    """The runs of changed lines, without the context between them."""
    start, new = at, list[str]()
    changed = False
    for _, mark, text in [*marks, (0, " ", "")]:
        if mark == " ":
            if changed:
                yield Hunk(start, at, tuple(new))
            at, new, changed = at + 1, [], False
            start = at
        else:
            changed = True
            new += [text] if mark == "+" else []
            at += mark == "-"


def _places(old: list[str], answer: Answer, start: int, stop: int) -> list[int]:
    """Where these lines stand one after the other."""
    return [at for at in range(start, stop - len(old) + 1) if list(answer.lines[at : at + len(old)]) == old]


def _scope(line: str) -> bool:
    return re.match(r"\s*(def|class) ", line) is not None


def _end(answer: Answer, at: int) -> int:
    """The line behind the function or class that begins in this one."""
    indent = len(answer.lines[at]) - len(answer.lines[at].lstrip())
    for number in range(at + 1, len(answer.lines)):
        line = answer.lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= indent and not line.lstrip().startswith(")"):
            return number
    return len(answer.lines)


def _misfit(old: list[tuple[int, str]], places: list[int], answer: Answer) -> DiffError:
    """Why some lines have no place of their own."""
    number, first = old[0]
    if len(places) > 1:
        where = " and ".join(str(at + 1) for at in places)
        return DiffError(
            f"fits in lines {where} of the answer: {first.strip()!r}; begin with the `def` line it stands in, or "
            "another line of context",
            number,
        )
    for number, text in old:
        if text not in answer.lines:
            nearest = get_close_matches(text, answer.lines, n=1, cutoff=0)
            near = f"; the nearest is {nearest[0]!r}" if nearest else ""
            return DiffError(f"has a line that is not in the answer of {answer.where}: {text!r}{near}", number)
    return DiffError("has lines that do not stand together in the answer; put an empty line between places", old[0][0])
