"""Mutation run: changes the grader one spot at a time and asks whether a test notices (make mutants).

mutmut makes the mutants: copies of each function with one change, behind a switch. It would start pytest anew for each
of them. Here pytest collects once, and each mutant costs a fork and the tests that reach its function, up to the first
that fails. `mutmut show NAME` and `mutmut browse` read the results.
"""

import argparse
import contextlib
import os
import re
import resource
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import libcst
import pytest
from mutant_report import report
from mutant_session import Mutation, Wanted, loaded
from mutmut.__main__ import create_file_mutants
from mutmut.configuration import config
from mutmut.mutation import file_mutation, mutators
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import (
    change_cwd,
    copy_also_copy_files,
    copy_src_dir,
    walk_mutatable_files,
    walk_source_files,
)

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


def mutate_package(paths: list[Path], wanted: Wanted) -> int:
    """Run the mutants of a package's modules against the package's own tests; pytest's exit code."""
    console, log = os.dup(1), LOG.open("w")
    for stream in (1, 2):
        os.dup2(log.fileno(), stream)
    with change_cwd("mutants"):
        set_mutant_under_test("")
        options = [
            "-q",
            "--tb=line",
            "--timeout=20",
            *config().pytest_add_cli_args,
            f"tests/{Path(*paths[0].parts[:2])}",
        ]
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
