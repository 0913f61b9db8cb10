"""Mutation run: changes the grader one spot at a time and asks whether a test notices (make mutants).

mutmut makes the mutants: copies of each function with one change, behind a switch. It would start pytest anew for each
of them. Here pytest collects once, and each mutant costs a fork and the tests that reach its function, up to the first
that fails. `mutmut show NAME` and `mutmut browse` read the results.
"""

import argparse
import contextlib
import functools
import gc
import importlib
import multiprocessing
import os
import re
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from inspect import Parameter, Signature
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

import libcst
import pytest
from mutant_report import KILLED, SURVIVED, TIMEOUT, report
from mutmut.__main__ import create_file_mutants
from mutmut.configuration import config
from mutmut.mutation import file_mutation, mutators
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.file_utils import (
    change_cwd,
    copy_also_copy_files,
    copy_src_dir,
    walk_mutatable_files,
    walk_source_files,
)
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from mutmut.workers.isolation import run_in_fork_with_result

LOG = Path("mutants/pytest.log").resolve()  # what pytest would have printed
PROSE = re.compile(r"\w[,.;:]? \w")  # words with a space between: a message


def spare_prose(node: libcst.BaseString) -> Iterable[libcst.BaseString]:
    """mutmut's changes of a string, unless it is a message: its wording is no behaviour."""
    if not (isinstance(node, libcst.SimpleString) and PROSE.search(str(node.evaluated_value))):
        yield from mutators.operator_string(node)


def make_mutants() -> None:
    """Fill mutants/ with the tests and the sources, and those that are mutated with their mutants."""
    kinds = list(mutators.mutation_operators)
    kinds[kinds.index((libcst.BaseString, mutators.operator_string))] = (libcst.BaseString, spare_prose)
    file_mutation.mutation_operators = kinds
    with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(quiet):
        copy_src_dir()
        copy_also_copy_files()
        for result in map(create_file_mutants, list(walk_source_files())):
            if result.error:
                raise result.error


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

    def trace(self, session: pytest.Session) -> tuple[dict[str, set[str]], dict[str, float], list[str]]:
        """For each function the tests that reach it, for each test its seconds, and the libraries that they import."""
        set_mutant_under_test("stats")
        reached: dict[str, set[str]] = {}
        seconds = {}
        start = time.perf_counter()
        for item in run(session, session.items):
            seconds[item.nodeid] = time.perf_counter() - start
            for function in state()._stats:
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
        if child.exitcode is None:
            child.kill()
            child.join()
        return child.exitcode if child.exitcode in (SURVIVED, KILLED) else TIMEOUT

    def face(self, session: pytest.Session, name: str, items: list[pytest.Item], seconds: float) -> None:
        """In the child: ends with SURVIVED if all tests pass, else with KILLED."""
        set_mutant_under_test(name)
        limit = int(3 + 5 * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        with change_cwd("mutants"):
            passed = sum(1 for _ in run(session, items))
        sys.exit(SURVIVED if passed == len(items) else KILLED)


def mutate_package(paths: list[Path], wanted: Wanted) -> int:
    """Run the mutants of a package's modules against the package's own tests; pytest's exit code."""
    console, log = os.dup(1), LOG.open("w")
    for stream in (1, 2):
        os.dup2(log.fileno(), stream)
    with change_cwd("mutants"):
        set_mutant_under_test("")
        options = ["-q", "--tb=line", *config().pytest_add_cli_args, f"tests/{Path(*paths[0].parts[:2])}"]
        code = pytest.main(options, plugins=[Mutation(paths, wanted, console)])
    for stream in (1, 2):
        os.dup2(console, stream)
    return int(code)


def main() -> int:
    """Make the mutants, run those that were asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chosen", nargs="*", metavar="PACKAGE", help="core, or grading/run; all by default")
    parser.add_argument("--again", action="store_true", help="only those that were left alive by the last run")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one mutant out of N, for a first look")
    arguments = parser.parse_args()
    make_mutants()
    paths = [
        path
        for path in sorted(walk_mutatable_files())
        if str(path.with_suffix("")).removeprefix("autograder/").startswith(tuple(arguments.chosen or [""]))
    ]
    for _, package in groupby(paths, lambda path: path.parts[1]):
        if code := mutate_package(list(package), Wanted(arguments.again, arguments.every)):
            print(LOG.read_text()[-3000:], f"No mutant was run: see {LOG}", sep="\n")
            return code
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{sum(one.ru_utime + one.ru_stime for one in used) / 60:.1f} minutes of computing")
    return report([loaded(path) for path in paths])


if __name__ == "__main__":
    sys.exit(main())
