"""What passes its check is kept; what does not takes nothing away; what is damaged is told and skipped."""

import subprocess
import sys

import numpy as np
import pytest

import mine
from autograder.notebook.mine import shelf

RELU = """
def relu(x):
    return np.maximum(x, {})


def relu_backward(grad_output, x):
    return grad_output * (x > 0)
"""
RIGHT, OTHER, WRONG = RELU.format("0"), RELU.format("0.0"), RELU.format("1")
CHECK = "card = check(relu)"


def test_a_pass_is_kept_at_once_and_a_failure_later_changes_nothing(kernel):
    assert mine.whose("relu") == "the library's relu"
    names = kernel(RIGHT) and kernel(CHECK)
    assert names["card"].report.notes == ()
    assert mine.whose("relu") == "your relu"
    assert mine.relu.__module__ == "mine.yours.relu"
    assert (kernel(WRONG) and kernel(CHECK))["card"].report.state == "partly"
    assert mine.relu(np.array([-1.0])) == [0]


def test_the_latest_pass_is_what_there_is(kernel):
    kernel(RIGHT) and kernel(CHECK)
    first = mine.relu
    kernel(OTHER) and kernel(CHECK)
    assert mine.relu is not first
    assert "0.0" in shelf.path_of("relu").read_text()
    assert [path.name for path in shelf.folder().iterdir()] == ["relu.py"]


def test_another_process_finds_it(kernel):
    kernel(RIGHT) and kernel(CHECK)
    code = "import mine; print(mine.whose('relu'), mine.whose('tanh'), mine.relu(-1))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "your relu the library's tanh 0"


@pytest.mark.parametrize(
    "damage", ["def relu(", "raise ValueError('no')", "raise SystemExit(1)", "import nowhere_at_all"]
)
def test_a_damaged_file_is_told_once_and_the_library_stands_in(kernel, capsys, damage):
    kernel(RIGHT) and kernel(CHECK)
    shelf.path_of("relu").write_text(damage)
    assert [mine.whose("relu"), mine.whose("relu")] == ["the library's relu"] * 2
    said = capsys.readouterr().out
    assert said.count("your relu cannot be loaded") == 1
    assert "check(relu)" in said
    assert mine.relu(np.array([-1.0])) == [0]


def test_a_function_that_the_file_lacks_is_the_librarys(kernel):
    kernel(RIGHT) and kernel(CHECK)
    shelf.path_of("relu").write_text("def relu(x): return x * (x > 0)\n")
    assert [mine.whose("relu"), mine.whose("relu_backward")] == ["your relu", "the library's relu_backward"]


@pytest.mark.parametrize("body", ["lw.relu(x)", "mine.relu(x)"])
def test_an_answer_that_borrows_is_not_ones_own(kernel, body):
    kernel("import layerwise as lw\nimport mine")
    names = kernel(RIGHT.replace("np.maximum(x, 0)", body)) and kernel(CHECK)
    assert names["card"].report.state == "right"
    assert "absent when this is graded" in names["card"].report.notes[0]
    assert mine.whose("relu") == "the library's relu"


def test_an_answer_that_needs_the_notebook_is_not_kept_and_says_why(kernel):
    kernel("class Zero:\n    pass\nzero = Zero()\nzero.value = 0")
    kernel("zero = [zero]")
    names = kernel(RIGHT.replace("x, 0", "x, zero[0].value")) and kernel(CHECK)
    assert names["card"].report.notes == (
        "It passes, and is not kept in `mine`: it uses `zero`, a list that only this notebook has.",
    )


def test_what_does_not_pass_by_itself_is_not_kept(kernel):
    """A method that was put in later is in no text."""
    kernel("from layerwise.nn import Module\nclass Flatten(Module):\n    def extra_repr(self): return ''")
    kernel("def shape_trace(layers, x):\n    return [x.shape] + [(x := layer(x)).shape for layer in layers]")
    kernel("def forward(self, x):\n    self.shape = x.shape\n    return x.reshape(len(x), -1)")
    kernel("Flatten.forward, Flatten.backward = forward, lambda self, g: g.reshape(self.shape)")
    names = kernel("card = check(Flatten)")
    assert names["card"].report.state == "right"
    assert "by itself, outside this notebook, it does not pass" in names["card"].report.notes[0]


def test_a_folder_that_cannot_be_written_is_told(kernel, place):
    (place / "home").mkdir()
    (place / "home" / "mine").write_text("a file where the folder should be")
    names = kernel(RIGHT) and kernel(CHECK)
    assert "was not kept in `mine`" in names["card"].report.notes[0]
