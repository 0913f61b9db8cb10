import copy

import pytest
from samples.grading_chapter import (
    RELU_RIGHT,
    RIGHT,
    SIGMOID_RIGHT,
    code,
    name_of,
    notebook_with,
    submit,
)
from samples.hostile_markdown import attached, picture

from autograder.core.cell_roles import Role
from autograder.grading.handed_in import hand_in
from autograder.grading.restore import MOST_ADDED, MOST_NOTICES, restore


@pytest.fixture
def restored(course, release):
    """Restore a notebook, or the bytes of one."""
    return lambda notebook: restore(release, hand_in(submit(course, "ann", notebook)))


def sources(restored, *roles):
    return [cell.source for cell in restored.cells if cell.role in roles and cell.run]


def place(notebook, name):
    return next(index for index, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def texts(restored):
    return " ".join(notice.text for notice in restored.notices)


def test_answers_are_taken_and_everything_else_is_the_release(restored, right, release):
    """An honest notebook keeps its answers, gets the release's order, and nothing is said about it."""
    made = restored(right)
    assert sources(made, Role.EXERCISE) == [RIGHT["relu"], RIGHT["sigmoid"], RIGHT["mean_of_rows"]]
    assert [cell.name for cell in made.cells] == [cell.name for cell in release.cells]
    assert made.notices == ()


def test_pasted_pictures_stay_with_their_cell(restored, right):
    """Of an answer and of an added cell; one that is refused is told, with its cell."""
    pasted = {"a.png": attached(picture()), "b.svg": attached(b"<svg/>", "image/svg+xml")}
    right["cells"][place(right, "why")]["attachments"] = pasted
    right["cells"].append({"cell_type": "markdown", "source": "added", "attachments": {"c.png": pasted["a.png"]}})
    made = restored(right)
    shown = [(cell.name, list(cell.pictures)) for cell in made.cells if cell.pictures]
    assert shown == [("why", ["a.png"]), ("", ["c.png"])]
    assert "'why' has a picture that is not shown" in texts(made)


def test_explore_cells_and_checks_are_not_run(restored, right):
    """What runs is the locked code, the answers and the added cells."""
    assert not [cell for cell in restored(right).cells if cell.role in (Role.EXPLORE, Role.CHECK) and cell.run]


def test_added_cells_stay_behind_the_cell_they_followed(course, restored):
    """A helper below the answer runs between that answer and its check."""
    made = restored(notebook_with(course, RIGHT, [("relu", "helper = 1")]))
    names = [cell.name or cell.source for cell in made.cells]
    assert names[names.index("relu") : names.index("check_relu")] == ["relu", "helper = 1"]


def test_an_added_cell_in_front_of_everything_comes_first(restored, right):
    """Where no known cell stands above it, an added cell is the first."""
    right["cells"].insert(0, code("first = 1"))
    assert restored(right).cells[0].source == "first = 1"


def test_a_changed_locked_cell_is_the_releases_own(restored, right):
    """Locked sources, points and tags are never the submission's; a changed source is told."""
    cell = right["cells"][place(right, "check_relu")]
    cell["source"] = "print('full marks')"
    cell["metadata"]["nbgrader"]["points"] = float("nan")
    cell["metadata"]["tags"] = ["explore"]
    made = restored(right)
    check = next(cell for cell in made.cells if cell.name == "check_relu")
    assert (check.source, check.role) == ("check(relu)", Role.CHECK)
    assert check.released["metadata"]["nbgrader"]["points"] == 2
    assert "check_relu" in texts(made)


def test_a_changed_set_up_cell_is_told(restored, right, release):
    """Its own line would be missing in grading; whoever reads of it need not search for long."""
    setup = next(cell for cell in release.cells if cell.role is Role.SETUP)
    right["cells"][place(right, setup.name)]["source"] = "import numpy as cp"
    made = restored(right)
    assert sources(made, Role.SETUP) == [setup.source]
    assert [setup.name in notice.text and notice.needs_review for notice in made.notices] == [True]


def test_who_plays_in_explore_cells_and_writes_into_the_text_is_not_told_of(restored, right, release):
    """Nothing of it is graded, and the autograded notebook has the release's."""
    for cell in release.cells:
        if cell.role in (Role.EXPLORE, Role.TEXT):
            right["cells"][cell.position]["source"] = "my own"
            right["cells"][cell.position]["id"] = cell.node["id"]
    made = restored(right)
    assert made.notices == ()
    assert "my own" not in [cell.source for cell in made.cells]


def test_white_space_around_an_answer_changes_nothing(course, restored, release):
    """Nor around a locked cell: editors add and take line ends as they like."""
    starters = {cell.name: f"\n{cell.source}  \n\n" for cell in release.cells if cell.name}
    made = restored(notebook_with(course, starters))
    assert [cell.name for cell in made.cells if cell.changed] == []
    assert made.notices == ()


def test_what_was_written_in_is_changed(restored, right):
    """Both in code and in words; so a person is asked to grade the words."""
    assert {cell.name for cell in restored(right).cells if cell.changed} == set(RIGHT)


def test_words_are_not_run(course, restored):
    """Neither a written answer, whatever type its cell has become, nor an added cell of text."""
    notebook = notebook_with(course, {"why": "import os"})
    notebook["cells"][place(notebook, "why")]["cell_type"] = "code"
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "import sys"})
    notebook["cells"].append({"cell_type": "raw", "metadata": {}, "source": "import io"})
    made = restored(notebook)
    assert [cell.run for cell in made.cells if cell.source.startswith("import") and cell.role is not Role.SETUP] == [
        False,
        False,
        False,
    ]
    assert next(cell for cell in made.cells if cell.name == "why").cell_type == "markdown"


def test_notices_are_few_and_none_comes_twice(restored, right):
    """Who damages a thousand cells does not fill the report of the class."""
    right["cells"] += [None] * 50
    assert len(restored(right).notices) == 1
    right["cells"] += [{"source": 7, "metadata": {"nbgrader": {"grade_id": f"x{n}"}}} for n in range(100)]
    assert len(restored(right).notices) == MOST_NOTICES


def test_empty_added_cells_are_left_out(restored, right):
    right["cells"] += [code(""), code("  \n")]
    assert Role.ADDED not in [cell.role for cell in restored(right).cells]


def test_of_many_added_cells_the_first_are_run_and_the_others_shown(restored, right):
    right["cells"] += [code(f"x = {n}") for n in range(MOST_ADDED)]
    made = restored(right)
    assert (len(sources(made, Role.ADDED)), made.notices) == (MOST_ADDED, ())
    right["cells"].append(code("last = 1"))
    made = restored(right)
    assert len(sources(made, Role.ADDED)) == MOST_ADDED
    assert (made.cells[-1].source, made.cells[-1].run) == ("last = 1", False)
    assert str(MOST_ADDED + 1) in texts(made)


def test_a_text_without_id_is_known_by_its_words(restored, right, release):
    """So an added cell below it stays below it, in a notebook of a format that has no ids."""
    heading = next(cell for cell in release.cells if "## The sigmoid" in cell.source)
    at = heading.position
    for cell in right["cells"]:
        cell.pop("id", None)
    right["cells"].insert(at + 1, code("below = 1"))
    made = restored(right)
    at = [cell.source for cell in made.cells].index("below = 1")
    assert (made.cells[at - 1].source, made.cells[at - 1].role) == (heading.source, Role.TEXT)


def test_a_cell_that_goes_by_another_name_is_an_added_one(restored, right):
    """Copies of a cell keep its id in some editors; a grade_id that is not the release's says whose it is."""
    cell = copy.deepcopy(right["cells"][place(right, "relu")])
    cell["metadata"]["nbgrader"]["grade_id"] = "mine"
    right["cells"].append(cell | {"source": "mine = 1"})
    made = restored(right)
    assert (made.cells[-1].role, made.cells[-1].source) == (Role.ADDED, "mine = 1")
    assert made.notices == ()  # it is no copy of relu


def test_checks_know_their_exercise(restored, right):
    exercises = [cell.exercise for cell in restored(right).cells]
    assert [name for name in exercises if name] == ["relu", "sigmoid", "mean_of_rows"]


def test_a_missing_answer_is_not_run_and_told(restored, right):
    """A deleted answer cell comes back to be seen, not to overwrite an answer that stands in an added cell."""
    del right["cells"][place(right, "relu")]
    right["cells"].insert(0, code(RELU_RIGHT))
    made = restored(right)
    assert sources(made, Role.EXERCISE, Role.ADDED)[0] == RELU_RIGHT
    assert "'relu' is missing" in texts(made)
    assert [notice.needs_review for notice in made.notices] == [True]


def test_of_copies_the_first_written_one_is_the_answer(restored, right):
    """An empty copy above or below the answer is dropped; a written one runs where it stands."""
    at = place(right, "sigmoid")
    empty, other = copy.deepcopy(right["cells"][at]), copy.deepcopy(right["cells"][at])
    starter = restored(b"junk")
    empty["source"] = next(cell.source for cell in starter.cells if cell.name == "sigmoid")
    other["source"] = "sigmoid = None"
    right["cells"][at : at + 1] = [empty, right["cells"][at], other, copy.deepcopy(empty)]
    made = restored(right)
    assert [s for s in sources(made, Role.EXERCISE, Role.ADDED) if "sigmoid" in s] == [SIGMOID_RIGHT, "sigmoid = None"]
    assert "more than once" in texts(made)
    assert [notice.needs_review for notice in made.notices] == [False]


def test_moved_and_retyped_answers_go_back(restored, right):
    """An answer keeps its words, and gets back its place and its type."""
    cell = right["cells"].pop(place(right, "relu"))
    right["cells"].append({"cell_type": "markdown", "metadata": cell["metadata"], "source": cell["source"]})
    made = restored(right)
    assert sources(made, Role.EXERCISE)[0] == RELU_RIGHT
    assert [n.needs_review for n in made.notices] == [False, False]
    assert "had become a markdown cell" in texts(made)
    assert "moved" in texts(made)


def test_names_that_the_release_does_not_have_make_added_cells(restored, right):
    """A made-up grade_id is an ordinary cell of the learner's."""
    right["cells"].append(code("x = 1") | {"metadata": {"nbgrader": {"grade_id": "check_bonus", "points": 100}}})
    made = restored(right)
    assert (made.cells[-1].role, made.cells[-1].exercise) == (Role.ADDED, "")


def test_answers_are_found_by_id_when_the_metadata_is_gone(restored, right):
    """An editor that drops nbgrader's metadata loses nobody an answer."""
    for cell in right["cells"]:
        cell["metadata"] = {}
    made = restored(right)
    assert sources(made, Role.EXERCISE) == [RIGHT["relu"], RIGHT["sigmoid"], RIGHT["mean_of_rows"]]
    assert made.notices == ()


def test_what_cannot_be_read_is_told_and_restores_the_release(restored, release):
    """A damaged file has nothing of the learner's in it, and one notice that says why."""
    made = restored(b"torn")
    assert (made.readable, made.content) == (False, b"torn")
    assert [(cell.name, cell.source, cell.released) for cell in made.cells] == [
        (cell.name, cell.source, cell.node) for cell in release.cells
    ]
    assert not sources(made, Role.EXERCISE)
    assert [notice.needs_review for notice in made.notices] == [True]
    assert "not valid JSON" in texts(made)


def test_cells_that_cannot_be_read_are_told_and_the_others_are_restored(restored, right):
    right["cells"].insert(3, None)
    made = restored(right)
    assert made.readable
    assert sources(made, Role.EXERCISE) == [RIGHT["relu"], RIGHT["sigmoid"], RIGHT["mean_of_rows"]]
    assert "no cell" in texts(made)
