"""What an answer borrows that is not there when it is graded: other packages, and what of layerwise is not allowed.

`check` runs in the learner's kernel, where everything is installed; the sandbox has numpy, matplotlib and a few names
of layerwise. An answer that calls scipy would pass here and fail there, so `check` says so while there is time.
"""

import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from ..core.allowed_packages import allowed_places
from ..core.record import Exercise
from ..exercises import allowed as allowed_in
from .reach import OWN_PACKAGES, reached


def unavailable_in_grading(exercise: Exercise, functions: Iterable[Any]) -> str:
    """What the functions use and the grader does not have, in one sentence; "" if there is nothing."""
    allowed = {name.rpartition(".")[2] for name in allowed_in(exercise.name)}
    # Code only: a reference that lies in a list is there for the grader too, until it is called.
    used = (value for _, value in reached(functions, data_limit=0))
    found = dict.fromkeys(filter(None, (_of_layerwise(value, allowed) or _foreign(value) for value in used)))
    return f"Used here and absent when this is graded: {', '.join(found)}. Write it with numpy." if found else ""


def _of_layerwise(value: Any, allowed: Collection[str]) -> str:
    """The function or class of layerwise, if an answer may not use it; else ""."""
    if not isinstance(value, FunctionType | type) or _package(value) != "layerwise" or value.__name__ in allowed:
        return ""
    return f"layerwise's `{value.__name__}`"


def _foreign(value: Any) -> str:
    """The package that a value comes from, if the grader does not have it; else ""."""
    package = _package(value)
    return f"`{package}`" if package and not _is_present(package) else ""


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
    if package == "mine":  # what a learner keeps on their own machine
        return False
    if package in {"__main__", *OWN_PACKAGES} or package in sys.stdlib_module_names or package not in sys.modules:
        return True
    file = getattr(sys.modules[package], "__file__", None)
    return file is None or any(Path(file).is_relative_to(place) or Path(file) == place for place in allowed_places())
