"""Where a recorded mistake stands in a learner's own code: the line that is most like the line of the record.

For mistakes that no single edit undoes. It is a likeness and no proof, and the help says "perhaps".
"""

import ast
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ..core.forms import Form
from ..core.record import Exercise, Function, Misconception
from ..core.report import Place
from ..repair.learner_source import Definition, Source, source_of_answer

_ALIKE = 0.8  # of 1, where two lines say the same


def likely_line(exercise: Exercise, functions: Sequence[Function], mistake: Misconception) -> Place | None:
    """The learner's line that is most like a line which the mistake puts in; None where none is like it."""
    source = source_of_answer(functions, exercise.functions)
    if source is None:
        return None
    wrong = [line for form in mistake.forms if isinstance(form, Form) for hunk in form.hunks for line in hunk.lines]
    right = {_plain(line) for form in mistake.forms if isinstance(form, Form) for line in form.answer.lines}
    wanted = [line for line in map(_plain, wrong) if line and line not in right]
    found = [
        (max((SequenceMatcher(None, _plain(text), line).ratio() for line in wanted), default=0.0), place)
        for place, text in _lines(source)
    ]
    likeness, place = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return place if likeness >= _ALIKE else None


def _lines(source: Source) -> Iterator[tuple[Place, str]]:
    """The lines of the learner's functions, without their docstrings."""
    for cell in source.cells:
        for definition in cell.definitions:
            for name, number in _statement_lines(definition):
                text = cell.lines[number - 1].strip()
                yield Place(name, number, text, 0, len(text)), text


def _statement_lines(definition: Definition) -> Iterator[tuple[str, int]]:
    for function in ast.walk(definition):
        if isinstance(function, ast.FunctionDef):
            first = 1 if ast.get_docstring(function) is not None else 0
            for part in function.body[first:]:
                for node in ast.walk(part):
                    if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
                        yield function.name, node.lineno


def _plain(line: str) -> str:
    """A line without what does not count: blanks, and a comment at its end."""
    return "".join(line.partition("  #")[0].split())
