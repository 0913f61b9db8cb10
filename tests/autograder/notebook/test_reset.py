"""`reset` in a notebook: it finds the file, asks for it to be saved, and says what to do next."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from samples.handed_out import Learner, exercise, notebook, text

from autograder import reset
from autograder.notebook.page import Page
from autograder.workbook.folder import Folder
from autograder.workbook.update import update

PATH = "ch01_activations/ch01_activations.ipynb"
ANSWER = "def relu(x):\n    return x"


def relu(x):
    return x


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """Somebody in chapter 1 of their folder, with an answer in it."""
    folder = Folder(tmp_path / "my-course")
    update(folder, {PATH: notebook("one", text("# One"), exercise("relu"), exercise("swish"))})
    learner = Learner(folder.root)
    learner.writes(PATH, "relu", ANSWER)
    monkeypatch.chdir((folder.root / PATH).parent)
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder.root / PATH))
    return learner


def runs(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """The cell that is being run, as IPython knows it."""
    shell = SimpleNamespace(history_manager=SimpleNamespace(input_hist_raw=["", source]))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)


@pytest.mark.parametrize("thing", [relu, "relu", "relu_backward"])
def test_the_starter_is_back_in_the_file_and_the_page_is_to_be_reloaded(learner: Learner, monkeypatch, thing):
    learner.adds(PATH, "check_relu", "reset(relu)")
    runs(monkeypatch, "reset(relu)\n")
    page = reset(thing)
    assert isinstance(page, Page)
    assert "Reload" in page.text
    assert learner.sources(PATH)[1] == "def relu(x):\n    # your code here"
    (kept,) = learner.root.glob(f"backups/*/{PATH}")
    assert str(kept) in page.text
    assert ANSWER in kept.read_text().replace("\\n", "\n")


def test_what_was_not_saved_is_not_put_at_risk(learner: Learner, monkeypatch):
    before = (learner.root / PATH).read_bytes()
    runs(monkeypatch, "reset(relu)")
    assert "Save the notebook first" in reset(relu).text
    assert (learner.root / PATH).read_bytes() == before


@pytest.mark.usefixtures("learner")
def test_what_is_no_exercise_is_said():
    assert reset("nothing_like_it").text.startswith("No exercise is named 'nothing_like_it'; there are")
    assert "Pass the function itself" in reset(3).text
    assert reset("swish").text == "`swish` is the starter already."


def test_an_exercise_of_another_chapter_is_put_back_there(learner: Learner, monkeypatch):
    other = learner.root / "ch02"
    other.mkdir()
    (other / "ch02.ipynb").write_text('{"cells": []}')
    monkeypatch.chdir(other)
    monkeypatch.setenv("JPY_SESSION_NAME", str(other / "ch02.ipynb"))
    runs(monkeypatch, "reset(relu)")
    assert PATH.rpartition("/")[2] in reset(relu).text
    assert learner.sources(PATH)[1] == "def relu(x):\n    # your code here"


def test_a_notebook_that_stands_alone_keeps_the_answer_beside_it(tmp_path: Path, monkeypatch):
    """As one that an instructor has handed out: what is asked for is what this course hands out."""
    from autograder.workbook.handed_out import handed_out

    path = tmp_path / "ch01_activations.ipynb"
    path.write_bytes(handed_out()[PATH])
    learner = Learner(tmp_path)
    starter = next(source for source in learner.sources(path.name) if source.startswith("def relu("))
    learner.writes(path.name, "relu", ANSWER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert "starter again" in reset(relu).text
    assert starter in learner.sources(path.name)
    assert len(list(tmp_path.glob("backups/*/ch01_activations.ipynb"))) == 1
