"""A file of the learner's as a module, loaded anew when it has changed. One that cannot be loaded is told once."""

import sys
from pathlib import Path
from types import ModuleType

_Stamp = tuple[str, int, int]
_loaded: dict[Path, tuple[_Stamp, ModuleType | None]] = {}


def module_at(path: Path, name: str, lost: str) -> ModuleType | None:
    """The file as a module of that name, or None where there is none that can be loaded.

    lost: what is said then, with {error} for the reason
    """
    try:
        found = path.stat()
    except OSError:
        return None
    stamp = str(path), found.st_mtime_ns, found.st_size
    if path not in _loaded or _loaded[path][0] != stamp:
        _loaded[path] = stamp, _load(path, name, lost)
    return _loaded[path][1]


def _load(path: Path, name: str, lost: str) -> ModuleType | None:
    """Not by way of the import system: that would leave compiled files beside it."""
    module = ModuleType(name)
    module.__file__ = str(path)
    try:
        code = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
        sys.modules[name] = module
        exec(code, vars(module))  # what the learner wrote, in their own kernel
    except (Exception, SystemExit) as error:
        print(lost.replace("{error}", f"{type(error).__name__}: {error}"))
        return None
    return module
