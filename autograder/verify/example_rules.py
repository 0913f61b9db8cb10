"""The examples in docstrings: each tells the truth, and each is judged.

`core.examples` makes a case of every example that has one right value. An example of something that right answers may
do differently, such as a trained network's, is left to the record: one of its cases has the same inputs.
"""

import ast
import contextlib
import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..core.answers import Answer
from ..core.examples import Example, examples
from ..core.record import NOTEBOOK_SEED, Case, Exercise, Function
from ..worker.observe import observe
from ..worker.wire import pack

_RTOL = 1e-3  # a docstring shows few digits


def of_examples(exercise: Exercise, answer: Answer) -> Iterator[str]:
    """What is wrong with the examples in an exercise's docstrings."""
    driven = {case.name for case in exercise.cases}
    for example in examples(answer):
        if example.function not in exercise.functions:
            continue
        probe = example.probe(exercise.functions)
        seen = observe(exercise.references, probe, {})
        error = seen.error or next(iter(seen.errors.values()), None)
        if error is not None:
            yield f"has an example in a docstring that cannot be driven by itself: {example.call}: {error.message}"
        elif not _is_shown(list(seen.values.values()), example.shown):
            yield f"has an example in a docstring that gives something other than is shown: {example.call}"
        elif example.name not in driven and not _is_a_case(exercise, example):
            yield f"judges no case with the inputs of the docstring's example {example.call}"


def _is_shown(values: list[Any], shown: str) -> bool:
    """Whether a docstring shows these values, as far as it shows them."""
    try:
        wanted = ast.literal_eval(shown.replace("array(", "(").replace("...", ""))
    except (SyntaxError, ValueError):
        return False
    parts = wanted if isinstance(wanted, tuple) else (wanted,)
    if isinstance(wanted, str):
        return [str(value) for value in values] == [wanted]
    return len(parts) == len(values) and all(
        np.shape(part) == np.shape(value) and np.allclose(np.asarray(part, float), value, rtol=_RTOL)
        for part, value in zip(parts, values, strict=True)
    )


def _is_a_case(exercise: Exercise, example: Example) -> bool:
    """Whether all that the example passes to its function is among the inputs of one case."""
    passed: list[object] = []

    def noting(function: Function) -> Callable[..., Any]:
        def noted(*arguments: Any, **named: Any) -> Any:
            passed.extend([*arguments, *named.values()])
            return function(*arguments, **named)

        return noted

    functions = [
        noting(function) if name == example.function else function
        for name, function in zip(exercise.functions, exercise.references, strict=True)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        observe(functions, example.probe(exercise.functions), {})
    wanted = {pack(value) for value in passed}
    return any(wanted <= _inputs(case) for case in exercise.cases)


def _inputs(case: Case) -> set[bytes]:
    return {pack(value) for value in case.draw(NOTEBOOK_SEED).values()}
