"""Which record a function belongs to, without importing the others."""

import subprocess
import sys

import pytest
from samples.small_chapter import HALVE, HALVE_MISTAKES, RECORD, SOURCE, STEM, small_checkout

from autograder import exercises
from autograder.core.errors import RecordError

ONE_RECORD = """
import sys
from autograder.exercises import find
assert find("load_state_dict").name == "state_dict"
print(*(name for name in sys.modules if name.startswith(("autograder.exercises.ch", "markdown_it", "jupytext"))))
"""


def test_to_find_a_function_one_record_is_imported():
    done = subprocess.run([sys.executable, "-c", ONE_RECORD], capture_output=True, text=True, check=True)
    found = {"autograder.exercises.ch08_transfer_learning", "autograder.exercises.ch08_transfer_learning.state_dict"}
    assert set(done.stdout.split()) == found


ALL_MISTAKES = """
import sys
from autograder.exercises import load
for exercise in load("ch01_activations").exercises:
    for mistake in exercise.misconceptions:
        exercise.implementations(mistake)
print(*({"matplotlib", "explore", "IPython", "jupytext"} & set(sys.modules)))
"""


def test_a_mistake_runs_no_more_of_the_notebook_than_it_uses():
    """The chapter's set-up imports matplotlib and the explorers; no answer needs them."""
    done = subprocess.run([sys.executable, "-c", ALL_MISTAKES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_is_found_is_what_the_chapter_holds():
    for stem in exercises.stems():
        for exercise in exercises.load(stem).exercises:
            assert all(exercises.find(function) is exercise for function in exercise.functions)


@pytest.mark.parametrize("name", ["no_such_function", "random_weights", "EXERCISE"])
def test_what_no_exercise_asks_for_is_not_found(name):
    with pytest.raises(KeyError, match=name):
        exercises.find(name)


def test_a_helper_in_an_exercise_s_cell_is_nobody_s_exercise(tmp_path, monkeypatch):
    source = SOURCE.replace("def halve(x):", "def helper(x):\n    return x\n\n\ndef halve(x):")
    small_checkout(tmp_path, monkeypatch, source)
    assert exercises.find("halve").name == "halve"
    with pytest.raises(KeyError):
        exercises.find("helper")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"halve.py": "CASES = 1"}, "ch90_small/halve.py has no EXERCISE"),
        ({"third.py": HALVE}, "ch90_small/third is the record of no exercise"),
        ({"third.md": HALVE_MISTAKES}, "ch90_small/third is the record of no exercise"),
        ({"halve.py": HALVE.replace("halve", "third")}, "ch90_small/halve.py asks for 'third' first"),
    ],
)
def test_a_record_that_does_not_fit_its_chapter_is_refused(tmp_path, monkeypatch, record, said):
    small_checkout(tmp_path, monkeypatch, record=RECORD | record)
    with pytest.raises(RecordError, match=said):
        exercises.load(STEM)


def test_an_exercise_without_a_record_is_told_what_to_write(tmp_path, monkeypatch):
    record = {name: text for name, text in RECORD.items() if not name.startswith("halve")}
    small_checkout(tmp_path, monkeypatch, record=record)
    with pytest.raises(RecordError, match=r"write autograder/exercises/ch90_small/halve\.py"):
        exercises.load(STEM)


def test_what_records_share_is_no_record(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch, record=RECORD | {"probe.py": "SHARED = 1"})
    assert [exercise.name for exercise in exercises.load(STEM).exercises] == ["double", "halve"]


def test_capitals_and_underscores_do_not_count_in_a_module_s_name():
    assert exercises.module_of("ch05_batchnorm", "BatchNorm1d").name == "batch_norm_1d.py"
    assert exercises.module_of("ch04_initialization", "xavier_normal_").name == "xavier_normal.py"
    assert exercises.module_of("ch04_initialization", "xavier") is None
