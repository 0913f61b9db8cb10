"""What a chapter or an exercise needs outside of its own files: rows in lists, drawings, the library's public names."""

import ast
import importlib
import inspect
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

from ..build.folders import Folders
from ..build.source import read
from ..core.record import Chapter, Function
from . import placeholders
from .text_rules import of_text

_PUBLIC = "tests/layerwise/test_public_api.py"
_TABLE, _MAP = "docs/chapter_modules.py", "docs/images/make_chapter_map.py"


def of_course(folders: Folders, whole: bool) -> list[str]:
    """What is wrong with the pages, with what is half written, and with what is drawn of all chapters.

    whole: whether all chapters can be read, as those must be that are drawn
    """
    pages = [problem for stem in folders.pages() for problem in of_text(read(folders.source(stem)))]
    found = [*placeholders.of_course(folders), *pages]
    return found + (of_drawings(folders) if whole and not found else [])


def of_rows(folders: Folders, stem: str) -> Iterator[str]:
    """The chapter stands in the README's table, with its notebook, and in the welcome page's."""
    for name, link in (
        ("README.md", f"(course/{stem}/{stem}.ipynb)"),
        ("solutions/00_welcome.py", f"({stem}/{stem}.ipynb)"),
    ):
        path = folders.root / name
        if path.is_file() and not re.search(rf"^(?:# )?\| \[[^|]*{re.escape(link)}", path.read_text("utf-8"), re.M):
            yield f"{name}: has no row for {stem}: its table of chapters begins it with [number name]{link}"


def of_drawings(folders: Folders) -> list[str]:
    """The table of modules and the map of the chapters are today's."""
    root = folders.root
    stale: list[tuple[str, str, Callable[[], bool]]] = [
        ("docs/architecture.md", _TABLE, lambda: _has_table(root)),
        ("docs/images/chapter_map.svg", _MAP, lambda: _has_map(root)),
    ]
    return [
        f"{name}: is not what the chapters say today: python {script}"
        for name, script, is_today in stale
        if (root / script).is_file() and not is_today()
    ]


def of_public_names(folders: Folders, chapter: Chapter) -> Iterator[str]:
    """What the library exports has an example in its docstring, and its arguments in the list of public names."""
    path = folders.root / _PUBLIC
    if not path.is_file():
        return
    listed = _listed(path)
    for reference in (one for exercise in chapter.exercises for one in exercise.references):
        name, home = reference.__name__, _exporter(reference)
        if not home:
            continue
        signature = f"({', '.join(inspect.signature(reference).parameters)})"
        if ">>>" not in (reference.__doc__ or ""):
            yield f"{home}.{name}: has no example in its docstring: >>> {name}(…)"
        exported = importlib.import_module(home).__all__
        if name not in listed and 2 * len(listed.keys() & exported) >= len(exported):  # a package that is listed
            yield f'{_PUBLIC}: does not list {home}.{name}: "{name}": "{signature}"'
        elif name in listed and not {signature, None} & listed[name]:
            yield f'{_PUBLIC}: says {name}{" or ".join(filter(None, listed[name]))}; it is "{name}": "{signature}"'


def _has_table(root: Path) -> bool:
    made = runpy.run_path(str(root / _TABLE))
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    return bool(page == made["renewed"](page, made["table"](made["Folders"](root))))


def _has_map(root: Path) -> bool:
    drawn = runpy.run_path(str(root / _MAP))["drawing"]()
    return bool((root / "docs" / "images" / "chapter_map.svg").read_text(encoding="utf-8") == drawn)


def _exporter(reference: Function) -> str:
    """The package of layerwise, around its own module, that exports it; "" where none does."""
    parts = reference.__module__.split(".")[:-1]
    packages = [".".join(parts[:length]) for length in range(len(parts), 0, -1)] if parts[:1] == ["layerwise"] else []
    exporting = (one for one in packages if reference.__name__ in getattr(importlib.import_module(one), "__all__", ()))
    return next(exporting, "")


def _listed(path: Path) -> dict[str, set[str | None]]:
    """The names in the dictionaries of a module, each with what they say of its arguments; None: they say nothing."""
    found: dict[str, set[str | None]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            for name, arguments in ast.literal_eval(node.value).items():
                found.setdefault(name, set()).add(arguments)
    return found
