"""The commands `autograder roster`, `collect` and `due`: what they print, and how they end."""

from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import STEM, submit
from typer.testing import CliRunner

from autograder.cli import app


@pytest.fixture
def run(course):
    """Run a command in the course, and return its status and what it says."""

    def run(*words):
        ended = CliRunner().invoke(app, [*words, f"--course-dir={course.root}"], catch_exceptions=False)
        return ended.exit_code, ended.output

    return run


@pytest.mark.usefixtures("prepared_gradebook", "course")
def test_a_roster_is_read_and_counted(run, tmp_path):
    """With sections, and who is kept."""
    (tmp_path / "mine.csv").write_text("id,section\nann,A\nbob,B\n")
    status, said = run("roster", str(tmp_path / "mine.csv"))
    assert (status, "2 new, 0 changed" in said, "sections: A (1), B (1)" in said) == (0, True, True)
    (tmp_path / "mine.csv").write_text("id\ncyd\n")
    assert "and kept: ann, bob" in run("roster", str(tmp_path / "mine.csv"))[1]
    assert run("roster", str(tmp_path / "none.csv"))[0] == 1


@pytest.mark.usefixtures("roster")
def test_a_stray_makes_the_status_one(course, run, right, answered):
    """And names the command that puts it right."""
    submit(course, "bob", right)
    (course.root / "submitted" / "ann.ipynb").write_bytes(answered("ann"))
    status, said = run("collect", STEM)
    assert status == 1
    assert f"autograder collect {STEM} --put-right" in said
    assert "1 have handed in of 3 on the roster" in said
    assert "missing: ann, cyd" in said
    assert run("collect", STEM, "--put-right")[0] == 0


@pytest.mark.usefixtures("prepared_gradebook")
def test_a_due_date_says_its_zone(course, run):
    """Or is refused."""
    assert run("due", STEM, "2026-11-01 23:59 Europe/Berlin")[1].strip() == f"{STEM} is due on 2026-11-01 22:59 UTC"
    with Gradebook(course.url) as book:
        assert book.find_assignment(STEM).duedate == datetime(2026, 11, 1, 22, 59)
    for text, why in (
        ("2026-11-01 23:59", "in which time zone"),
        ("soon", "in which"),
        ("2026-11-01 23:59 EST", "EST"),
    ):
        status, said = run("due", STEM, text)
        assert (status, why in said) == (1, True)
