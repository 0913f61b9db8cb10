"""What `autograder grade` asks for, from what was typed and what the course has set; nothing is graded here."""

import signal

import pytest
import typer
from typer.testing import CliRunner

from autograder.core.errors import GradingError
from autograder.grading import command
from autograder.grading.command import register
from autograder.grading.grade_class import ClassResult
from autograder.sandbox.limits import Limits


@pytest.fixture
def grade(tmp_path, monkeypatch):
    """Run the command in a course with these settings: how it ended, and what grade_class was asked for."""

    def run(*arguments, settings="", failed=()):
        (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}\n")
        asked = {}

        def grade_class(course, chapter, **options):
            asked.update(options, course=course, chapter=chapter)
            options["on_result"]("ann", 1, 2)
            return ClassResult(chapter, 7, options["isolation"], {}, dict.fromkeys(failed, "no"))

        monkeypatch.setattr("autograder.grading.grade_class.grade_class", grade_class)
        app = typer.Typer()
        app.command("other")(lambda: None)  # with one command alone, typer drops its name
        register(app)
        return CliRunner().invoke(app, ["grade", "ch90_small", "--course-dir", str(tmp_path), *arguments]), asked

    return run


def test_without_options_the_course_s_settings_count(grade, tmp_path):
    ended, asked = grade(settings="c.Grading.jobs = 3\nc.Grading.seed = 0\nc.Grading.cell_seconds = 99.0")
    assert ended.exit_code == 0, ended.output
    assert (asked["chapter"], asked["course"].root) == ("ch90_small", tmp_path)
    assert (asked["jobs"], asked["seed"], asked["students"]) == (3, 0, ())
    assert asked["limits"] == Limits(cell_seconds=99.0)
    assert asked["isolation"] == "bubblewrap"


def test_what_is_typed_comes_before_the_settings(grade):
    typed = "--jobs", "1", "--seed", "0", "--isolation", "none", "--student", "ann", "--student", "bob"
    _, asked = grade(*typed, settings="c.Grading.jobs = 3\nc.Grading.seed = 5")
    assert (asked["jobs"], asked["seed"], asked["isolation"]) == (1, 0, "none")
    assert list(asked["students"]) == ["ann", "bob"]


@pytest.mark.parametrize(("settings", "seed"), [("", None), ("c.Grading.seed = -1", None), ("c.Grading.seed = 5", 5)])
def test_a_seed_is_drawn_where_none_is_set(grade, settings, seed):
    assert grade(settings=settings)[1]["seed"] is seed


def test_it_ends_with_1_when_somebody_could_not_be_graded(grade):
    assert grade(failed=["ann"])[0].exit_code == 1


def test_an_interruption_ends_with_130_and_an_obstacle_with_1(capsys):
    for error, code in ((KeyboardInterrupt(), 130), (GradingError("no [bold]sandbox"), 1)):
        with pytest.raises(typer.Exit) as ended, command.speaking():
            raise error
        assert ended.value.exit_code == code
    said = capsys.readouterr()
    assert "no [bold]sandbox" in said.err
    assert "again" in said.out


def test_a_request_to_end_is_an_interruption(capsys):
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(typer.Exit) as ended, command.speaking():
        signal.raise_signal(signal.SIGTERM)
    assert ended.value.exit_code == 130
    assert "again" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGTERM) is before
