"""Which modules of layerwise a chapter is about, and which it uses besides: the table in docs/architecture.md.

`python docs/chapter_modules.py` writes it again. A chapter is about the modules that hold its exercises' references. It
uses the modules of the functions and classes that its source names, as `lw.nn.Linear` or by an import.
"""

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder import exercises
from autograder.build.folders import Folders, repository

PAGE = Path(__file__).parent / "architecture.md"
BEGIN, END = "<!-- made by docs/chapter_modules.py -->\n", "<!-- end -->\n"


def asked_for(stem: str) -> set[str]:
    """The modules that hold the references of a chapter's exercises."""
    return {reference.__module__ for exercise in exercises.load(stem).exercises for reference in exercise.references}


def used(source: str) -> set[str]:
    """The modules of layerwise that define the functions and classes which a source names."""
    tree = ast.parse(source)
    known = dict(imported(tree))
    things = [followed(known[first], rest) for first, *rest in dotted(tree) if first in known]
    modules = {str(getattr(thing, "__module__", "")) for thing in [*known.values(), *things]}
    return {module for module in modules if module.startswith("layerwise.")}


def imported(tree: ast.AST) -> Iterator[tuple[str, Any]]:
    """Each name that an import of layerwise, or of something in it, binds, and what to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "layerwise":
                    bound = alias.name if alias.asname else "layerwise"
                    yield alias.asname or bound, importlib.import_module(bound)
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "layerwise":
            module = importlib.import_module(str(node.module))
            yield from ((alias.asname or alias.name, getattr(module, alias.name)) for alias in node.names)


def dotted(tree: ast.AST) -> Iterator[list[str]]:
    """The names in each chain of attributes that begins with a name: ["lw", "nn", "Linear"]."""
    for node in ast.walk(tree):
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            yield [node.id, *names]


def followed(thing: Any, names: list[str]) -> Any:
    """What a chain of attributes leads to, as far as it leads through modules."""
    for name in names:
        if not isinstance(thing, ModuleType):
            break
        thing = getattr(thing, name)
    return thing


def cell(modules: Iterable[str]) -> str:
    """Modules for a cell of the table, each package with its own: "nn: conv, linear"."""
    packages: dict[str, list[str]] = defaultdict(list)
    for module in sorted(modules):
        _, package, *rest = module.split(".", 2)
        packages[package].append(*rest or [package])
    return "<br>".join(f"**{package}** {', '.join(names)}" for package, names in packages.items())


def table(folders: Folders) -> str:
    """The table, in Markdown."""
    rows = ["| chapter | asks for what stands in | uses besides |", "|---|---|---|"]
    for stem in exercises.stems():
        asked = asked_for(stem)
        besides = used(folders.source(stem).read_text(encoding="utf-8")) - asked
        rows.append(f"| {stem} | {cell(asked)} | {cell(besides)} |")
    return "".join(f"{row}\n" for row in rows)


def renewed(page: str, made: str) -> str:
    """The page with its table replaced. Raises ValueError where the marks around it are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs the lines {BEGIN.strip()} and {END.strip()} around its table")
    return f"{before}{begin}\n{made}\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), table(repository())), encoding="utf-8")
