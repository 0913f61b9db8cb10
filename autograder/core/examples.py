"""The examples in an exercise's docstrings, each of which is a case: what they promise is judged, whoever forgets it.

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])

An example is driven as it stands there, on the learner's functions and on the reference's, and the values are compared,
not what is printed. It belongs to the first aspect that is about the function whose docstring it stands in.
"""

import ast
import linecache
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .answers import Answer
from .comparison import Comparison
from .record import Aspect, Case, Exercise, Function, OwnCase

_PROMPT = re.compile(r"(>>>|\.\.\.)(?: |$)")


@dataclass(frozen=True)
class Example:
    """One line of a docstring that gives a value.

    function: in whose docstring it stands. before: the lines above it that it needs. call: the line itself
    shown: what the docstring says that it gives
    """

    function: str
    before: tuple[str, ...]
    call: str
    shown: str

    @property
    def name(self) -> str:
        """What its case is called."""
        return f"the docstring's {' '.join(self.call.split())}"

    def probe(self, functions: tuple[str, ...]) -> Function:
        """A probe that drives functions of these names with it. A tuple is taken apart, so that it may be a list."""
        tree = ast.parse(self.call, mode="eval")
        value = ast.unparse(_Rounding().visit(tree))
        parts = _parts(self.shown)
        seen = "{'output': output}" if parts is None else f"{{f'output[{{i}}]': output[i] for i in range({parts})}}"
        lines = [*self.before, f"output = {value}", f"return {seen}"]
        body = "\n".join("    " + line for text in lines for line in text.splitlines())
        source = f"def example({', '.join(functions)}):\n{body}\n"
        file = f"<{self.name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        space: dict[str, Any] = {"np": np, "__name__": __name__}
        exec(compile(source, file, "exec"), space)  # the chapter's own words
        made: Function = space["example"]
        return made


def examples(answer: Answer) -> Iterator[Example]:
    """The examples in the docstrings of a cell's functions and classes, in their order."""
    if ">>>" not in answer.text:
        return
    for definition in ast.parse(answer.text).body:
        if isinstance(definition, ast.FunctionDef | ast.ClassDef):
            for node in ast.walk(definition):
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    yield from _in_text(definition.name, ast.get_docstring(node) or "")


def with_examples(exercise: Exercise, answer: Answer, homes: Mapping[str, str] | None = None) -> Exercise:
    """The exercise with a case for each example, except where no value is the only right one.

    homes: the aspects of the examples by name, where they are known; otherwise the references are asked
    """
    added: dict[str, list[Case]] = {}
    for example in examples(answer):
        home = home_of(exercise, example) if homes is None else _home_named(exercise, homes.get(example.name))
        if home is not None and is_compared(home):
            case = OwnCase(example.name, {}, probe=example.probe(exercise.functions))
            added.setdefault(home.name, []).append(case)
    if not added:
        return exercise
    aspects = [replace(aspect, cases=(*aspect.cases, *added.get(aspect.name, ()))) for aspect in exercise.aspects]
    return replace(exercise, aspects=tuple(aspects))


def is_compared(aspect: Aspect) -> bool:
    """Whether an aspect holds values against the reference's: then an example has one value that is right."""
    return aspect.verify is None and aspect.derive is None


def home_of(exercise: Exercise, example: Example) -> Aspect | None:
    """The aspect that an example belongs to: the first that is about its function, best about nothing else.

    None where the exercise does not ask for the function, or has no aspects.
    """
    if example.function not in exercise.functions or not exercise.aspects:
        return None
    position = exercise.functions.index(example.function)
    if position == 0:
        return exercise.aspects[0]
    try:
        about = [aspect for aspect in exercise.aspects if _is_about(exercise, aspect, position)]
        others = [aspect for aspect in about if not _is_about(exercise, aspect, 0)]
    except Exception:  # a record that cannot be driven; `verify` says why
        return exercise.aspects[0]
    return next(iter((*others, *about)), exercise.aspects[0])


def _home_named(exercise: Exercise, name: str | None) -> Aspect | None:
    return next((aspect for aspect in exercise.aspects if aspect.name == name), None)


def _is_about(exercise: Exercise, aspect: Aspect, position: int) -> bool:
    """Whether an aspect fails without the function in this position."""

    def nothing(*arguments: object, **named: object) -> None:
        """Stands for a function that is not written."""

    compared = Comparison(exercise)
    functions = [*exercise.references]
    functions[position] = nothing
    without = compared.implementation(functions)
    return not all(without.outcome(aspect, case).holds for case in aspect.cases)


def _in_text(function: str, text: str) -> Iterator[Example]:
    before: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith(">>>"):
            at += 1
            continue
        said = [_PROMPT.sub("", lines[at], count=1)]
        at += 1
        while at < len(lines) and _PROMPT.match(lines[at]) and not lines[at].startswith(">>>"):
            said.append(_PROMPT.sub("", lines[at], count=1))
            at += 1
        shown = []
        while at < len(lines) and lines[at].strip() and not lines[at].startswith(">>>"):
            shown.append(lines[at])
            at += 1
        code = "\n".join(said)
        if shown:
            yield Example(function, tuple(before), _without_comment(code), "\n".join(shown))
        else:
            before.append(code)


def _without_comment(code: str) -> str:
    return ast.unparse(ast.parse(code, mode="eval")) if "#" in code else code


def _parts(shown: str) -> int | None:
    """How many parts a tuple has that a docstring shows; None for anything else."""
    try:
        value = ast.parse(shown, mode="eval").body
    except SyntaxError:  # such as 0.333...
        return None
    return len(value.elts) if isinstance(value, ast.Tuple) else None


class _Rounding(ast.NodeTransformer):
    """np.round(x, 4) for x.round(4), which a number of Python's own does not have."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "round" and ast.unparse(node.func.value) != "np":
            return ast.Call(ast.parse("np.round", mode="eval").body, [node.func.value, *node.args], node.keywords)
        return node
