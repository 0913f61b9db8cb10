"""The records of chapters that are still to be graded: what a check needs, and no code of any answer.

A record's module keeps its cases, aspects and probe. The accepted ways go, with what only they used; the Markdown with
the mistakes' code goes as well, and what was seen of reference and mistakes takes its place (`core.stored`).
"""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

from .. import exercises
from ..core.comparison import Comparison
from ..core.record import Case, Exercise, OwnCase
from ..core.stored import SEEDS, Notes
from ..sandbox.excerpt import Package, Place
from ..worker.observe import Observation


def empty_records(root: Path, stems: Iterable[str]) -> None:
    """Take the answers out of a copy of the records. root: the folder `autograder` of the copy"""
    emptied = [root / "exercises" / stem for stem in stems]
    for folder in emptied:
        for path in folder.glob("*.md"):
            path.unlink()
        for path in folder.glob("*.py"):
            path.write_text(_without_accepted(path.read_text(encoding="utf-8")), encoding="utf-8")
    _drop_unused(root, emptied)


def store_observations(exercise: Exercise, path: Path) -> None:
    """Write what is seen of the reference and of every mistake. path: of the JSON file, beside the record's module"""
    notes = Notes()
    under = {seed: Comparison(exercise, seed) for seed in SEEDS}
    reference = {
        str(seed): notes.of({case.name: _seen(compared.reference.observation(case)) for case in exercise.cases})
        for seed, compared in under.items()
    }
    mistakes = [
        {
            "name": mistake.name,
            "hint": mistake.hint,
            "second_hint": mistake.second_hint,
            "forms": [
                notes.of({case.name: _seen(form.observation(case)) for case in exercise.cases}) for form in forms
            ],
        }
        for mistake, forms in under[SEEDS[0]].mistakes
    ]
    inputs = {
        str(seed): {case.name: notes.packed(compared.inputs(case)) for case in exercise.cases if _drawn_by(case, seed)}
        for seed, compared in under.items()
    }
    homes = {
        case.name: aspect.name for aspect in exercise.aspects for case in aspect.cases if isinstance(case, OwnCase)
    }
    tree = {"ability": exercise.ability, "homes": homes, "inputs": inputs, "reference": reference}
    notes.write(path, {**tree, "mistakes": mistakes})


def record_path(root: Path, stem: str, exercise: Exercise) -> Path:
    """Where the observations of an exercise belong in a copy of the package."""
    module = exercises.module_of(stem, exercise.name)
    assert module is not None  # it has been loaded from there
    return root / "exercises" / stem / f"{module.stem}.json"


def _drawn_by(case: Case, seed: int) -> bool:
    """Whether the inputs of a case are worked out by a function of the library that an exercise may ask for."""
    seen: list[bool] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "layerwise":
            seen.append(True)

    sys.setprofile(note)
    try:
        case.draw(seed)
    finally:
        sys.setprofile(None)
    return bool(seen)


def _seen(observation: Observation | None) -> Observation:
    assert observation is not None  # it is made in this process
    return observation


def _without_accepted(text: str) -> str:
    """A module whose exercise names no accepted ways. Comments go too: they may say how something is done."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Exercise":
            node.keywords = [one for one in node.keywords if one.arg not in ("accepted", "equivalents")]
    return ast.unparse(tree) + "\n"


def _drop_unused(root: Path, folders: Iterable[Path]) -> None:
    """Take out what no exercise needs any more."""
    package = Package(root)
    names = {folder: f"exercises.{folder.name}" for folder in folders}
    roots = [
        f"{module}.{name}"
        for module in package.paths
        for name in ("EXERCISE", "ALLOWS")
        if module.startswith("exercises.") and name in package.modules[module].bound
    ]
    held = package.needed(roots)
    for stem in names.values():
        for module in [one for one in package.paths if one == stem or one.startswith(f"{stem}.")]:
            _rewrite(package, module, held)


def _rewrite(package: Package, module: str, held: set[Place]) -> None:
    path = package.paths[module]
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kept = [one for one in body if not _defined(one) or any(Place(module, name) in held for name in _defined(one))]
    used: set[str] = set()
    for _ in body:  # an annotation is code as well here, and may name a type that names another
        used = {node.id for one in kept for node in ast.walk(one) if isinstance(node, ast.Name)}
        kept = [one for one in body if one in kept or used.intersection(_defined(one))]
    for statement in kept:
        if isinstance(statement, ast.Import | ast.ImportFrom) and getattr(statement, "module", "") != "__future__":
            statement.names = [one for one in statement.names if (one.asname or one.name.partition(".")[0]) in used]
    left = [one for one in kept if not isinstance(one, ast.Import | ast.ImportFrom) or one.names]
    path.write_text(ast.unparse(ast.Module(left, [])) + "\n", encoding="utf-8")


def _defined(statement: ast.stmt) -> list[str]:
    """What a statement defines; imports define nothing of their own."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []
