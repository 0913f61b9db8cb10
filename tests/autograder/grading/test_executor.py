import os
from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.core.errors import GradingError, RunEnded
from autograder.grading import executor as module
from autograder.grading.executor import MOST_TRIES, InlineExecutor, local, run_jobs
from autograder.grading.job import Job


def jobs(*names):
    return [Job("ch01_activations", Path(), "", Path(name), 0) for name in names]


def work(job):
    """Stands for grading: what happens is the submission's name. The result is the job itself."""
    name = job.submission.name
    if name == "dies":
        os._exit(1)
    if name == "refuses":
        raise GradingError("no sandbox")
    if name == "fails":
        raise ZeroDivisionError("a fault of ours")
    return job


def outcomes(make, *names):
    found = list(run_jobs(make, work, jobs(*names), 2))
    assert sorted(number for number, _ in found) == list(range(len(names)))  # one outcome each, and for everybody
    return {names[number]: outcome for number, outcome in found}


def graded(found):
    return {name for name, outcome in found.items() if isinstance(outcome, Job)}


@dataclass
class Pools:
    """Makes pools without processes.

    deaths: by job, how often it dies yet, and takes everything on its way with it
    started: by job, how often it was begun
    """

    deaths: dict[str, int]
    started: Counter = field(default_factory=Counter)

    def __call__(self):
        return Pool(self)


class Pool(Executor):
    def __init__(self, pools):
        self._pools, self._futures, self._dead = pools, [], False

    def submit(self, fn, /, job):
        if self._dead:
            raise BrokenExecutor
        name, pools = job.submission.name, self._pools
        pools.started[name] += 1
        self._futures.append(Future())
        if pools.deaths.get(name, 0):
            pools.deaths[name] -= 1
            self._dead = True
            self._futures[-1].set_exception(BrokenExecutor())
        else:
            self._futures[-1].set_result(fn(job))
        return self._futures[-1]


@pytest.mark.parametrize("make", [InlineExecutor, local(2)], ids=["here", "processes"])
def test_every_job_has_an_outcome(make):
    """What a job raises is its own outcome, said as our fault where it is ours; the others go on."""
    found = outcomes(make, "ann", "refuses", "bob", "fails", "cyd")
    assert graded(found) == {"ann", "bob", "cyd"}
    assert str(found["refuses"]) == "no sandbox"
    assert isinstance(found["fails"], GradingError)
    assert "ZeroDivisionError: a fault of ours" in str(found["fails"])


def test_without_a_job_no_pool_is_made():
    assert list(run_jobs(lambda: pytest.fail("a pool"), work, [], 2)) == []


def test_a_job_is_made_when_its_turn_comes():
    """Thousands of them need not be there at once."""
    made = []
    run = run_jobs(InlineExecutor, work, (made.append(job) or job for job in jobs(*map(str, range(20)))), 2)
    next(run)
    assert len(made) <= 5
    run.close()


def test_what_ends_the_run_ends_it():
    """A job that finds the disk full says so for all."""

    def full(job):
        raise RunEnded("no room")

    with pytest.raises(RunEnded, match="no room"):
        list(run_jobs(InlineExecutor, full, jobs("ann", "bob"), 2))


def test_one_job_at_a_time_needs_no_process():
    assert local(1) is InlineExecutor
    assert local(2) is not InlineExecutor


@pytest.mark.parametrize(("there", "taken"), [(["fork", "spawn", "forkserver"], "forkserver"), (["spawn"], "spawn")])
def test_a_pool_is_as_large_as_asked_for_and_inherits_nothing(there, taken, monkeypatch):
    """No fork of this process, with its threads and open files: where there is no fork server, each starts anew."""
    made = []
    monkeypatch.setattr(module.multiprocessing, "get_all_start_methods", lambda: there)
    monkeypatch.setattr(module, "ProcessPoolExecutor", lambda *made_of, **options: made.append(made_of))
    local(3)()
    assert [(jobs, context.get_start_method()) for jobs, context in made] == [(3, taken)]


def test_an_outcome_is_told_while_others_are_still_at_work(monkeypatch):
    class Waiting(Executor):
        def submit(self, fn, /, job):
            future = futures[job.submission.name] = Future()
            return future

    futures = {}
    run = run_jobs(Waiting, work, jobs("ann", "bob"), 2)
    monkeypatch.setattr(module, "wait", lambda *given, **how: futures["bob"].set_result("B") or wait(*given, **how))
    assert next(run) == (1, "B")
    monkeypatch.undo()
    futures["ann"].set_result("A")
    assert list(run) == [(0, "A")]


def test_a_dead_process_costs_one_submission_at_most():
    """In real processes: whoever was beside the one that dies is graded, and the one that kills is named."""
    found = outcomes(lambda: ProcessPoolExecutor(2), "ann", "bob", "dies", "cyd", "dan")
    assert graded(found) == {"ann", "bob", "cyd", "dan"}
    assert "died" in str(found["dies"])


def test_a_job_that_kills_is_begun_twice_and_no_more():
    pools = Pools({"kills": 10})
    found = outcomes(pools, "ann", "kills", "bob")
    assert graded(found) == {"ann", "bob"}
    assert isinstance(found["kills"], GradingError)
    assert pools.started["kills"] == MOST_TRIES == 2


def test_a_job_that_was_unlucky_once_is_graded():
    pools = Pools({"unlucky": 1})
    assert graded(outcomes(pools, "unlucky", "ann")) == {"unlucky", "ann"}
    assert pools.started["unlucky"] == 2


def test_a_pool_that_breaks_between_two_jobs_loses_none():
    """A job that a broken pool refuses was not tried: it waits for the next pool, and nobody gives it up."""
    pools = Pools({"kills": 10})
    assert graded(outcomes(pools, "kills", "ann", "bob")) == {"ann", "bob"}
    assert pools.started["ann"] == pools.started["bob"] == 1


def test_after_a_death_those_on_their_way_go_one_at_a_time_and_then_the_others_side_by_side():
    """Then a second death has one job to blame; and one death does not cost a run of thousands its other processes."""
    waits = []

    def noted(futures, return_when):
        waits.append(len(futures))
        return wait(futures, return_when=return_when)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.grading.executor.wait", noted)
        outcomes(Pools({}), "ann", "bob", "cyd", "dan", "eve")
        assert waits[0] == 4  # twice as many wait at the pool as it works on
        waits.clear()
        found = outcomes(Pools({"3": 1}), *map(str, range(12)))
    assert len(graded(found)) == 12
    assert waits[:3] == [4, 1, 4]


def test_who_stops_listening_stops_the_pool():
    """Whoever ends the run in the middle does not wait for what is still in the queue."""
    ended = []

    class Noted(InlineExecutor):
        def shutdown(self, wait=True, *, cancel_futures=False):
            ended.append((wait, cancel_futures))

    run = run_jobs(Noted, work, jobs("ann", "bob"), 1)
    next(run)
    run.close()
    assert ended[0] == (False, True)
