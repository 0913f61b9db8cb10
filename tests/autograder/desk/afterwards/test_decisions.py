"""Void, a bonus, withdrawn, other points: they count the same in the gradebook, the feedback, the report and tables."""

import csv

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import RIGHT, STEM, notebook_with

from autograder.core.errors import GradingError
from autograder.desk.classbook import class_book
from autograder.desk.exports.exercises import ExerciseExport
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.desk.report.write_report import write_report
from autograder.grading.kept.counting import Counting, Ruling, rules_of

WRONG = RIGHT["mean_of_rows"].replace("axis=1", "axis=0")  # 0 of 3


@pytest.fixture
def handed_in(course, grade, right, in_place, prepared_gradebook):
    """Ann has everything right, Bob a wrong mean of rows; both wrote something."""
    grade({"ann": right, "bob": notebook_with(course, {**RIGHT, "mean_of_rows": WRONG})})
    return course


def page_of(course, student):
    write_feedback(course, STEM)
    return course.feedback(student, STEM).read_text(encoding="utf-8")


def exported(course):
    """The total and the score of mean_of_rows, by student, from the table with every exercise."""
    ExerciseExport().write(course.root / "a.csv", [class_book(course, STEM)])
    with (course.root / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        return {r["student"]: (float(r["total"]), float(r["mean_of_rows"])) for r in csv.DictReader(file)}


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize(
    ("settings", "ann", "bob", "means"),
    [
        ({"void": {STEM: ["mean_of_rows"]}}, (7, 11), (7, 11), {"ann": 3, "bob": 3}),
        ({"bonus": {STEM: ["mean_of_rows"]}}, (7, 8), (4, 8), {"ann": 3, "bob": 0}),
        ({"withdrawn": {STEM: ["mean_of_rows"]}}, (4, 8), (4, 8), {"ann": 0, "bob": 0}),
        ({"points": {STEM: {"mean_of_rows": 6, "relu": 1}}}, (9, 13), (3, 13), {"ann": 6, "bob": 0}),
        ({"points": {STEM: {"mean_of_rows": 6}}, "void": {STEM: ["mean_of_rows"]}}, (10, 14), (10, 14), None),
    ],
    ids=["void", "bonus", "withdrawn", "points", "void with other points"],
)
def test_it_counts_everywhere_the_same_and_can_be_taken_back(decide, totals, settings, ann, bob, means):
    """In nbgrader's own sums, in ours, on the page and in the export; nothing is run again."""
    course = decide(**settings)
    assert totals() == {"ann": ann, "bob": bob}
    book = class_book(course, STEM)
    assert {s: (sheet.total, book.total_points) for s, sheet in book.sheets.items()} == {"ann": ann, "bob": bob}
    assert f"{bob[0]} of {bob[1]} points" in page_of(course, "bob")
    if means:
        assert exported(course) == {"ann": (ann[0], means["ann"]), "bob": (bob[0], means["bob"])}
    decide()
    assert totals() == {"ann": (7, 11), "bob": (4, 11)}


@pytest.mark.usefixtures("handed_in")
def test_the_feedback_and_the_report_announce_it(decide):
    """With the instructor's reason, which is text, and only while it stands."""
    course = decide(void={STEM: ["relu"]}, bonus={STEM: ["why"]}, reasons={STEM: {"relu": "It asked for <b>too much."}})
    page = page_of(course, "bob")
    assert "relu is void: everybody who handed in has its full points. It asked for &lt;b&gt;too much." in page
    assert "why is a bonus: its points come on top of the others." in page
    assert "– on top" in page
    report, told = write_report(course, STEM)
    assert "relu is void" in report.read_text(encoding="utf-8")
    assert told.afterwards[0].startswith("relu is void")
    assert "Changed for everybody" not in page_of(decide(), "bob")


@pytest.mark.usefixtures("handed_in")
def test_a_bonus_is_full_for_whoever_has_it(decide):
    """The share of its points that the class has is of what it would bring."""
    _, told = write_report(decide(bonus={STEM: ["mean_of_rows"]}), STEM)
    (means,) = [one for one in told.exercises if one.name == "mean_of_rows"]
    assert means.success == 0.5


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize("ruling", ["void", "withdrawn"])
def test_what_a_person_gave_is_set_aside_and_comes_back(course, decide, totals, give, trail, ruling):
    """Neither a decision nor its end loses it, and nobody has to look again."""
    give("bob", "check_mean_of_rows", 1.5)
    give("bob", "why", 3.5)
    assert totals()["bob"] == (9, 11)
    decide(**{ruling: {STEM: ["mean_of_rows", "why"]}})
    assert totals()["bob"] == ((11, 11) if ruling == "void" else (4, 4))
    assert [line["set_aside"]["why"]["manual_score"] for line in trail() if "set_aside" in line] == [3.5]
    decide(**{ruling: {STEM: ["mean_of_rows", "why"]}})  # once more: nothing is left to do
    decide()
    assert totals()["bob"] == (9, 11)
    with Gradebook(course.url) as book:
        assert not book.find_grade("why", STEM, STEM, "bob").needs_manual_grade
    assert sum("put_back" in line for line in trail()) == 1


@pytest.mark.usefixtures("handed_in")
def test_the_trail_says_who_decided_what(decide, trail, monkeypatch):
    """And each score that it changed, from what to what."""
    monkeypatch.setattr("autograder.grading.kept.audit.whoami", lambda: "prof")
    decide(void={STEM: ["mean_of_rows"]})
    (ruling,) = [line for line in trail() if "rulings" in line.get("cells", {})]
    assert ruling["who"] == "prof"
    assert ruling["cells"]["rulings"] == {"mean_of_rows": {"old": "", "new": "void"}}
    assert trail()[-1]["scores"] == {"mean_of_rows": [0.0, 3.0]}
    assert trail()[-1]["student"] == "bob"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"void": {STEM: ["tanh"]}}, r"c\.Counting\.void names 'tanh'.*it has: relu, sigmoid, mean_of_rows, why"),
        ({"void": {STEM: "relu"}}, r"needs a list of names.*it has 'relu'"),
        (
            {"void": {STEM: ["relu"]}, "bonus": {STEM: ["relu"]}},
            r"relu of .*c\.Counting\.void and in c\.Counting\.b",
        ),
        ({"points": {STEM: {"relu": -1}}}, r"gives relu in .* -1 points; it must be a number, 0 or more"),
        ({"points": {STEM: ["relu"]}}, r"c\.Counting\.points needs names with values"),
        ({"reasons": {STEM: {"nobody": "so"}}}, r"c\.Counting\.reasons names 'nobody'"),
        ({"void": ["relu"]}, r"nbgrader_config\.py: .*'void' trait"),
    ],
)
def test_a_setting_that_makes_no_sense_says_what_would(course, settings, said):
    """Before anything is graded."""
    for name, value in settings.items():
        course.config.Counting[name] = value
    released = {"check_relu": 2.0, "check_sigmoid": 2.0, "check_mean_of_rows": 3.0, "why": 4.0}
    with pytest.raises(GradingError, match=said):
        rules_of(course.config, STEM, released)


def test_every_ruling_is_a_setting():
    """So that the one's name is the other's."""
    assert set(Ruling) <= set(Counting.class_trait_names(config=True))
