"""How an attack becomes a submission of the small chapter.

An attacker writes an honest `relu` (2 points) and `mean_of_rows` (3 points) and no `sigmoid`; the attack stands in its
place, and tries to get its 2 points or to harm somebody.
"""

import textwrap
from collections.abc import Mapping
from typing import Any

from samples.grading_chapter import MEANS_RIGHT, RELU_RIGHT, notebook_with

from autograder.grading.course import Course

HONEST = {"relu": 2.0, "sigmoid": 0.0, "mean_of_rows": 3.0}
WRONG = "def sigmoid(x):\n    return 0 * x\n"
# In front of an attack on the worker's own functions: whatever module holds one of that name gets another.
REPLACE = """
import sys
from autograder.worker import wire, worker
def replace(name, new):
    holders = [m for key, m in list(sys.modules.items()) if key.startswith("autograder.worker") and hasattr(m, name)]
    assert holders, name
    old = getattr(holders[0], name)
    for holder in holders:
        setattr(holder, name, new)
    return old
"""
_LOOK = """
def look():
    found = []
{search}
    return found

seen_from_the_cell = look()
print("found:", seen_from_the_cell)

def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e)) if seen_from_the_cell + look() else 0 * x
"""


def attack(course: Course, cell: str) -> dict[str, Any]:
    """Two honest answers, and the attack in the third's cell."""
    return notebook_with(course, {"relu": RELU_RIGHT, "sigmoid": cell, "mean_of_rows": MEANS_RIGHT})


def inside_a_call(source: str, last: str = "return 0 * x") -> str:
    """The same code, run when sigmoid is called."""
    return "def sigmoid(x):\n" + textwrap.indent(f"{source.strip()}\n{last}\n", "    ")


def looking(search: str) -> str:
    """A cell that searches when it runs and again when it is called; `found` alone makes its sigmoid right."""
    return _LOOK.format(search=textwrap.indent(search.strip(), "    "))


def scores(results: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """What each attack has brought."""
    return {name: told.scores for name, told in results.items()}


def honest(results: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """What each attacker's honest content deserves."""
    return dict.fromkeys(results, HONEST)


def gained(results: Mapping[str, Any]) -> list[str]:
    """The attacks after which more or less counts than what was right before them.

    What comes after them may be lost: who breaks the shell breaks it for the answers below, and who speaks in the
    worker's place ends the run.
    """
    before = {name: (told.scores["relu"], told.scores["sigmoid"]) for name, told in results.items()}
    after = {name: told.scores["mean_of_rows"] for name, told in results.items()}
    return [name for name in results if before[name] != (2.0, 0.0) or after[name] not in (0.0, 3.0)]


def stumbled(results: Mapping[str, Any]) -> dict[str, str]:
    """The attacks that ended in an error of their own, and so have tried nothing."""
    return {name: told.failure for name, told in results.items() if "Error" in told.failure}


def untold(results: Mapping[str, Any]) -> list[str]:
    """The attacks of which nobody would hear."""
    return [name for name, told in results.items() if not told.notices]
