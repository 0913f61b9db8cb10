"""The starter of one exercise comes back, and the answer is kept."""

import json

import pytest
from samples.handed_out import ONE, TWO, Learner

from autograder.workbook.folder import BACKUPS, Folder, FolderError
from autograder.workbook.starter import home_of, put_back

STARTER = "def relu(x):\n    # your code here"


def test_the_starter_comes_back_and_the_rest_stays(folder: Folder, learner: Learner):
    learner.writes(ONE, "relu", "def relu(x):\n    return x", outputs=[{"output_type": "stream"}])
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    before = (folder.root / ONE).read_bytes()
    backup = put_back(folder, folder.root / ONE, "relu")
    assert backup is not None
    assert backup.parent == folder.root / BACKUPS
    assert (backup / ONE).read_bytes() == before
    assert learner.sources(ONE)[2] == STARTER
    assert "def swish(x):\n    return x" in learner.sources(ONE)
    assert learner.cells(ONE)[2]["outputs"] == []


def test_what_is_the_starter_already_is_left_alone(folder: Folder):
    before = (folder.root / ONE).read_bytes()
    assert put_back(folder, folder.root / ONE, "relu") is None
    assert (folder.root / ONE).read_bytes() == before
    assert not (folder.root / BACKUPS).exists()


def test_a_deleted_cell_comes_back_to_its_place(folder: Folder, learner: Learner):
    learner.adds(ONE, "import numpy as np", "mine = 1")
    learner.deletes(ONE, "relu")
    put_back(folder, folder.root / ONE, "relu")
    sources = learner.sources(ONE)
    assert sources[1] == "import numpy as np"
    assert sources[2] == STARTER
    assert sources.index("mine = 1") == 3


def test_a_written_answer_can_be_started_anew(folder: Folder, learner: Learner):
    learner.writes(ONE, "why", "Because.", attachments={"a.png": {"image/png": "iVBO"}})
    put_back(folder, folder.root / ONE, "why")
    cell = learner.cells(ONE)[-1]
    assert cell["source"] == "*Your answer here.*"
    assert "attachments" not in cell


def test_an_exercise_is_found_in_its_notebook(folder: Folder):
    assert home_of(folder, "loss") == TWO
    with pytest.raises(FolderError, match="did you mean relu"):
        home_of(folder, "ReLU")
    with pytest.raises(FolderError, match="there are relu, swish, why, loss"):
        home_of(folder, "nothing_like_it")


def test_a_damaged_notebook_is_left_alone(folder: Folder):
    (folder.root / ONE).write_bytes(b"{")
    with pytest.raises(FolderError, match=r"cannot be read \(it is not valid JSON"):
        put_back(folder, folder.root / ONE, "relu")
    assert (folder.root / ONE).read_bytes() == b"{"


def test_a_notebook_keeps_its_results(folder: Folder, learner: Learner):
    result = {"output_type": "stream", "name": "stdout", "text": "seen"}
    learner.writes(ONE, "plot(relu)", "plot(relu)", outputs=[result], execution_count=3)
    learner.writes(ONE, "relu", "x")
    put_back(folder, folder.root / ONE, "relu")
    cell = learner.cells(ONE)[5]
    assert (cell["source"], cell["execution_count"]) == ("plot(relu)", 3)
    assert "".join(json.loads((folder.root / ONE).read_bytes())["cells"][5]["outputs"][0]["text"]) == "seen"
