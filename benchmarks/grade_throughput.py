"""What grading a submission costs, beside nbgrader as it comes.

A class of honest students (right answers and known mistakes) is graded in five ways, each in a course of its own:

grade        `autograder grade`
autograde    `nbgrader autograde` with our settings
whole        stock nbgrader, its own Execute and SaveAutoGrades: the notebook as it stands, experiments and figures too
checked      stock: only set-up, answers and check cells, which run our `check` in the learner's process
unchecked    stock: set-up and answers, and `assert callable(f)` for a check: the least that it can cost

Printed are seconds of processor time of all processes (see `cpu_of`), a submission: with the command's start, and
without it, from one run over a single submission and one over all. The scores of both of our ways must be the
simulated class's; otherwise it ends with 1.

Run `python benchmarks/grade_throughput.py [CHAPTER ...]`. --submissions=N for other than 60 by our ways, --stock=N for
other than 6 by stock nbgrader, --whole=N for other than 2 of whole notebooks (each takes a minute), --ways=grade,…
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cpu_of import become_subreaper, cpu_of

from autograder import exercises
from autograder.build.folders import repository
from autograder.core.cell_roles import CHECK_PREFIX, Role
from autograder.core.released import grade_id, role_of
from autograder.grading.course import Course
from autograder.grading.gradebook import gradebook
from autograder.simulate.students import HONEST, Student, simulate_class, write_class

Notebook = dict[str, Any]
CHAPTERS = ("ch01_activations", "ch07_cnn")  # the first, and the heaviest
OURS = "from autograder.grading.plugin import config\n\nc = get_config()\nc.merge(config())\n"
STOCK = """\
from autograder.build.nbgrader_settings import release_config

c = get_config()
c.merge(release_config())
c.ExecutePreprocessor.timeout = 600
"""
NBGRADER = (sys.executable, "-m", "nbgrader")


def as_it_is(notebook: Notebook, stem: str) -> Notebook:
    """The whole notebook."""
    return notebook


def checked(notebook: Notebook, stem: str) -> Notebook:
    """Its set-up, answers and checks."""
    kept = (Role.SETUP, Role.EXERCISE, Role.CHECK)
    return {**notebook, "cells": [cell for cell in notebook["cells"] if role_of(cell) in kept]}


def unchecked(notebook: Notebook, stem: str) -> Notebook:
    """The same with checks that look at nothing."""
    bare = copy.deepcopy(checked(notebook, stem))
    for cell in bare["cells"]:
        if role_of(cell) is Role.CHECK:
            exercise = exercises.load(stem).exercise(grade_id(cell).removeprefix(CHECK_PREFIX))
            cell["source"] = "\n".join(f"assert callable({name})" for name in exercise.functions)
    return bare


WAYS: dict[str, tuple[Callable[[Notebook, str], Notebook], str]] = {
    "grade": (as_it_is, OURS),
    "autograde": (as_it_is, OURS),
    "whole": (as_it_is, STOCK),
    "checked": (checked, STOCK),
    "unchecked": (unchecked, STOCK),
}


def make_course(root: Path, stem: str, way: str, students: Sequence[Student]) -> None:
    """A course folder with the chapter and the submissions, as this way needs them."""
    change, settings = WAYS[way]
    solved = repository().solved(stem)
    shutil.copytree(solved.parent, root / "solutions" / stem, ignore=shutil.ignore_patterns("*.py", "*.ipynb"))
    write(root / "solutions" / stem / solved.name, change(json.loads(solved.read_text(encoding="utf-8")), stem))
    (root / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    cpu_of([*NBGRADER, "generate_assignment", stem], root, {})  # which no way is charged with
    write_class(students, stem, root / "submitted", root / "manifest.json")
    for student in students:
        path = root / "submitted" / student.name / stem / f"{stem}.ipynb"
        write(path, change(json.loads(path.read_text(encoding="utf-8")), stem))


def write(path: Path, notebook: Notebook) -> None:
    """Write a notebook."""
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def seconds_of(stem: str, way: str, students: Sequence[Student]) -> float:
    """Grade the submissions in this way, and see that our scores are right. Exits when one is not."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        make_course(root, stem, way, students)
        surroundings = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LAYERWISE_HOME": str(root / "home")}
        program = [sys.executable, "-m", "autograder", "grade"] if way == "grade" else [*NBGRADER, "autograde"]
        seconds = cpu_of([*program, stem], root, surroundings)
        wrong = list(differences(root, stem, students)) if WAYS[way][1] == OURS else []
        if wrong:
            sys.exit("\n".join(wrong))
        return seconds


def differences(root: Path, stem: str, students: Sequence[Student]) -> list[str]:
    """Where the gradebook and what a student must get differ."""
    with gradebook(Course.at(root).url) as book:
        scores = {
            (student.name, grade.name.removeprefix(CHECK_PREFIX)): grade.auto_score
            for student in students
            for grade in book.find_submission_notebook(stem, stem, student.name).grades
        }
    return [
        f"{student.name}: {exercise} got {scores[student.name, exercise]}, must get {answer.score} ({answer.why})"
        for student in students
        for exercise, answer in student.answers.items()
        if scores[student.name, exercise] is None or abs(scores[student.name, exercise] - answer.score) > 1e-9
    ]


def show(stem: str, cost: dict[str, tuple[int, float, float]]) -> None:
    """The table of a chapter: each way, and how many times our ways fit into it."""
    print(f"\n{stem}: seconds of processor time a submission")
    print(f"{'way':12}{'submissions':>12}{'start':>8}{'with it':>10}{'without':>10}   times grade, autograde (without)")
    ours = [cost[way][2] for way in ("grade", "autograde") if way in cost]
    for way, (count, first, each) in cost.items():
        ratios = "  ".join(f"{each / own:8.1f}" for own in ours)
        print(
            f"{way:12}{count:12}{first - each:8.2f}{(first + (count - 1) * each) / count:10.3f}{each:10.3f}   {ratios}"
        )


def main() -> None:
    """Measure and print a table for each chapter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", default=CHAPTERS)
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--stock", type=int, default=6)
    parser.add_argument("--whole", type=int, default=2)
    parser.add_argument("--ways", default=",".join(WAYS))
    given = parser.parse_args()
    counts = {"whole": given.whole, "checked": given.stock, "unchecked": given.stock}
    become_subreaper()
    for stem in given.chapters:
        students = simulate_class(Course.at(repository().root), stem, given.submissions, seed=1, mix=HONEST)
        cost = {}
        for way in given.ways.split(","):
            some = students[: counts.get(way, given.submissions)]
            first, all_of_them = seconds_of(stem, way, some[:1]), seconds_of(stem, way, some)
            cost[way] = len(some), first, (all_of_them - first) / (len(some) - 1)
            print(f"{stem} {way}: {all_of_them:.1f} s for {len(some)}, {first:.1f} s for one", flush=True)
        show(stem, cost)


if __name__ == "__main__":
    main()
