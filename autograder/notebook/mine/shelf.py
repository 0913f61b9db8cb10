"""The learner's folder of parts: one file for each exercise that has passed, plain Python to be read.

A check that passes writes the file, atomically; the latest pass is what is there. A check that fails later takes
nothing away. What cannot be loaded is told in a sentence, once, and the library's stands in.
"""

import __future__

import ast
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from ...core.atomic import write_atomically
from ...core.record import Exercise, Function
from ...core.report import State
from ..driven import drive
from ..progress import data_dir
from ..reach import fingerprint
from .loaded import module_at
from .own_text import NotKept, own_text

_HEADER = '''"""{names}: yours, as it passed its check.

This file was written from your notebook, and `import mine` reads it. The next check that passes replaces it.
"""

'''


def folder() -> Path:
    """Where the parts stand."""
    return data_dir() / "mine"


def path_of(exercise: str) -> Path:
    """The file of an exercise, whether it is there or not."""
    return folder() / f"{exercise}.py"


def keep(exercise: Exercise, functions: Sequence[Function]) -> str:
    """Write an answer that has passed to its file. Returns why it is not kept, in a sentence, or ""."""
    try:
        text = own_text(functions, exercise.functions)
        if not _says_the_same(text, exercise, functions):
            raise NotKept("by itself, outside this notebook, it does not pass")
        return _write(path_of(exercise.name), _HEADER.format(names=", ".join(exercise.functions)) + text)
    except NotKept as reason:
        return f"It passes, and is not kept in `mine`: {reason}." if str(reason) else ""


def kept(exercise: str) -> ModuleType | None:
    """The file of an exercise as a module, or None where there is none that can be loaded."""
    path = path_of(exercise)
    return module_at(
        path,
        f"mine.yours.{exercise}",
        f"mine: your {exercise} cannot be loaded ({{error}}), so the library's stands in. "
        f"Run check({exercise}) again in its chapter; the file is {path}",
    )


def _says_the_same(text: str, exercise: Exercise, functions: Sequence[Function]) -> bool:
    """Whether the text alone makes functions that do what these do: the same code, or at least what passes."""
    names: dict[str, Any] = {"__name__": "__main__"}
    later = __future__.annotations.compiler_flag if text.startswith("from __future__") else 0
    try:
        # Statement by statement, as in cells: Python compiles `np.exp` in another way beside `import numpy as np`.
        for node in ast.parse(text).body:
            code = compile(ast.Module([node], []), "<mine>", "exec", flags=later, dont_inherit=True)
            exec(code, names)  # the learner's code, in their own kernel
        alone = tuple(names[name] for name in exercise.functions)
    except Exception:
        return False
    return fingerprint(alone) == fingerprint(functions) or drive(exercise, alone).report.state is State.RIGHT


def _write(path: Path, text: str) -> str:
    try:
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
            return ""
        write_atomically(path, text)
    except OSError as error:
        return f"It passes, and was not kept in `mine`: {error.strerror} ({path})."
    return ""
