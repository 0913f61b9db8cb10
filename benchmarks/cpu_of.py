"""What a command costs: processor time, user and system, of every process that it starts, however far below it.

Children that are waited for count through their parents. Those that outlive them, as the processes of a sandbox that
is killed, come to this process, which is their subreaper, and are waited for here. Only what a parent refuses to wait
for is lost; none of ours does.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """Orphans below this process become its children. Exits where the system cannot do that."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}; processor time of all processes needs Linux")


def cpu_of(command: Sequence[str], folder: Path, surroundings: Mapping[str, str]) -> float:
    """Run a command to its end, wait for all that it leaves behind, and return seconds. Exits where it fails.

    To be called after `become_subreaper`, and one at a time.
    """
    before = _of_children()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **surroundings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
