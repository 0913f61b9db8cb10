"""What a simulated answer is made of: the chapter's own solutions, and the record's variants."""

import json
import symtable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.cell_roles import Role
from ..core.errors import GradingError
from ..core.forms import Form
from ..core.record import Chapter, Exercise, Variant, source_of
from ..grading.course import Course
from ..grading.release import Release, read_release


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
        code = variant.forms[0]
        if isinstance(code, Form):
            return code.source + "\n"
        code = code if isinstance(code, Mapping) else {exercise.name: code}
        parts = [self.solutions[exercise.name].rstrip()]
        for name, function in code.items():
            parts.append(source_of(function).rstrip())
            parts += [f"{name} = {function.__name__}"] if function.__name__ != name else []
        return "\n\n\n".join(parts) + "\n"

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The locked code that every notebook runs, in order, without magics."""
        sources = [cell.source for cell in self.release.cells if cell.role is Role.SETUP]
        return tuple(map(_python, sources))

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """For each exercise, the earlier exercises whose functions its solution calls, however indirectly."""
        homes = {name: {exercise.name} for exercise in self.chapter.exercises for name in exercise.functions}
        for source in self.given:
            for scope in symtable.symtable(source, "<given>", "exec").get_children():
                homes.setdefault(scope.get_name(), set()).update(*(homes.get(name, ()) for name in _names(scope)))
        found: dict[str, tuple[str, ...]] = {}
        for exercise in self.chapter.exercises:
            table = symtable.symtable(_python(self.solutions[exercise.name]), "<solution>", "exec")
            called = set[str]().union(*(homes.get(name, set()) for name in _names(table)))
            wider = called.union(*(found.get(name, ()) for name in called))
            found[exercise.name] = tuple(name for name in found if name in wider)
        return found

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


def _names(scope: symtable.SymbolTable) -> set[str]:
    """The names that code refers to, its own functions' included."""
    used = {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_referenced()}
    return used.union(*map(_names, scope.get_children()))


def _python(source: str) -> str:
    return "\n".join("pass" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
