"""How much of the machine a submission may use."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds, megabytes and counts. A case's time is its exercise's own `time_limit`."""

    cell_seconds: float = 20.0
    start_seconds: float = 60.0  # until the worker has imported numpy, matplotlib and IPython
    slack_seconds: float = 5.0  # what the grader waits beyond the limit that the worker keeps by itself
    submission_seconds: float = 60.0  # of the processor and by the clock: cells, cases and restarts of one submission
    memory: int = 2048  # megabytes of address space of one process
    total_memory: int = 3072  # megabytes that all processes of a sandbox hold together
    scratch: int = 64  # megabytes in /tmp, and as much again in /dev/shm
    file: int = 32  # megabytes of one file
    processes: int = 24  # processes and threads at once
    open_files: int = 256
    output: int = 20_000  # characters that a cell may print
    reply: int = 32 << 20  # bytes of one answer of the worker
    results: int = 64 << 20  # bytes of all that a submission's functions return; 5 MB in the largest chapter
    kills: int = 4  # sandboxes of one submission that may be broken from within, other than by taking too long
    retries: int = 2  # cases of one exercise that may run out of time again, when they are tried once more

    def for_worker(self, user: int, **more: str) -> str:
        """The worker's argument; `user` is the number of the user that it becomes, or 0."""
        return json.dumps({**asdict(self), "user": user, **more})
