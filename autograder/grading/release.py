"""The release: the learner's notebook as it was handed out, from which every locked cell and all points are taken."""

import json
from pathlib import Path
from typing import Any

from ..core.cell_roles import CHECK_PREFIX, Role
from ..core.errors import GradingError
from ..core.record import Chapter
from ..core.released import Release, ReleasedCell, released


def read_release(path: Path, chapter: Chapter) -> Release:
    """The released notebook of a chapter. Raises GradingError when it is missing or does not fit the record."""
    try:
        release = parse_release(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GradingError(f"{chapter.stem} has not been built: there is no {path}. Run: autograder build") from None
    except Exception as error:
        raise GradingError(f"the release {path} cannot be read: {error}") from None
    _hold_against(chapter, release.cells, path)
    return release


def parse_release(text: str) -> Release:
    """A released notebook, of whatever chapter. Raises ValueError, LookupError and TypeError for what is none.

    Our own build wrote it: nbformat, slow to load, is not asked.
    """
    notebook: dict[str, Any] = json.loads(text)
    if notebook["nbformat"] != 4:
        raise ValueError(f"it has format {notebook['nbformat']}, not 4")
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return released(notebook)


def _hold_against(chapter: Chapter, cells: tuple[ReleasedCell, ...], path: Path) -> None:
    """The release asks what the record judges, for the same points."""
    checks = {cell.name.removeprefix(CHECK_PREFIX): cell for cell in cells if cell.role is Role.CHECK}
    recorded = {exercise.name: exercise.points for exercise in chapter.exercises}
    points = {name: float(cell.node["metadata"]["nbgrader"]["points"]) for name, cell in checks.items()}
    answers = {cell.name for cell in cells if cell.role is Role.EXERCISE}
    if points != recorded or not set(recorded) <= answers:
        differing = {name for name, _ in set(points.items()) ^ set(recorded.items())} | (set(recorded) - answers)
        names = ", ".join(sorted(differing))
        raise GradingError(f"{path} and the record of {chapter.stem} differ in {names}. Run: autograder build")
