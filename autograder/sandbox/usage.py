"""What a sandbox's processes use together, as Linux tells it: memory held now, and processor time until now."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


class Usage(NamedTuple):
    """memory: bytes. seconds: of processor time, with that of children which have ended and were waited for."""

    memory: int = 0
    seconds: float = 0.0


def usage_of(pid: int) -> Usage:
    """What a process and everything below it use; nothing where the system does not tell.

    Memory that a child shares with its parent since a fork is counted twice: an upper bound, and a cheap one.
    """
    total = Usage()
    for process in family(pid):
        try:
            status = (_PROC / str(process) / "status").read_text()
            # The program's name, in brackets, may hold anything; behind it stand numbers.
            numbers = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        own = [int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith(("RssAnon:", "RssShmem:"))]
        ticks = sum(map(int, numbers[11:15]))  # utime, stime, cutime and cstime
        total = Usage(total.memory + sum(own), total.seconds + ticks / _TICKS)
    return total


def family(pid: int) -> Iterator[int]:
    """The numbers of a process and of all below it, each once."""
    seen, waiting = set[int](), [pid]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        yield current
        try:
            for task in (_PROC / str(current) / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:  # it has just ended, or this is no Linux
            continue
