"""A dask scheduler and its workers, as processes of their own on this machine."""

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path


def free_address() -> str:
    """An address at which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{asked.getsockname()[1]}"


@contextmanager
def dask_scheduler(folder: Path) -> Iterator[tuple[str, int]]:
    """A running scheduler: its address, and its process's number."""
    address = free_address()
    where = ["--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"]
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", *where]
    with open(folder / "scheduler.log", "ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        yield address, process.pid
    finally:
        process.kill()
        process.wait()


@contextmanager
def dask_workers(address: str, folder: Path, number: int) -> Iterator[list[BaseProcess]]:
    """Workers of one thread. They are copies of this process, and know the records that a test has made up."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_work, args=(address, folder)) for _ in range(number)]
    for worker in workers:
        worker.start()
    try:
        yield list(workers)
    finally:
        for worker in workers:
            if worker.is_alive():
                os.kill(worker.pid or 0, signal.SIGTERM)
        for worker in workers:
            worker.join(60)
            worker.kill()
            worker.join()


def _work(address: str, folder: Path) -> None:
    from distributed import Worker

    async def until_told() -> None:
        async with Worker(address, nthreads=1, local_directory=str(folder), dashboard=False) as worker:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(worker.close()))
            await worker.finished()

    asyncio.run(until_told())
