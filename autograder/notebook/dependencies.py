"""What an answer borrows that is not there when it is graded: other packages, and the references themselves.

`check` runs in the learner's kernel, where everything is installed; the sandbox has numpy and matplotlib only. An
answer that calls scipy would pass here and fail there, so `check` says so while there is time.
"""

import dis
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from ..core.packages import allowed_places
from ..core.record import Exercise

_PRESENT = {"__main__", "autograder", "explore", "layerwise"}


def unavailable_in_grading(exercise: Exercise, functions: Iterable[Any]) -> str:
    """What the functions use and the grader does not have, in one sentence; "" if there is nothing."""
    answers = {id(reference): f"layerwise's `{reference.__name__}`" for reference in exercise.references}
    found = dict.fromkeys(text for thing in functions for text in _borrowed_by(thing, answers))
    return f"Used here and absent when this is graded: {', '.join(found)}. Write it with numpy." if found else ""


def _borrowed_by(thing: Any, answers: dict[int, str]) -> Iterator[str]:
    if id(thing) in answers:
        yield answers[id(thing)]
        return
    for function in vars(thing).values() if isinstance(thing, type) else [thing]:
        if isinstance(function, FunctionType):
            for code in _codes(function.__code__):
                for value in _named_in(code, function.__globals__):
                    package = _package(value)
                    if id(value) in answers:
                        yield answers[id(value)]
                    elif package and not _is_present(package):
                        yield f"`{package}`"


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _named_in(code: CodeType, names: dict[str, Any]) -> Iterator[Any]:
    """The values of the notebook's names that the code uses, what it takes from modules, and what it imports."""
    value = None
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            value = sys.modules.get(step.argval)
        elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            value = names.get(step.argval)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM") and isinstance(value, ModuleType):
            value = getattr(value, step.argval, None)
        else:
            continue
        yield value


def _package(value: Any) -> str:
    """The top package that a module, class or function comes from; "" for other values."""
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0]
    if isinstance(value, np.ufunc):  # does not tell where it is from
        special = sys.modules.get("scipy.special")
        return "scipy" if getattr(special, value.__name__, None) is value else ""
    if isinstance(value, type) or callable(value):
        return str(getattr(value, "__module__", "") or "").partition(".")[0]
    return ""


def _is_present(package: str) -> bool:
    if package in _PRESENT or package in sys.stdlib_module_names or package not in sys.modules:
        return True
    file = getattr(sys.modules[package], "__file__", None)
    return file is None or any(Path(file).is_relative_to(place) or Path(file) == place for place in allowed_places())
