import csv
import re
from dataclasses import replace

import pytest
from samples.grading_chapter import RIGHT, STEM, notebook_with

from autograder.core.errors import GradingError
from autograder.core.report import AspectResult, Failure, Report, State
from autograder.desk.classbook import ClassBook, Sheet
from autograder.desk.report import class_page
from autograder.desk.report import facts as facts_module
from autograder.desk.report.alike import alike
from autograder.desk.report.facts import Facts
from autograder.desk.report.sentences import opening
from autograder.desk.report.write_report import write_report
from autograder.desk.student import Student
from autograder.worker.observe import ErrorKind

from .conftest import WRONG

ODD = "def mean_of_rows(x):\n    return x.mean(axis=1) + 1\n"
LONG = """
def f(x):
    total = 0
    for value in x:
        if value > 0:
            total += value
        else:
            total -= value
    half = total / 2
    third = total / 3
    return half + third
"""


@pytest.fixture
def class_of_six(course, grade, right, in_place, prepared_gradebook):
    """Two with a known mistake, two with the same unknown one, one right, one empty."""
    wrong = notebook_with(course, {**RIGHT, "mean_of_rows": WRONG})
    odd = notebook_with(course, {**RIGHT, "mean_of_rows": ODD})
    empty = notebook_with(course, {})
    grade({"ann": right, "bob": wrong, "cyd": wrong, "dan": odd, "eve": odd, "fay": empty})
    return course


def test_it_opens_with_what_was_not_understood(class_of_six):
    """The hardest exercise with its aspect, the commonest mistake, and what has no name yet."""
    page, told = write_report(class_of_six, STEM)
    hardest, commonest, unsettled = opening(told)
    assert "mean_of_rows is the hardest: 4 of 5 (80 %)" in hardest
    assert "“values” (4)" in hardest
    assert "“wrong axis” in mean_of_rows, made by 2" in commonest
    assert "2 wrong answers have no name, of which 2 in mean_of_rows are one and the same" in unsettled
    text = page.read_text(encoding="utf-8")
    assert text.index("is the hardest") < text.index("<h2>")


def test_who_missed_what_stands_in_page_and_tables(class_of_six):
    """By exercise and aspect, by mistake, and what cannot be told apart in one line."""
    page, told = write_report(class_of_six, STEM)
    (means,) = (one for one in told.exercises if one.name == "mean_of_rows")
    assert means.missed == ("bob", "cyd", "dan", "eve")
    assert means.success == pytest.approx(1 / 6)
    assert [(one.name, one.who) for one in told.mistakes] == [("wrong axis", ("bob", "cyd"))]
    assert [one.who for one in told.unnamed] == [("dan", "eve")]
    with (page.parent / "mistakes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["students"] for row in csv.DictReader(file)] == ["2", "2"]


def test_an_exercise_that_everybody_has_tells_nothing(class_of_six):
    """Where all who wrote it have the same, and where few are there, no number is made up."""
    _, told = write_report(class_of_six, STEM)
    by_name = {one.name: one for one in told.exercises}
    assert by_name["relu"].discrimination == pytest.approx(by_name["sigmoid"].discrimination)
    assert by_name["relu"].discrimination > 0


def test_the_page_needs_nothing_else(class_of_six):
    """Figures are in it and beside it; nothing is loaded, and what a student is called is text."""
    page, _ = write_report(class_of_six, STEM)
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(src|href)=\"(?!#)", text.replace('xlink:href="#', ""))
    assert "<script" not in text
    assert {one.name for one in page.parent.iterdir()} == {
        "index.html", "scores.svg", "exercises.svg", "exercises.csv", "mistakes.csv", "students.csv",
    }  # fmt: skip


def test_the_same_results_give_the_same_files(class_of_six, tmp_path):
    """To the byte: a report can be compared with last week's."""
    first, _ = write_report(class_of_six, STEM, tmp_path / "a")
    again, _ = write_report(class_of_six, STEM, tmp_path / "b")
    for one in first.parent.iterdir():
        assert one.read_bytes() == (again.parent / one.name).read_bytes()


def test_a_chapter_that_nobody_has_is_told(course):
    """With the command that grades it."""
    with pytest.raises(GradingError, match=r"there is no gradebook .* autograder grade"):
        write_report(course, STEM)
    assert not (course.root / "gradebook.db").exists()


def test_answers_alike_but_for_names_are_a_group():
    """Names, comments, docstrings and layout make no difference; another function called does."""
    renamed = (
        re.sub(r"total", "summe", LONG).replace("value", "v").replace("def f(x):", 'def f(x):\n    """Mine."""  # !')
    )
    answers = {
        "ann": {"f": LONG},
        "bob": {"f": renamed},
        "cyd": {"f": LONG.replace("/ 3", "/ 4")},
        "dan": {"f": "def f("},
    }
    assert [(one.exercise, one.who) for one in alike(answers, {})] == [("f", ("ann", "bob"))]


def test_what_is_short_usual_or_handed_out_is_no_group():
    """There is one way to write a line, and the starter is everybody's."""
    short = "def f(x):\n    return x + 1\n"
    assert alike({"ann": {"f": short}, "bob": {"f": short}}, {}) == []
    assert alike({"ann": {"f": LONG}, "bob": {"f": LONG}}, {"f": LONG}) == []
    everybody = {f"student {number}": {"f": LONG} for number in range(40)}
    assert alike(everybody, {}) == []


def test_answers_that_hung_or_crashed_are_told_apart():
    """By how they ended, as the process that drove them said it and not by a sentence's words."""
    hung, crashed = (
        Failure("drawn", "whatever it says", ended=kind.value) for kind in (ErrorKind.TIME, ErrorKind.STOPPED)
    )
    raised = Failure("drawn", "ValueError: took longer than 5 s", exception="ValueError")
    reports = {
        who: Report("relu", State.WRONG, (AspectResult("values", 1, failure), AspectResult("shapes", 1, crashed)))
        if failure is hung
        else Report("relu", State.WRONG, (AspectResult("values", 1, failure),))
        for who, failure in {"ann": hung, "bob": crashed, "cyd": raised, "dan": hung}.items()
    }
    assert facts_module._endings(reports) == {"time": ("ann", "dan"), "stopped": ("bob",)}
    told = Facts(ClassBook("ch", {}, frozenset(), {"ann": Sheet(Student("ann"))}, {}), (), (), (), {}, {})
    page = class_page.page("1 Test", replace(told, endings={"relu": facts_module._endings(reports)}), (), "", "")
    assert "took too long (2): ann, dan" in page and "ended the process, or needed too much memory (1): bob" in page
