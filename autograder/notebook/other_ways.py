"""`other_ways`: what a learner sees who has passed. The ways that the record accepts, and PyTorch's name for it."""

import ast
import re
import sys
import textwrap
from collections.abc import Mapping
from typing import Any

from ..core.forms import Form
from ..core.record import Accepted, Exercise, source_of
from ..core.report import State
from ..exercises import answer
from ..exercises.pytorch import pytorch_call
from .driven import drive
from .lookup import asked_for
from .page import Page
from .settings import help_allowed
from .solution import TO_BE_GRADED

Parts = dict[str, str]  # code by the name of the function, class or method that it defines


def other_ways(function: Any) -> Page:
    """Other right ways to write what you have written, and how PyTorch calls it; once your check passes."""
    if not help_allowed():
        return Page("Other ways are switched off for this class.")
    asked = asked_for(function, sys._getframe(1).f_globals, "other_ways")
    if isinstance(asked, Page):
        return asked
    exercise = asked.exercise
    if exercise.stored is not None:
        return Page(TO_BE_GRADED)
    if drive(exercise, asked.functions).report.state is not State.RIGHT:
        return Page(f"Pass first: `check({exercise.name})` says what is missing. Then other ways are worth reading.")
    ways = [_told(exercise, way) for way in exercise.accepted]
    torch = pytorch_call(exercise.name)
    known = [f"PyTorch writes `{torch}`."] if torch else []
    first = f"{_count(len(ways))} to write `{exercise.name}`. Each gets full marks. Which one would you rather read?"
    return Page(
        "\n\n".join([first if ways else f"No other way to write `{exercise.name}` is recorded.", *ways, *known])
    )


def _count(ways: int) -> str:
    return "Another way" if ways == 1 else f"{ways} other ways"


def _told(exercise: Exercise, way: Accepted) -> str:
    """A way by its name, a sentence on what is different, and its code."""
    parts = _parts(exercise, way)
    return f"**{way.name}.** {_difference(exercise, parts)}\n\n```python\n{_joined(parts)}\n```"


def _parts(exercise: Exercise, way: Accepted) -> Parts:
    """The functions of a way that differ from the solution's, without docstrings; of a class, its methods."""
    if isinstance(way.code, Form):
        old, new = _definitions(answer(exercise.name).text), _definitions(way.code.source)
        return {name: code for name, code in new.items() if old.get(name) != code} or new
    named = way.code if isinstance(way.code, Mapping) else {exercise.name: way.code}
    # A record calls its ways by what they do; a learner knows the name that the exercise gives.
    return {
        name: re.sub(rf"\b{code.__name__}\b", name, _without_docstring(source_of(code))) for name, code in named.items()
    }


def _joined(parts: Parts) -> str:
    """One piece of code, with the methods of a class below one `class` line."""
    pieces: dict[str, list[str]] = {}
    for name, code in parts.items():
        owner, dot, _ = name.partition(".")
        head, _, body = code.partition("\n")
        pieces.setdefault(owner, [head] if dot else []).append(body if dot else code)
    return "\n\n\n".join("\n\n".join(codes).replace(":\n\n", ":\n", 1) for codes in pieces.values())


def _definitions(text: str) -> Parts:
    """The functions of a cell, and the methods of its classes below a `class` line."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _code(text, node)
        elif isinstance(node, ast.ClassDef):
            head = f"class {node.name}:\n"
            for method in [part for part in node.body if isinstance(part, ast.FunctionDef)]:
                found[f"{node.name}.{method.name}"] = head + textwrap.indent(_code(text, method), "    ")
    return found


def _code(text: str, node: ast.FunctionDef) -> str:
    return _without_docstring(textwrap.dedent(ast.get_source_segment(text, node, padded=True) or ""))


def _without_docstring(code: str) -> str:
    """The code of one definition as it is written, without its docstring."""
    (node,) = ast.parse(code).body
    body = getattr(node, "body", [])
    if len(body) < 2 or ast.get_docstring(node) is None:  # type: ignore[arg-type]
        return code.rstrip()
    lines = code.splitlines()
    first, last = body[0].lineno, body[0].end_lineno
    return "\n".join([*lines[: first - 1], *lines[last:]]).rstrip()


def _difference(exercise: Exercise, parts: Parts) -> str:
    """What can be seen from outside: which functions are other ones, what they call, and whether they loop."""
    theirs = "\n".join(parts.values())
    solution = _definitions(answer(exercise.name).text)
    ours = "\n".join(code for name, code in solution.items() if name.split(".")[0] in {n.split(".")[0] for n in parts})
    said = []
    if len({name.partition(".")[0] for name in parts}) < len(exercise.functions):
        said.append(f"Another {_listed(set(parts))}.")
    new, old = _numpy(theirs) - _numpy(ours), _numpy(ours) - _numpy(theirs)
    if new:
        instead = f", where the chapter's solution has {_listed(old)}" if old else ""
        said.append(f"It uses {_listed(new)}{instead}.")
    elif old:
        said.append(f"It does without {_listed(old)}.")
    if _loops(theirs) != _loops(ours):
        said.append("It goes through the numbers in a loop." if _loops(theirs) else "It needs no loop.")
    return " ".join(said or ["It calls the same functions in another arrangement."])


def _numpy(code: str) -> set[str]:
    """What a code takes from numpy, such as `np.linalg.norm`."""
    found = {ast.unparse(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
    names = {name for name in found if re.fullmatch(r"np(\.\w+)+", name)}
    return {name for name in names if not any(longer.startswith(f"{name}.") for longer in names)}


def _loops(code: str) -> bool:
    return any(isinstance(node, ast.For | ast.While | ast.comprehension) for node in ast.walk(ast.parse(code)))


def _listed(names: set[str]) -> str:
    *first, last = sorted(f"`{name}`" for name in names)
    return f"{', '.join(first)} and {last}" if first else last
