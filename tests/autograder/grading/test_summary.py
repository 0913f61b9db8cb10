"""What an instructor reads at the end of a run."""

import io

from rich.console import Console

from autograder.core.report import AspectResult, Diagnosis, Failure, Report, State
from autograder.grading.grade import Graded
from autograder.grading.grade_class import ClassResult
from autograder.grading.job import Isolation
from autograder.grading.notices import Notice
from autograder.grading.summary import print_summary
from autograder.sandbox.unisolated import WARNING

WRONG = Failure("a case", "expected 1")
OVERFLOWS = Diagnosis("exp overflows", "hint", "second hint", misconception=True)


def report(name, state, diagnosis=None):
    """Of an exercise for two points, one of which a half right answer gets."""
    lost = {State.RIGHT: 0, State.PARTLY: 1}.get(state, 2)
    return Report(name, state, tuple(AspectResult(str(n), 1, WRONG if n < lost else None) for n in (0, 1)), diagnosis)


def graded(*states, notices=(), answered=False, diagnosis=None):
    reports = {f"exercise{n}": report(f"exercise{n}", state, diagnosis) for n, state in enumerate(states)}
    return Graded("ch91", reports, {"why": answered}, tuple(notices), "", 5, "", "", Isolation.BUBBLEWRAP, 1.0)


def said(people, width=100, **rest):
    file = io.StringIO()
    outcome = ClassResult("ch91", 5, **{"isolation": Isolation.BUBBLEWRAP, "graded": people, **rest})
    print_summary(Console(file=file, width=width, highlight=False), outcome)
    return " ".join(file.getvalue().split())


def test_each_student_has_a_score_and_a_mark_for_each_exercise():
    people = {"ann": graded(*State), "bob": graded(*[State.RIGHT] * 5)}
    text = said(people)
    assert "ch91: 2 submissions" in text
    assert "ann 3 of 10 ●◐○·–" in text
    assert "bob 10 of 10 ●●●●●" in text


def test_the_distribution_is_said():
    """The median lies between the two in the middle."""
    states = [[State.RIGHT] * 2, [State.RIGHT, State.PARTLY], [State.RIGHT, State.WRONG], [State.WRONG] * 2]
    assert "median 2.5, from 0 to 4" in said({str(n): graded(*some) for n, some in enumerate(states)})
    assert "median 3, from 2 to 4" in said({str(n): graded(*some) for n, some in enumerate(states[:3])})


def test_the_most_common_mistakes_are_named_and_counted():
    people = {name: graded(State.PARTLY, diagnosis=OVERFLOWS) for name in ("ann", "bob")}
    assert "2 × exercise0 exp overflows" in said({**people, "cyd": graded(State.RIGHT)})
    assert "none that has a name" in said({"cyd": graded(State.RIGHT)})


def test_who_needs_a_look_is_shown_with_the_first_reason():
    notices = [Notice("a lesser thing", needs_review=False), Notice("a locked cell"), Notice("another")]
    text = said({"ann": graded(State.RIGHT, notices=notices), "bob": graded(State.RIGHT, notices=notices[:1])})
    assert "ann 2 of 2 ● a locked cell" in text
    assert "1 need a look and 2 lesser notices" in text
    assert "journal/ch91/" in text
    assert "journal" not in said({"bob": graded(State.RIGHT)})


def test_a_large_class_is_shown_by_those_who_need_a_look():
    """Names fill no screens: thirty of them at most, the others are in the distribution."""
    quiet = {f"quiet{n:02}": graded(State.RIGHT) for n in range(31)}
    loud = {f"loud{n:02}": graded(State.WRONG, notices=[Notice("look")]) for n in range(35)}
    assert "quiet00" in said(dict(list(quiet.items())[:30]))
    assert "quiet" not in said(quiet)
    everybody = said({**quiet, **loud})
    assert "loud29" in everybody
    assert "loud30" not in everybody
    assert "66 submissions" in everybody
    assert "66 graded" in everybody


def test_who_was_not_graded_and_why_comes_last():
    text = said({"ann": graded(State.RIGHT)}, failed={"bob": "the disk\x1b[2J is full"}, invalid_folders=["a\x1bb"])
    assert "NOT GRADED bob: the disk is full" in text
    assert r"'a\x1bb'" in text
    assert "1 graded, 1 not graded, seed 5" in text
    assert "not graded" not in said({"ann": graded(State.RIGHT)})


def test_a_run_in_which_nobody_could_be_graded_says_so():
    assert said({}, failed={"bob": "no"}) == "NOT GRADED bob: no 0 graded, 1 not graded, seed 5"


def test_written_answers_that_wait_are_counted():
    assert "1 with a written answer" in said({"ann": graded(State.RIGHT, answered=True), "bob": graded(State.RIGHT)})
    assert "written" not in said({"bob": graded(State.RIGHT)}).replace("unwritten", "")


def test_a_run_without_a_sandbox_says_so_first():
    assert said({"ann": graded(State.RIGHT)}, isolation=Isolation.NONE).startswith(WARNING[:60])
    assert WARNING[:20] not in said({"ann": graded(State.RIGHT)})


def test_what_a_student_wrote_cannot_colour_or_clear_the_terminal():
    evil = "[red]\x1b[2J<b>"
    text = said({"ann": graded(State.RIGHT, notices=[Notice(evil)], diagnosis=Diagnosis(evil, "", "", True))}, 200)
    assert "\x1b" not in text
    assert text.count("[red]<b>") == 2


def test_scores_can_be_read_in_a_narrow_terminal():
    text = said({"a" * 40: graded(State.RIGHT, notices=[Notice("reason " * 20)])}, width=60)
    assert "2 of 2" in text
