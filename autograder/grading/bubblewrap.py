"""The real sandbox: a worker in Linux namespaces of its own, made by bubblewrap.

No network, no processes but its own, a system that is read-only, a small private /tmp, and of Python's packages the
few that `packages` allows. Neither the repository nor a submission, gradebook or environment variable is in it.
"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from .limits import Limits
from .notices import GradingError
from .packages import allowed_places, interpreter, site_folders, standard_library
from .sandbox import WorkerSandbox
from .seccomp import program

COURSE = "/course"  # the student edition
PACKAGES = "/packages"  # what `packages` allows
REMEDY = (
    "Sandboxed grading needs Linux and bubblewrap 0.8 or newer (Debian and Ubuntu: sudo apt install bubblewrap). "
    "To grade without walls, only for submissions that you trust, say so: --isolation none."
)

# The root of the sandbox holds these as they are on the machine, links kept.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
_NO_SUCH_USER = 0x60000000  # far above any user's number; what follows is drawn for each sandbox
_ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LOGNAME": "student",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "TZ": "UTC",
    "USER": "student",
}


class Bubblewrap(WorkerSandbox):
    """A worker behind bubblewrap's walls. `edition` is the folder that `edition.edition` made."""

    def __init__(self, edition: Path, limits: Limits, hidden: Iterable[Path] = ()) -> None:
        super().__init__(limits)
        self._edition, self._hidden = edition, tuple(hidden)

    def spawn(self, errors: Any) -> "subprocess.Popen[bytes]":
        """Start bubblewrap, which starts the worker."""
        # Started by root, a user namespace would map the worker to the machine's root, whom neither the limit on
        # processes nor the modes of /proc/sys stop. So root's worker becomes a user that does not exist instead.
        as_root = os.geteuid() == 0
        user = _NO_SUCH_USER + secrets.randbits(24) if as_root else 0
        reader, writer = os.pipe()
        try:
            os.write(writer, program())
            os.close(writer)
            seccomp = ["--seccomp", str(reader)] if program() else []
            inside = worker_command([COURSE, *_visible_sites()], self._limits, user)
            return subprocess.Popen(
                [bwrap(), *walls(self._edition, self._limits, as_root, self._hidden), *seccomp, "--", *inside],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                pass_fds=(reader,),
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(reader)


def worker_command(paths: Iterable[str], limits: Limits, user: int) -> list[str]:
    """Python without site-packages or environment, the worker's folders in front of its modules."""
    start = f"import sys; sys.path[:0] = {list(paths)!r}; from autograder.inside.worker import main; main()"
    return [str(interpreter()), "-I", "-S", "-B", "-X", "utf8", "-c", start, limits.for_worker(user)]


def walls(edition: Path, limits: Limits, as_root: bool, hidden: Iterable[Path]) -> list[str]:
    """Bubblewrap's arguments, in the order in which it obeys them."""
    command = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if as_root:
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--disable-userns", "--cap-drop", "ALL"]
    command += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in _ENVIRONMENT.items():
        command += ["--setenv", name, value]
    command += _system()
    for folder in hidden:
        command += _empty(folder)
    command += _allowed()
    command += _mounted(edition, COURSE)
    command += ["--proc", "/proc", "--dev", "/dev"]
    scratch = ["--size", str(limits.scratch << 20), "--perms", "1777", "--tmpfs"]
    command += [*scratch, "/dev/shm", *scratch, "/tmp", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    return command


def _system() -> list[str]:
    command: list[str] = []
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), name]
        elif path.is_dir():
            command += _mounted(path)
    for path in map(Path, _SYSTEM_FILES):
        command += _mounted(path) if path.exists() else []
    mounted = [Path("/usr")]
    for path in (interpreter(), *standard_library()):
        if path.exists() and not any(path.is_relative_to(place) for place in mounted):
            command += _mounted(path)
            mounted.append(path)
    return command + [word for folder in _package_folders(mounted) for word in _empty(folder)]


def _package_folders(mounted: Iterable[Path]) -> list[Path]:
    """Every folder of installed packages that the system's folders bring along."""
    patterns = ("lib*/python*/site-packages", "lib*/python*/dist-packages", "local/lib/python*/*-packages")
    found = [path for pattern in patterns for path in Path("/usr").glob(pattern)]
    for place in mounted:
        found += [path for name in ("site-packages", "dist-packages") for path in place.glob(f"python*/{name}")]
        found += [path for name in ("site-packages", "dist-packages") for path in place.glob(name)]
    return sorted({path for path in found if path.is_dir() and not path.is_symlink()})


def _empty(folder: Path) -> list[str]:
    return ["--size", "65536", "--perms", "0755", "--tmpfs", str(folder)]


def _site(folder: Path) -> str:
    """Where a folder of packages stands in the sandbox.

    Packages of a system or conda Python stay where they are: their libraries are found relative to them.
    """
    stays = any(folder.is_relative_to(place) for place in (Path("/usr"), *standard_library()))
    return str(folder) if stays else f"{PACKAGES}/{site_folders().index(folder)}"


def _visible_sites() -> list[str]:
    return [_site(folder) for folder in site_folders()]


def _allowed() -> list[str]:
    command: list[str] = []
    for place in allowed_places():
        command += _mounted(place, f"{_site(place.parent)}/{place.name}")
    return command


def _mounted(source: Path, target: str = "") -> list[str]:
    """A path as it is, to be read only. Its folders would be root's alone if bubblewrap made them unasked."""
    target = target or str(source)
    parents = [str(parent) for parent in reversed(Path(target).parents[:-1])]
    return [
        *(word for parent in parents for word in ("--perms", "0755", "--dir", parent)),
        *("--ro-bind", str(source), target),
    ]


def bwrap() -> str:
    """The program. Raises GradingError with the remedy when it is not installed."""
    found = shutil.which("bwrap")
    if found is None:
        raise GradingError(f"bubblewrap (bwrap) is not installed. {REMEDY}")
    return found


@lru_cache(maxsize=1)
def require() -> None:
    """Raise GradingError, with reason and remedy, unless bubblewrap works here."""
    command = [bwrap(), "--unshare-all", "--disable-userns", "--unshare-user", "--size", "65536", "--tmpfs", "/tmp"]
    if os.geteuid() == 0:
        command = [bwrap(), "--unshare-pid", "--unshare-net", "--size", "65536", "--tmpfs", "/tmp"]
    ended = subprocess.run(
        [*command, "--ro-bind", "/", "/", "true"], capture_output=True, text=True, timeout=30, check=False
    )
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise GradingError(f"bubblewrap does not work here: {said[-1] if said else 'no reason given'}. {REMEDY}")
