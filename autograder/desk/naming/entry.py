"""A named mistake as the record of its exercise would have it: a heading, a diff against the solution, and hints."""

import ast
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ... import exercises
from ...grading.named.class_mistake import ClassMistake
from ...verify.placeholders import MARK


def entry(stem: str, mistake: ClassMistake) -> str:
    """The entry, ready for the exercise's Markdown in autograder/exercises/, when a person has looked at its diff."""
    solution = exercises.source(stem).answer(mistake.exercise).text
    answer = dict(mistake.answers).get(mistake.exercise, "")
    second = mistake.second_hint or f"{MARK}: one step further, still without the answer."
    diff = "\n".join(_diff(_told(solution), _told(answer)))
    return f"## {mistake.name}\n```diff\n{diff}\n```\n{mistake.hint}\n> {second}\n"


def _diff(right: Sequence[str], wrong: Sequence[str]) -> Iterator[str]:
    """The changed lines, block by block, with the line above where nothing is taken away."""
    first = True
    for kind, a, b, c, d in SequenceMatcher(None, right, wrong, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        yield from () if first else ("",)
        yield from (f"  {line}" for line in right[a - 1 : a] if a == b)
        yield from (f"- {line}" for line in right[a:b])
        yield from (f"+ {line}" for line in wrong[c:d])
        first = False


def _told(code: str) -> list[str]:
    """The lines of the code without docstrings, comments that stand alone, and empty lines."""
    lines = code.splitlines()
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [line.rstrip() for line in lines if line.strip()]
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            text = node.body[0]
            hidden |= set(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    told = [line.rstrip() for number, line in enumerate(lines, 1) if number not in hidden]
    return [line for line in told if line.strip() and not line.lstrip().startswith("#")]
