"""Grading on the machines of a dask.distributed cluster, behind the interface of `concurrent.futures`.

A worker needs the project's installation and bubblewrap, no folder of the course: a job carries the submission's bytes
and the release, and what comes back is written down here. The scheduler gives the jobs of a worker that dies to others;
it reads what it passes on, and so it needs the project's installation too.
"""

import hashlib
import importlib.metadata
import logging
import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import layerwise

from ..core.errors import GradingError, RunEnded
from ..core.places import beside
from .handed_in import hand_in
from .job import REPOSITORY, Isolation, Job, check_isolation

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as RemoteFuture

PATIENCE = 10  # seconds in which a scheduler has to answer, and its first worker to join
_PACKAGES = ("numpy", "ipython", "matplotlib", "nbformat", "distributed")  # on which a result, or its way here, depends
_EXTRA = "pip install 'layerwise[cluster]'"


@dataclass(frozen=True)
class Parcel:
    """A job with everything that another machine needs for it.

    release: the bytes of the release
    installed: what is installed where the job comes from, see `installed`
    """

    job: Job
    release: bytes
    installed: Mapping[str, str]


class Cluster(Executor):
    """Runs jobs on the workers of a scheduler.

    workers: how many there are, which is how many jobs run at once
    Raises GradingError, with the remedy, where no scheduler answers or a worker would not grade as this machine does.
    """

    def __init__(self, address: str, isolation: Isolation) -> None:
        self._address = address
        self._client = _connect(address)
        try:
            self.workers = len(_examine(self._client, address, isolation))
        except BaseException:
            self._client.close()
            raise

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run `fn` with a job, its only argument, on one of the workers."""
        (job,) = args
        parcel = Parcel(replace(job, handed_in=hand_in(job.submission)), job.release.read_bytes(), installed())
        ours: Future[Any] = Future()
        theirs = self._client.submit(run_parcel, fn, parcel, pure=False)
        theirs.add_done_callback(lambda done: self._pass_on(done, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster. Jobs that nobody waits for any more are not begun; one that runs ends by its limits."""
        self._client.close()

    def _pass_on(self, theirs: "RemoteFuture[Any]", ours: "Future[Any]") -> None:
        from distributed import KilledWorker

        try:
            ours.set_result(theirs.result())
        except KilledWorker as problem:
            died = problem.allowed_failures + 1
            ours.set_exception(GradingError(f"{died} workers died over it; it was not graded"))
        except Exception as problem:
            if theirs.status == "error":
                ours.set_exception(problem)
            else:  # cancelled, which we never ask for
                gone = f"the scheduler at {self._address} went away. What was graded is recorded; start it, and run the"
                ours.set_exception(RunEnded(f"{gone} same command again"))


def run_parcel(work: Callable[[Job], Any], parcel: Parcel) -> Any:
    """Run a job on a worker, in its own folder. Raises GradingError where one that joined late is not as asked."""
    from distributed import get_worker

    worker = get_worker()
    who = f"the worker {worker.address}"
    if parcel.installed != installed():
        raise GradingError(f"{who} has {_differing(installed(), parcel.installed)}")
    if crowded := _crowded(who, worker.state.nthreads):
        raise GradingError(crowded)
    home = Path(worker.local_directory) / hashlib.sha256(parcel.release).hexdigest()[:20]
    release = home / parcel.job.release.name
    if not release.exists():
        home.mkdir(exist_ok=True)
        release.write_bytes(parcel.release)
    return work(replace(parcel.job, release=release, masked=(home, REPOSITORY)))


@cache
def installed() -> dict[str, str]:
    """What a result depends on beside its job, and what it says here: versions, and a digest of our own files."""
    versions = {name: importlib.metadata.version(name) for name in _PACKAGES}
    ours = hashlib.sha256(b"".join(_digests())).hexdigest()[:12]
    return {"Python": ".".join(platform.python_version_tuple()[:2]), **versions, "layerwise": ours}


def ability(isolation: Isolation) -> tuple[dict[str, str], str]:
    """What is installed on a worker, and why it cannot grade; "" where it can."""
    try:
        check_isolation(isolation)
    except GradingError as problem:
        return installed(), str(problem)
    return installed(), ""


def _digests() -> Iterator[bytes]:
    """Of every file of ours that a verdict can depend on, with its place."""
    package = Path(__file__).parents[1]
    for root in (package, Path(layerwise.__file__).parent, beside(package) / "solutions"):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".md", ".npz") and path.is_file():
                yield path.relative_to(root).as_posix().encode()
                yield hashlib.sha256(path.read_bytes()).digest()


def _connect(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise GradingError(f"grading on a cluster needs the package distributed: {_EXTRA}") from None
    for name in ("distributed", "distributed.client"):  # what goes wrong is said by us, in a sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        protocol, _, rest = address.partition("://")
        if not (protocol and rest):
            raise ValueError("an address has a protocol and a machine")
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise GradingError(
            f"no scheduler answers at {address!r} ({problem}). Start one with `dask scheduler`, and give the address "
            "that it prints, such as tcp://10.0.0.5:8786"
        ) from None


def _examine(client: "Client", address: str, isolation: Isolation) -> list[str]:
    """The addresses of the workers. Raises GradingError unless every one would grade as this machine does."""
    start = f"dask worker {address} --nthreads 1"
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise GradingError(f"the scheduler at {address} has no workers. Start one a core: {start}") from None
    threads = client.nthreads()
    found = client.run(ability, isolation, on_error="return")
    said = {f"the worker {worker}": (what, threads.get(worker, 1)) for worker, what in sorted(found.items())}
    said |= {f"the scheduler {address}": (_of_scheduler(client), 1)}
    problems = list(filter(None, (_problem(who, *what) for who, what in said.items())))
    if problems:
        raise GradingError(f"{'; '.join(problems[:3])}. Install the same there, or stop it, and start again: {start}")
    return list(found)


def _of_scheduler(client: "Client") -> Any:
    try:
        return client.run_on_scheduler(installed), ""
    except Exception as problem:
        return problem


def _problem(who: str, said: Any, threads: int) -> str:
    """Why a worker's word keeps us from grading there; "" where it does not."""
    if isinstance(said, ModuleNotFoundError):
        return f"{who} has no {said.name}"
    if isinstance(said, Exception):
        return f"{who} does not answer ({type(said).__name__}: {said})"
    theirs, problem = said
    if theirs != installed():
        return f"{who} has {_differing(theirs, installed())}"
    return _crowded(who, threads) or (problem and f"{who}: {problem}")


def _crowded(who: str, threads: int) -> str:
    # The reference runs with numpy's global random state and Python's warning filters set for it.
    return f"{who} has {threads} threads, and may have one" if threads > 1 else ""


def _differing(theirs: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """Other versions, which may give other scores."""
    names = [name for name, version in wanted.items() if theirs.get(name) != version]
    return ", ".join(f"{name} {theirs.get(name)} in place of {wanted[name]}" for name in names)
