"""`mine.export`: the learner's parts as a package of their own, with README and tests, to keep or to show.

Each exercise is a module that stands by itself. The tests are the docstrings' examples and gradients measured by small
steps; an example that does not hold on the day of the export is left out.
"""

import ast
import doctest
import json
import keyword
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from ...core.record import Exercise
from ...exercises import load, stems
from .exported.test_examples import test_example
from .shelf import kept, path_of

_MADE_BY = "Made by `mine.export` of the course Layerwise"
_TESTS = Path(__file__).parent / "exported"
_TAKEN = {"autograder", "explore", "layerwise", "mine", "numpy", *sys.stdlib_module_names}


def export(name: str, folder: str | Path = ".", *, replace: bool = False) -> Path:
    """Write what is yours as a package `name` into a new folder of that name, and return the folder.

    folder: where to put it. replace: write over an export that stands there; nothing else is ever replaced.
    Raises ValueError for a name that no package can have or when nothing is yours yet, and FileExistsError.
    """
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
        raise ValueError(
            f"a package needs a name that Python can import and that is free, such as my_layers; got {name!r}"
        )
    own = [exercise for stem in stems() for exercise in load(stem).exercises if kept(exercise.name) is not None]
    if not own:
        raise ValueError("nothing is yours yet: what passes its check is; mine.parts() shows it")
    target = Path(folder).expanduser().resolve() / name
    _may_be_written(target, replace)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    try:
        for path, text in _files(name, own).items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(text, encoding="utf-8")
        made.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return target


def _may_be_written(target: Path, replace: bool) -> None:
    if not target.exists():
        return
    if not replace:
        raise FileExistsError(f"{target} is there already; choose another name, or pass replace=True to write it anew")
    readme = target / "README.md"
    if not readme.is_file() or _MADE_BY not in readme.read_text(encoding="utf-8", errors="replace"):
        raise FileExistsError(f"{target} is no export, so it is not replaced; choose another name")


def _files(name: str, own: list[Exercise]) -> dict[str, str]:
    """The files of the package by path."""
    texts = {exercise.name: _body(exercise) for exercise in own}
    defined = {exercise.name: _defined(exercise) for exercise in own}
    every = sorted(one for names in defined.values() for one in names)
    imports = [f"from .parts.{module} import {', '.join(names)}" for module, names in defined.items()]
    listed = "".join(f'    "{one}",\n' for one in every)
    package = f'"""{name}: parts of neural networks, each written by hand."""\n\n'
    needs = _needs(texts.values())
    source = f"src/{name}"
    remembered = {"package": name, "names": every, "examples": _examples(name, own)}
    return {
        "README.md": _readme(name, own, needs),
        "pyproject.toml": _pyproject(name, needs),
        f"{source}/__init__.py": package + "\n".join(imports) + f"\n\n__all__ = [\n{listed}]\n",
        f"{source}/parts/__init__.py": '"""A module for each part. Every one stands by itself."""\n',
        **{f"{source}/parts/{module}.py": text for module, text in texts.items()},
        "tests/kept.json": json.dumps(remembered, indent=1, ensure_ascii=False) + "\n",
        **{f"tests/{path.name}": path.read_text(encoding="utf-8") for path in sorted(_TESTS.glob("test_*.py"))},
    }


def _body(exercise: Exercise) -> str:
    """The file of a part with a docstring for readers who have no notebook."""
    text = path_of(exercise.name).read_text(encoding="utf-8")
    first = ast.parse(text).body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    lines = text.splitlines()[first.end_lineno if is_docstring else 0 :]
    return f'"""{", ".join(exercise.functions)}, and what it takes."""\n' + "\n".join(lines).rstrip() + "\n"


def _defined(exercise: Exercise) -> list[str]:
    return [one for one in exercise.functions if hasattr(kept(exercise.name), one)]


def _needs(texts: Any) -> list[str]:
    """The packages that the parts import."""
    found = {"numpy"}
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {module.partition(".")[0] for module in modules} - sys.stdlib_module_names
    return sorted(found)


def _examples(name: str, own: list[Exercise]) -> list[dict[str, Any]]:
    """The docstrings' examples that hold for these parts, docstring by docstring."""
    found = []
    for exercise in own:
        module = kept(exercise.name)
        if module is None:
            continue
        for test in doctest.DocTestFinder().find(module, exercise.name):
            lines = [(one.source.rstrip("\n"), one.want.strip() or None) for one in test.examples]
            here = {"module": module.__name__, "name": test.name, "lines": lines}
            if lines and _holds(here):
                found.append(here | {"module": f"{name}.parts.{exercise.name}"})
    return found


def _holds(example: dict[str, Any]) -> bool:
    try:
        test_example(example)
    except Exception:
        return False
    return True


def _readme(name: str, own: list[Exercise], needs: list[str]) -> str:
    lines = [f"# {name}", "", "Parts of neural networks, each written by hand in numpy.", ""]
    lines += ["| | |", "|---|---|"]
    for exercise in own:
        for one in _defined(exercise):
            lines.append(f"| `{one}` | {_first_line(getattr(kept(exercise.name), one))} |")
    packages = ", ".join(f"`{need}`" for need in needs if need != "layerwise")
    why = ", and `layerwise` for what the layers stand on, such as `Module`" if "layerwise" in needs else ""
    return "\n".join(
        [
            *lines,
            "",
            f"It needs {packages}{why}. Each file in `src/{name}/parts` stands by itself.",
            "",
            "```",
            "pip install -e .",
            "python -m pytest",
            "```",
            "",
            "The tests are the examples of the docstrings, and gradients held against small steps.",
            "",
            f"{_MADE_BY}: the code passed its checks there; names and docstrings are the course's (MIT).",
            "",
        ]
    )


def _first_line(thing: Any) -> str:
    return next(iter((thing.__doc__ or "").strip().splitlines()), "").replace("|", "\\|")


def _pyproject(name: str, needs: list[str]) -> str:
    dependencies = ", ".join(f'"{need}"' for need in needs)
    return f"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name.replace("_", "-").strip("-")}"
version = "0.1.0"
description = "Parts of neural networks, each written by hand in numpy."
readme = "README.md"
requires-python = ">={sys.version_info.major}.{sys.version_info.minor}"
dependencies = [{dependencies}]

[tool.hatch.build.targets.wheel]
packages = ["src/{name}"]

[tool.pytest.ini_options]
pythonpath = ["src"]
testpaths = ["tests"]
"""
