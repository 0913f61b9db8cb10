"""The learner's own source of an exercise: the definitions in their cells, parsed, with the names that they see."""

import ast
import inspect
import linecache
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Cell:
    """One cell's lines, and the functions and classes that it defines at its top level."""

    lines: tuple[str, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Source:
    """Where an answer is written.

    names: the notebook's names, never changed. wanted: what the exercise asks for.
    """

    cells: tuple[Cell, ...]
    names: dict[str, Any]
    wanted: tuple[str, ...]

    def line(self, definition: Definition, number: int) -> str:
        """A line of the cell in which a definition stands."""
        lines = next(cell.lines for cell in self.cells if definition in cell.definitions)
        return lines[number - 1] if 0 < number <= len(lines) else ""


def source_of_answer(functions: Sequence[Callable[..., Any]], wanted: Sequence[str]) -> Source | None:
    """The source of an answer, or None where it is not to be had: made by C code, a lambda, or typed elsewhere."""
    codes = [found for function in functions if (found := _code(function)) is not None]
    files = dict.fromkeys(code.__code__.co_filename for code in codes)
    cells = tuple(filter(None, (_cell(file, codes[0].__globals__) for file in files)))
    defined = {definition.name for cell in cells for definition in cell.definitions}
    if not codes or not defined & set(wanted):
        return None
    return Source(cells, codes[0].__globals__, tuple(wanted))


def _code(thing: Any) -> FunctionType | None:
    """A function of the notebook's that stands for a function or a class; library code is not the learner's."""
    found = inspect.unwrap(thing) if callable(thing) else thing
    if isinstance(found, type):
        found = next((value for value in vars(found).values() if isinstance(value, FunctionType)), None)
    return found if isinstance(found, FunctionType) and found.__globals__.get("__name__") == "__main__" else None


def _cell(file: str, names: dict[str, Any]) -> Cell | None:
    lines = linecache.getlines(file, names)
    # IPython's magics are no Python; blank lines in their place keep the numbers.
    text = "".join("\n" if line.lstrip().startswith(("%", "!")) else line for line in lines)
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return None
    definitions = tuple(node for node in body if isinstance(node, Definition))
    return Cell(tuple(line.rstrip("\n") for line in lines), definitions) if definitions else None
