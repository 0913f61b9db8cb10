"""Whatever a sandbox offers, handed in as it is: every public function and class of a few packages, and of an edition.

They are called in a child process, as nobody knows what they do: it may start no process, remove no file and write
none, and a call has two seconds. When it ends or hangs all the same, another one goes on behind what ended it.
"""

import copy
import inspect
import os
import pkgutil
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from autograder.core.comparison import Comparison
from autograder.core.record import Chapter, Exercise
from autograder.worker.observe import observe

REFUSED = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill", "os.rem", "os.r", "socket.")
SECONDS = 2  # that one call may take
WAITING = ("FontManager", "ginput", "pause", "savefig", "waitforbuttonpress")  # for a mouse or the disk
PATIENCE = 60  # seconds without a word of the child

Found = tuple[str, str, str]  # the exercise, what was handed in, and the aspect that holds for it


def handed_in(chapter: Chapter, edition: Path, packages: tuple[str, ...], folder: Path) -> set[Found]:
    """What holds for an exercise of the chapter when something is handed in as it is. folder: to run it in"""
    # Under two seeds: what is in memory that nobody has written to yet is right now and then.
    runs = [[_prepared(exercise, seed) for seed in (5, 6)] for exercise in chapter.exercises]
    found: set[Found] = set()
    begin: int | None = 0
    while begin is not None:
        begin = _from(begin, runs, edition, packages, folder, found)
    return found


def _prepared(exercise: Exercise, seed: int) -> tuple[Comparison, list[tuple[Any, ...]]]:
    """An exercise with all that its reference gives, and the first call of each of its functions."""
    run = Comparison(exercise, seed)
    calls: dict[str, tuple[Any, ...]] = {}

    def watched(reference: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(reference, updated=())
        def call(*args: Any, **kwargs: Any) -> Any:
            given = copy.deepcopy((args, kwargs))
            result = reference(*args, **kwargs)
            calls.setdefault(reference.__name__, (*given, result))
            return result

        return call

    for aspect in exercise.aspects:
        for case in aspect.cases:
            assert not run.expected(aspect, case).fault
            if len(calls) < len(exercise.functions):
                observe([watched(one) for one in exercise.references], exercise.probe_of(case), run.inputs(case))
    return run, list(calls.values())


def _from(
    begin: int, runs: list[Any], edition: Path, packages: tuple[str, ...], folder: Path, found: set[Found]
) -> int | None:
    """Go on at a candidate, in a child process. Returns where to go on after its end, None when it has come through."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            _restrict(folder)
            for number, name, thing, is_ours in _candidates(edition, packages):
                if number >= begin:
                    os.write(writer, f"{number}\n".encode())
                    for (run, calls), (again, _) in runs:
                        for aspect in _held(run, calls, thing, is_ours) and _held(again, calls, thing, True):
                            os.write(writer, f"{run.exercise.name}\t{name}\t{aspect}\n".encode())
            os.write(writer, b"done\n")
        os._exit(0)
    os.close(writer)
    text = ""
    while select.select([reader], [], [], PATIENCE)[0] and (part := os.read(reader, 1 << 16)):
        text += part.decode()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    lines = text.splitlines()
    found |= {tuple(line.split("\t")) for line in lines if "\t" in line}  # type: ignore[misc]
    if lines[-1:] == ["done"]:
        return None
    return max([begin - 1, *(int(line) for line in lines if line.isdigit())]) + 1


def _restrict(folder: Path) -> None:
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))

    def too_long(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_long)

    def refuse(event: str, _: Any) -> None:
        if event.startswith(REFUSED):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _candidates(edition: Path, packages: tuple[str, ...]) -> Iterator[tuple[int, str, Any, bool]]:
    """Number, name and thing, and whether it is of the edition: in the same order in every process."""
    things: dict[int, tuple[str, Any, bool]] = {}
    for name, module in sorted(sys.modules.items()):
        parts = name.split(".")
        if parts[0] in packages and not any(part.startswith("_") or part == "tests" for part in parts):
            for bound, thing in sorted(vars(module).items()):
                if not bound.startswith("_") and bound not in WAITING and callable(thing):
                    things.setdefault(id(thing), (f"{name}.{bound}", thing, False))
    for name in [name for name in sys.modules if name.partition(".")[0] == "layerwise"]:
        del sys.modules[name]
    sys.path.insert(0, str(edition))
    layerwise = import_module("layerwise")
    assert Path(str(layerwise.__file__)).is_relative_to(edition)
    for info in pkgutil.walk_packages(layerwise.__path__, "layerwise."):
        for bound, thing in vars(import_module(info.name)).items():
            if isinstance(thing, FunctionType | type) and thing.__module__ == info.name and bound != "__getattr__":
                things[id(thing)] = f"{info.name}.{bound}", thing, True
                methods = inspect.getmembers(thing, inspect.isfunction) if isinstance(thing, type) else []
                things |= {id(f): (f"{info.name}.{bound}.{n}", f, True) for n, f in methods if not n.startswith("_")}
    for number, (name, thing, is_ours) in enumerate(things.values()):
        yield number, name, thing, is_ours


def _held(run: Comparison, calls: list[tuple[Any, ...]], thing: Any, is_ours: bool) -> list[str]:
    """The aspects that hold when a thing stands for each of an exercise's functions."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        if not any(_can_be_called(thing, *call) if is_ours else _is_alike(thing, *call) for call in calls):
            return []
        answer = run.implementation([thing] * len(run.exercise.functions))
        by_itself = [aspect for aspect in run.exercise.aspects if not aspect.requires]
        return [one.name for one in by_itself if all(answer.outcome(one, case).holds for case in one.cases)]
    except BaseException:
        return []
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _can_be_called(thing: Any, args: Any, kwargs: Any, _: Any) -> bool:
    """Whether it takes as many arguments. What the edition offers knows layers of its own only, and is tried on all."""
    try:
        inspect.signature(thing).bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def _is_alike(thing: Any, args: Any, kwargs: Any, right: Any) -> bool:
    """Whether it can be called as the reference is, and gives something of the same form. Most cannot."""
    args, kwargs = copy.deepcopy((args, kwargs))
    with np.errstate(all="ignore"):
        try:
            result = thing(*args, **kwargs)
            if right is None:
                return True
            if isinstance(right, str | int | float | bool | tuple | list | dict | np.generic | np.ndarray):
                return (
                    len(right) == len(result)
                    if isinstance(right, tuple | dict)
                    else np.shape(right) == np.shape(result)
                )
            return all(hasattr(result, name) for name in vars(type(right)) if not name.startswith("_"))
        except Exception:
            return False
