"""A dask scheduler and its workers, as processes of their own on this machine."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_NO_ONE_ELSE = ("--host", "127.0.0.1", "--no-dashboard")


def free_address() -> str:
    """An address at which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{asked.getsockname()[1]}"


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """A running scheduler, by its address."""
    address = free_address()
    with _program("scheduler", folder, "--port", address.rpartition(":")[2]):
        yield address


@contextmanager
def workers(address: str, folder: Path, number: int) -> Iterator[list[int]]:
    """Workers that grade one submission each and are not started again when they die, by their process ids."""
    with ExitStack() as running:
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        yield [running.enter_context(_program("worker", folder, address, *options)) for _ in range(number)]


@contextmanager
def _program(name: str, folder: Path, *arguments: str) -> Iterator[int]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments, *_NO_ONE_ELSE]
    with open(folder / f"{name}.log", "ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process.pid
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
