"""Where jobs run: a `concurrent.futures.Executor`, and what happens when one of its processes dies.

One machine is a pool of processes; a cluster is `dask.distributed`'s executor behind the same interface.
"""

import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from typing import Any

from ..core.errors import GradingError
from .grade import Graded
from .job import Job

Outcome = Graded | GradingError
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
        context.set_forkserver_preload([f"{__package__}.grade"])
    return lambda: ProcessPoolExecutor(max_workers=jobs, mp_context=context)


def run_jobs(
    make: MakeExecutor, work: Callable[[Job], Graded], jobs: Sequence[Job], at_once: int
) -> Iterator[tuple[int, Outcome]]:
    """The outcome of every job, by its number, as they come.

    When a process of the pool dies, the jobs that were on their way are tried once more, one at a time; a job that
    is there when it happens again is given up, and said to be ungraded.
    """
    waiting, tries = deque(range(len(jobs))), Counter[int]()
    while waiting:
        most = 1 if tries else 2 * at_once
        running: dict[Future[Graded], int] = {}
        with make() as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < most:
                        # A pool that has broken meanwhile refuses the job; it is still among the waiting then.
                        running[pool.submit(work, jobs[waiting[0]])] = waiting[0]
                        waiting.popleft()
                    done = wait(running, return_when=FIRST_COMPLETED).done
                    for future in sorted(done, key=running.__getitem__):
                        outcome = _outcome(future)  # raises BrokenExecutor, and leaves the job among the running
                        yield running.pop(future), outcome
            except BrokenExecutor:
                for number in sorted(running.values(), reverse=True):
                    tries[number] += 1
                    if tries[number] < MOST_TRIES:
                        waiting.appendleft(number)
                    else:
                        yield number, GradingError("the grading process died twice over it; it was not graded")
            except GeneratorExit:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _outcome(future: "Future[Graded]") -> Outcome:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except GradingError as error:
        return error
    except Exception as error:  # a fault of ours: it costs this submission a grading, and nobody a mark
        return GradingError(f"grading failed, and this is not the submission's fault: {type(error).__name__}: {error}")
