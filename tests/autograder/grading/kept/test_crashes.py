"""A run that is killed again and again ends where one would that nobody disturbs."""

import json
import subprocess
import sys

import pytest


@pytest.mark.grading
@pytest.mark.slow
def test_killed_runs_lose_nothing_double_nothing_and_leave_nothing(repo):
    """The coordinator, a process of its pool, a sandbox: as they come. The benchmark does it twenty times."""
    program = repo / "benchmarks" / "grade_crashes.py"
    options = ("--points", "4", "--submissions", "40")
    ended = subprocess.run([sys.executable, program, *options], stdout=subprocess.PIPE, check=True)
    found = json.loads(ended.stdout)
    assert sum(found.pop("killed").values()) == 4
    assert len(found.pop("left for the next run")) <= 1
    assert found == {
        "exit status at the end": 0,
        "wrong": {},
        "graded twice": 0,
        "left alive": 0,
        "folders left": [],
    }
