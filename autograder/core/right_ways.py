"""The right ways to write an exercise, as programs that can be watched: the solution, and the accepted variants."""

import ast
from collections.abc import Mapping
from functools import lru_cache

from ..repair.learner_source import Cell, Definition, Source
from ..repair.tracing import Program
from .answers import Answer, run
from .forms import Form
from .record import Accepted, Exercise, Function, source_of


@lru_cache(maxsize=16)
def right_programs(exercise: Exercise) -> tuple[Program, ...]:
    """Every right way that the record knows."""
    return *near_programs(exercise), *(_of_code(exercise, one) for one in exercise.accepted if not _is_near(one))


@lru_cache(maxsize=16)
def near_programs(exercise: Exercise) -> tuple[Program, ...]:
    """The chapter's solution, and what is written as a change of it."""
    known = [form for mistake in exercise.misconceptions for form in mistake.forms if isinstance(form, Form)]
    solution = [_program(exercise, known[0].answer.text, known[0].answer)] if known else []
    changed = [form for one in exercise.accepted if isinstance(form := one.code, Form)]
    return *solution, *(_program(exercise, form.source, form.answer) for form in changed)


def _is_near(accepted: Accepted) -> bool:
    return isinstance(accepted.code, Form)


def _program(exercise: Exercise, text: str, answer: Answer) -> Program:
    return Program(_source(exercise, text, run(text, "<right>", answer.lookup)), exercise.references)


def _of_code(exercise: Exercise, accepted: Accepted) -> Program:
    code = accepted.code if isinstance(accepted.code, Mapping) else {exercise.name: accepted.code}
    text = "import numpy as np\n" + "\n\n".join(_called(name, function) for name, function in code.items())
    nothing: dict[str, object] = {}
    source = _source(exercise, text, run(text, "<right>", nothing.__getitem__))
    given = [code.get(name, reference) for name, reference in zip(exercise.functions, exercise.references, strict=True)]
    return Program(source, given)


def _called(name: str, function: Function) -> str:
    """The source of a function or class under the exercise's name: what is watched is what has this name."""
    module = ast.parse(source_of(function))
    for node in ast.walk(module):
        if isinstance(node, Definition) and node.name == function.__name__:
            node.name = name
        elif isinstance(node, ast.Name) and node.id == function.__name__:
            node.id = name
    return ast.unparse(module)


def _source(exercise: Exercise, text: str, names: dict[str, object]) -> Source:
    definitions = tuple(node for node in ast.parse(text).body if isinstance(node, Definition))
    return Source((Cell(tuple(text.splitlines()), definitions),), names, exercise.functions)
