"""The command `layerwise`, as a learner types it."""

import os
from pathlib import Path

import pytest
from samples.handed_out import ONE, Learner, exercise, notebook, small_release, text
from typer.testing import CliRunner

from autograder import learner as command
from autograder.learner import app
from autograder.workbook import handed_out


class Shell:
    """A terminal in an empty folder."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.lab: list[str] = []

    def run(self, line: str, status: int = 0) -> str:
        result = CliRunner().invoke(app, line.split())
        assert result.exit_code == status, result.output
        return " ".join(result.output.split())

    def release(self, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            (self.here / "release" / path).parent.mkdir(parents=True, exist_ok=True)
            (self.here / "release" / path).write_bytes(content)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell(tmp_path)
    shell.release(small_release())
    monkeypatch.setattr(handed_out, "release_folder", lambda: tmp_path / "release")
    monkeypatch.setattr(os, "execve", lambda _, arguments, __: shell.lab.extend(arguments))
    monkeypatch.chdir(tmp_path)
    return shell


def newer(shell: Shell) -> None:
    shell.release({ONE: notebook("one", text("# One!"), exercise("relu"))})


def test_start_makes_the_folder_and_opens_it(shell: Shell):
    assert "It is yours" in shell.run("start")
    own = shell.here / "layerwise-course"
    assert (own / ONE).is_file()
    assert f"--ServerApp.root_dir={own}" in shell.lab
    assert "--LabApp.default_url=/lab/tree/00_welcome.ipynb" in shell.lab


def test_no_command_is_start(shell: Shell):
    shell.run("")
    assert "jupyterlab" in shell.lab


def test_options_that_are_not_ours_go_to_jupyterlab(shell: Shell):
    shell.run("start --no-browser --folder here --root . --port=8890")
    assert "--no-browser" in shell.lab
    assert "--port=8890" in shell.lab
    assert "--LabApp.default_url=/lab/tree/here/00_welcome.ipynb" in shell.lab


def test_start_again_changes_nothing_and_tells_of_a_newer_release(shell: Shell):
    shell.run("start --no-open")
    own = Learner(shell.here / "layerwise-course")
    own.writes(ONE, "relu", "mine")
    before = (own.root / ONE).read_bytes()
    assert shell.run("start --no-open") == ""
    newer(shell)
    assert "layerwise update" in shell.run("start --no-open")
    assert (own.root / ONE).read_bytes() == before
    assert shell.lab == []


def test_update_from_within_the_folder_tells_what_was_done(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    shell.run("start --no-open")
    own = Learner(shell.here / "layerwise-course")
    own.writes(ONE, "relu", "def relu(x): return x")
    own.writes(ONE, "swish", "def swish(x): return x")
    newer(shell)
    monkeypatch.chdir(own.root / "ch01")
    said = shell.run("update")
    assert f"{ONE}: 1 answer carried over" in said
    assert "no longer asked for: swish; your answers stand at the end" in said
    assert "kept in" in said and "Reload Notebook from Disk" in said
    assert shell.run("update") == "Everything is up to date."


def test_a_damaged_notebook_is_said_and_the_command_fails(shell: Shell):
    shell.run("start --no-open")
    (shell.here / "layerwise-course" / ONE).write_bytes(b"{")
    assert "left as it is: it is not valid JSON" in shell.run("update", status=1)


def test_reset_says_where_the_answer_is(shell: Shell):
    shell.run("start --no-open --folder elsewhere")
    Learner(shell.here / "elsewhere").writes(ONE, "relu", "mine")
    said = shell.run("reset relu --folder elsewhere")
    (kept,) = shell.here.glob(f"elsewhere/backups/*/{ONE}")
    assert str(kept) in said
    assert "is the starter already" in shell.run("reset relu --folder elsewhere")


def test_without_a_course_the_commands_say_how_to_get_one(shell: Shell):
    assert "`layerwise start` makes one" in shell.run("update", status=1)
    assert "`layerwise start` makes one" in shell.run("reset relu", status=1)
    assert "Make one: layerwise start" in shell.run("doctor", status=1)


def test_a_release_without_notebooks_is_said(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handed_out, "release_folder", lambda: shell.here / "empty")
    assert "there are no notebooks in" in shell.run("start --no-open", status=1)


def test_mine_lists_the_parts(shell: Shell):
    assert "parts are yours" in shell.run("mine")


def test_on_windows_jupyterlab_is_waited_for(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    """There, a program that becomes another one loses its terminal."""
    monkeypatch.setattr(command.sys, "platform", "win32")
    ran: list[list[str]] = []

    class Ended:
        returncode = 3

    monkeypatch.setattr(command.subprocess, "run", lambda arguments, **_: ran.append(arguments) or Ended)
    shell.run("start", status=3)
    assert shell.lab == []
    assert "jupyterlab" in ran[0]


def test_mine_can_be_exported(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LAYERWISE_HOME", str(shell.here / "home"))
    assert "nothing is yours yet" in shell.run("mine --export my_layers", status=1)
    monkeypatch.setattr("autograder.notebook.mine.export.export", lambda name, folder: Path(folder) / name)
    assert shell.run("mine --export parts/my_layers") == "Your package is in parts/my_layers"
