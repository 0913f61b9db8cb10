"""Looks in a class edition for what does as an answer does: a program of its own, with the edition's modules.

Every function and class of the edition's packages that could be called in an answer's place is driven through the
exercise's cases, and held against what is stored of the reference. What makes an aspect hold is printed, as JSON.
"""

import contextlib
import importlib
import inspect
import io
import json
import pkgutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from autograder import exercises
from autograder.core.comparison import Comparison
from autograder.core.record import Exercise
from autograder.worker.observe import NotDefined

PACKAGES = ("layerwise", "explore", "mine", "autograder.core", "autograder.exercises", "autograder.notebook")
_ACTS = ("os.", "shutil.", "subprocess.", "socket.", "webbrowser.", "signal.", "urllib.")  # audit events
_SECONDS = 0.5  # of processor time for one candidate; an answer takes far less


class _TooLong(KeyboardInterrupt):
    """A candidate computes on and on. Of all exceptions, an observation lets only this kind through."""


def candidates() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Everything that can be called in the packages, each once, with its name."""
    seen: set[int] = set()
    for name in PACKAGES:
        package = importlib.import_module(name)
        names = [name, *(found.name for found in pkgutil.walk_packages(package.__path__, f"{name}."))]
        for module in map(importlib.import_module, names):
            for own, thing in _callables(module):
                if id(thing) not in seen:
                    seen.add(id(thing))
                    yield f"{module.__name__}.{own}", thing


def _callables(module: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, thing in vars(module).items():
        if callable(thing) and getattr(thing, "__module__", None) == module.__name__:
            yield name, thing
            if isinstance(thing, type):
                methods = vars(thing).items()
                yield from ((f"{name}.{n}", m.__func__) for n, m in methods if isinstance(m, staticmethod))
        elif isinstance(thing, dict):
            yield from ((f"{name}[{key!r}]", one) for key, one in thing.items() if inspect.isfunction(one))


def found(exercise: Exercise, others: list[tuple[str, Callable[..., Any]]]) -> Iterator[str]:
    """The names of what does what a part of the exercise asks for."""
    for position, reference in enumerate(exercise.references):
        wanted = _arity(reference)
        for name, thing in others:
            if _fits(thing, reference, wanted) and _answers(exercise, position, thing):
                yield f"{name} does what `{exercise.functions[position]}` is asked for"


def _answers(exercise: Exercise, position: int, thing: Callable[..., Any]) -> bool:
    """Whether any aspect that stands by itself holds with a thing in the place of one of the functions."""
    functions = [_absent] * len(exercise.references)
    functions[position] = thing
    answer = _comparison(exercise).implementation(functions)
    nowhere, holds = io.StringIO(), False
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), _limited():
        holds = any(
            all(answer.outcome(aspect, case).holds for case in aspect.cases)
            for aspect in exercise.aspects
            if not aspect.requires
        )
    return holds


@lru_cache(maxsize=8)
def _comparison(exercise: Exercise) -> Comparison:
    return Comparison(exercise)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS, _SECONDS)  # again, should the first be caught
    try:
        yield
    except (_TooLong, Exception, SystemExit):
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _absent(*_: Any, **__: Any) -> None:
    raise NotDefined("not here")


def _arity(function: Callable[..., Any]) -> int:
    """How many arguments have to be given; -1 where that cannot be said."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return -1
    return sum(one.default is one.empty and one.kind in (0, 1) for one in parameters)


def _fits(thing: Callable[..., Any], reference: Callable[..., Any], wanted: int) -> bool:
    if isinstance(thing, type) or isinstance(reference, type):  # the signature of a class without a body says nothing
        return isinstance(thing, type) and isinstance(reference, type)
    if wanted < 0:
        return False
    try:
        inspect.signature(thing).bind(*[None] * wanted)
    except (TypeError, ValueError):
        return False
    return True


def _only_compute(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a candidate everything but to compute: some of what can be called starts programs and writes files."""
    writes = event == "open" and isinstance(arguments[1], str) and not set(arguments[1]).isdisjoint("wax+")
    if writes or (event.startswith(_ACTS) and not event.startswith(("os.listdir", "os.scandir"))):
        raise PermissionError(f"a search does not {event}")


def main(stems: list[str]) -> None:
    """Print what is found for the exercises of some chapters."""
    every = list(candidates())
    sys.addaudithook(_only_compute)
    said = [line for stem in stems for exercise in exercises.load(stem).exercises for line in found(exercise, every)]
    print(json.dumps({"candidates": len(every), "found": said}))


if __name__ == "__main__":
    main(sys.argv[1:])
