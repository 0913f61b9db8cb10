"""Answers by rote in notebooks of chapter 4, through the real pipeline: no point for any of them.

What `autograder verify` plays on observations (`verify/rote.py`) is written here as a learner would hand it in: a table
of what the reference returned in another run, by the order of calls, which a file counts; the argument given back;
zeros; random numbers.
"""

import copy
import json
import shutil
from typing import Any

import numpy as np
import pytest
from samples.grading_chapter import name_of

from autograder import exercises
from autograder.core.cell_roles import CHECK_PREFIX
from autograder.core.comparison import Comparison
from autograder.core.judge import judge
from autograder.core.record import Exercise, Function
from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class
from autograder.grading.gradebook import gradebook

STEM = "ch04_initialization"
CHAPTER = exercises.load(STEM)
RECORDED_SEED, SEED = 31, 8
LONGEST = 400  # numbers of a result that is worth a place in the table

TABLE = '''
import json, pathlib

{name}_table = json.loads("""{table}""")


def {name}(*arguments, **named):
    calls = pathlib.Path("/tmp/{name}.calls")
    number = int(calls.read_text()) if calls.exists() else 0
    calls.write_text(str(number + 1))
    result = {name}_table[number % len({name}_table)]
    if result is None:
        raise ValueError("as it was in the other run")
    return np.array(result)
'''
FUNCTION = "\n\ndef {name}(*arguments, **named):\n    {body}\n"
BY_ROTE = {
    "zeros": "return np.zeros(np.shape(arguments[0]))",
    "random_numbers": "return np.random.normal(size=np.shape(arguments[0]))",
    "the_argument": "return arguments[0]",
    "all_arguments": "return arguments",
    "a_filled_tensor": "arguments[0][...] = np.random.normal(size=arguments[0].shape); return arguments[0]",
}


def noting(function: Function, results: list[Any]) -> Function:
    """The function, with everything that it returns written down; None: it raised an error."""

    def noted(*arguments: Any, **named: Any) -> Any:
        results.append(None)
        returned = function(*arguments, **named)
        results[-1] = np.asarray(returned).tolist() if np.size(returned) <= LONGEST else 0.0
        return returned

    return noted


def recorded(exercise: Exercise) -> dict[str, list[Any]]:
    """What the reference's functions return, call by call, under the seed of another run."""
    results: dict[str, list[Any]] = {name: [] for name in exercise.functions}
    functions = [noting(f, results[f.__name__]) for f in exercise.references]
    run = Comparison(exercise, RECORDED_SEED).implementation(functions)
    for case in exercise.cases:
        run.observation(case)
    return results


def by_table(exercise: Exercise) -> str:
    """A cell with a table for each function."""
    return "".join(TABLE.format(name=name, table=json.dumps(rows)) for name, rows in recorded(exercise).items())


def by_rote(exercise: Exercise, body: str) -> str:
    """A cell whose functions all do the same."""
    return "".join(FUNCTION.format(name=name, body=body) for name in exercise.functions)


def score_of(cell: str, exercise: Exercise, seed: int) -> float:
    """What a cell is worth when its functions are driven here, in the order of the record."""
    space: dict[str, Any] = {"np": np}
    exec(cell, space)
    run = Comparison(exercise, seed)
    answer = run.implementation([space[name] for name in exercise.functions])
    for case in exercise.cases:
        answer.observation(case)
    results = judge(run, answer)
    return float(sum(result.points for result in results if result.passed))


@pytest.fixture
def course(tmp_path, repo):
    """A course in which chapter 4 has been handed out."""
    shutil.copytree(repo / "course" / STEM, tmp_path / "course" / STEM)
    (tmp_path / "nbgrader_config.py").write_text("")
    return Course.at(tmp_path)


def hand_in(course: Course, student: str, cells: dict[str, str]) -> None:
    notebook = copy.deepcopy(json.loads(course.release(STEM).read_text()))
    for cell in notebook["cells"]:
        cell["source"] = cells.get(name_of(cell), cell["source"])
    path = course.submission(student, STEM)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))


def test_the_table_is_right_for_the_run_that_it_comes_from(tmp_path):
    """Otherwise the test below would prove nothing."""
    exercise = CHAPTER.exercise("activation_stats")
    cell = by_table(exercise).replace("/tmp/", f"{tmp_path}/")
    assert score_of(cell, exercise, RECORDED_SEED) == exercise.points
    (tmp_path / "activation_stats.calls").unlink()
    assert score_of(cell, exercise, SEED) == 0


@pytest.mark.grading
@pytest.mark.slow
def test_a_table_of_another_run_and_other_answers_by_rote_get_nothing(course):
    hand_in(course, "by_table", {exercise.name: by_table(exercise) for exercise in CHAPTER.exercises})
    for student, body in BY_ROTE.items():
        hand_in(course, student, {exercise.name: by_rote(exercise, body) for exercise in CHAPTER.exercises})
    grade_class(course, STEM, seed=SEED, jobs=1)
    with gradebook(course.url) as book:
        for student in ("by_table", *BY_ROTE):
            assert "Errno" not in course.journal(student, STEM).read_text()
            grades = book.find_submission_notebook(STEM, STEM, student).grades
            scores = {one.name.removeprefix(CHECK_PREFIX): one.auto_score for one in grades}
            assert {name: scores[name] for name in scores if name in {e.name for e in CHAPTER.exercises}} == {
                exercise.name: 0 for exercise in CHAPTER.exercises
            }, student
