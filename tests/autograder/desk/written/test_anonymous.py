"""Grading without names: by a course's setting, by an option for once, and never by chance."""

import pytest
from samples.grading_chapter import STEM
from typer.testing import CliRunner

from autograder.cli import app
from autograder.desk.written import serve as module
from autograder.grading.course import CONFIG

SETTING = "\nget_config().WrittenAnswers.anonymous = True\n"


@pytest.mark.parametrize(
    ("setting", "option", "names"),
    [
        ("", [], {"Ann O'Neil, MSc", 'Robert "Bob" Müller 🎓'}),
        ("", ["--anonymous"], {""}),
        (SETTING, [], {""}),
        (SETTING, ["--names"], {"Ann O'Neil, MSc", 'Robert "Bob" Müller 🎓'}),
    ],
    ids=["names", "option", "setting", "setting and option"],
)
def test_a_course_grades_without_names_if_it_says_so(graded, monkeypatch, setting, option, names):
    """What the page is sent when it asks for names; whoever starts the command has the last word."""
    with (graded.root / CONFIG).open("a") as file:
        file.write(setting)
    told = []
    monkeypatch.setattr(module, "serve", lambda desk, port, opened: told.append(desk.answers("why", False)))
    ended = CliRunner().invoke(app, ["written", STEM, "--no-browser", *option, "--course-dir", str(graded.root)])
    assert ended.exit_code == 0, ended.output
    (sent,) = told
    found = {one["name"] for one in sent["answers"]}
    assert found >= names
    assert ("" in found) == sent["anonymous"] == (names == {""})
