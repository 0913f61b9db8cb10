"""The files of a submission: whatever a folder holds, bytes come of it or a reason why not."""

import json
import os

import pytest

from autograder.grading import handed_in as module
from autograder.grading.handed_in import LARGEST_FILE, hand_in
from autograder.grading.submission import read_submission

CHAPTER = "ch91_graded"
CELL = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "relu"}}, "source": "1"}
ONE = json.dumps({"nbformat": 4, "cells": [CELL]})
ANOTHER = json.dumps({"nbformat": 4, "cells": [{**CELL, "metadata": {}}]})


@pytest.fixture
def path(tmp_path):
    """Where ann's notebook belongs."""
    path = tmp_path / "submitted" / "ann" / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    return path


def is_one(cell):
    return cell.grade_id == "relu"


def read(path, is_the_chapters=lambda cell: False):
    """What comes of a file, in words that the instructor reads."""
    return read_submission(hand_in(path), is_the_chapters)


def texts(found):
    return [notice.text for notice in found.notices]


def test_a_file_may_be_as_large_as_is_read(path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_FILE", len(ONE))
    path.write_text(ONE)
    assert read(path).readable
    path.write_text(ONE + " ")
    assert not read(path).readable


def test_a_huge_file_is_not_read(path):
    """It is refused by its size."""
    path.write_bytes(b"{}")
    os.truncate(path, LARGEST_FILE + 1)
    found = read(path)
    assert texts(found) == [f"Nothing was graded: {CHAPTER}.ipynb has 100 MB; at most 100 are read."]
    assert found.content == b""


# What is no file


@pytest.mark.parametrize("what", ["file", "folder", "person"])
def test_links_are_not_followed(tmp_path, path, what):
    """A link in a submission could show somebody else's file under this student's name."""
    path.write_text(ONE)
    other = tmp_path / "submitted" / "mallory" / CHAPTER / f"{CHAPTER}.ipynb"
    place = {"file": 0, "folder": 1, "person": 2}[what]
    link, target = (other, *other.parents)[place], (path, *path.parents)[place]
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    found = read(other)
    assert (found.readable, found.content) == (False, b"")
    assert texts(found)[0].startswith(f"Nothing was graded: {link.name} is a symbolic link")


def test_what_stands_elsewhere_may_be_a_link(tmp_path, path):
    """The course folder may be wherever somebody keeps it."""
    path.write_text(ONE)
    (tmp_path / "linked").symlink_to(tmp_path / "submitted")
    assert read(tmp_path / "linked" / path.relative_to(tmp_path / "submitted")).readable


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_told(path, make):
    """Nothing waits for it, and nothing stays open."""
    make(path)
    before = os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd") else []
    assert texts(read(path)) == [f"Nothing was graded: {path.name} is no file."]
    assert before == (os.listdir("/proc/self/fd") if before else [])


def test_a_missing_notebook_is_told_with_those_that_may_be_it(path):
    """Browsers rename what is downloaded twice. Three names at most, and only notebooks."""
    assert texts(read(path)) == [f"Nothing was graded: there is no {path.name}."]
    for name in ("d.ipynb", "c.ipynb", "a.txt"):
        path.with_name(name).write_text("{}")
    assert texts(read(path))[0].endswith("; there is 'c.ipynb', 'd.ipynb', which may be the renamed notebook.")
    for name in ("a.ipynb", "b.ipynb"):
        path.with_name(name).write_text("{}")
    assert "'a.ipynb', 'b.ipynb', 'c.ipynb', which" in texts(read(path))[0]


@pytest.mark.parametrize(
    "name", [f"{CHAPTER} (1).ipynb", f"{CHAPTER}-Copy1.ipynb", "Final version.ipynb", f"{CHAPTER}/{CHAPTER}.ipynb"]
)
def test_the_only_notebook_with_the_chapter_s_cells_is_the_submission(path, name):
    """Whatever it is called, beside other notebooks, or one folder too deep; and it is said."""
    other = path.parent / name
    other.parent.mkdir(exist_ok=True)
    other.write_text(ONE)
    path.with_name("shopping.ipynb").write_text(ANOTHER)
    found = read(path, is_one)
    assert found.readable
    assert texts(found) == [f"There is no {path.name}; {name!r} has the chapter's cells and was graded in its place."]
    assert not any(notice.needs_review for notice in found.notices)


def test_of_two_renamed_notebooks_none_is_taken(path):
    for name in ("a.ipynb", "b.ipynb"):
        path.with_name(name).write_text(ONE)
    found = read(path, is_one)
    assert not found.readable
    assert texts(found)[0].endswith("'a.ipynb', 'b.ipynb' have the chapter's cells, and only one can be meant.")


@pytest.mark.parametrize("name", [".hidden.ipynb", ".ipynb_checkpoints/a.ipynb", "two/deep/a.ipynb"])
def test_hidden_copies_and_deep_folders_are_not_searched(path, name):
    other = path.parent / name
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text(ONE)
    assert not read(path, is_one).readable


def test_a_renamed_link_is_not_followed(tmp_path, path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text(ONE)
    path.with_name("a.ipynb").symlink_to(secret)
    assert not read(path, is_one).readable


def test_a_file_in_place_of_the_folder_is_told(path):
    path.parent.rmdir()
    path.parent.write_text("my notebook")
    assert texts(read(path)) == [f"Nothing was graded: {path.name} cannot be opened (Not a directory)."]


def test_a_folder_that_is_not_there_is_told(path):
    path.parent.rmdir()
    assert texts(read(path)) == [f"Nothing was graded: there is no {path.name}."]
