"""What a run does when a sandbox ends: what goes on in the next one, and who is to blame."""

import pytest
from samples.fake_sandbox import FakeSandboxes, dies
from samples.scripted_run import asked, check, code, kinds, texts

from autograder.sandbox.sandbox import CellResult
from autograder.worker.observe import CaseError, ErrorKind, Observation


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
    sandboxes = FakeSandboxes(cases={"h1": dies(message="the process ended")})
    seen = go(sandboxes, code("a"), check("halve"))
    assert seen.observations["halve"]["h1"].error == CaseError(ErrorKind.STOPPED, "the process ended")
    assert seen.observations["halve"]["h2"].values == {"output": 2}
    assert asked(sandboxes, "cell") == [(1, "a"), (2, "a")]
    assert len(seen.notices) == 1
    assert "halve" in texts(seen)[0]
    assert "h1" in texts(seen)[0]
    assert "the process ended" in texts(seen)[0]


def test_a_case_that_crashes_costs_itself_and_nothing_else(go):
    """The sandbox goes on by itself."""
    failed = Observation(error=CaseError(ErrorKind.STOPPED, "the process ended"))
    sandboxes = FakeSandboxes(cases=dict.fromkeys(["d1", "d2", "d3"], failed))
    seen = go(sandboxes, check("double"), check("halve"))
    assert kinds(seen, "double") == {**dict.fromkeys(["d1", "d2", "d3"], ErrorKind.STOPPED), "d4": None}
    assert kinds(seen, "halve") == {"h1": None, "h2": None}
    assert len(sandboxes.made) == 1
    assert len(seen.notices) == 3
    assert all("double" in text and "the process ended" in text for text in texts(seen))


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
