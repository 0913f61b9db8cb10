"""The Python that runs in a sandbox, and what it cannot do without."""

import sys
import sysconfig
from pathlib import Path


def interpreter() -> Path:
    """The Python that runs in the sandbox: the one that our virtual environment was made from."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()


def standard_library() -> tuple[Path, ...]:
    """Where that Python's own modules and shared libraries are."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    # Conda's and pyenv's Python load shared libraries from the folder above their modules.
    folders = [interpreter().parent.parent / "lib", Path(sysconfig.get_path("stdlib")).resolve()]
    return tuple(dict.fromkeys([*folders, Path(sys.base_exec_prefix).resolve() / sys.platlibdir / version]))
