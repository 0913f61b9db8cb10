"""How a course counts: on its own scale, without the lowest, by section, late; the same wherever it is told."""

from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import STEM
from traitlets import TraitError
from traitlets.config import Config

from autograder.core.errors import GradingError
from autograder.desk.classbook import class_book
from autograder.desk.collecting.roster import Member, Roster, write_roster
from autograder.desk.exports.canvas import CanvasExport
from autograder.desk.exports.moodle import MoodleExport
from autograder.desk.exports.table import read_table
from autograder.desk.exports.totals import CourseExport
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.desk.report.write_report import write_report
from autograder.desk.scale import Points
from autograder.grading.course import CONFIG, Course


@pytest.fixture
def configured(by_hand):
    """The course with more settings."""

    def configured(settings):
        (by_hand.root / CONFIG).open("a").write(f"\nc = get_config()\n{settings}\n")
        return Course.at(by_hand.root)

    return configured


@pytest.fixture
def exported(monkeypatch):
    """The rows of an export plug-in, by the course's settings."""

    def exported(course, kind):
        monkeypatch.chdir(course.root)
        plugin = kind(config=course.config, to="out.csv")
        with Gradebook(course.url) as book:
            plugin.export(book)
        return read_table(course.root / "out.csv")[1]

    return exported


def test_a_scale_counts_the_same_everywhere(configured, exported):
    """In feedback, report and exports; the points of the chapter stay."""
    course = configured("c.Points.out_of = 100")
    book = class_book(course, STEM)
    assert (book.total_points, book.counts, book.sheets["bob"].total) == (11, 100, 4)
    half = f"{100 * 4 / 11:.10g}"
    write_feedback(course, STEM, ["ann", "bob"])
    assert "4 of 11 points" in course.feedback("bob", STEM).read_text()
    assert "They count 36.36" in course.feedback("bob", STEM).read_text()
    page, _ = write_report(course, STEM)
    assert "In the course they count 100" in page.read_text()
    rows = {row["student"]: row for row in read_table(page.with_name("students.csv"))[1]}
    assert (rows["bob"]["total"], rows["bob"]["counts"]) == ("4", half)
    _, ann, bob, _ = exported(course, CanvasExport)
    assert (list(ann.values())[-1], list(bob.values())[-1]) == ("100", "")
    moodle = exported(course, MoodleExport)
    assert list(moodle[0].values())[-1] == "100"


@pytest.mark.parametrize(("out_of", "scale"), [(0, 1.0), (100, 2.5), ({"ch": 10}, 0.25), ({"other": 10}, 1.0)])
def test_a_scale_is_for_all_chapters_or_for_one(out_of, scale):
    """A chapter that is not named counts its own points."""
    assert Points(out_of=out_of).scale("ch", 40) == scale


def test_a_scale_that_is_none_is_refused():
    with pytest.raises(TraitError, match="out_of"):
        Points(out_of="a hundred")


def test_the_lowest_chapters_do_not_count(by_hand, exported):
    """By the share of their points. What was not handed in is the lowest, and one always counts."""
    with Gradebook(by_hand.url) as book:  # a second chapter, as nbgrader has it: one cell of 5 points
        book.add_assignment("extra")
        book.add_notebook("extra", "extra")
        book.add_grade_cell("quiz", "extra", "extra", max_score=5, cell_type="code")
        book.add_submission("extra", "bob")
        book.find_grade("quiz", "extra", "extra", "bob").manual_score = 5
        book.db.commit()
    by_hand.config.merge(Config({"Points": {"drop_lowest": 1}, "CourseExport": {"ungraded": True}}))
    rows = {row["student"]: row for row in exported(by_hand, CourseExport)}
    assert (rows["ann"]["dropped"], rows["ann"]["sum"], rows["ann"]["of"]) == ("extra", "11", "11")
    assert (rows["bob"]["dropped"], rows["bob"]["sum"], rows["bob"]["of"]) == (STEM, "5", "5")
    by_hand.config.merge(Config({"Points": {"drop_lowest": 9}}))
    assert {row["of"] for row in exported(by_hand, CourseExport)} <= {"5", "11"}


def test_a_section_is_reported_and_exported_by_itself(configured, exported):
    """As the roster has it; one that nobody is in is refused."""
    course = configured("c.CanvasExport.only_section = 'A'")
    write_roster(
        course, Roster({name: Member(name, name.title(), section=s) for name, s in (("ann", "A"), ("bob", "B"))})
    )
    page, told = write_report(course, STEM, section="A")
    assert (list(told.book.sheets), page.parent.name) == (["ann"], f"{STEM}_A")
    assert [row["Section"] for row in exported(course, CanvasExport)] == ["", "A"]
    with pytest.raises(GradingError, match=r"nobody of section 'C' has handed in .*; sections: A, B"):
        write_report(course, STEM, section="C")


def test_lateness_counts_the_same_everywhere_and_is_said(configured, exported):
    """With the rule in words, in feedback, report and exports."""
    course = configured("c.LateRule.per_day = 0.25")
    with Gradebook(course.url) as book:
        book.update_or_create_assignment(STEM, duedate=datetime(2026, 11, 1, 12))
        book.find_submission(STEM, "ann").timestamp = datetime(2026, 11, 2, 11)
        book.find_submission(STEM, "ann").notebooks[0].late_submission_penalty = 2.75
        book.db.commit()
    write_feedback(course, STEM, ["ann"])
    told = "23 h late; it cost 2.75 points (25 % of the score for each day begun)."
    assert told in course.feedback("ann", STEM).read_text()
    page, _ = write_report(course, STEM)
    assert "1 were late, which cost 2.75 points together" in page.read_text()
    assert list(exported(course, CanvasExport)[1].values())[-1] == "8.25"


def test_extra_credit_counts_on_top(by_hand, exported):
    """Half a point that a person gave: above the chapter's points where all are had."""
    with Gradebook(by_hand.url) as book:
        book.find_grade("why", STEM, STEM, "ann").extra_credit = 2
        book.db.commit()
    assert class_book(by_hand, STEM).sheets["ann"].total == 12.5
    write_feedback(by_hand, STEM, ["ann"])
    assert "2 points extra" in by_hand.feedback("ann", STEM).read_text()
    assert list(exported(by_hand, CanvasExport)[1].values())[-1] == "12.5"


def test_after_an_exam_feedback_gives_no_hints(graded):
    """It says what was lost; what the mistake looks like stays with the graders, in the report."""
    write_feedback(graded, STEM, ["bob"])
    assert "wrong axis" in graded.feedback("bob", STEM).read_text()
    graded.release(STEM).with_name("layerwise.toml").write_text("exam = true")
    write_feedback(graded, STEM, ["bob"])
    page = graded.feedback("bob", STEM).read_text()
    assert ("wrong axis" in page, "One step more" in page, "0 of 3" in page) == (False, False, True)
    assert "wrong axis" in write_report(graded, STEM)[0].read_text()
