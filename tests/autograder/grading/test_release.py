"""The release: what its cells are there for, how a submitted cell finds its own, and whether it fits the record."""

import json

import pytest
from samples.grading_chapter import CHAPTER, STEM, name_of

from autograder.core.cell_roles import Role
from autograder.core.errors import GradingError
from autograder.grading.release import read_release


@pytest.fixture
def rebuilt(course):
    """The release after its notebook's JSON was changed, by cell name or as a whole."""

    def rebuilt(name="", change=lambda cell: None, whole=lambda notebook: None):
        notebook = json.loads(course.release(STEM).read_text())
        for cell in notebook["cells"]:
            if name and name_of(cell) == name:
                change(cell)
        whole(notebook)
        course.release(STEM).write_text(json.dumps(notebook))
        return read_release(course.release(STEM), CHAPTER)

    return rebuilt


def without(name):
    return lambda notebook: notebook["cells"].remove(next(c for c in notebook["cells"] if name_of(c) == name))


def points(number):
    return lambda cell: cell["metadata"]["nbgrader"].update(points=number)


def test_every_cell_has_its_role(release):
    """By what nbgrader and the build have written into its metadata."""
    named = {cell.name: cell.role for cell in release.cells if cell.name}
    exercises = {exercise.name for exercise in CHAPTER.exercises}
    assert {name for name, role in named.items() if role is Role.EXERCISE} == exercises
    assert {name for name, role in named.items() if role is Role.CHECK} == {f"check_{name}" for name in exercises}
    assert named["why"] is Role.WRITTEN
    by_words = {cell.source.partition("\n")[0]: cell.role for cell in release.cells}
    assert by_words["import numpy as np"] is Role.SETUP
    assert by_words['raise RuntimeError("explore cells are not run when graded", relu)'] is Role.EXPLORE
    assert by_words["## The sigmoid"] is Role.TEXT


def test_every_cell_has_a_key_and_its_place(release):
    assert [cell.position for cell in release.cells] == list(range(len(release.cells)))
    assert len({cell.key for cell in release.cells}) == len(release.cells)
    assert all(cell.key == cell.name for cell in release.cells if cell.name)


def test_a_cell_is_found_by_its_name(release):
    """A name that the release does not have finds nothing: copies of a cell keep its id in some editors."""
    relu, sigmoid = (next(cell for cell in release.cells if cell.name == name) for name in ("relu", "sigmoid"))
    assert release.find("relu", sigmoid.node["id"], sigmoid.source) is relu
    assert release.find("mine", relu.node["id"], relu.source) is None


def test_a_cell_without_a_name_is_found_by_its_id_or_else_by_its_words(release):
    """An answer is never taken for another by its words: two starters may be alike."""
    relu = next(cell for cell in release.cells if cell.name == "relu")
    text = next(cell for cell in release.cells if cell.role is Role.TEXT)
    assert release.find("", relu.node["id"], text.source) is relu
    assert release.find("", "elsewhere", f"\n{text.source} ") is text
    assert release.find("", "elsewhere", relu.source) is None
    assert release.find("", "", "my own") is None


def test_a_release_of_a_format_without_ids_is_found_by_words(rebuilt):
    def old(notebook):
        notebook["nbformat_minor"] = 4
        for cell in notebook["cells"]:
            cell.pop("id", None)

    release = rebuilt(whole=old)
    text = next(cell for cell in release.cells if cell.role is Role.TEXT)
    assert release.find("", "", text.source) is text


# Whether it fits the record


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": "check_relu", "change": points(9)}, "relu"),
        ({"whole": without("check_sigmoid")}, "sigmoid"),
        ({"name": "check_sigmoid", "change": points(3), "whole": without("mean_of_rows")}, "mean_of_rows, sigmoid"),
        ({"whole": without("mean_of_rows")}, "mean_of_rows"),
        ({"name": "relu", "change": lambda cell: cell["metadata"]["nbgrader"].update(solution=False)}, "relu"),
    ],
    ids=["points", "a check", "two of them", "an answer", "no answer"],
)
def test_a_release_that_does_not_fit_its_record_is_refused(rebuilt, course, changes, named):
    """That is the build's fault, and no submission is graded by it. What differs is named, and nothing else."""
    with pytest.raises(GradingError) as caught:
        rebuilt(**changes)
    said = f"{course.release(STEM)} and the record of {STEM} differ in {named}. Run: autograder build"
    assert str(caught.value) == said


def test_a_chapter_that_was_not_built_says_how(course):
    course.release(STEM).unlink()
    with pytest.raises(GradingError, match=rf"{STEM} has not been built.*{STEM}\.ipynb\. Run: autograder build"):
        read_release(course.release(STEM), CHAPTER)


@pytest.mark.parametrize("content", [b"torn", b"\xff", b"[]"])
def test_a_release_that_cannot_be_read_is_named(course, content):
    course.release(STEM).write_bytes(content)
    with pytest.raises(GradingError, match=rf"{STEM}\.ipynb cannot be read: "):
        read_release(course.release(STEM), CHAPTER)


# The digest


def test_the_digest_does_not_follow_how_a_file_was_saved(course, release):
    course.release(STEM).write_text(json.dumps(json.loads(course.release(STEM).read_text()), indent=3))
    assert read_release(course.release(STEM), CHAPTER).digest == release.digest


def test_the_digest_follows_what_the_release_asks(rebuilt, release):
    assert rebuilt("relu", lambda cell: cell.update(source="def relu(x): ...")).digest != release.digest


def test_the_digest_follows_what_cells_are_there_for(rebuilt, release):
    """Without its tag, an explore cell would be run."""

    def untagged(notebook):
        explore = next(cell for cell in notebook["cells"] if "explore" in cell["metadata"].get("tags", []))
        explore["metadata"]["tags"] = []

    assert rebuilt(whole=untagged).digest != release.digest
