"""One line of a right answer, with other numbers than the card's. It is generated for nearly every exercise."""

import re
import time

import pytest

from autograder.core.record import NOTEBOOK_SEED
from autograder.exercises import answer, find, load, stems
from autograder.notebook.worked_line import worked_line

# Of these no line has values that can be written down: they handle modules and dictionaries of them.
NONE = {"StepLR", "freeze", "param_groups", "replace_head"}


def line(exercise: str, mistake: str = "", **options):
    found = find(exercise)
    named = next((m for m in found.misconceptions if m.name == mistake), None)
    assert bool(named) == bool(mistake)
    return worked_line(found, answer(found.name), named, **options)


def test_names_are_numbers_and_the_result_stands_below():
    worked = line("Linear")
    assert worked.code == "[[1.0, 2.0], [3.0, 4.0]] @ [[10.0, 1.0]].T + [0.5]\n# gives [[12.5], [34.5]]"
    assert (worked.function, worked.case) == ("forward", "two rows by hand")


def test_a_recorded_mistake_has_the_line_that_it_changes():
    assert line("Linear", "missing transpose on the way back").code.startswith("[[1.0], [2.0]] @ [[10.0, 1.0]]")
    assert (
        line("batch_norm_forward", "over the features").code
        == "[[0.0], [3.0], [6.0]].mean(axis=0)\n# gives mean = [3.0]"
    )


def test_what_is_handed_on_is_worked_out_too():
    """`self.bias.accumulate_grad(g.sum(axis=0))` gives nothing itself."""
    assert line("Linear", "the mean of the bias gradient").code == "[[1.0], [2.0]].sum(axis=0)\n# gives [3.0]"


def test_the_case_of_the_card_is_avoided_and_others_are_drawn_anew():
    assert line("Linear", avoid="two rows by hand").case != "two rows by hand"
    worked = line("sigmoid", avoid="three numbers")
    seen = next(case for case in find("sigmoid").cases if case.name == worked.case).draw(NOTEBOOK_SEED)["x"]
    assert f"{seen:.4g}" not in worked.code


def test_the_function_in_question_comes_first():
    assert line("relu", function="relu_backward").function == "relu_backward"
    assert line("relu", function="relu").function == "relu"
    assert line("Linear", function="backward").function == "backward"  # where one case runs both


def test_what_is_too_large_is_told_by_its_shape():
    worked = line("train_step")
    assert re.search(r"# X has shape \(\d+, 2\)", worked.code) and "[[" not in worked.code


def test_a_training_is_left_once_its_lines_have_run():
    start = time.process_time()
    line("ConvNet", "no shuffle")
    assert time.process_time() - start < 30  # six epochs for each of the cases, traced, would take minutes


@pytest.mark.parametrize("stem", stems())
def test_every_exercise_has_a_line_and_none_shows_where_something_lives_in_memory(stem):
    for exercise in load(stem).exercises:
        if exercise.name == "ConvNet":
            continue  # has a test of its own
        worked = worked_line(exercise, answer(exercise.name))
        assert (worked is None) == (exercise.name in NONE), exercise.name
        if worked is not None:
            assert " at 0x" not in worked.code and "# gives " in worked.code
            compile(worked.code, "<line>", "exec")
