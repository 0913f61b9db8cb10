"""An instructor's first minute: a class of simulated students, graded, with feedback, and every score held against
what it must be.

Everything is left in one folder, as a course of its own, to be looked at and played with.
"""

import logging
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from rich.text import Text

from ..build.folders import repository
from ..core.cell_roles import CHECK_PREFIX
from ..core.errors import GradingError
from ..desk.feedback.write_feedback import write_feedback
from ..desk.report.write_report import write_report
from ..grading.config import Grading
from ..grading.course import CONFIG, Course
from ..grading.grade_class import chapter_of, grade_class
from ..grading.gradebook import gradebook
from ..grading.result import ClassResult
from ..grading.summary import print_summary
from .students import Student, simulate_class, write_class

MANIFEST = "manifest.json"
SUMMARY = "summary.txt"
_SETTINGS = '''\
"""nbgrader's settings for the demonstration: those of the course."""

from autograder.grading.plugin import config

c = get_config()
c.merge(config(__file__))
'''


@dataclass(frozen=True)
class Demo:
    """A graded class of simulated students."""

    course: Course
    outcome: ClassResult
    students: list[Student]
    wrong: list[str]

    def show(self, console: Console) -> None:
        """The summary, whether the scores are right, and where to look; kept in a file too."""
        self._print(console)
        with (self.course.root / SUMMARY).open("w", encoding="utf-8") as file:
            self._print(Console(file=file, width=120, no_color=True))

    def _print(self, console: Console) -> None:
        print_summary(console, self.outcome)
        if self.wrong:
            for line in self.wrong:
                console.print(Text(line, style="bold red"))
        else:
            exercises = sum(len(student.answers) for student in self.students)
            sure = f"✓ all {exercises} scores of {len(self.students)} students are what {MANIFEST} says they must be"
            console.print(Text(f"\n{sure}", style="green"))
        console.print(Text("\n".join(self._places())), soft_wrap=True)

    def _places(self) -> list[str]:
        root, stem, student = self.course.root, self.outcome.chapter, self.students[0].name
        near = Path.cwd()
        shown = root.relative_to(near) if root.is_relative_to(near) else root
        return [
            "",
            f"gradebook    {shown}/gradebook.db",
            f"feedback     {shown}/feedback/{student}/{stem}/{stem}.html, and one for each student",
            f"report       {shown}/reports/{stem}/index.html, what the class did not understand",
            f"this text    {shown}/{SUMMARY}",
            f"formgrader   cd {shown} && {_jupyter(root)} lab     then Nbgrader → Formgrader: written answers wait",
        ]


def _jupyter(root: Path) -> str:
    """How to call this environment's Jupyter from a folder."""
    return os.path.relpath(Path(sys.executable).parent / "jupyter", root)


def run_demo(
    out: Path, stem: str, students: int, seed: int, jobs: int, on_result: Callable[[str, int, int], Any]
) -> Demo:
    """Make the folder, simulate, grade, write feedback and report, compare. Raises GradingError if it cannot."""
    course = _fresh_course(out.resolve(), stem)
    made = simulate_class(course, stem, students, seed)
    write_class(made, stem, course.root / "submitted", course.root / MANIFEST)
    _nbgrader(GenerateAssignment, course, stem)
    settings = Grading(config=course.config)
    outcome = grade_class(course, stem, limits=settings.limits, jobs=jobs, on_result=on_result)
    write_feedback(course, stem, jobs=jobs)
    write_report(course, stem)
    return Demo(course, outcome, made, differences(course, stem, made, outcome))


def differences(course: Course, stem: str, students: list[Student], outcome: ClassResult) -> list[str]:
    """Where gradebook and manifest differ, each in a sentence."""
    found = []
    with gradebook(course.url) as book:
        for student in students:
            if student.name in outcome.failed:
                found.append(f"{student.name} was not graded: {outcome.failed[student.name]}")
                continue
            grades = {g.name: g for g in book.find_submission_notebook(stem, stem, student.name).grades}
            for exercise, answer in student.answers.items():
                got = grades[f"{CHECK_PREFIX}{exercise}"].auto_score
                if abs(got - answer.score) > 1e-9:
                    found.append(f"{student.name}: {exercise} got {got:g}, must get {answer.score:g} ({answer.why})")
            for question in chapter_of(stem).written:
                if grades[question.name].needs_manual_grade != student.written:
                    found.append(f"{student.name}: {question.name} is not where written answers belong")
    return found


def _fresh_course(root: Path, stem: str) -> Course:
    """A folder with the built chapter in it, in place of an earlier demonstration."""
    home = repository()
    solved = home.solved(stem)
    if not solved.is_file():
        raise GradingError(f"{stem} has not been built: there is no {solved}. Run: autograder build")
    if root.exists() and any(root.iterdir()) and not (root / MANIFEST).is_file():
        raise GradingError(f"{root} is no earlier demonstration; choose another folder with --out")
    try:
        if root.exists():
            shutil.rmtree(root)
        shutil.copytree(solved.parent, root / "solutions" / stem, ignore=shutil.ignore_patterns("*.py"))
        (root / MANIFEST).write_text("{}", encoding="utf-8")  # from here on it is ours to remove
        shutil.copytree(home.released(stem).parent, root / "course" / stem)
        (root / CONFIG).write_text(_SETTINGS, encoding="utf-8")
    except OSError as error:
        raise GradingError(f"cannot write {error.filename}: {error.strerror}") from None
    return Course.at(root)


def _nbgrader(step: Any, course: Course, stem: str) -> None:
    """One of nbgrader's own steps, for everybody."""
    log, said = logging.Logger("demo"), _Lines()
    log.addHandler(said)
    folders = course.nbgrader()
    folders.assignment_id = stem
    converter = step(coursedir=folders, config=course.config, log=log)
    converter.force = True
    try:
        with gradebook(course.url):
            converter.start()
    except (NbGraderException, SystemExit):
        raise GradingError(f"nbgrader's {step.__name__} failed: {said.last}") from None


class _Lines(logging.Handler):
    """Keeps the last thing that nbgrader complained of."""

    last = "no reason given"

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage().strip().splitlines()[-1]
