"""An update and the files of a folder: what is made, withdrawn, left alone or kept, and what cannot be written."""

import os
from pathlib import Path

import pytest
from samples.handed_out import ONE, SETUP, TWO, Learner, exercise, given, notebook, text
from samples.newer_release import NEW, OLD, RELU, backups, files, one

from autograder.workbook.folder import Folder, FolderError
from autograder.workbook.update import update


@pytest.mark.usefixtures("learner")
def test_a_deleted_notebook_and_a_new_chapter_are_put_there(folder: Folder):
    (folder.root / TWO).unlink()
    report = update(folder, OLD | {"ch03/ch03.ipynb": notebook("three", exercise("adam"))})
    assert sorted(report.made) == [TWO, "ch03/ch03.ipynb"]


def test_a_withdrawn_chapter_stays_and_its_exercises_go_where_they_are_now(folder: Folder, learner: Learner):
    learner.writes(TWO, "loss", "def loss(x):\n    return 0")
    before = (folder.root / TWO).read_bytes()
    newer = {path: content for path, content in OLD.items() if path != TWO}
    newer["ch02/losses.ipynb"] = notebook("losses", exercise("loss"))
    report = update(folder, newer)
    assert (folder.root / TWO).read_bytes() == before
    assert report.withdrawn == [TWO]
    assert learner.sources("ch02/losses.ipynb")[0] == "def loss(x):\n    return 0"
    assert update(folder, newer).withdrawn == []


def test_pictures_and_data_are_brought_up_to_date_with_a_backup(folder: Folder):
    update(folder, OLD | {"ch01/data.csv": b"1"})
    (folder.root / "ch01/data.csv").write_bytes(b"mine")
    update(folder, OLD | {"ch01/data.csv": b"2"})
    assert (folder.root / "ch01/data.csv").read_bytes() == b"2"
    assert [path.read_bytes() for path in backups(folder, "ch01/data.csv")] == [b"mine"]


@pytest.mark.usefixtures("learner")
def test_a_learners_other_files_are_not_touched(folder: Folder):
    (folder.root / "ch01" / "ch01-Copy1.ipynb").write_bytes(b"mine")
    update(folder, NEW)
    assert (folder.root / "ch01" / "ch01-Copy1.ipynb").read_bytes() == b"mine"


def test_two_updates_in_one_second_have_two_backups(folder: Folder, learner: Learner):
    for number in range(3):
        learner.writes(ONE, "relu", f"{RELU}  # {number}")
        update(folder, one(text(f"# Version {number}"), given(SETUP), exercise("relu")))
    assert len(backups(folder)) == 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_said(folder: Folder):
    folder.root.chmod(0o500)
    try:
        with pytest.raises(FolderError, match=r"Make .* writable, or name another folder"):
            update(folder, NEW)
    finally:
        folder.root.chmod(0o700)


def test_what_cannot_be_written_is_said_and_nothing_has_changed(folder: Folder, learner: Learner, monkeypatch):
    learner.writes(ONE, "relu", RELU)
    before = files(folder)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FolderError, match=r"Permission denied\. Nothing of yours was lost"):
        update(folder, NEW)
    assert files(folder) == before
