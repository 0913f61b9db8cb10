"""What came of the mutants: a table for each module, and the survivors that nobody has explained.

A survivor is explained in setup/mutants.toml under its function's name, by the changed line and the reason why no test
can, or need, notice. There is no number in it, so that it outlives edits elsewhere in the function.
"""

import tomllib
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.utils.format_utils import orig_function_and_class_names_from_key
from rich.console import Console
from rich.table import Table

SURVIVED, KILLED, TIMEOUT = 0, 1, 36  # mutmut's codes
COLUMNS = ("mutants", "killed", "timeouts", "explained", "survived", "rate")
REQUIRED = 85  # per cent of each package
EXPLAINED = Path("setup/mutants.toml")


def function_of(mutant: str) -> str:
    """The dotted name of a mutant's function."""
    name, owner = orig_function_and_class_names_from_key(mutant)
    return ".".join(filter(None, [mutant.rpartition(".")[0], owner, name]))


def change_of(mutant: str, path: Path) -> str:
    """What was changed, as `before → after`."""
    lines = get_diff_for_mutant(mutant, path=path).splitlines()[2:]
    before, after = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return f"{before} → {after}"


class Report:
    """The table's rows, and what is said below it."""

    def __init__(self) -> None:
        self.explanations = tomllib.loads(EXPLAINED.read_text())
        self.alive: list[str] = []

    def count(self, data: SourceFileMutationData) -> Counter[str]:
        """How a file's mutants ended."""
        counts = Counter[str]()
        for mutant, code in data.exit_code_by_key.items():
            if code is None:  # not run
                continue
            counts["mutants"] += 1
            counts[self.ending(mutant, code, Path(data.path))] += 1
        return counts

    def ending(self, mutant: str, code: int, path: Path) -> str:
        """The column that a mutant belongs in."""
        if code in (KILLED, TIMEOUT):
            return "killed" if code == KILLED else "timeouts"
        function, change = function_of(mutant), change_of(mutant, path)
        if change in self.explanations.get(function, {}):
            return "explained"
        self.alive.append(f"{mutant}\n    {function}\n    {change}")
        return "survived"


def rate(counts: Counter[str]) -> float:
    """Per cent that died or are explained."""
    return 100 * (counts["killed"] + counts["timeouts"] + counts["explained"]) / max(counts["mutants"], 1)


def report(files: list[SourceFileMutationData]) -> int:
    """Print survivors and table; 1 if a package is under the rate, else 0."""
    outcome = Report()
    packages: dict[str, Counter[str]] = {}
    table = Table("", *COLUMNS)
    for data in files:
        counts = outcome.count(data)
        if counts:
            packages.setdefault(Path(data.path).parts[1], Counter()).update(counts)
            table.add_row(str(Path(data.path).relative_to("autograder")), *cells(counts))
    table.add_section()
    for package, counts in packages.items():
        table.add_row(package, *cells(counts))
    Path("mutants/alive.txt").write_text("\n".join(outcome.alive) + "\n")
    Console(width=120).print(table)
    print(f"Those that nobody has explained stand in mutants/alive.txt; explain them in {EXPLAINED}, or test more.")
    return int(any(rate(counts) < REQUIRED for counts in packages.values()))


def cells(counts: Counter[str]) -> list[str]:
    """A row of the table."""
    return [f"{rate(counts):.1f} %" if column == "rate" else str(counts[column]) for column in COLUMNS]
