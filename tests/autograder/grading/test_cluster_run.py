"""A class that is graded by a real scheduler and two worker processes: what is killed in the middle loses nothing."""

import os
import signal

import psutil
import pytest
from samples.dask_cluster import dask_scheduler, dask_workers
from samples.grading_chapter import RIGHT, STEM, notebook_with, submit

from autograder.core.errors import RunEnded
from autograder.grading import grade_class as module
from autograder.grading.grade_class import grade_class

pytestmark = [pytest.mark.grading, pytest.mark.slow, pytest.mark.usefixtures("prepared_gradebook")]

SLOW = {**RIGHT, "relu": f"import time\ntime.sleep(0.5)\n{RIGHT['relu']}"}  # so that something runs at any time
EXPECTED = {"right": (SLOW, 7.0), "partly": ({**SLOW, "mean_of_rows": "mean_of_rows = sum"}, 4.0), "empty": ({}, 0.0)}


@pytest.fixture
def expected(course):
    """Submissions of nine, and what each must get; one of them under another name."""
    scores = {}
    for number in range(9):
        kind = list(EXPECTED)[number % 3]
        cells, scores[f"{kind}{number}"] = EXPECTED[kind]
        path = submit(course, f"{kind}{number}", notebook_with(course, cells))
        if number == 0:
            path.rename(path.with_name("mine (1).ipynb"))
    return scores


@pytest.fixture
def on_the_cluster(course, monkeypatch, tmp_path_factory):
    """Grade the class on the scheduler's two workers, and do something after the second result.

    This machine has no sandbox of its own.
    """
    monkeypatch.setattr(module, "check_isolation", lambda name: pytest.fail("it is the workers that need a sandbox"))

    def grade(address, after_two):
        def tick(student, done, of):
            if done == 2:
                after_two()

        return grade_class(course, STEM, scheduler=address, on_result=tick)

    return grade


def scores(outcome):
    return {student: graded.score for student, graded in outcome.graded.items()}


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(tmp_path_factory, course, expected, on_the_cluster):
    """Its jobs go to the other one, and its sandbox ends with it. The results are written here, by nobody else."""
    folder, killed = tmp_path_factory.mktemp("elsewhere"), []

    with dask_scheduler(folder) as (address, _), dask_workers(address, folder, 2) as workers:
        families = {worker: psutil.Process(worker.pid) for worker in workers}

        def kill():
            at_work = next(family for family in families.values() if family.children())  # the other may not have begun
            killed.extend([at_work, *at_work.children(recursive=True)])
            at_work.kill()

        outcome = on_the_cluster(address, kill)
        assert len(killed) > 1  # the worker and its sandbox
        dead, alive = sorted(workers, key=lambda worker: families[worker] not in killed)
        dead.join()
        assert psutil.wait_procs(killed, timeout=120)[1] == []
        theirs = families[alive].children(recursive=True)
    assert psutil.wait_procs(theirs, timeout=120)[1] == []
    assert outcome.failed == {}
    assert scores(outcome) == expected
    assert all(course.autograded(student, STEM).is_file() for student in expected)


def test_a_scheduler_that_goes_away_ends_the_run_and_the_next_goes_on(tmp_path_factory, expected, on_the_cluster):
    """In one sentence that names it; what was graded before is not graded again."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with (
        dask_scheduler(folder) as (address, process),
        dask_workers(address, folder, 1),
        pytest.raises(RunEnded, match=f"the scheduler at {address} went away.*run the same command again"),
    ):
        on_the_cluster(address, lambda: os.kill(process, signal.SIGKILL))
    with dask_scheduler(folder) as (address, _), dask_workers(address, folder, 1):
        outcome = on_the_cluster(address, lambda: None)
    assert scores(outcome) == expected
    assert 0 < outcome.fresh <= len(expected) - 2
