"""What is seen of a submission in sandboxes whose replies are scripted."""

import numpy as np
import pytest
from samples.fake_sandbox import FakeSandboxes
from samples.scripted_run import DOUBLE, HALVE, SEED, answer, asked, check, code, kinds, texts

from autograder.core.cell_roles import Role
from autograder.core.errors import GradingError
from autograder.grading.restore import Cell
from autograder.grading.running.run import shuffled
from autograder.sandbox.sandbox import CellResult
from autograder.worker.observe import ErrorKind, Observation


def test_cells_run_in_order_and_each_exercise_is_observed_where_its_check_stands(go):
    sandboxes = FakeSandboxes(cells={"one": CellResult("1", "no")})
    seen = go(sandboxes, code("one"), check("double"), code("two"), check("halve"), code("three"))
    expected = ["one", "double", "double_backward", "d1", "d2", "d3", "d4", "two", "halve", "h1", "h2", "three"]
    assert [what for _, kind, what in sandboxes.asked if kind != "start"] == expected
    assert seen.results == {0: CellResult("1", "no"), 2: CellResult(""), 4: CellResult("")}
    assert {name: list(found) for name, found in seen.observations.items()} == {
        "double": ["d1", "d2", "d3", "d4"],
        "halve": ["h1", "h2"],
    }
    assert seen.notices == []
    assert seen.unwritten == set()
    assert [one.state for one in sandboxes.made] == ["closed"]


def test_what_is_not_to_be_run_is_not(go):
    sandboxes = FakeSandboxes()
    seen = go(sandboxes, code("explore", role=Role.EXPLORE, is_run=False), Cell(Role.TEXT, "# Words", "markdown"))
    assert sandboxes.asked == []
    assert seen.results == {}


def test_a_case_is_drawn_with_the_runs_seed(go):
    sandboxes = FakeSandboxes()
    go(sandboxes, check("halve"))
    assert sandboxes.inputs == HALVE.cases[-1].draw(SEED) != HALVE.cases[-1].draw(SEED + 1)


def test_what_a_sandbox_observes_is_passed_on(go):
    found = Observation({"output": np.ones(2)})
    assert go(FakeSandboxes(cases={"h2": found}), check("halve")).observations["halve"]["h2"] is found


def test_the_order_of_cases_is_the_seeds():
    orders = {tuple(case.name for case in shuffled(DOUBLE, seed)) for seed in range(40)}
    assert len(orders) > 10
    assert all(sorted(order) == ["d1", "d2", "d3", "d4"] for order in orders)
    assert shuffled(DOUBLE, 3) == shuffled(DOUBLE, 3)


# What was not written


def test_an_exercise_left_as_it_was_is_unwritten_and_not_driven(go):
    sandboxes = FakeSandboxes(names={"double": "unwritten", "double_backward": "unwritten"})
    seen = go(sandboxes, answer("double", changed=False), check("double"), check("halve"))
    assert seen.unwritten == {"double"}
    assert seen.observations["double"] == {}
    assert asked(sandboxes, "case") == [(1, "h1"), (1, "h2")]


@pytest.mark.parametrize("other", ["unwritten", "missing"])
def test_one_written_function_is_enough_to_be_driven(go, other):
    sandboxes = FakeSandboxes(names={"double": other})
    seen = go(sandboxes, check("double"))
    assert seen.unwritten == set()
    assert len(asked(sandboxes, "case")) == 4


def test_an_answer_whose_cell_stopped_before_its_definition_says_why(go):
    sandboxes = FakeSandboxes(cells={"def": CellResult("", "SyntaxError: no")}, names={"halve": "missing"})
    seen = go(sandboxes, code("before"), answer("halve"), check("halve"))
    assert kinds(seen, "halve") == {"h1": ErrorKind.MISSING, "h2": ErrorKind.MISSING}
    message = seen.observations["halve"]["h1"].error.message
    assert "halve" in message
    assert "SyntaxError: no" in message
    assert seen.unwritten == set()
    assert asked(sandboxes, "case") == []


@pytest.mark.parametrize(
    ("cell", "result", "state"),
    [
        (answer("halve", changed=False), CellResult("", "Error"), "missing"),  # the release's own starter
        (answer("halve"), CellResult("fine"), "missing"),  # ran, and defines something else
        (answer("halve"), CellResult("", "Error"), "unwritten"),  # defined, and nothing in it
        (answer("double"), CellResult("", "Error"), "missing"),  # another exercise's
        (code("def", "halve", Role.SETUP, changed=True), CellResult("", "Error"), "missing"),  # not an answer
        (code("def", "halve", Role.EXERCISE, changed=True, is_run=False), CellResult("", "Error"), "missing"),
    ],
)
def test_without_an_error_of_its_own_an_absent_answer_is_unwritten(go, cell, result, state):
    seen = go(FakeSandboxes(cells={"def": result}, names={"halve": state}), cell, check("halve"))
    assert seen.unwritten == {"halve"}
    assert seen.observations["halve"] == {}


def test_an_answer_that_is_not_python_is_told_with_its_odd_characters(go):
    source = "def halve(x):\n\u00a0\u00a0return “x” / 2"
    sandboxes = FakeSandboxes(cells={source: CellResult("", "SyntaxError: no")}, names={"halve": "missing"})
    seen = go(sandboxes, answer("halve", source=source), check("halve"))
    assert texts(seen) == [
        "The cell 'halve' is not Python: SyntaxError: no; it holds NO-BREAK SPACE (2 times), "
        "LEFT DOUBLE QUOTATION MARK, RIGHT DOUBLE QUOTATION MARK."
    ]


@pytest.mark.parametrize(
    ("cell", "error", "said"),
    [
        (answer("halve"), "SyntaxError: no", ["The cell 'halve' is not Python: SyntaxError: no."]),
        (answer("halve"), "IndentationError: no", ["The cell 'halve' is not Python: IndentationError: no."]),
        (answer("halve"), "ValueError: a SyntaxError", []),  # it ran
        (answer("halve", changed=False), "SyntaxError: no", []),  # the release's own
        (code("def"), "SyntaxError: no", []),  # no answer
    ],
)
def test_only_answers_that_cannot_be_read_are_told(go, cell, error, said):
    seen = go(FakeSandboxes(cells={"def": CellResult("", error)}, names={"halve": "missing"}), cell, check("halve"))
    assert texts(seen) == said


# What is nobody's fault


def test_a_sandbox_that_cannot_be_started_is_no_zero_and_is_closed(go):
    sandboxes = FakeSandboxes(start=GradingError("no bubblewrap"))
    with pytest.raises(GradingError):
        go(sandboxes, code("a"))
    assert [one.state for one in sandboxes.made] == ["closed"]


def test_an_interrupt_closes_the_sandbox(go):
    sandboxes = FakeSandboxes(cells={"a": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        go(sandboxes, code("a"))
    assert [one.state for one in sandboxes.made] == ["closed"]
