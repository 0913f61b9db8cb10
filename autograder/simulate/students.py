"""The class itself: who is in it, what each hands in, and what it must bring them."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from ..core.atomic import write_atomically
from ..core.errors import GradingError
from ..core.record import Exercise
from ..grading.course import Course
from ..grading.grade_class import chapter_of
from . import kinds
from .expected import Expectation
from .kinds import Kind
from .parts import ChapterParts, chapter_parts

ORDINARY = Kind("answers most exercises, with some misconceptions")
CAREFUL = Kind("answers everything, in one of the accepted ways", right=1.0, blank=0.0)
HASTY = Kind("gave up early", right=0.3, blank=0.6)
UNTOUCHED = Kind("handed in the notebook as it was", right=0.0, blank=1.0)
# Of 24 students; a larger class starts again from the top.
MIX: tuple[Kind, ...] = (
    ORDINARY,
    CAREFUL,
    Kind("an endless loop", change_answer=kinds.loops, counts=False),
    Kind("a file that ends in the middle", change=kinds.tear),
    Kind("an answer and its check deleted", counts=False, change=kinds.delete),
    Kind("an answer and its check twice", change=kinds.duplicate),
    ORDINARY,
    Kind("prints, warnings and stderr around a right answer", change_answer=kinds.noisily),
    Kind("a cell that is not Python", change_answer=kinds.misspells, counts=False),
    Kind("an answer in float32", change_answer=kinds.in_float32),
    Kind("an answer in a cell of their own", change=kinds.elsewhere),
    ORDINARY,
    CAREFUL,
    Kind("a cell that ends the process", change_answer=kinds.ends, counts=False),
    Kind("an answer moved to the end, as markdown", change=kinds.move),
    Kind("a changed check, with points and output to suit", change=kinds.tamper),
    HASTY,
    UNTOUCHED,
    *[ORDINARY] * 4,
    *[CAREFUL] * 2,
)
HONEST: tuple[Kind, ...] = (ORDINARY, CAREFUL)  # nobody has an accident: what grading costs, and not what goes wrong
WORDS = "I would take a ReLU: its slope is 1 wherever a unit is on, so the gradient arrives."


@dataclass(frozen=True)
class Answer:
    """What one exercise of one student must score, and why."""

    score: float
    why: str


@dataclass(frozen=True)
class Student:
    """One simulated submission."""

    name: str
    kind: str
    content: bytes
    answers: Mapping[str, Answer]
    written: bool

    @property
    def score(self) -> float:
        """What the exercises must bring together."""
        return sum(answer.score for answer in self.answers.values())


def simulate_class(course: Course, stem: str, students: int, seed: int, mix: Sequence[Kind] = MIX) -> list[Student]:
    """The submissions of a class, of kinds that take turns. The same seed makes the same ones."""
    parts = chapter_parts(course, chapter_of(stem))
    expectation = Expectation(parts)
    people = [mix[number % len(mix)] for number in range(students)]
    Random(seed).shuffle(people)
    names = [f"student_{number:0{max(2, len(str(students)))}}" for number in range(1, students + 1)]
    return [
        _StudentBuilder(parts, expectation, Random(f"{seed} {n}")).hand_in(n, k)
        for n, k in zip(names, people, strict=True)
    ]


def write_class(students: Sequence[Student], stem: str, out: Path, manifest: Path) -> None:
    """Write submissions and manifest. Raises GradingError where that would overwrite a submission of somebody else."""
    known = _names_in(manifest)
    for student in students:
        if (out / student.name).exists() and student.name not in known:
            raise GradingError(f"{out / student.name} exists and comes from no simulation; choose another --out")
    entries = {
        student.name: {
            "kind": student.kind,
            "score": student.score,
            "written": student.written,
            "exercises": {name: asdict(answer) for name, answer in student.answers.items()},
        }
        for student in students
    }
    try:
        for student in students:
            path = out / student.name / stem / f"{stem}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(student.content)
        text = json.dumps({"chapter": stem, "students": entries}, indent=1, ensure_ascii=False)
        write_atomically(manifest, text + "\n")
    except OSError as error:
        raise GradingError(f"cannot write {error.filename}: {error.strerror}") from None


class _StudentBuilder:
    """Makes the submissions of one student."""

    def __init__(self, parts: ChapterParts, expectation: Expectation, rng: Random) -> None:
        self._parts, self._expectation, self._rng = parts, expectation, rng

    def hand_in(self, name: str, kind: Kind) -> Student:
        """Answer every exercise, let happen what happens to this kind, and say what must come out."""
        exercises = self._parts.chapter.exercises
        answered = {exercise.name: self._answer(exercise, kind) for exercise in exercises}
        cells = {exercise: cell for exercise, (cell, _) in answered.items()}
        why = {exercise: reason for exercise, (_, reason) in answered.items()}
        runs: dict[str, str | None] = dict(cells)
        special = self._special(kind) if kind.has_accident else None
        if special is not None:
            solution = self._parts.solutions[special.name]
            cells[special.name] = kind.change_answer(solution, special.functions) if kind.change_answer else solution
            runs[special.name] = cells[special.name] if kind.counts else None
            why[special.name] = kind.name
        written = kind.blank < self._rng.random()
        content: Any = self._filled(cells, written)
        if special is not None and kind.change is not None:
            content = kind.change(content, special.name, self._parts.starter(special))
        if isinstance(content, bytes):  # nothing of it can be read
            runs, written = dict.fromkeys(runs), False
            why = dict.fromkeys(why, kind.name)
        answers = {e.name: Answer(self._expectation.score(e, runs), why[e.name]) for e in exercises}
        data = content if isinstance(content, bytes) else (json.dumps(content, indent=1) + "\n").encode()
        return Student(name, kind.name, data, answers, written)

    def _answer(self, exercise: Exercise, kind: Kind) -> tuple[str, str]:
        """A cell and what stands in it."""
        luck = self._rng.random()
        if luck < kind.blank:
            return self._parts.starter(exercise), "left as it was"
        if luck < kind.blank + kind.right:
            right = self._rng.choice([None, *exercise.accepted])
            if right is None:
                return self._parts.solutions[exercise.name], "the chapter's solution"
            return self._parts.variant(exercise, right), f"accepted: {right.name}"
        wrong = self._rng.choice(exercise.misconceptions)
        return self._parts.variant(exercise, wrong), f"misconception: {wrong.name}"

    def _special(self, kind: Kind) -> Exercise | None:
        """The exercise that has the accident: one that no other calls, and where a right answer stays right.

        None where the chapter has no such exercise; this student is then an ordinary one.
        """
        for exercise in self._rng.sample(self._parts.alone, len(self._parts.alone)):
            cells: dict[str, str | None] = dict(self._parts.solutions)
            if kind.change_answer is not None and kind.counts:
                cells[exercise.name] = kind.change_answer(self._parts.solutions[exercise.name], exercise.functions)
            if self._expectation.score(exercise, cells) == exercise.points:
                return exercise
        return None

    def _filled(self, cells: Mapping[str, str], written: bool) -> dict[str, Any]:
        """The release with these answers."""
        notebook: dict[str, Any] = copy.deepcopy(dict(self._parts.notebook))
        questions = {question.name for question in self._parts.chapter.written}
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in cells:
                cell["source"] = cells[name]
            elif name in questions and written:
                cell["source"] = WORDS
        return notebook


def _names_in(manifest: Path) -> set[str]:
    try:
        return set(json.loads(manifest.read_text(encoding="utf-8"))["students"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()
