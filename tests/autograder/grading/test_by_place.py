"""Cells that have lost their names, as some tools leave them: nothing is missing that stands in its place."""

import json

import pytest
from samples.grading_chapter import RELU_RIGHT, RIGHT, code, name_of, notebook_with

from autograder.core.cell_roles import Role
from autograder.grading.handed_in import HandedIn
from autograder.grading.restore import restore

ANSWERS = ["relu", "sigmoid", "mean_of_rows", "why"]
FOUND = "Answer cells had lost their names and were found by their place: "


@pytest.fixture
def restored(release):
    """Restore a notebook."""
    return lambda notebook: restore(release, HandedIn("n.ipynb", json.dumps(notebook).encode()))


def exported(notebook):
    """As a page exports it that knows neither nbgrader nor cell ids."""
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {"id": "aB3-xyz"}
    return notebook | {"nbformat_minor": 0}


def at(notebook, name):
    return next(index for index, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def answers(made):
    """What is taken for the answers, by name."""
    return {cell.name: cell.source for cell in made.cells if cell.name in ANSWERS and cell.changed}


def added(made):
    return [cell.source for cell in made.cells if cell.role is Role.ADDED]


def test_a_notebook_without_any_names_has_its_answers_and_one_notice(restored, right):
    made = restored(exported(right))
    assert list(answers(made)) == ANSWERS
    assert answers(made)["relu"] == RELU_RIGHT
    assert added(made) == []  # locked cells are known by their words
    assert [(notice.text, notice.needs_review) for notice in made.notices] == [(f"{FOUND}{', '.join(ANSWERS)}.", False)]


def test_an_untouched_notebook_without_any_names_is_untouched(restored, course):
    assert answers(restored(exported(notebook_with(course, {})))) == {}


def test_a_helper_beside_a_nameless_answer_stays_an_added_cell(restored, right):
    helper = "def mine(x):\n    return relu(x)"
    right["cells"].insert(at(right, "relu"), code(helper))
    right["cells"].insert(at(right, "sigmoid") + 1, code("relu(1)"))
    made = restored(exported(right))
    assert list(answers(made)) == ANSWERS
    assert added(made) == [helper, "relu(1)"]


@pytest.mark.parametrize("source", ["relu = lambda x: x", "class relu:\n    pass", "x = 1\ndef relu(x):\n    return x"])
def test_what_defines_the_name_in_its_place_is_the_answer(restored, right, source):
    right["cells"][at(right, "relu")] = code(source)
    assert answers(restored(right))["relu"] == source


@pytest.mark.parametrize("source", ["relu(3)", "    relu = 1", "def my_relu(x):\n    return x", "relu == 3"])
def test_what_does_not_define_it_is_none(restored, right, source):
    right["cells"][at(right, "relu")] = code(source)
    made = restored(right)
    assert "relu" not in answers(made)
    assert added(made) == [source]
    assert "'relu' is missing" in " ".join(notice.text for notice in made.notices)


def test_a_cell_in_another_answers_place_is_no_answer(restored, right):
    """Where it stands decides when it is run."""
    del right["cells"][at(right, "relu")]
    right["cells"].insert(at(right, "mean_of_rows"), code(RIGHT["relu"]))
    assert "relu" not in answers(restored(right))


def test_a_copy_of_a_locked_cell_beside_the_cell_itself_stays_an_added_cell(restored, right):
    """Who checks once more, further down, has not moved the check."""
    right["cells"].append(code("check(relu)"))
    made = restored(right)
    assert added(made) == ["check(relu)"]
    assert made.cells[-1].source == "check(relu)"


def test_with_cells_in_any_order_nothing_is_found_twice(restored, right):
    right["cells"].reverse()
    sources = [cell.source for cell in restored(exported(right)).cells]
    assert [sources.count(RIGHT[name]) for name in ANSWERS] == [1] * 4
