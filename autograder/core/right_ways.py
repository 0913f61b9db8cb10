"""The right ways to write an exercise, as programs that can be watched: the solution, and the accepted variants."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..repair.learner_source import Cell, Definition, Source
from ..repair.tracing import Program
from .answers import Answer, run
from .forms import Form
from .record import Accepted, Exercise, source_of


@lru_cache(maxsize=16)
def right_programs(exercise: Exercise) -> tuple[Program, ...]:
    """The chapter's solution first. What is not written as one cell is left out: its values are seldom others."""
    return tuple(_programs(exercise))


def _programs(exercise: Exercise) -> Iterator[Program]:
    known = [form for mistake in exercise.misconceptions for form in mistake.forms if isinstance(form, Form)]
    if known:
        yield _program(exercise, known[0].answer.text, known[0].answer)
    for accepted in exercise.accepted:
        if isinstance(accepted.code, Form):
            yield _program(exercise, accepted.code.source, accepted.code.answer)
        else:
            yield _of_code(exercise, accepted)


def _program(exercise: Exercise, text: str, answer: Answer) -> Program:
    return Program(_source(exercise, text, run(text, "<right>", answer.lookup)), exercise.references)


def _of_code(exercise: Exercise, accepted: Accepted) -> Program:
    code = accepted.code if isinstance(accepted.code, Mapping) else {exercise.name: accepted.code}
    text = "import numpy as np\n" + "\n\n".join(
        f"{source_of(function)}\n{name} = {function.__name__}" for name, function in code.items()
    )
    nothing: dict[str, object] = {}
    source = _source(exercise, text, run(text, "<right>", nothing.__getitem__))
    given = [code.get(name, reference) for name, reference in zip(exercise.functions, exercise.references, strict=True)]
    return Program(source, given)


def _source(exercise: Exercise, text: str, names: dict[str, object]) -> Source:
    definitions = tuple(node for node in ast.parse(text).body if isinstance(node, Definition))
    return Source((Cell(tuple(text.splitlines()), definitions),), names, exercise.functions)
