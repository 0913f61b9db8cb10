"""Where jobs run: a `concurrent.futures.Executor`, and what happens when one of its processes dies.

One machine is a pool of processes; a cluster is `dask.distributed`'s executor behind the same interface.
"""

import multiprocessing
import os
import shutil
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing.util import get_temp_dir
from typing import Any

from ..core.errors import GradingError, RunEnded
from .job import Job

Outcome = Any | GradingError  # what the work returned, or why it did not
Numbered = tuple[int, Job]
MakeExecutor = Callable[[], Executor]
MOST_TRIES = 2


class InlineExecutor(Executor):
    """Runs every job at once in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run it, and return what came of it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def local(jobs: int) -> MakeExecutor:
    """This machine's processes; one job at a time needs none.

    Processes and not threads: the reference runs with numpy's global random state and Python's global warning
    filters set for it.
    """
    if jobs <= 1:
        return InlineExecutor
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([f"{__package__}.keep"])
    return lambda: ProcessPoolExecutor(jobs, context, initializer=end_with_parent, initargs=(get_temp_dir(),))


def end_with_parent(folder: str) -> None:
    """See that this process ends when the one that began the run does, even if that is killed.

    Its parent may be a fork server, which waits for its children, and they wait for jobs; nobody would ever end.
    folder: where the run's processes have their sockets, to be removed then
    """
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(1)  # sandboxes die with this process

    threading.Thread(target=follow, daemon=True).start()


def run_jobs(
    make: MakeExecutor, work: Callable[[Job], Any], jobs: Iterable[Job], at_once: int
) -> Iterator[tuple[int, Outcome]]:
    """The outcome of every job, by its number, as they come. A job is made when its turn comes.

    When a process of the pool dies, the jobs that were on their way are tried once more, one at a time; a job that
    is there when it happens again is given up, and said to be ungraded. Raises RunEnded where a job does.
    """
    waiting, tries, suspects = _Waiting(jobs), Counter[int](), set[int]()
    while waiting:
        running: dict[Future[Any], Numbered] = {}
        with make() as pool:
            side_by_side = 2 * getattr(pool, "workers", at_once)  # a cluster knows how many it has
            try:
                while waiting or running:
                    most = 1 if suspects else side_by_side
                    while len(running) < most and (numbered := waiting.first()) is not None:
                        # A pool that has broken meanwhile refuses the job; it is still among the waiting then.
                        running[pool.submit(work, numbered[1])] = numbered
                        waiting.pop()
                    done = wait(running, return_when=FIRST_COMPLETED).done
                    for future in sorted(done, key=lambda one: running[one][0]):
                        outcome = _outcome(future)  # raises BrokenExecutor, and leaves the job among the running
                        number, _ = running.pop(future)
                        suspects.discard(number)
                        yield number, outcome
            except BrokenExecutor:
                for number, job in sorted(running.values(), key=lambda one: one[0], reverse=True):
                    tries[number] += 1
                    if tries[number] < MOST_TRIES:
                        suspects.add(number)
                        waiting.put_back((number, job))
                    else:
                        suspects.discard(number)
                        yield number, GradingError("the grading process died twice over it; it was not graded")
            except BaseException:  # also where nobody listens any more
                pool.shutdown(wait=False, cancel_futures=True)
                raise


class _Waiting:
    """The jobs that have not been begun, or have to be begun again, in order."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._rest = enumerate(jobs)
        self._next = deque[Numbered]()

    def first(self) -> Numbered | None:
        """The first of them, or None when there is none."""
        if not self._next:
            self._next.extend(islice(self._rest, 1))
        return self._next[0] if self._next else None

    def pop(self) -> None:
        """The first has been begun."""
        self._next.popleft()

    def put_back(self, numbered: Numbered) -> None:
        """It has to be begun again, first of all."""
        self._next.appendleft(numbered)

    def __bool__(self) -> bool:
        return self.first() is not None


def _outcome(future: "Future[Any]") -> Outcome:
    try:
        return future.result()
    except (BrokenExecutor, RunEnded):
        raise
    except GradingError as error:
        return error
    except Exception as error:  # a fault of ours: it costs this submission a grading, and nobody a mark
        return GradingError(f"grading failed, and this is not the submission's fault: {type(error).__name__}: {error}")
