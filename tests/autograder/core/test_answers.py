"""The small reader of percent files, held against jupytext, and what the names of a solution stand for."""

import os
import sys

import jupytext
import pytest

from autograder import exercises
from autograder.core.answers import Names, free_names, read_source, run

SOURCE = '''\
# ---
# jupyter: {}
# ---

# %%
import collections.abc
import math as m
from os import path as p, sep, no_such_name

import no_such_module_at_all

LIMIT = 5
LIMIT, START = 10, m.floor(2.5)


def doubled(x):
    return times(x, 2)


# %%
START = 3

# %% [markdown]
# Text with `def text(): pass`.

# %% exercise="times"
def times(x, y):
    """The product."""
    ### BEGIN SOLUTION
    return x * y
    ### END SOLUTION


# %% tags=["explore"]
LIMIT = 99

# %% exercise="capped"
def capped(x):
    """At most LIMIT."""
    ### BEGIN SOLUTION
    return min(doubled(x), LIMIT)
    ### END SOLUTION


# %%
LIMIT = 1000

# %% [markdown] written="why" points=2.5
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
'''


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "ch90_small.py"
    path.write_text(SOURCE)
    return read_source(path)


def test_exercises_and_written_questions_are_found_in_their_order(source):
    assert list(source.exercises) == ["times", "capped"]
    assert source.written == {"why": 2.5}


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("chapter 1. **Time:** 6 hours.", (1,)),
        ("chapters 2 to 4. Chapter 9 helps.", (2, 3, 4)),
        ("chapters 3, 5 and 7: a training step. Then 8.", (3, 5, 7)),
        ("chapters 2 to 4 and 12. **Time:** about 5 hours.", (2, 3, 4, 12)),
        ("numpy and 2 hours of time. It leads to chapter 7.", ()),
    ],
)
def test_the_first_cell_says_what_a_chapter_rests_on(tmp_path, said, numbers):
    path = tmp_path / "ch90_somewhere.py"
    path.write_text(f"# %% [markdown]\n# # A title: and more\n#\n# **You need** {said}\n")
    assert read_source(path).rests_on == numbers
    assert read_source(path).title == "A title: and more"


def test_an_answer_is_the_cell_without_its_markers(source):
    assert source.answer("times").text == 'def times(x, y):\n    """The product."""\n    return x * y'
    with pytest.raises(KeyError):
        source.answer("doubled")


def test_a_name_stands_for_what_it_was_before_the_exercise(source):
    """Set-up code counts, explore cells and later cells do not."""
    lookup = source.answer("capped").lookup
    assert lookup("LIMIT") == 10
    assert lookup("START") == 3
    assert lookup("doubled")(4) == 8
    with pytest.raises(KeyError):
        source.answer("times").lookup("times")


def test_of_an_import_only_what_is_asked_for_is_imported(source):
    """The set-up cell imports a module that does not exist, and nobody minds."""
    lookup = source.answer("capped").lookup
    assert lookup("p") is os.path
    assert lookup("sep") == os.sep
    assert lookup("collections") is sys.modules["collections"]
    with pytest.raises(ModuleNotFoundError):
        lookup("no_such_module_at_all")


def test_a_name_is_worked_out_once(source):
    lookup = source.answer("capped").lookup
    assert lookup("doubled") is lookup("doubled")


def test_of_two_exercises_with_one_name_the_first_counts(source):
    """The build refuses the second; until then its record is that of the first."""
    source.path.write_text(SOURCE.replace('exercise="capped"', 'exercise="times"'))
    assert "return x * y" in read_source(source.path).answer("times").text


def test_a_source_that_changed_is_read_anew(source):
    source.path.write_text(SOURCE.replace('exercise="times"', 'exercise="multiplied"'))
    assert list(read_source(source.path).exercises) == ["multiplied", "capped"]


def test_code_runs_with_the_names_that_it_uses():
    space = run("def f(x: missing) -> missing:\n    return g(x) + unknown", "<here>", {"g": abs}.__getitem__)
    assert space["g"] is abs
    with pytest.raises(NameError, match="unknown"):
        space["f"](-1)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x):\n    return np.sum(x) + len(x)", {"np"}),
        ("class A(Base):\n    def f(self):\n        return self.x + y", {"Base", "y"}),
        ("import os\nz = 1\nf = lambda x: os.path.join(x, z)", set()),
        ("def f(x: Note) -> Note:\n    y: Note = x\n    return [y for y in x if w]", {"w"}),
    ],
)
def test_free_names_are_those_that_code_uses_and_does_not_define(code, expected):
    assert free_names(code) == expected


@pytest.mark.parametrize("stem", exercises.stems())
def test_the_small_reader_agrees_with_jupytext(stem):
    """Every chapter's exercises and written questions, with their texts."""
    found = exercises.source(stem)
    cells = jupytext.read(found.path).cells
    asked = {c.metadata["exercise"]: c.source for c in cells if "exercise" in c.metadata}
    assert {name: cell.text for name, cell in found.exercises.items()} == asked
    assert list(found.exercises) == list(asked)
    assert found.written == {c.metadata["written"]: c.metadata["points"] for c in cells if "written" in c.metadata}
    given = [c.source for c in cells if c.cell_type == "code" and not {"exercise", "tags"} & set(c.metadata)]
    assert [cell.text for cell in found.cells if not cell.options] == given


def test_names_after_no_cells_stand_for_nothing():
    with pytest.raises(KeyError):
        Names(())["np"]


def test_a_change_is_noticed_by_the_time_of_writing_as_by_the_size(source):
    path, now = source.path, source.path.stat()
    path.write_text(SOURCE.replace("written=", "Written="))  # as long as before
    os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns + 1))
    assert read_source(path).written == {}
    path.write_text(SOURCE + "\n")
    os.utime(path, ns=(now.st_atime_ns, now.st_mtime_ns + 1))
    assert read_source(path).written == {"why": 2.5}


def test_an_answer_names_its_file_and_a_missing_name_is_named(source):
    assert source.answer("times").where == "ch90_small.py"
    with pytest.raises(KeyError, match="nothing"):
        source.answer("times").lookup("nothing")


def test_code_runs_as_a_notebook_does_and_a_name_that_is_nothing_hides_no_other():
    space = run("def f():\n    return __name__, a_missing, z", "<here>", {"z": 3}.__getitem__)
    assert (space["__name__"], space["z"]) == ("__main__", 3)
    assert "a_missing" not in space


def test_a_relative_import_stays_one(tmp_path):
    path = tmp_path / "ch90_relative.py"
    path.write_text('# %%\nfrom .beside import it\n\n# %% exercise="f"\ndef f():\n    return it\n')
    with pytest.raises(ImportError, match="relative import"):
        read_source(path).answer("f").lookup("it")
