"""The student edition: what stands for `layerwise`, `autograder`, `explore` and `mine` inside the sandbox.

Of layerwise it holds what the chapter's record allows an answer to use, what that needs, and nothing else; of that,
nothing that the chapter asks for. `autograder`, `explore` and `mine` are stubs.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

import layerwise

from ..core.errors import RecordError
from ..core.record import Chapter
from ..worker.worker import FONTS
from . import excerpt
from .excerpt import Package, Place
from .sandbox import WorkerSandbox

_AUTOGRADER = Path(__file__).resolve().parents[1]
_LAYERWISE = Path(layerwise.__file__).parent


def student_edition(chapter: Chapter) -> Path:
    """A folder with the four packages, made once for what they are made of and kept in the user's cache."""
    home = _writable_cache() / f"{chapter.stem}-{_digest(chapter)}"
    if not home.is_dir():
        files = {**_layerwise(chapter), **_stubs()}
        made = Path(tempfile.mkdtemp(dir=home.parent))
        for name, text in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_text(text, encoding="utf-8")
        (made / FONTS).mkdir()
        for path in (made, *made.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)  # root's worker is another user
        try:
            made.rename(home)
        except OSError:  # somebody else was faster
            shutil.rmtree(made)
    return home


def prepare_fonts(home: Path, make_sandbox: Callable[[], WorkerSandbox]) -> None:
    """Let a sandbox that has no submission in it make matplotlib's list of fonts, which the next ones are given."""
    if any((home / FONTS).iterdir()):
        return
    sandbox = make_sandbox()
    with sandbox:
        for name, text in sandbox.fonts().items():
            made = Path(tempfile.mkdtemp(dir=home.parent)) / Path(name).name
            made.write_text(text, encoding="utf-8")
            made.chmod(0o644)
            made.replace(home / FONTS / made.name)
            made.parent.rmdir()


def withheld_places(chapter: Chapter, package: Package) -> set[Place]:
    """Where layerwise defines what the chapter asks for."""
    named = {(r.__module__, r.__name__) for exercise in chapter.exercises for r in exercise.references}
    inside = {(module.removeprefix(f"{package.name}."), name) for module, name in named}
    return {package.definition(module, name) for module, name in inside if module in package.paths}


def _layerwise(chapter: Chapter) -> dict[str, str]:
    package = Package(_LAYERWISE)
    try:
        files = package.excerpt(chapter.allows, withheld_places(chapter, package))
    except KeyError as error:
        raise RecordError(f"the ALLOWS of {chapter.stem} name something that is not there: {error.args[0]}") from None
    return {f"layerwise/{path.relative_to(_LAYERWISE).as_posix()}": text for path, text in files.items()}


def _stubs() -> dict[str, str]:
    worker = _AUTOGRADER / "worker"
    copied = {f"autograder/{path.relative_to(_AUTOGRADER).as_posix()}": path for path in worker.rglob("*.py")}
    copied |= {f"{name}/__init__.py": worker / "stubs" / f"{name}.py" for name in ("autograder", "explore", "mine")}
    return {name: path.read_text(encoding="utf-8") for name, path in copied.items()}


def _digest(chapter: Chapter) -> str:
    """What an edition depends on: the record's names, and the text of all that it is made of and made by."""
    asked = [f"{r.__module__}.{r.__name__}" for exercise in chapter.exercises for r in exercise.references]
    seen = hashlib.sha256(repr((chapter.allows, asked)).encode())
    makers = [Path(__file__), Path(excerpt.__file__)]
    for path in (*sorted(_LAYERWISE.rglob("*.py")), *sorted((_AUTOGRADER / "worker").rglob("*.py")), *makers):
        seen.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    return seen.hexdigest()[:20]


def _writable_cache() -> Path:
    try:
        home = platformdirs.user_cache_path("layerwise") / "sandbox"
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    except OSError:
        pass
    home = Path(tempfile.gettempdir()) / f"layerwise-sandbox-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        home = Path(tempfile.mkdtemp())
    return home
