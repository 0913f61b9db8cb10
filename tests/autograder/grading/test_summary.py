"""What an instructor reads at the end of a run."""

import io
import re
from pathlib import Path

from rich.console import Console

from autograder.core.report import AspectResult, Diagnosis, Failure, Report, State
from autograder.grading.grade import Graded
from autograder.grading.job import Isolation
from autograder.grading.notices import Notice
from autograder.grading.result import ClassResult, Marks
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


def screen(people, width=100, colors=False, **rest):
    file = io.StringIO()
    outcome = ClassResult("ch91", 5, **{"isolation": Isolation.BUBBLEWRAP, "read": people.__getitem__, **rest})
    for student, one in people.items():
        outcome.add(student, Marks.of(one))
    system = {"color_system": "standard" if colors else None, "no_color": not colors, "force_terminal": colors}
    print_summary(Console(file=file, width=width, highlight=False, **system), outcome)
    return file.getvalue()


def said(people, width=100, **rest):
    return " ".join(screen(people, width, **rest).split())


SCREEN = """\
ch91: 3 submissions
 student                            score  exercises  look
 a student with a very l…          0 of 4  ○·
 ann                               4 of 4  ●●
 bob                               1 of 4  ◐–         a locked cell had been changed
median 1, from 0 to 4      ● right  ◐ partly  ○ wrong  · unwritten

by exercise, percent
 exercise   right  partly  wrong  unwritten  unjudged
 exercise0     33      33     33          0         0
 exercise1     33       0      0         33        33

most common mistakes
 2 ×  exercise0  exp overflows

1 need a look and 1 lesser notices: all of them stand in journal/ch91/

NOT GRADED
 cyd  the disk is full
skipped the folder '<b>': its name cannot be a student's
3 graded, 1 not graded, 1 with a written answer to grade by hand, seed 5
"""


def small_class():
    lesser, look = Notice("a lesser thing", needs_review=False), Notice("a locked cell had been changed")
    people = {
        "bob": graded(State.PARTLY, State.UNJUDGED, answered=True, notices=[look]),
        "ann": graded(State.RIGHT, State.RIGHT),
        "a student with a very long name": graded(State.WRONG, State.UNWRITTEN, notices=[lesser]),
    }
    for student in ("bob", "a student with a very long name"):
        wrong = people[student].reports["exercise0"]
        people[student].reports["exercise0"] = report(wrong.exercise, wrong.state, OVERFLOWS)
    return people


def test_the_end_of_a_run_is_one_screen_in_columns():
    made = screen(small_class(), failed={"cyd": "the disk is full"}, invalid_folders=["<b>"])
    assert [line.rstrip() for line in made.splitlines()] == SCREEN.splitlines()


def test_what_somebody_must_do_something_about_is_in_colour():
    """What has gone wrong in red, what may be looked at in yellow, and nothing else."""
    rest = {"failed": {"cyd": "the disk is full"}, "invalid_folders": ["<b>"], "isolation": Isolation.NONE}
    made = screen(small_class(), 200, colors=True, **rest)
    spans = re.findall(r"\x1b\[([0-9;]+)m(.*?)\x1b\[0m", made)
    colored = {text.strip(): codes for codes, text in spans if text.strip() and re.search(r"3[0-7]|4[0-7]", codes)}
    assert colored == {
        WARNING: "1;37;41",
        "a locked cell had been changed": "33",
        "1 need a look and 1 lesser notices: all of them stand in journal/ch91/": "33",
        "NOT GRADED": "1;31",
        "the disk is full": "1;31",
        "skipped the folder '<b>': its name cannot be a student's": "33",
    }


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
    """Names fill no screens: ten of them at most, the others are in the distribution."""
    quiet = {f"quiet{n:02}": graded(State.RIGHT) for n in range(31)}
    loud = {f"loud{n:02}": graded(State.WRONG, notices=[Notice("look")]) for n in range(35)}
    assert "quiet00" in said(dict(list(quiet.items())[:30]))
    assert "quiet" not in said(quiet)
    everybody = said({**quiet, **loud})
    assert "loud09" in everybody
    assert "loud10" not in everybody
    assert "66 submissions" in everybody
    assert "66 graded" in everybody


def test_who_was_not_graded_and_why_comes_last():
    text = said({"ann": graded(State.RIGHT)}, failed={"bob": "the disk\x1b[2J is full"}, invalid_folders=["a\x1bb"])
    assert "NOT GRADED bob the disk is full" in text
    assert r"'a\x1bb'" in text
    assert "1 graded, 1 not graded, seed 5" in text
    assert "not graded" not in said({"ann": graded(State.RIGHT)})


def test_a_run_in_which_nobody_could_be_graded_says_so():
    assert said({}, failed={"bob": "no"}) == "NOT GRADED bob no 0 graded, 1 not graded"


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


def test_notebooks_that_lie_loose_are_named():
    """With the command that says whose they are; a name may not act on the terminal."""
    shown = said({"ann": graded(State.RIGHT)}, loose=[Path("submitted/a\x1b[2J.ipynb"), Path("submitted/bob/b.ipynb")])
    assert "not looked at: submitted/a" in shown
    assert "submitted/bob/b.ipynb; autograder collect ch91 says whose they are" in shown
    assert "\x1b" not in shown
