"""The limits that a worker puts on itself before any of a learner's code runs, and cannot take off again.

Bubblewrap shuts off files, network and other processes. What is left is how much may be used up in there.
"""

import contextlib
import os
import resource
from collections.abc import Mapping

MEGABYTE = 1 << 20


def become(user: int) -> None:
    """Be that user from now on; 0: stay who we are.

    Started by root: the kernel exempts root from the limit on processes, so be nobody that exists.
    """
    if user:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)


def set_limits(limits: Mapping[str, int]) -> None:
    """Set the limits, hard and soft.

    limits: megabytes of `memory` for one process and of one `file`; how many `processes` and `open_files`
    """
    os.umask(0o077)
    _set(resource.RLIMIT_AS, limits["memory"] * MEGABYTE)
    _set(resource.RLIMIT_FSIZE, limits["file"] * MEGABYTE)
    _set(resource.RLIMIT_NPROC, limits["processes"])
    _set(resource.RLIMIT_NOFILE, limits["open_files"])
    _set(resource.RLIMIT_CORE, 0)


def _set(kind: int, value: int) -> None:
    ceiling = resource.getrlimit(kind)[1]
    if ceiling != resource.RLIM_INFINITY:
        value = min(value, ceiling)
    # macOS has no limit on address space; only --isolation none runs there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))
