"""The release: the learner's notebook as it was handed out, from which every locked cell and all points are taken."""

from pathlib import Path

import nbformat

from ..core.cell_roles import CHECK_PREFIX, Role
from ..core.errors import GradingError
from ..core.record import Chapter
from ..core.released import Release, ReleasedCell, released


def read_release(path: Path, chapter: Chapter) -> Release:
    """The released notebook of a chapter. Raises GradingError when it is missing or does not fit the record."""
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
    except FileNotFoundError:
        raise GradingError(f"{chapter.stem} has not been built: there is no {path}. Run: autograder build") from None
    except Exception as error:
        raise GradingError(f"the release {path} cannot be read: {error}") from None
    release = released(notebook)
    _hold_against(chapter, release.cells, path)
    return release


def _hold_against(chapter: Chapter, cells: tuple[ReleasedCell, ...], path: Path) -> None:
    """The release asks what the record judges, for the same points."""
    checks = {cell.name.removeprefix(CHECK_PREFIX): cell for cell in cells if cell.role is Role.CHECK}
    recorded = {exercise.name: exercise.points for exercise in chapter.exercises}
    points = {name: float(cell.node.metadata.nbgrader.points) for name, cell in checks.items()}
    answers = {cell.name for cell in cells if cell.role is Role.EXERCISE}
    if points != recorded or not set(recorded) <= answers:
        differing = {name for name, _ in set(points.items()) ^ set(recorded.items())} | (set(recorded) - answers)
        names = ", ".join(sorted(differing))
        raise GradingError(f"{path} and the record of {chapter.stem} differ in {names}. Run: autograder build")
