"""How a submission is run, in sandboxes whose replies are scripted."""

import numpy as np
import pytest
from samples.fake_sandbox import FakeSandboxes, dies

from autograder.core.cell_roles import CHECK_PREFIX, Role
from autograder.core.errors import GradingError
from autograder.core.record import Aspect, Case, Chapter, Exercise
from autograder.grading import run as module
from autograder.grading.restore import MOST_NOTICES, Cell, Restored
from autograder.grading.run import run
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import CellResult
from autograder.worker.observe import CaseError, ErrorKind, Observation

SEED = 11


def double(x):
    return 2 * x


def double_backward(grad_output, x):
    return 2 * grad_output


def halve(x):
    return x / 2


def cases(*names):
    return tuple(Case(name, lambda rng, name=name: {"case": name, "x": rng.normal()}) for name in names)


DOUBLE = Exercise((double, double_backward), (Aspect("values", 1, cases("d1", "d2", "d3", "d4")),), (), time_limit=3)
HALVE = Exercise(halve, (Aspect("values", 1, cases("h1", "h2")),), (), time_limit=4)
CHAPTER = Chapter("ch99_run", (DOUBLE, HALVE))


def code(source, name="", role=Role.ADDED, changed=False, is_run=True):
    return Cell(role, source, "code", name, run=is_run, changed=changed)


def check(name):
    return Cell(Role.CHECK, f"check({name})", "code", CHECK_PREFIX + name)


def answer(name, changed=True, source="def"):
    return code(source, name, Role.EXERCISE, changed)


@pytest.fixture
def go(monkeypatch):
    """Run these cells in these sandboxes, with limits of these values."""

    def go(sandboxes, *cells, **limits):
        monkeypatch.setattr(module, "monotonic", sandboxes.clock)
        return run(Restored(cells, ()), CHAPTER, SEED, sandboxes, Limits(**limits))

    return go


def asked(sandboxes, kind):
    """Which sandbox was asked what of this kind."""
    return [(number, what) for number, asked_kind, what in sandboxes.asked if asked_kind == kind]


def texts(seen):
    return [notice.text for notice in seen.notices]


def kinds(seen, exercise):
    """By case, what kind of error there was, None for none."""
    return {name: one.error and one.error.kind for name, one in seen.observations[exercise].items()}


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


def test_a_cell_has_the_limit_of_cells_and_a_case_that_of_its_exercise(go):
    sandboxes = FakeSandboxes()
    go(sandboxes, code("a"), check("double"), check("halve"), cell_seconds=7)
    assert sandboxes.limits == [7, 3, 3, 3, 3, 4, 4]


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


# Sandboxes that end


def test_a_cell_that_ends_its_sandbox_is_left_out_of_the_next_one(go):
    sandboxes = FakeSandboxes(cells={"bad": dies(message="took too long")})
    seen = go(sandboxes, code("a"), code("bad", "relu"), code("b"), code("c"))
    assert asked(sandboxes, "cell") == [(1, "a"), (1, "bad"), (2, "a"), (2, "b"), (2, "c")]
    assert seen.results[1].output == ""
    assert "took too long" in seen.results[1].error
    assert seen.results[3] == CellResult("")
    assert len(seen.notices) == 1
    assert "'relu'" in texts(seen)[0]
    assert "took too long" in texts(seen)[0]
    assert [one.state for one in sandboxes.made] == ["closed", "closed"]


def test_an_added_cell_is_called_by_its_number(go):
    seen = go(FakeSandboxes(cells={"bad": dies()}), code("a"), code("bad"))
    assert "number 2 (added)" in texts(seen)[0]


def test_a_case_that_ends_its_sandbox_is_seen_as_that_and_the_next_one_is_tried(go):
    sandboxes = FakeSandboxes(cases={"h1": dies(ErrorKind.PROTOCOL, "a forged reply")})
    seen = go(sandboxes, code("a"), check("halve"))
    assert seen.observations["halve"]["h1"].error == CaseError(ErrorKind.PROTOCOL, "a forged reply")
    assert seen.observations["halve"]["h2"].values == {"output": 2}
    assert asked(sandboxes, "cell") == [(1, "a"), (2, "a")]
    assert len(seen.notices) == 1
    assert "halve" in texts(seen)[0]
    assert "h1" in texts(seen)[0]
    assert "a forged reply" in texts(seen)[0]


def test_sandboxes_that_end_count_as_failures_too(go):
    sandboxes = FakeSandboxes(cases={"d1": dies(), "d2": dies()})
    seen = go(sandboxes, check("double"))
    assert list(kinds(seen, "double").values()) == [ErrorKind.STOPPED] * 2 + [ErrorKind.NOT_RUN] * 2
    assert asked(sandboxes, "case") == [(1, "d1"), (2, "d2")]


def test_the_number_of_failures_is_a_limit_of_its_own(go):
    sandboxes = FakeSandboxes(cases={name: dies() for name in ("d1", "d2", "d3", "d4")})
    seen = go(sandboxes, check("double"), failures=3)
    assert list(kinds(seen, "double").values()) == [ErrorKind.STOPPED] * 3 + [ErrorKind.NOT_RUN]
    assert "3 cases before it" in seen.observations["double"]["d4"].error.message


@pytest.mark.parametrize("kind", [ErrorKind.EXCEPTION, ErrorKind.VALUE, ErrorKind.UNWRITTEN])
def test_an_exception_is_no_failure(go, kind):
    """It costs nothing: every case is tried."""
    wrong = Observation(error=CaseError(kind, "no"))
    seen = go(FakeSandboxes(cases={f"d{n}": wrong for n in range(1, 5)}), check("double"))
    assert list(kinds(seen, "double").values()) == [kind] * 4
    assert seen.notices == []


# Replays, and who is to blame


def test_a_cell_that_ends_the_sandbox_when_run_once_more_is_left_out(go):
    sandboxes = FakeSandboxes(cells={"moody": [CellResult("well"), dies()], "bad": dies()})
    seen = go(sandboxes, code("a"), code("moody"), code("b"), code("bad"), code("c"))
    expected = [(1, "a"), (1, "moody"), (1, "b"), (1, "bad"), (2, "a"), (2, "moody"), (3, "a"), (3, "c")]
    assert asked(sandboxes, "cell")[:6] == expected[:6]
    assert "number 2 (added), run once more" in texts(seen)[1]
    assert seen.results[1] == CellResult("well")
    assert seen.results[4] == CellResult("")


def test_a_replayed_cell_that_fails_again_takes_the_cell_before_it_along(go):
    """Nothing has gone well since the sandbox before: the last cell of the state is what does harm."""
    sandboxes = FakeSandboxes(cells={"moody": [CellResult(""), dies()], "bad": dies()})
    seen = go(sandboxes, code("a"), code("b"), code("moody"), code("bad"), code("c"))
    assert asked(sandboxes, "cell")[-2:] == [(3, "a"), (3, "c")]
    assert ["left out" in text for text in texts(seen)] == [False, False, True]
    assert "number 2 (added)" in texts(seen)[2]


def test_when_nothing_goes_on_after_a_cell_it_is_left_out(go):
    """A cell that sets a trap goes well itself; what comes after it dies."""
    sandboxes = FakeSandboxes(cells={"b": dies(), "c": dies()})
    seen = go(sandboxes, code("a"), code("trap", "why"), code("b"), code("c"), code("d"))
    cells = asked(sandboxes, "cell")
    assert cells == [(1, "a"), (1, "trap"), (1, "b"), (2, "a"), (2, "trap"), (2, "c"), (3, "a"), (3, "d")]
    assert len(seen.notices) == 3
    assert "'why'" in texts(seen)[2]


def test_what_went_well_between_two_failures_clears_the_last_cell(go):
    sandboxes = FakeSandboxes(cells={"b": dies(), "c": dies()})
    seen = go(sandboxes, code("a"), code("b"), code("fine"), code("c"), code("d"))
    assert asked(sandboxes, "cell")[-3:] == [(3, "a"), (3, "fine"), (3, "d")]
    assert len(seen.notices) == 2


def test_a_case_that_was_observed_clears_the_last_cell(go):
    sandboxes = FakeSandboxes(cases={"d1": dies(), "d3": dies()})
    go(sandboxes, code("a"), check("double"), code("b"))
    assert asked(sandboxes, "cell")[-2:] == [(3, "a"), (3, "b")]


def test_names_that_could_be_looked_up_clear_the_last_cell(go):
    """Then it is the case that does harm, and the exercise before it is not what is left out."""
    sandboxes = FakeSandboxes(cells={"bad": dies()}, cases={"h1": dies()})
    go(sandboxes, code("a"), code("bad"), check("halve"), code("b"))
    assert asked(sandboxes, "cell")[-2:] == [(3, "a"), (3, "b")]


def test_two_cases_that_end_their_sandboxes_one_after_the_other_blame_the_last_cell(go):
    sandboxes = FakeSandboxes(cases={"h1": dies(), "h2": dies()})
    seen = go(sandboxes, code("a"), code("trap"), check("halve"), code("b"))
    assert asked(sandboxes, "cell")[-2:] == [(3, "a"), (3, "b")]
    assert "left out" in texts(seen)[-1]


def test_names_that_cannot_be_looked_up_are_the_last_cells_fault(go):
    """Looking runs nothing of the exercise's."""
    sandboxes = FakeSandboxes(names={"halve": [dies(message="gone"), "written"]})
    seen = go(sandboxes, code("a"), code("trap"), check("halve"), check("double"))
    assert kinds(seen, "halve") == {"h1": ErrorKind.STOPPED, "h2": ErrorKind.STOPPED}
    assert seen.observations["halve"]["h1"].error.message == "gone"
    assert asked(sandboxes, "cell") == [(1, "a"), (1, "trap"), (2, "a")]
    assert "halve" in texts(seen)[0]
    assert "number 2 (added)" in texts(seen)[1]
    assert kinds(seen, "double") == dict.fromkeys(["d1", "d2", "d3", "d4"])


def test_with_no_cell_to_blame_none_is(go):
    sandboxes = FakeSandboxes(cells={"a": dies(message="x"), "b": dies(message="y")})
    seen = go(sandboxes, code("a"), code("b"), code("c"))
    assert len(seen.notices) == 2
    assert asked(sandboxes, "cell") == [(1, "a"), (2, "b"), (3, "c")]


# Limits


def test_a_submission_wears_out_so_many_sandboxes_and_no_more(go):
    sandboxes = FakeSandboxes(cells={"bad": dies()})
    seen = go(sandboxes, *[code("bad")] * 5, check("halve"), restarts=2)
    assert len(sandboxes.made) == 3
    assert asked(sandboxes, "cell") == [(1, "bad"), (2, "bad"), (3, "bad")]
    assert kinds(seen, "halve") == {"h1": ErrorKind.NOT_RUN, "h2": ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert all("2 sandboxes" in seen.results[position].error for position in (3, 4))
    assert len(seen.notices) == 3  # of what was not run, nobody need be told cell by cell


def test_no_sandbox_is_started_that_is_not_needed(go):
    sandboxes = FakeSandboxes(cells={"bad": dies()})
    go(sandboxes, code("a"), code("bad"), restarts=0)
    assert len(sandboxes.made) == 1


def test_what_is_left_of_the_submissions_time_limits_a_cell_and_a_case(go):
    sandboxes = FakeSandboxes()
    sandboxes.cells |= {"slow": sandboxes.takes(8), "slower": sandboxes.takes(9.5)}
    go(sandboxes, code("slow"), code("slower"), check("halve"), cell_seconds=10, submission_seconds=20)
    assert sandboxes.limits == [10, 10, 2.5, 2.5]


def test_a_cell_that_is_run_once_more_has_no_other_limit(go):
    sandboxes = FakeSandboxes(cells={"bad": dies()})
    go(sandboxes, code("a"), code("bad"), code("c"), cell_seconds=7)
    assert asked(sandboxes, "cell") == [(1, "a"), (1, "bad"), (2, "a"), (2, "c")]
    assert sandboxes.limits == [7] * 4


def test_when_the_time_is_used_up_nothing_more_is_run(go):
    sandboxes = FakeSandboxes()
    sandboxes.cells["slow"] = sandboxes.takes(20)
    seen = go(sandboxes, code("slow"), code("b"), check("double"), check("halve"), submission_seconds=20)
    assert asked(sandboxes, "cell") == [(1, "slow")]
    assert asked(sandboxes, "case") == []
    assert "20 s" in seen.results[1].error
    for exercise in ("double", "halve"):
        assert set(kinds(seen, exercise).values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert len(sandboxes.made) == 1


def test_when_the_time_is_used_up_by_a_cell_that_dies_no_sandbox_is_started_for_the_rest(go):
    """And what could not be looked at is not called unwritten."""
    sandboxes = FakeSandboxes()
    sandboxes.cells["bad"] = sandboxes.takes(25, dies(ErrorKind.TIME, "took longer"))
    seen = go(sandboxes, code("a"), code("bad"), code("c"), check("halve"), submission_seconds=20)
    assert len(sandboxes.made) == 1
    assert set(kinds(seen, "halve").values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()


def test_when_the_time_is_used_up_by_a_replay_the_rest_is_not_run(go):
    """A state with half of its cells is not one to judge."""
    sandboxes = FakeSandboxes(cells={"bad": dies()}, names={"halve": "missing"})
    sandboxes.cells["slow"] = sandboxes.takes(9)
    seen = go(sandboxes, code("slow"), code("b"), code("bad"), check("halve"), submission_seconds=18)
    assert asked(sandboxes, "cell") == [(1, "slow"), (1, "b"), (1, "bad"), (2, "slow")]
    assert set(kinds(seen, "halve").values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert len(sandboxes.made) == 2
    assert len(seen.notices) == 1


def test_notices_are_told_once_and_not_without_end(go):
    cells = {f"bad{n}": dies(message=str(n)) for n in range(MOST_NOTICES + 5)}
    cells["bad1"] = dies(message="0")
    seen = go(FakeSandboxes(cells=cells), *[code(source, "same") for source in cells], restarts=100)
    assert len(set(seen.notices)) == len(seen.notices) == MOST_NOTICES
    assert all(notice.needs_review for notice in seen.notices)


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
