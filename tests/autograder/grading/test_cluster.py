"""Grading on a cluster: what keeps a machine from grading there is said, with the remedy."""

import sys
from types import SimpleNamespace

import pytest
from samples.dask_cluster import free_address

from autograder.core.errors import GradingError
from autograder.grading import cluster as module
from autograder.grading.cluster import Cluster, Parcel, ability, installed, run_parcel
from autograder.grading.job import Isolation, Job

HERE = (dict(installed()), "")


class FakeClient:
    """A client of a scheduler whose workers say this of themselves, or raise it."""

    def __init__(self, said, threads=1, scheduler=HERE[0]):
        self._said, self._threads, self._scheduler = said, threads, scheduler

    def wait_for_workers(self, number, timeout):
        if not self._said:
            raise TimeoutError

    def nthreads(self):
        return dict.fromkeys(self._said, self._threads)

    def run(self, asked, isolation, on_error):
        assert (asked, on_error) == (ability, "return")
        return self._said

    def run_on_scheduler(self, asked):
        if isinstance(self._scheduler, Exception):
            raise self._scheduler
        return self._scheduler

    def close(self):
        pass


@pytest.fixture
def connected(monkeypatch):
    """A cluster of which this is true."""

    def connect(*arguments, **rest):
        monkeypatch.setattr(module, "_connect", lambda address: FakeClient(*arguments, **rest))
        return Cluster("tcp://s:1", Isolation.BUBBLEWRAP)

    return connect


OLD = {**HERE[0], "numpy": "1.0", "layerwise": "0123"}


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ({"said": {}}, r"scheduler at tcp://s:1 has no workers.*dask worker tcp://s:1 --nthreads 1"),
        ({"said": {"w": HERE}, "threads": 4}, "the worker w has 4 threads, and may have one"),
        ({"said": {"v": HERE, "w": (OLD, "")}}, r"the worker w has numpy 1\.0 in place of [\d.]+, layerwise 0123 in "),
        ({"said": {"w": (HERE[0], "no bwrap")}}, "the worker w: no bwrap"),
        ({"said": {"w": ModuleNotFoundError(name="autograder")}}, "the worker w has no autograder"),
        ({"said": {"w": OSError("gone")}}, r"the worker w does not answer \(OSError: gone\)"),
        ({"said": {"w": HERE}, "scheduler": OLD}, "the scheduler tcp://s:1 has numpy"),
        ({"said": {"w": HERE}, "scheduler": ModuleNotFoundError(name="layerwise")}, "scheduler .* has no layerwise"),
    ],
)
def test_a_cluster_that_would_not_grade_as_this_machine_does_is_refused(connected, cluster, said):
    with pytest.raises(GradingError, match=said):
        connected(**cluster)


def test_a_cluster_that_is_installed_as_this_machine_runs_a_job_a_worker(connected):
    assert connected({"v": HERE, "w": HERE}).workers == 2


def test_what_a_worker_cannot_do_is_its_own_word(monkeypatch):
    monkeypatch.setattr(module, "check_isolation", lambda name: (_ for _ in ()).throw(GradingError("no bubblewrap")))
    assert ability(Isolation.BUBBLEWRAP) == (installed(), "no bubblewrap")


def test_without_the_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(GradingError, match=r"pip install 'layerwise\[cluster\]'"):
        Cluster("tcp://127.0.0.1:1", Isolation.NONE)


@pytest.mark.parametrize("address", [free_address(), "tcp://", "127.0.0.1"], ids=["free", "nowhere", "no protocol"])
def test_an_address_where_no_scheduler_answers_is_named(monkeypatch, address):
    monkeypatch.setattr(module, "PATIENCE", 1)
    with pytest.raises(GradingError, match=f"no scheduler answers at '{address}'.*dask scheduler"):
        Cluster(address, Isolation.NONE)


@pytest.fixture
def job(tmp_path):
    return Job("ch01_activations", tmp_path / "ch01_activations.ipynb", "digest", tmp_path, 0)


@pytest.fixture
def worker(monkeypatch, tmp_path):
    """The dask worker that this process is."""
    here = SimpleNamespace(address="w", local_directory=str(tmp_path / "worker"), state=SimpleNamespace(nthreads=1))
    (tmp_path / "worker").mkdir()
    monkeypatch.setattr("distributed.get_worker", lambda: here)
    return here


def test_a_job_finds_the_release_in_a_folder_of_the_workers_own(worker, job):
    """A release is written once, and another one does not stand in its place."""
    there = run_parcel(lambda job: job, Parcel(job, b"release", installed()))
    again = run_parcel(lambda job: job, Parcel(job, b"release", installed()))
    other = run_parcel(lambda job: job, Parcel(job, b"another", installed()))
    assert there == again
    assert (there.release.read_bytes(), other.release.read_bytes()) == (b"release", b"another")
    assert there.release.is_relative_to(worker.local_directory)
    assert there.masked[0] == there.release.parent


def test_a_worker_that_joins_late_with_another_version_grades_nothing(worker, job):
    wanted = {**installed(), "numpy": "9.9"}
    with pytest.raises(GradingError, match=rf"the worker {worker.address} has numpy [\d.]+ in place of 9\.9"):
        run_parcel(pytest.fail, Parcel(job, b"", wanted))


def test_a_worker_that_joins_late_with_threads_grades_nothing(worker, job):
    worker.state.nthreads = 8
    with pytest.raises(GradingError, match="the worker w has 8 threads"):
        run_parcel(pytest.fail, Parcel(job, b"", installed()))
