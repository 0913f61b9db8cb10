"""What fails its check and does something is kept for explorers, and for nobody else."""

import numpy as np
import pytest

import mine
from autograder.notebook.mine import shelf
from autograder.notebook.mine.failed import failed, path_of_failed
from autograder.notebook.mine.lending import LearnersShelf

RELU = """
def relu(x):
    return np.maximum(x, {})


def relu_backward(grad_output, x):
    return grad_output * (x > 0)
"""
RIGHT, WRONG, ALSO_WRONG = RELU.format("0"), RELU.format("1"), RELU.format("2")
CHECK = "card = check(relu)"


def test_a_failure_is_kept_apart_and_mine_does_not_know_it(kernel):
    assert (kernel(WRONG) and kernel(CHECK))["card"].report.state == "partly"
    assert failed("relu").relu(np.array([-1.0])) == [1]
    assert mine.whose("relu") == "the library's relu"
    assert mine.parts().yours == []
    text = path_of_failed("relu").read_text()
    assert "relu, relu_backward: as it failed its check." in text
    assert "as it passed" not in text


def test_the_shelf_has_both_after_a_later_pass_and_the_next_failure_replaces_the_broken_one(kernel):
    kernel(WRONG) and kernel(CHECK)
    kernel(RIGHT) and kernel(CHECK)
    lent = LearnersShelf()
    assert (lent.passed("relu")(-1.0), lent.failed("relu")(-1.0)) == (0, 1)
    kernel(ALSO_WRONG) and kernel(CHECK)
    assert (lent.passed("relu")(-1.0), lent.failed("relu")(-1.0)) == (0, 2)


@pytest.mark.parametrize(
    "nothing",
    [
        "def relu(x):\n    '''Only words.'''\n\n\ndef relu_backward(grad_output, x):\n    '''Only words.'''\n",
        "def relu(x):\n    raise TypeError\n\n\ndef relu_backward(grad_output, x):\n    raise TypeError\n",
    ],
)
def test_what_does_nothing_is_not_kept(kernel, nothing):
    kernel(nothing) and kernel(CHECK)
    assert not path_of_failed("relu").exists()
    assert LearnersShelf().failed("relu") is None


def test_of_two_functions_the_one_that_is_written_is_kept(kernel):
    kernel("def relu(x):\n    return x + 1") and kernel(CHECK)
    assert LearnersShelf().failed("relu")(1.0) == 2
    assert LearnersShelf().failed("relu_backward") is None


def test_what_no_text_can_say_is_not_kept_and_the_check_goes_on(kernel):
    kernel("class Zero:\n    pass\nzero = [Zero()]\nzero[0].value = 1")
    names = kernel(RELU.format("zero[0].value")) and kernel(CHECK)
    assert names["card"].report.state == "partly"
    assert not path_of_failed("relu").exists()


def test_a_folder_that_cannot_be_written_stops_no_check(kernel, place):
    (place / "home").mkdir()
    (place / "home" / "mine").write_text("a file where the folder should be")
    assert (kernel(WRONG) and kernel(CHECK))["card"].report.state == "partly"


def test_a_damaged_file_is_told_once(kernel, capsys):
    kernel(WRONG) and kernel(CHECK)
    path_of_failed("relu").write_text("def relu(")
    lent = LearnersShelf()
    assert [lent.failed("relu"), lent.failed("relu")] == [None, None]
    said = capsys.readouterr().out
    assert said.count("your broken relu cannot be loaded (SyntaxError") == 1


def test_the_shelf_knows_no_other_names(kernel):
    kernel(RIGHT) and kernel(CHECK)
    lent = LearnersShelf()
    assert lent.passed("relu") is mine.relu
    assert [lent.passed(name) for name in ("tanh", "ReLU", "np", "")] == [None] * 4
    assert shelf.path_of("relu").exists()
