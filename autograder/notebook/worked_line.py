"""One line of a right answer with numbers in place of its names: the last step of help before the solution.

The chapter's own solution is driven through a small case with other numbers than the learner's card shows, and the
values on the way are noted. Which line: where a recorded mistake is known, the one that the mistake changes; otherwise
the one that computes the most. Nothing is written down for this, so it cannot drift from the exercise.
"""

import ast
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from ..core.answers import Answer
from ..core.forms import Form
from ..core.record import NOTEBOOK_SEED, Case, Exercise, Misconception, OwnCase
from .traced import Noted, passed_on, traced

_CASES = 4  # that are driven, the smallest first
_SECONDS = 2.0  # of processor time, after which no further case is driven
_COMPUTING = (ast.Call, ast.BinOp, ast.Compare, ast.UnaryOp, ast.Subscript)
_SIMPLE = (ast.Assign, ast.AugAssign, ast.Return)


@dataclass(frozen=True)
class WorkedLine:
    """A line of the solution as it runs in a case: with numbers in place of names, and what it gives."""

    case: str
    function: str
    noted: Noted

    @property
    def code(self) -> str:
        """The line and its value."""
        return "\n".join([self.noted.with_numbers, *(f"# {text}" for text in (*self.noted.names, self.noted.result))])


def worked_line(
    exercise: Exercise, answer: Answer, mistake: Misconception | None = None, function: str = "", avoid: str = ""
) -> WorkedLine | None:
    """A line of the solution, worked on numbers of its own; None where no line can be told in one.

    mistake: the recorded mistake whose line is wanted. function: where to look otherwise. avoid: the name of the case
        that the learner has seen
    """
    where = {node.name: node for node in ast.walk(ast.parse(answer.text)) if isinstance(node, ast.FunctionDef)}
    statements = {
        part.lineno: (part, name) for name, node in where.items() for part in _statements(node) if _computes(part)
    }
    wanted = _lines_of(mistake, {number: part for number, (part, _) in statements.items()}) if mistake else set()
    best: tuple[tuple[int, ...], WorkedLine] | None = None
    deadline = time.process_time() + _SECONDS
    for case in _smallest(exercise, avoid):
        seen = traced(exercise, answer, case.draw(NOTEBOOK_SEED + 1), {n: part for n, (part, _) in statements.items()})
        for number, noted in seen.items():
            part, name = statements[number]
            operations = _operations(part)
            telling = operations > 1, not noted.names, name == function, name != "__init__"
            rank = (number in wanted, *telling, operations)
            if best is None or rank > best[0]:
                best = rank, WorkedLine(case.name, name, noted)
        found = best is not None and (best[1].function == function or not function) and (best[0][0] or not wanted)
        if found or time.process_time() > deadline:
            break
    return best[1] if best is not None else None


def _statements(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """The statements of a function, without those of functions in it."""
    waiting = [*function.body]
    while waiting:
        part = waiting.pop(0)
        if not isinstance(part, ast.FunctionDef | ast.ClassDef):
            yield part
            for field in ("body", "orelse", "finalbody"):
                waiting += getattr(part, field, [])


def _computes(part: ast.stmt) -> bool:
    """Whether a statement has one value that is worked out from others."""
    value = passed_on(part) if isinstance(part, ast.Expr) else part.value if isinstance(part, _SIMPLE) else None
    return value is not None and any(isinstance(node, _COMPUTING) for node in ast.walk(value))


def _operations(part: ast.stmt) -> int:
    return sum(isinstance(node, _COMPUTING) for node in ast.walk(part))


def _lines_of(mistake: Misconception, statements: dict[int, ast.stmt]) -> Collection[int]:
    """Where the statements begin that a recorded mistake changes."""
    changed = {
        number
        for form in mistake.forms
        if isinstance(form, Form)
        for hunk in form.hunks
        for number in range(hunk.start + 1, max(hunk.stop, hunk.start + 1) + 1)
    }
    return {
        number
        for number, part in statements.items()
        if changed.intersection(range(number, (part.end_lineno or number) + 1))
    }


def _smallest(exercise: Exercise, avoid: str) -> list[Case]:
    """The cases with the fewest numbers, without the one that the learner has seen if there are others.

    A batch of one comes last: a sum over one row shows nothing.
    """
    drivable = [case for case in exercise.cases if not isinstance(case, OwnCase)]
    others = [case for case in drivable if case.name != avoid] or drivable
    drawn = {case: case.draw(NOTEBOOK_SEED + 1) for case in others}
    return sorted(others, key=lambda case: (_is_one_row(drawn[case]), _size(drawn[case])))[:_CASES]


def _is_one_row(inputs: dict[str, object]) -> bool:
    arrays = [value for value in inputs.values() if isinstance(value, np.ndarray)]
    return bool(arrays) and arrays[0].ndim > 1 and len(arrays[0]) == 1


def _size(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return np.size(value) if isinstance(value, np.ndarray) else 1
