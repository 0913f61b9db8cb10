"""What a source must keep to before it is built: it asks what its record judges, and every solution can be cut out.

All problems are found at once, each as a sentence that names the file and the cell.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from IPython.core.inputtransformer2 import TransformerManager

from ..core.cell_roles import Role
from ..core.record import Chapter
from .predictions import of_predictions
from .source import MARK_SCHEME, SOLUTION, Cell, Source, regions

SLOW = 10  # seconds; whoever waits longer is told before


def problems(source: Source, chapter: Chapter | None) -> list[str]:
    """Everything that is wrong with a source. A page has no record; nor has a chapter whose record cannot be read."""
    found = [f"{source.path.name}: {cell} {trouble}" for cell in source.cells for trouble in _of_a_cell(cell, chapter)]
    for role, label in ((Role.EXERCISE, "exercise"), (Role.WRITTEN, "written question")):
        asked = Counter(cell.name for cell in source.cells if cell.role is role and cell.name)
        found += [
            f"{source.path.name}: asks for the {label} {name!r} {times} times"
            for name, times in asked.items()
            if times > 1
        ]
    found += [
        f"{source.path.name}: {cell} {trouble}"
        for place, cell in enumerate(source.cells)
        for trouble in _of_effort(source.cells[:place], cell)
    ]
    found += [f"{source.path.name}: {trouble}" for trouble in of_predictions(source, is_chapter=chapter is not None)]
    return found


def _of_effort(before: Sequence[Cell], cell: Cell) -> Iterator[str]:
    """A learner reads what a cell takes before running it or writing in it."""
    if cell.minutes and not (before and before[-1].role is Role.TEXT):
        yield "has minutes, and no text directly above it that could say so"
    read = next((one.text for one in reversed(before) if one.role is Role.TEXT), "")
    if cell.seconds > SLOW and not re.search(r"\btakes? about\b", read):
        yield f"takes {cell.seconds} seconds, and the text above it does not say “takes about …”"


def _of_a_cell(cell: Cell, chapter: Chapter | None) -> Iterator[str]:
    if cell.trouble:
        yield cell.trouble
        return
    try:
        solutions, schemes = regions(cell.text, SOLUTION), regions(cell.text, MARK_SCHEME)
    except ValueError as error:
        yield str(error)
        return
    if cell.role in (Role.EXERCISE, Role.WRITTEN):
        if not solutions:
            yield "has no region between ### BEGIN SOLUTION and ### END SOLUTION"
        elif not all(map(str.strip, solutions)):
            yield "has an empty solution region"
    elif solutions:
        yield f"has a solution region and is no exercise but {cell.role}; mark it with its exercise's name"
    if schemes and cell.role is not Role.TEXT:
        yield "has a mark scheme; it belongs into the markdown cell that asks the question"
    if cell.is_code:
        yield from _of_code(cell, chapter)


def _of_code(cell: Cell, chapter: Chapter | None) -> Iterator[str]:
    # `%matplotlib inline` and its kind are Python once IPython has read them.
    code = TransformerManager().transform_cell(cell.text)
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        yield f"is not Python: {error.msg}, in its line {error.lineno}: {(error.text or '').strip()}"
        return
    if cell.role is Role.EXERCISE and chapter and cell.name in (exercise.name for exercise in chapter.exercises):
        yield from _of_definitions(cell, tree, chapter.exercise(cell.name).functions)


def _of_definitions(cell: Cell, tree: ast.Module, functions: Sequence[str]) -> Iterator[str]:
    """Every function of the exercise is defined, has a docstring that stays, and a region that goes."""
    lines = cell.text.splitlines()
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for name in functions:
        node = defined.get(name)
        if node is None:
            yield f"does not define {name}; its record expects {', '.join(functions)}"
        elif f"BEGIN {SOLUTION}" not in "\n".join(lines[node.lineno - 1 : _end(node, tree, lines)]):
            yield f"shows the learner all of {name}: there is no solution region in it"
        elif ast.get_docstring(node) is None:
            yield f"leaves {name} without a statement for the learner, which is a syntax error; give it a docstring"


def _end(node: ast.stmt, tree: ast.Module, lines: list[str]) -> int:
    """The last line before the next statement; a closing comment is no statement and would be missed otherwise."""
    return min((other.lineno - 1 for other in tree.body if other.lineno > node.lineno), default=len(lines))
