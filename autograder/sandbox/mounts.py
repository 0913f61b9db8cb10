"""What is mounted where in a sandbox, as bubblewrap's arguments. Everything else is not there."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.allowed_packages import allowed_places, site_folders
from .interpreter import interpreter, standard_library
from .limits import Limits

COURSE = "/course"  # the student edition
PACKAGES = "/packages"  # those that are allowed

# The root of the sandbox holds these as they are on the machine, links kept.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
# Where packages are installed, below a folder of the system or of a Python.
_PACKAGE_FOLDERS = ("lib*/python*/*-packages", "local/lib*/python*/*-packages", "python*/*-packages", "*-packages")
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
# Answer and reference are held together, and some are trainings whose verdict hangs on the last digit: the worker
# computes with the kernels that this process computes with.
_AS_HERE = ("OPENBLAS_CORETYPE",)


def mounts(edition: Path, limits: Limits, as_root: bool, masked: Iterable[Path], warm: bool = False) -> list[str]:
    """All arguments, in the order in which bubblewrap obeys them.

    masked: folders that are empty inside
    warm: a worker runs in it that makes further namespaces, and needs /proc for that
    """
    command = [*namespaces(as_root, warm), "--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in environment(_ENVIRONMENT).items():
        command += ["--setenv", name, value]
    system = _system_paths()
    for path in system:
        command += _ro_bind(path)
    for link in filter(Path.is_symlink, map(Path, _SYSTEM)):
        command += ["--symlink", os.readlink(link), str(link)]
    covered = [*_package_folders(system), *(folder for folder in masked if any(map(folder.is_relative_to, system)))]
    for folder in covered:
        command += ["--size", "65536", "--perms", "0755", "--tmpfs", str(folder)]
    for place in allowed_places():
        command += _ro_bind(place, f"{_site(place.parent)}/{place.name}")
    command += _ro_bind(edition, COURSE)
    command += ["--proc", "/proc", "--dev", "/dev"]
    for scratch in ("/dev/shm", "/tmp"):
        command += ["--size", str(limits.scratch << 20), "--perms", "1777", "--tmpfs", scratch]
    for finished in (*covered, *([] if warm else [Path("/proc")]), Path("/dev"), Path("/")):
        command += ["--remount-ro", str(finished)]
    return [*command, "--chdir", "/tmp"]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """A worker's own variables, and how arrays are computed here."""
    return {**own, **{name: os.environ[name] for name in _AS_HERE if name in os.environ}}


def namespaces(as_root: bool, warm: bool = False) -> list[str]:
    """What the sandbox has for itself. Root's worker needs two capabilities, to stop being root."""
    own = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if as_root:
        return [*own, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    last = [] if warm else ["--disable-userns"]
    return [*own, "--unshare-user", "--uid", "65534", "--gid", "65534", *last, "--cap-drop", "ALL"]


def visible_paths() -> list[str]:
    """Where Python finds modules in the sandbox, beside its own."""
    return [COURSE, *map(_site, site_folders())]


def _system_paths() -> list[Path]:
    """The system's folders, and those of a Python that stands elsewhere."""
    paths = [path for path in map(Path, _SYSTEM) if path.is_dir() and not path.is_symlink()]
    paths += [path for path in map(Path, _SYSTEM_FILES) if path.exists()]
    for path in (interpreter(), *standard_library()):
        if path.exists() and not any(map(path.is_relative_to, paths)):
            paths.append(path)
    return paths


def _package_folders(system: Iterable[Path]) -> list[Path]:
    """Every folder of installed packages that the system's folders bring along."""
    found = {path for place in system for pattern in _PACKAGE_FOLDERS for path in place.glob(pattern)}
    return sorted(path for path in found if path.is_dir() and not path.is_symlink())


def _site(folder: Path) -> str:
    """Where a folder of packages stands in the sandbox.

    Packages of a system or conda Python stay where they are: their libraries are found relative to them.
    """
    stays = any(map(folder.is_relative_to, _system_paths()))
    return str(folder) if stays else f"{PACKAGES}/{site_folders().index(folder)}"


def _ro_bind(source: Path, target: str = "") -> list[str]:
    """A path as it is, to be read only. Its folders would be root's alone if bubblewrap made them unasked."""
    target = target or str(source)
    parents = [str(parent) for parent in reversed(Path(target).parents[:-1])]
    return [
        *(word for parent in parents for word in ("--perms", "0755", "--dir", parent)),
        *("--ro-bind", str(source), target),
    ]
