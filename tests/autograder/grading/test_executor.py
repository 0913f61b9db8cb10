import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from autograder.core.errors import GradingError
from autograder.grading.executor import InlineExecutor, local, run_jobs
from autograder.grading.job import Job


def jobs(*names):
    return [Job("ch01_activations", Path(), "", Path(name), 0) for name in names]


def work(job):
    """Stands for grading: what happens is the submission's name. The result is the job itself."""
    name = job.submission.name
    if name == "dies":
        os._exit(1)
    if name == "dies once" and not job.release.with_name("been here").exists():
        job.release.with_name("been here").touch()
        os._exit(1)
    if name == "refuses":
        raise GradingError("no sandbox")
    if name == "fails":
        raise ZeroDivisionError("a fault of ours")
    return job


def outcomes(make, submitted):
    found = dict(run_jobs(make, work, submitted, 2))
    return {submitted[number].submission.name: outcome for number, outcome in found.items()}


@pytest.mark.parametrize("make", [InlineExecutor, local(2)], ids=["here", "processes"])
def test_every_job_has_an_outcome(make):
    """What a job raises is its own outcome, said as our fault where it is ours; the others go on."""
    found = outcomes(make, jobs("ann", "refuses", "bob", "fails", "cyd"))
    assert {name for name, outcome in found.items() if isinstance(outcome, Job)} == {"ann", "bob", "cyd"}
    assert str(found["refuses"]) == "no sandbox"
    assert "not the submission's fault: ZeroDivisionError" in str(found["fails"])


def test_a_dead_process_costs_one_submission_at_most(tmp_path):
    """Whoever is graded while a process dies is graded again; the one that kills twice stays ungraded, and is named."""
    names = ["ann", "bob", "dies", "cyd", "dies once", "dan", "eve"]
    submitted = [Job("ch01_activations", tmp_path / "release", "", Path(name), 0) for name in names]
    found = outcomes(lambda: ProcessPoolExecutor(2), submitted)
    assert {name for name, outcome in found.items() if isinstance(outcome, Job)} == set(names) - {"dies"}
    assert "died twice" in str(found["dies"])
