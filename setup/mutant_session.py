"""The pytest session in which mutants are run: collected once, a fork for each mutant, its quickest tests first."""

import contextlib
import functools
import gc
import importlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from inspect import Parameter, Signature
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from mutant_report import KILLED, SURVIVED, TIMEOUT
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from mutmut.workers.isolation import run_in_fork_with_result

PASSED = 77  # how a process ends in which all tests passed; a mutant may end it with 0
ENDINGS = {PASSED: SURVIVED, 1: KILLED, 0: KILLED}


def run(session: pytest.Session, items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Run tests one by one, and yield each that passed; ends with the first that fails."""
    for item, following in zip_longest(items, items[1:]):
        # The last follows itself, so that session fixtures stay as they are: processes share them.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following or item)
        if session.testsfailed:
            return
        yield item


def set_up_session(session: pytest.Session) -> None:
    """Make all session fixtures now, so that they are not made again in each process."""
    first, last = session.items[0], session.items[-1]
    made: dict[str, Any] = {
        name: found for item in session.items for name, found in item._fixtureinfo.name2fixturedefs.items()
    }
    names = [name for name, found in made.items() if found[-1].scope == "session"]

    def wanting(**_: Any) -> None:
        """A test that wants them all."""

    parameters = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names]
    setattr(wanting, "__signature__", Signature(parameters))  # noqa: B010  # what pytest reads
    item = pytest.Function.from_parent(first.parent, name="session_fixtures", callobj=wanting)
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=last)


def forget() -> None:
    """Empty the caches that collecting has filled: what is in them no mutant would compute again."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "autograder":
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def import_all(modules: list[str]) -> None:
    """Import what tests import late, so that it is not imported again in each process."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def loaded(path: Path) -> SourceFileMutationData:
    """A file's mutants, and how they ended."""
    data = SourceFileMutationData(path=path)
    data.load()
    return data


@dataclass(frozen=True)
class Wanted:
    """Which mutants are run."""

    again: bool  # only those that are not dead
    every: int  # one out of so many

    def names(self, data: SourceFileMutationData) -> list[str]:
        """Those of a file."""
        names = list(data.exit_code_by_key)[self.every // 2 :: self.every]
        return [name for name in names if not (self.again and data.exit_code_by_key[name] in (KILLED, TIMEOUT))]


class Mutation:
    """The pytest plugin that runs mutants where pytest would run the tests."""

    def __init__(self, paths: list[Path], wanted: Wanted, console: int) -> None:
        self.paths = paths
        self.wanted = wanted
        self.console = console
        self.shared: dict[Any, set[str]] = {}  # what was reached while making a fixture that several tests share

    def say(self, text: str) -> None:
        os.write(self.console, text.encode())

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("tests that cannot be collected")
        self.say(f"{len(session.items)} tests; seeing what each reaches ...\n")
        set_up_session(session)
        forget()
        # In a fork, so that what tests leave in caches is not there when mutants run.
        reached, seconds, modules = run_in_fork_with_result(self.trace, session)
        if len(seconds) < len(session.items):
            raise pytest.UsageError("a test fails without any mutant")
        by_speed = sorted(session.items, key=lambda item: seconds[item.nodeid])
        import_all(modules)
        gc.freeze()  # what is there before a fork is shared, as long as nobody counts it
        with change_cwd(".."):
            for data in map(loaded, self.paths):
                self.say(f"{data.path} ")
                for name in self.wanted.names(data):
                    # What runs in a child of a test is not seen to be reached: there any test may notice.
                    nodes = reached.get(mangled_name_from_mutant_name(name), seconds)
                    items = [item for item in by_speed if item.nodeid in nodes]
                    code = self.outcome(session, name, items, sum(map(seconds.__getitem__, nodes)))
                    data.exit_code_by_key[name] = code
                    data.save()
                    self.say({SURVIVED: "s", TIMEOUT: "t"}.get(code, "."))
                self.say("\n")
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Note what making a shared fixture reaches: all its tests do."""
        before = set(state()._stats)
        state()._stats.clear()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                self.shared[fixturedef] = set(state()._stats)
            state()._stats.update(before)

    def trace(self, session: pytest.Session) -> tuple[dict[str, set[str]], dict[str, float], list[str]]:
        """For each function the tests that reach it, for each test its seconds, and the libraries that they import."""
        set_mutant_under_test("stats")
        reached: dict[str, set[str]] = {}
        seconds = {}
        start = time.perf_counter()
        for item in run(session, session.items):
            seconds[item.nodeid] = time.perf_counter() - start
            fixtures = (one for found in item._fixtureinfo.name2fixturedefs.values() for one in found)
            for function in state()._stats.union(*(self.shared.get(one, ()) for one in fixtures)):
                reached.setdefault(function, set()).add(item.nodeid)
            state()._stats.clear()
            start = time.perf_counter()
        here = str(Path.cwd())
        modules = [
            name for name, module in sys.modules.items() if here not in (getattr(module, "__file__", None) or here)
        ]
        return reached, seconds, modules

    def outcome(self, session: pytest.Session, name: str, items: list[pytest.Item], seconds: float) -> int:
        """Run one mutant against its tests, in a process of its own."""
        child = multiprocessing.get_context("fork").Process(target=self.face, args=(session, name, items, seconds))
        child.start()
        child.join(20 + 10 * seconds)  # for one that waits for ever; one that runs for ever meets its limit before
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # it, if it still is there, and what it has left behind
        child.join()
        return ENDINGS.get(child.exitcode, TIMEOUT)

    def face(self, session: pytest.Session, name: str, items: list[pytest.Item], seconds: float) -> None:
        """In the child: ends with PASSED if all tests pass, else with 1."""
        os.setsid()  # a mutant that kills its process group kills no more than this
        set_mutant_under_test(name)
        limit = int(3 + 5 * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        with change_cwd("mutants"):
            passed = sum(1 for _ in run(session, items))
        sys.exit(PASSED if passed == len(items) else 1)
