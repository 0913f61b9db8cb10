"""What a simulated answer is made of: the chapter's own solutions, and the record's variants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.cell_roles import Role
from ..core.chapter_cells import cell_of, needs, without_magics
from ..core.errors import GradingError
from ..core.record import Chapter, Exercise, Variant
from ..core.released import Release
from ..grading.course import Course
from ..grading.release import read_release


@dataclass(frozen=True)
class ChapterParts:
    """A built chapter: its record, its release as cells and as JSON, and the solution of each exercise."""

    chapter: Chapter
    release: Release
    notebook: Mapping[str, Any]
    solutions: Mapping[str, str]

    def starter(self, exercise: Exercise) -> str:
        """The exercise's cell as it was handed out."""
        return next(cell.source for cell in self.release.cells if cell.name == exercise.name)

    def variant(self, exercise: Exercise, variant: Variant) -> str:
        """The solution with a variant's diff; of code, the solution with its functions below, under the right names."""
        return cell_of(self.solutions[exercise.name], exercise, variant.forms[0])

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The locked code that every notebook runs, in order, without magics."""
        sources = [cell.source for cell in self.release.cells if cell.role is Role.SETUP]
        return tuple(map(without_magics, sources))

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """For each exercise, the earlier exercises whose functions its solution calls, however indirectly."""
        return needs(self.given, self.solutions, self.chapter.exercises)

    @cached_property
    def alone(self) -> tuple[Exercise, ...]:
        """The exercises that no other one calls, so that what happens to them happens to nobody else."""
        called = set[str]().union(*self.needs.values())
        return tuple(exercise for exercise in self.chapter.exercises if exercise.name not in called)


def chapter_parts(course: Course, chapter: Chapter) -> ChapterParts:
    """A built chapter of a course. Raises GradingError when it has not been built."""
    solved, path = course.solved(chapter.stem), course.release(chapter.stem)
    release = read_release(path, chapter)
    try:
        cells = json.loads(solved.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise GradingError(f"{chapter.stem} has not been built: there is no {solved}. Run: autograder build") from None
    sources = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}
    solutions = {exercise.name: sources[exercise.name] for exercise in chapter.exercises}
    return ChapterParts(chapter, release, json.loads(path.read_text(encoding="utf-8")), solutions)
