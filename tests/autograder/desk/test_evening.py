"""The evening of docs/instructor.md: the commands of its code blocks, in their order, on a simulated class."""

import getpass
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.desk.classbook import class_book
from autograder.desk.exports.table import read_table
from autograder.grading.course import Course
from autograder.simulate.students import simulate_class

STEM = "ch01_activations"
BIN = Path(sys.executable).parent
SIZE = 8
HAND = 3.0  # what the person gives for each answer in words
_BLOCK = re.compile(r"^```(?P<kind>sh|sh person|python)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page):
    """The code blocks of a page: what kind, and the lines."""
    return [(found["kind"], found["text"].splitlines()) for found in _BLOCK.finditer(page)]


class Evening:
    """An instructor at work in a folder with the course in it, and a class of simulated students."""

    def __init__(self, home, repo):
        self.home, self.cwd, self.said = home, home, {}
        for name in ("course", "solutions", "nbgrader_config.py"):
            (home / name).symlink_to(repo / name)
        made = simulate_class(Course.at(repo), STEM, SIZE, seed=3)
        self.made = dict(zip([*(one.name for one in made[:-1]), getpass.getuser()], made, strict=True))
        self.env = {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "LAYERWISE_HOME": str(home / "learner"),
            "COLUMNS": "120",
        }

    def content(self, number):
        """What the student of this number hands in."""
        return list(self.made.values())[number - 1].content

    def arrange(self):
        """What Canvas and Moodle give an instructor: tables and downloads. One file in Canvas's is nobody's."""
        folder = self.home / "my-class"
        folder.mkdir()
        rows = [f'"Last{n}, First{n}",{900 + n},S{n},{name},A,' for n, name in enumerate(self.made, 1)]
        head = "Student,ID,SIS User ID,SIS Login ID,Section,1 Activations (77)\n    Points Possible,,,,,40\n"
        (folder / "canvas.csv").write_text(head + "\n".join(rows) + "\n")
        people = [f"Participant {4700 + n},First{n} Last{n},,Submitted,,40.00" for n in range(1, SIZE + 1)]
        head = "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        (folder / "worksheet.csv").write_text(head + "\n".join(people) + "\n")
        with zipfile.ZipFile(folder / "submissions.zip", "w") as canvas:
            for n in range(1, 5):
                late = "_LATE" if n == 3 else ""
                canvas.writestr(f"last{n}first{n}{late}_{900 + n}_55{n}_{STEM}.ipynb", self.content(n))
            canvas.writestr(f"stranger_999_559_{STEM}.ipynb", self.content(1))
        with zipfile.ZipFile(folder / "moodle.zip", "w") as moodle:
            for n in (5, 6):
                moodle.writestr(f"First{n} Last{n}_{4700 + n}_assignsubmission_file/{STEM}.ipynb", self.content(n))

    def lay_loose(self):
        """Somebody sent a notebook by mail."""
        (self.cwd / "submitted" / f"{STEM} First7 Last7.ipynb").write_bytes(self.content(7))

    def hand_in(self):
        """A student on the same machine submits to the exchange."""
        folder = self.home / "student" / STEM
        folder.mkdir(parents=True)
        (folder / f"{STEM}.ipynb").write_bytes(self.content(8))
        where = [f"--Exchange.root={self.cwd / 'exchange'}", "--course=layerwise"]
        command = [str(BIN / "nbgrader"), "submit", STEM, *where]
        ended = subprocess.run(command, cwd=folder.parent, env=self.env, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr

    def grade_words(self):
        """A person gives every answer in words the same."""
        with Gradebook(Course.at(self.cwd).url) as book:
            for submission in book.assignment_submissions(STEM):
                for grade in submission.notebooks[0].grades:
                    if grade.auto_score is None:
                        grade.manual_score, grade.needs_manual_grade = HAND, False
            book.db.commit()

    def run(self, line):
        """One command, and whether it ends as the page says."""
        command, _, remark = line.partition("  # ")
        if command.startswith("cd "):
            self.cwd /= command.removeprefix("cd ")
            return
        if line.startswith(f"autograder collect {STEM}  #"):
            self.lay_loose()
        if command == f"nbgrader collect {STEM}":
            self.hand_in()
        ended = subprocess.run(
            ["bash", "-c", command], cwd=self.cwd, env=self.env, capture_output=True, text=True, check=False
        )
        self.said[command] = ended.stdout + ended.stderr
        assert ended.returncode == (1 if remark.startswith("ends with 1") else 0), f"{command}\n{self.said[command]}"


@pytest.mark.grading
@pytest.mark.slow
def test_an_evening_with_a_class(tmp_path, repo):
    """Everybody's work is found, graded as it must be, returned and exported."""
    evening = Evening(tmp_path, repo)
    evening.arrange()
    page = (repo / "docs" / "instructor.md").read_text(encoding="utf-8")
    found = blocks(page)
    settings = [line for kind, lines in found if kind == "python" for line in lines]
    for kind, lines in found:
        if kind == "sh person":
            evening.grade_words()
        for line in lines if kind == "sh" else ():
            evening.run(line)
            if line.startswith("cp nbgrader_config.py"):
                with (tmp_path / "my-class" / "nbgrader_config.py").open("a") as file:
                    file.write("\n".join(["", *settings, ""]))

    course = Course.at(tmp_path / "my-class")
    sheets = class_book(course, STEM).sheets
    assert set(sheets) == set(evening.made)
    for name, student in evening.made.items():
        got = {exercise: sheets[name].grades[exercise].score for exercise in student.answers}
        assert got == pytest.approx({exercise: answer.score for exercise, answer in student.answers.items()}), name
        assert sheets[name].written == (HAND if student.written else 0)
        assert f"First{list(evening.made).index(name) + 1}" in course.feedback(name, STEM).read_text(encoding="utf-8")
    assert (course.root / "reports" / STEM / "index.html").is_file()
    _, rows = read_table(course.root / "scores_for_canvas.csv")
    exported = {row["SIS Login ID"]: float(row["1 Activations (77)"]) for row in rows[1:]}
    assert exported == pytest.approx({name: sheet.total for name, sheet in sheets.items()})
    _, rows = read_table(course.root / "whole_course.csv")
    assert {row["student"]: float(row["sum"]) for row in rows} == pytest.approx({n: s.total for n, s in sheets.items()})
    said = evening.said
    assert "stranger (999) is not on the roster" in said[f"autograder collect {STEM} submissions.zip"]
    assert "late, as Canvas says" in said[f"autograder collect {STEM} submissions.zip"]
    assert f"{SIZE} have handed in of {SIZE} on the roster" in said[f"autograder collect {STEM}"]
    assert "late by" in said[f"autograder grade {STEM}"]


def test_every_command_of_the_page_is_run(repo):
    """A block of another kind would be read and run by nobody."""
    page = (repo / "docs" / "instructor.md").read_text(encoding="utf-8")
    assert page.count("```") == 2 * len(blocks(page))
    for command in ("due", "roster", "collect", "grade", "report", "feedback"):
        assert f"\nautograder {command} " in page
