"""The records of every chapter, one module a chapter, found by stem or by the name of a learner's function."""

import importlib
import pkgutil
from functools import cache

from ..core.record import Chapter, Exercise


def stems() -> list[str]:
    """The chapters that have records, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("ch"))


@cache
def load(stem: str) -> Chapter:
    """The record of a chapter. Raises KeyError that names the chapters there are."""
    if stem not in stems():
        raise KeyError(f"there is no chapter {stem!r}; there are {stems()}")
    chapter: Chapter = importlib.import_module(f"{__name__}.{stem}").CHAPTER
    return chapter


def find(function: str) -> Exercise:
    """The exercise in which a function of that name is written, such as `relu` or `relu_backward`."""
    for stem in stems():
        for exercise in load(stem).exercises:
            if function in exercise.functions:
                return exercise
    raise KeyError(f"no exercise asks for a function named {function!r}")
