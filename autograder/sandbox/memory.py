"""What a sandbox's processes hold in memory together, as Linux tells it."""

from pathlib import Path

_PROC = Path("/proc")


def memory_of(pid: int) -> int:
    """Bytes that a process and everything below it hold for themselves; 0 where the system does not tell.

    Memory that a child shares with its parent since a fork is counted twice: an upper bound, and a cheap one.
    """
    seen, waiting, total = set[int](), [pid], 0
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        try:
            status = (_PROC / str(current) / "status").read_text()
            for task in (_PROC / str(current) / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:  # it has just ended, or this is no Linux
            continue
        for line in status.splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                total += int(line.split()[1]) << 10
    return total
