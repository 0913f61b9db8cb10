"""Answers as the page gets them: in order, harmless, and those with the same words together."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from samples.grading_chapter import RIGHT, STEM, notebook_with
from samples.hostile_markdown import FORMS

from autograder.core.errors import GradingError
from autograder.desk.written.answers import MISSING, State, harmless, state_of
from autograder.desk.written.grading_desk import GradingDesk
from autograder.desk.written.scores import Mark, Scores

MATHML = {"stretchy", "fence", "form", "mathvariant", "width", "displaystyle", "scriptlevel"}


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture
def answers(course, grade, in_place, prepared_gradebook):
    """Hand in these words, by student, grade them, and return the desk's answers by name."""

    def hand_in(texts, anonymous=False):
        grade({student: notebook_with(course, {**RIGHT, "why": text}) for student, text in texts.items()})
        return GradingDesk(course, STEM).answers("why", anonymous)["answers"]

    return hand_in


def test_states():
    assert state_of(Mark()) is State.WAITING
    assert state_of(Mark(auto=0.0, again=False)) is State.EMPTY
    assert state_of(Mark(score=2.0, again=True)) is State.AGAIN
    assert state_of(Mark(score=2.0, auto=0.0, again=False)) is State.GRADED


def test_those_that_wait_come_first_and_who_wrote_nothing_last(graded):
    """What is graded stands between them."""
    with Scores(graded, STEM) as scores:
        bob = next(row for row in scores.rows("why") if row.student == "bob")
        scores.give("why", bob.id, bob.mark, Mark(2, None, False))
    found = GradingDesk(graded, STEM).answers("why", False)["answers"]
    assert [one["state"] for one in found] == ["waiting", "graded", "empty"]
    assert found[0]["name"] == "Ann O'Neil, MSc"
    assert "Because of this." in found[0]["text"]
    assert "Nothing was written." in found[2]["text"]


def test_answers_with_the_same_words_stand_together(answers):
    """Marks, case and spacing make no other words; a picture of another kind would."""
    found = answers({"ann": "It is so.", "bob": "Something else", "cyd": "it is -- SO", "dan": "It is not so."})
    same = [one["name"] for one in found if one["words"] == next(x["words"] for x in found if x["name"] == "ann")]
    assert sorted(same) == ["ann", "cyd"]
    places = [one["name"] for one in found]
    assert abs(places.index("ann") - places.index("cyd")) == 1


def test_an_anonymous_page_is_sent_no_name(graded):
    """Also where the page asks for names, if the course says so; a grade's id says nothing."""
    for desk, asked in ((GradingDesk(graded, STEM), True), (GradingDesk(graded, STEM, anonymous=True), False)):
        told = desk.answers("why", asked)
        assert told["anonymous"]
        assert "ann" not in str(told).casefold().replace("cannot", "")
        assert {one["name"] for one in told["answers"]} == {""}


def test_what_came_from_a_student_is_harmless(answers):
    """Every form in which something could run, lead or load."""
    [found] = answers({"eve": "\n\n".join(FORMS.values())})
    reader = Tags()
    reader.feed(found["text"])
    assert reader.tags.isdisjoint({"script", "iframe", "a", "svg", "style", "object", "form"})
    assert reader.attributes <= {"align", "alt", "start", "display"} | MATHML


def test_a_notebook_of_another_origin_is_sanitized_here():
    """One that nbgrader alone had graded holds what was typed."""
    typed = (
        '<img src=x onerror=alert(1)><a href="javascript:1">x</a><script>1</script><img src="data:image/png;base64,aa">'
    )
    assert harmless(typed) == '<img>x<img src="data:image/png;base64,aa">'


def test_formulas_are_drawn(answers):
    [found] = answers({"ann": "It is $a^2$."})
    assert "<math" in found["text"]


def test_a_notebook_that_is_gone_is_said(graded):
    graded.autograded("ann", STEM).unlink()
    found = GradingDesk(graded, STEM).answers("why", False)["answers"]
    assert [one["text"] for one in found if one["name"].startswith("Ann")] == [MISSING]


def test_the_question_comes_with_what_only_graders_see(graded):
    """The words above the answer, the model answer; no rubric and no samples where the source has none."""
    question = GradingDesk(graded, STEM).question("why")
    assert "Why?" in question["statement"]
    assert "Because." in question["model"]
    assert (question["rubric"], question["samples"], question["points"]) == ("", (), 4)


def test_a_chapter_of_exercises_alone_has_nothing_to_grade(graded, monkeypatch):
    monkeypatch.setattr(Scores, "questions", {})
    with pytest.raises(GradingError, match="no question in words"):
        GradingDesk(graded, STEM)


def test_what_is_left_is_counted(graded):
    assert GradingDesk(graded, STEM).left() == {"why": 2}


def test_an_answer_graded_again_has_lost_its_place(graded):
    """It comes before the graded, with its old score."""
    with Scores(graded, STEM) as scores:
        ann = next(row for row in scores.rows("why") if row.student == "ann")
        given = scores.give("why", ann.id, ann.mark, Mark(2, None, False))
        scores.give("why", ann.id, given, replace(given, again=True))
    found = GradingDesk(graded, STEM).answers("why", False)["answers"]
    assert [(one["state"], one["score"]) for one in found][:2] == [("waiting", None), ("again", 2)]
