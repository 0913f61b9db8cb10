"""The search: which edits make an answer right, within its limits, and away from the notebook."""

import ast
import linecache
import os
import textwrap

import numpy as np
import pytest

from autograder.repair.learner_source import source_of_answer
from autograder.repair.search import repairs
from autograder.repair.trial_limits import silent

SECONDS = 20.0


def notebook(*cells, **names):
    """Run cells as a notebook does; their names."""
    space = {"np": np, "__name__": "__main__", **names}
    for number, cell in enumerate(cells):
        text = textwrap.dedent(cell)
        file = f"<cell {number} {hash(text)}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec"), space)
    return space


def trial_of(checks):
    """Whether functions pass each of the checks; an exception is no pass."""

    def trial(functions):
        def holds(number):
            try:
                return bool(checks[number](*functions))
            except Exception:
                return False

        return holds

    return trial


def search(space, wanted, checks, confirm=lambda functions: True, seconds=SECONDS):
    """The repairs of functions that must pass `checks`, each called with the functions."""
    functions = tuple(space[name] for name in wanted)
    source = source_of_answer(functions, wanted)

    trial = trial_of(checks)
    now = trial(functions)
    failing = [number for number in range(len(checks)) if not now(number)]
    passing = [number for number in range(len(checks)) if number not in failing]
    return repairs(source, functions, trial, confirm, failing, passing, seconds)


def lines(repair):
    return [step.edit.at.lineno for step in repair.steps]


X = np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -6.5]])


def is_mean(f):
    return np.allclose(f(X), X.mean(axis=0))


def test_one_edit_that_makes_everything_right_is_found_with_its_line():
    space = notebook("def mean(x):\n    total = x.sum(axis=1)\n    return total / x.shape[0]\n")
    found = search(space, ("mean",), [is_mean])
    assert found[0].whole
    assert (found[0].steps[0].edit.kind, lines(found[0])) == ("axis", [2])


def test_what_passes_must_go_on_passing():
    """A repair that breaks something else is none."""
    space = notebook("def f(x):\n    return x * 2\n")
    one, two = (lambda f: f(3) == 9), (lambda f: f(2) == 4)
    found = search(space, ("f",), [one, two])
    assert found
    assert all(after(repair)(3) == 9 and after(repair)(2) == 4 for repair in found)


def after(repair):
    """The function with a repair."""
    with repair.steps[0].made():
        space = {"np": np}
        exec(compile(ast.unparse(repair.steps[0].definition).replace("__tick__()", "pass"), "<after>", "exec"), space)
        return space["f"]


def lines_after(repair):
    """The last line of a function with a repair."""
    with repair.steps[0].made():
        return ast.unparse(repair.steps[0].definition).splitlines()[-1].strip()


def test_two_slips_in_two_functions_are_found_one_after_the_other():
    space = notebook(
        """
        def forward(x):
            return x * 3


        def backward(g, x):
            return g + 2
        """
    )
    checks = [lambda f, b: f(5) == 10, lambda f, b: b(3, 1) == 6, lambda f, b: b(5, 1) == 10]
    found = search(space, ("forward", "backward"), checks)
    assert found[0].whole
    assert sorted(lines(found[0])) == [3, 7]


def test_a_part_that_can_be_mended_is_told_from_the_whole():
    space = notebook("def f(x):\n    return x + 1\n\ndef g(x):\n    return hash(str(x))\n")
    found = search(space, ("f", "g"), [lambda f, g: f(1) == 3 and f(5) == 7, lambda f, g: g(1) == 17.25])
    assert found
    assert not found[0].whole
    assert found[0].mended == {0}


def test_what_fits_by_accident_is_no_repair():
    space = notebook("def f(x):\n    return x + 1\n")
    check = [lambda f: f(2) == 4]
    assert search(space, ("f",), check)
    assert not search(space, ("f",), check, confirm=lambda functions: False)
    found = search(space, ("f",), check, confirm=lambda functions: functions[0](10) == 20)
    assert found
    assert not any(lines_after(repair) == "return x + 2" for repair in found)


def test_an_answer_that_no_edit_mends_has_no_repair():
    space = notebook("def f(x):\n    return 0\n")
    assert search(space, ("f",), [lambda f: f(3) == 7.125 and f(4) == -11.5]) == []


def test_endless_loops_large_arrays_and_prints_stay_in_the_trial(capsys):
    space = notebook(
        """
        def f(x):
            i = 0
            while i < 3:
                print("round", i)
                i = i + 1
                x = x + np.ones(i + 1).sum()
            return x
        """
    )
    source = source_of_answer((space["f"],), ("f",))
    found = repairs(source, (space["f"],), trial_of([lambda f: f(0) == 6]), lambda f: True, [0], [], SECONDS)
    assert found[0].whole
    assert capsys.readouterr().out == ""


def test_an_answer_s_own_except_does_not_catch_the_limit():
    space = notebook(
        """
        def f(x):
            while True:
                try:
                    x = x + 1
                except Exception:
                    pass
                if x > 10:
                    return x
        """
    )
    assert search(space, ("f",), [lambda f: f(0) == 12])[0].whole


def test_the_notebook_s_names_are_never_changed():
    space = notebook("last = None\n\ndef f(x):\n    global last\n    last = x\n    return x - 1\n")
    before = dict(space)
    source = source_of_answer((space["f"],), ("f",))
    assert repairs(source, (space["f"],), trial_of([lambda f: f(1) == 2]), lambda f: True, [0], [], SECONDS)
    assert space == before


def test_without_time_nothing_is_tried():
    space = notebook("def f(x):\n    return x - 1\n")
    assert search(space, ("f",), [lambda f: f(1) == 2], seconds=-1.0) == []


def test_classes_and_helpers_of_other_cells_are_searched_too():
    space = notebook(
        "def helper(x):\n    return x * 2\n",
        """
        class C:
            def __init__(self, a):
                self.a = a

            def __call__(self, x):
                return helper(x) - self.a
        """,
    )
    found = search(space, ("C",), [lambda C: C(1)(3) == 7])
    assert found[0].whole
    assert lines(found[0]) == [7]


def test_a_magic_line_keeps_the_numbers_of_the_others():
    text = "%matplotlib inline\n\ndef f(x):\n    return x - 1\n"
    file = "<magic>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {"__name__": "__main__"}
    exec(compile(text.replace("%matplotlib inline", ""), file, "exec"), space)
    found = search(space, ("f",), [lambda f: f(1) == 2])
    assert lines(found[0]) == [4]


@pytest.mark.parametrize("thing", [np.abs, len, np.mean, lambda x: x, type("Made", (), {})])
def test_what_is_not_written_in_the_notebook_has_no_source(thing):
    assert source_of_answer((thing,), ("f",)) is None


def test_a_lambda_has_no_definition_to_edit():
    space = notebook("f = lambda x: x\n")
    assert source_of_answer((space["f"],), ("f",)) is None


def test_a_cell_that_was_lost_has_no_source():
    space = {"__name__": "__main__"}
    exec(compile("def f(x):\n    return x\n", "<lost>", "exec"), space)
    assert source_of_answer((space["f"],), ("f",)) is None


def test_what_compiled_code_writes_is_not_seen_and_what_python_wrote_is_not_lost(capfd):
    print("before")
    with silent():
        os.write(1, b"a complaint of LAPACK")
        os.write(2, b"and another")
    print("after")
    assert capfd.readouterr() == ("before\nafter\n", "")
