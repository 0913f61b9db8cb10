"""What an exercise is judged by, as a digest: its record, its solution, those that it builds on, and the grader.

A result whose digest is another one today has to be graded again, and no other.
"""

import ast
import hashlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from ... import exercises
from ...core.answers import ChapterSource

_OURS = Path(__file__).parents[2]
_JUDGES = ("core", "worker", "sandbox", "grading")  # packages of ours that a score can depend on
_PACKAGES = ("numpy",)


def record_digests(stem: str) -> dict[str, str]:
    """The digest of each exercise of a chapter, by its name."""
    source = exercises.source(stem)
    needs = _needs(source)
    given = "\n".join(cell.text for cell in source.given)
    own = {
        name: _digest([_grader(), given, cell.text, *_record(stem, name)]) for name, cell in source.exercises.items()
    }
    return {name: _digest([own[name], *(own[other] for other in needs[name])]) for name in own}


def _needs(source: ChapterSource) -> dict[str, list[str]]:
    """The earlier exercises that an exercise's cell names, itself or by way of others; a comment counts too."""
    homes: dict[str, frozenset[str]] = {}
    needs: dict[str, list[str]] = {}
    for cell in source.cells:
        named = frozenset[str]().union(*(homes.get(word, ()) for word in re.findall(r"\w+", cell.text)))
        name = cell.options.get("exercise")
        if name:
            needs.setdefault(name, sorted(named - {name}))
            named |= {name}
        homes |= dict.fromkeys(cell.definitions, named)
    return needs


def _record(stem: str, name: str) -> Iterator[bytes]:
    """The files of a record, with the modules of the chapter that it imports."""
    module = exercises.module_of(stem, name)
    waiting, seen = [module] if module else [], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_bytes()
        yield text
        waiting += [path.with_name(f"{one}.py") for one in _siblings(text)]
    if module and module.with_suffix(".md").is_file():
        yield module.with_suffix(".md").read_bytes()


def _siblings(text: bytes) -> Iterator[str]:
    """The modules of the same package that a module imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


@lru_cache(maxsize=1)
def _grader() -> str:
    """What every score depends on: the library, our own side, and the packages that compute."""
    spec = importlib.util.find_spec("layerwise")
    library = [Path(place) for place in (spec.submodule_search_locations if spec else None) or ()]
    folders = [*library, *(_OURS / name for name in _JUDGES)]
    files = [*sorted((_OURS / "exercises").glob("*.py"))]
    files += [path for folder in folders for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts]
    return _digest(
        [*(f"{name} {version(name)}" for name in _PACKAGES), *(p.read_bytes() for p in files if p.is_file())]
    )


def _digest(parts: Iterable[str | bytes]) -> str:
    """Of all parts, each by its own digest, so that none can run into the next."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return whole.hexdigest()
