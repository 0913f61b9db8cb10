"""Drive somebody's functions with one case and note what could be seen: results, changed inputs, warnings, errors.

Student, reference, accepted variants and misconceptions all pass through `observe`, in the notebook, in the grader
and in the sandbox. It judges nothing: the verdict is a comparison of two observations, made elsewhere.
"""

import copy
import dis
import inspect
import linecache
import random
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from types import FunctionType, TracebackType
from typing import Any

import numpy as np

from .wire import KINDS

_LONGEST_TEXT = 2_000  # characters of a message or a line that are worth keeping
_YIELDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_COMPUTING = ("forward", "backward", "predict", "__call__")


class ErrorKind(StrEnum):
    """Why there is no result."""

    EXCEPTION = "exception"  # the learner's code raised one
    VALUE = "value"  # what came back is neither numbers nor text
    UNWRITTEN = "unwritten"  # nothing but a docstring stands there
    MISSING = "missing"  # the name was never defined
    TIME = "time"  # it took longer than it may
    STOPPED = "stopped"  # the process ended, or had to be ended
    PROTOCOL = "protocol"  # something other than the worker spoke to the grader
    NOT_RUN = "not run"  # what came before had used up the submission's time or sandboxes


# An answer of which nothing was seen, because it did not come to its end.
NO_END = (ErrorKind.TIME, ErrorKind.STOPPED, ErrorKind.PROTOCOL, ErrorKind.NOT_RUN)


@dataclass(frozen=True)
class CaseError:
    """Why one case, or one value of it, gave no result.

    exception: for ErrorKind.EXCEPTION, the name of its type
    function, line_number, line: the last line of the learner's own code on the way, counted within its cell; 0: unknown
    """

    kind: ErrorKind
    message: str
    exception: str = ""
    function: str = ""
    line_number: int = 0
    line: str = ""


@dataclass
class Observation:
    """What one case made visible.

    values: what the probe returned, by name, as arrays or text
    inputs_after: every array among the inputs, as it was after the call
    warnings: the numpy and Python warnings raised on the way
    errors: why a value is missing, by the value's name
    error: why there are no values at all, or None
    """

    values: dict[str, Any] = field(default_factory=dict)
    inputs_after: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    errors: dict[str, CaseError] = field(default_factory=dict)
    error: CaseError | None = None

    def error_of(self, name: str) -> CaseError | None:
        """Why the value of that name is missing, or None."""
        return self.error or self.errors.get(name)

    def to_tree(self) -> dict[str, Any]:
        """As a value that `wire.pack` takes."""
        return {
            "values": self.values,
            "inputs_after": self.inputs_after,
            "warnings": self.warnings,
            "errors": {name: asdict(error) for name, error in self.errors.items()},
            "error": asdict(self.error) if self.error else None,
        }

    @classmethod
    def from_tree(cls, tree: Any) -> "Observation":
        """Read what a sandbox sent. Raises ValueError or TypeError for anything that is not an observation."""
        values, after = dict(tree["values"]), dict(tree["inputs_after"])
        for value in [*values.values(), *after.values()]:
            if not isinstance(value, np.ndarray | str):
                raise TypeError(f"an observation of type {type(value).__name__}")
        noted = [str(text)[:_LONGEST_TEXT] for text in tree["warnings"]][:20]
        errors = {name: _read_error(error) for name, error in dict(tree["errors"]).items()}
        return cls(values, after, noted, errors, _read_error(tree["error"]) if tree["error"] else None)


def observe(
    functions: Sequence[Callable[..., Any]],
    probe: Callable[..., Any],
    inputs: Mapping[str, Any],
    put_back: bool = True,
) -> Observation:
    """Call `probe(*functions, **inputs)` on a copy of the inputs and note what happened.

    The probe returns values by name. A value may be a function without arguments: it is called here, on its own, so
    that a mistake in one of an exercise's functions does not hide what the others do.

    The global random states are seeded for the call and put back after it; a process that ends with its cases need not
    put them back, which takes longer than most cases. KeyboardInterrupt passes through: an
    endless loop in a notebook is the learner's to stop.
    """
    given = copy.deepcopy(dict(inputs))
    # A learner may draw from numpy's global generator, so it is that one which has to be seeded.
    before = (np.random.get_state(), random.getstate()) if put_back else None  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    random.seed(0)
    seen = Observation()
    try:
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            returned = probe(*functions, **given)
            for name, value in returned.items():
                try:
                    seen.values[name] = as_value(name, value() if callable(value) else value)
                except NotANumber as error:
                    blank = [f.__name__ for f in functions if is_unwritten(f)]
                    text = f"`{blank[0]}` is not written yet" if blank else f"{error}{_return_missing(functions)}"
                    seen.errors[name] = CaseError(ErrorKind.UNWRITTEN if blank else ErrorKind.VALUE, text)
                except Exception as error:
                    seen.errors[name] = _locate(error, functions)
        seen.warnings = [str(warning.message)[:_LONGEST_TEXT] for warning in caught]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        seen.error = _locate(error, functions)
    finally:
        if before is not None:
            np.random.set_state(before[0])  # noqa: NPY002
            random.setstate(before[1])
    seen.inputs_after = dict(_arrays_in(given))
    return seen


class NotDefined(NameError):
    """A function of the exercise is called that is not there yet."""


class NotANumber(TypeError):
    """A probe returned something that is neither numbers nor text."""


def as_value(name: str, value: Any) -> np.ndarray | str:
    """A plain array (lists and numbers become arrays; float32, 0-d arrays and views are welcome) or text."""
    if isinstance(value, str):
        return str(value)[:_LONGEST_TEXT]
    if value is None:
        raise NotANumber(f"`{name}` is None.")
    try:
        array = np.array(value, copy=True, subok=False)
    except Exception as error:
        raise NotANumber(f"`{name}` is a {type(value).__name__} that does not fit into one array: {error}.") from None
    if array.dtype.kind not in KINDS:
        raise NotANumber(f"`{name}` is a {type(value).__name__} and holds something other than numbers.")
    return _of_ordinary_length(array)


def _of_ordinary_length(array: np.ndarray) -> np.ndarray:
    """Long doubles as ordinary ones: they do not cross the border to the grader."""
    ordinary = {"f": np.dtype(np.float64), "c": np.dtype(np.complex128)}.get(array.dtype.kind, array.dtype)
    return array.astype(ordinary) if array.dtype.itemsize > ordinary.itemsize else array


def returns_nothing(function: FunctionType) -> bool:
    """Whether no line of a function returns a value."""
    if function.__code__.co_flags & _YIELDS:
        return False
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("NOP", "CACHE")]
    for before, step in zip([None, *steps], steps, strict=False):
        plain = before is not None and before.opname == "LOAD_CONST" and before.argval is None
        if (step.opname == "RETURN_VALUE" and not plain) or (step.opname == "RETURN_CONST" and step.argval is not None):
            return False
    return True


def _return_missing(functions: Sequence[Callable[..., Any]]) -> str:
    """The question about a `return`, where one of the functions returns nothing that should return something.

    Of a class, these are the methods that compute: that `step` returns nothing is as it should be.
    """
    plain = [f for f in functions if isinstance(f, FunctionType)]
    methods = [vars(f).get(name) for f in functions if isinstance(f, type) for name in _COMPUTING]
    for function in [*plain, *filter(None, methods)]:
        if isinstance(function, FunctionType) and returns_nothing(function):
            return f" Is a `return` missing in `{function.__name__}`?"
    return ""


def is_unwritten(thing: Any) -> bool:
    """Whether a function (or every method of a class but `__init__`) has no statement besides its docstring."""
    if isinstance(thing, type):
        methods = [f for name, f in vars(thing).items() if isinstance(f, FunctionType) and name != "__init__"]
        return bool(methods) and all(map(is_unwritten, methods))
    if not isinstance(thing, FunctionType):
        return False
    steps = [step for step in dis.get_instructions(thing) if step.opname not in ("RESUME", "NOP", "CACHE")]
    names = [step.opname for step in steps]
    return names in (["LOAD_CONST", "RETURN_VALUE"], ["RETURN_CONST"]) and steps[0].argval is None


def _read_error(tree: Any) -> CaseError:
    texts = {key: str(tree[key])[:_LONGEST_TEXT] for key in ("message", "exception", "function", "line")}
    return CaseError(kind=ErrorKind(tree["kind"]), line_number=int(tree["line_number"]), **texts)


def _arrays_in(value: Any, path: str = "") -> list[tuple[str, np.ndarray]]:
    """Every array in a nested input, with a name such as `layers[0][1]`."""
    if isinstance(value, np.ndarray):
        return [(path, value)] if value.dtype.kind in KINDS else []
    if isinstance(value, Mapping):
        pairs = [(f"{path}.{key}" if path else str(key), item) for key, item in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    else:
        return []
    return [found for name, item in pairs for found in _arrays_in(item, name)]


def _globals_of(thing: Any) -> list[dict[str, Any]]:
    """The names that a function, or a class's methods, look up: the learner's notebook."""
    functions = vars(thing).values() if isinstance(thing, type) else [thing]
    return [f.__globals__ for f in functions if isinstance(f, FunctionType)]


def _locate(error: BaseException, functions: Sequence[Callable[..., Any]]) -> CaseError:
    """The exception, with the last line of the learner's own code that it passed through."""
    if isinstance(error, NotDefined):
        return CaseError(ErrorKind.UNWRITTEN, str(error))
    theirs = [space for f in functions for space in _globals_of(f)]
    function, number, line = "", 0, ""
    step: TracebackType | None = error.__traceback__
    while step is not None:
        frame = step.tb_frame
        if any(frame.f_globals is space for space in theirs):
            function, number = frame.f_code.co_name, step.tb_lineno
            line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        step = step.tb_next
    try:
        message = f"{type(error).__name__}: {error}".rstrip(": ")
    except Exception:  # an exception whose own __str__ fails
        message = type(error).__name__
    texts = [text[:_LONGEST_TEXT] for text in (message, type(error).__name__, function, line)]
    return CaseError(ErrorKind.EXCEPTION, texts[0], texts[1], texts[2], number, texts[3])
