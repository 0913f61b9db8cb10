"""What a submission may use up, and what becomes of the rest when it has."""

import numpy as np
import pytest
from samples.fake_sandbox import FakeSandboxes, dies
from samples.scripted_run import DOUBLE, asked, check, code, kinds, texts

from autograder.grading.restore import MOST_NOTICES
from autograder.sandbox.sandbox import CellResult
from autograder.worker.observe import CaseError, ErrorKind, Observation

HUNG = Observation(error=CaseError(ErrorKind.TIME, "took longer than it may"))
ALL = [case.name for case in DOUBLE.cases]


def tried(sandboxes, case):
    return [number for number, what in asked(sandboxes, "case") if what == case]


# The time that there is


def test_a_cell_gets_its_limit_but_no_more_than_a_third_of_what_is_left(go):
    sandboxes = FakeSandboxes()
    sandboxes.cells["slow"] = sandboxes.takes(30)
    go(sandboxes, code("a"), code("slow"), code("b"), cell_seconds=15, submission_seconds=60)
    assert sandboxes.limits == [15, 15, 10]
    assert sandboxes.walls == [20, 20, 10]


def test_cells_that_hang_one_after_the_other_leave_the_others_something(go):
    sandboxes = FakeSandboxes()
    sandboxes.cells["bad"] = lambda: sandboxes.takes(sandboxes.walls[-1], dies(ErrorKind.TIME, "took longer"))()
    seen = go(sandboxes, *[code("bad")] * 8, code("good"), check("halve"))
    assert seen.results[8] == CellResult("")
    assert set(kinds(seen, "halve").values()) == {None}


def test_every_case_of_a_submission_has_an_equal_share_at_first(go):
    sandboxes = FakeSandboxes()
    go(sandboxes, check("double"), check("halve"), submission_seconds=12)
    assert sandboxes.limits == [2] * 6
    assert sandboxes.walls == [1] * 4 + [2] * 2  # and an exercise a third of what is left


def test_a_case_gets_no_more_than_its_exercise_allows(go):
    sandboxes = FakeSandboxes()
    go(sandboxes, check("double"), check("halve"), submission_seconds=600)
    assert sandboxes.limits == [3] * 4 + [4] * 2


def test_the_first_start_of_a_sandbox_costs_the_submission_nothing(go):
    """It may be the first of the whole run, which has yet to warm up. What it breaks, it pays for."""
    sandboxes = FakeSandboxes(cells={"bad": dies()}, start=lambda: sandboxes.takes(15)())
    seen = go(sandboxes, code("a"), code("b"), submission_seconds=12)
    assert [sandboxes.limits, seen.results[1]] == [[4, 4], CellResult("")]
    seen = go(sandboxes, code("bad"), code("b"), code("c"), submission_seconds=12)
    assert "12 s" in seen.results[2].error


@pytest.mark.parametrize("uses", ["takes", "works"])
def test_when_the_time_is_used_up_nothing_more_is_run(go, uses):
    """The time on the clock, or the processor's."""
    sandboxes = FakeSandboxes()
    # The processor time of a sandbox that is open is looked at four times a second.
    sandboxes.cells["slow"] = lambda: sandboxes.takes(0.5, getattr(sandboxes, uses)(20)())()
    seen = go(sandboxes, code("slow"), code("b"), check("double"), check("halve"), submission_seconds=20)
    assert asked(sandboxes, "cell") == [(1, "slow")]
    assert asked(sandboxes, "case") == []
    assert "20 s" in seen.results[1].error
    for exercise in ("double", "halve"):
        assert set(kinds(seen, exercise).values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert len(sandboxes.made) == 1


@pytest.mark.parametrize(("load", "left"), [(0.0, 40), (2.0, 40), (4.0, 50), (8.0, 55), (80.0, 55)])
def test_the_clock_counts_less_where_the_machine_has_too_much_to_do(go, load, left):
    """Two processors with four things to do take twice as long over each; a quarter counts at the least."""
    sandboxes = FakeSandboxes()
    sandboxes.cells["slow"] = sandboxes.takes(20)
    go(sandboxes, code("slow"), code("b"), load=load, cell_seconds=100, submission_seconds=60)
    assert sandboxes.walls == [20, pytest.approx(left / 3)]


def test_the_processor_time_of_earlier_sandboxes_counts(go):
    sandboxes = FakeSandboxes()
    sandboxes.cells["bad"] = sandboxes.works(11, dies())
    seen = go(sandboxes, code("bad"), code("bad"), code("b"), submission_seconds=20)
    assert asked(sandboxes, "cell") == [(1, "bad"), (2, "bad")]
    assert "20 s" in seen.results[2].error


def test_time_that_is_used_up_among_the_cases_ends_them(go):
    """What was seen before counts."""
    sandboxes = FakeSandboxes(cases={"d2": lambda: sandboxes.takes(30)()})
    seen = go(sandboxes, check("double"), check("halve"), submission_seconds=20)
    assert kinds(seen, "double") == {"d1": None, "d2": None, "d3": ErrorKind.NOT_RUN, "d4": ErrorKind.NOT_RUN}
    assert set(kinds(seen, "halve").values()) == {ErrorKind.NOT_RUN}
    assert [one.state for one in sandboxes.made] == ["closed"]


def test_when_a_cell_that_dies_has_used_it_up_no_sandbox_is_started_for_the_rest(go):
    """And what could not be looked at is not called unwritten."""
    sandboxes = FakeSandboxes()
    sandboxes.cells["bad"] = sandboxes.takes(25, dies(ErrorKind.TIME, "took longer"))
    seen = go(sandboxes, code("a"), code("bad"), code("c"), check("halve"), submission_seconds=20)
    assert len(sandboxes.made) == 1
    assert set(kinds(seen, "halve").values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()


def test_when_a_replay_uses_it_up_the_rest_is_not_run(go):
    """A state with half of its cells is not one to judge."""
    sandboxes = FakeSandboxes(cells={"bad": dies()}, names={"halve": "missing"})
    sandboxes.cells["slow"] = sandboxes.takes(9)
    seen = go(sandboxes, code("slow"), code("b"), code("bad"), check("halve"), submission_seconds=18)
    assert asked(sandboxes, "cell") == [(1, "slow"), (1, "b"), (1, "bad"), (2, "slow")]
    assert set(kinds(seen, "halve").values()) == {ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert len(sandboxes.made) == 2
    assert len(seen.notices) == 1


# What fails by time alone


def test_a_case_that_ran_out_of_time_is_tried_once_more_alone_with_all_its_time(go):
    """In the state in which its exercise was checked, when everything else has been seen."""
    sandboxes = FakeSandboxes(cases={"d2": [HUNG, Observation({"output": 1.0})]})
    seen = go(sandboxes, code("a"), check("double"), code("b"), check("halve"), submission_seconds=12)
    assert kinds(seen, "double") == dict.fromkeys(ALL)
    assert asked(sandboxes, "case")[-1] == (2, "d2")
    assert [what for number, what in asked(sandboxes, "cell") if number == 2] == ["a"]
    assert sandboxes.limits[-1] == 3
    assert seen.notices == []
    assert [one.state for one in sandboxes.made] == ["closed", "closed"]


def test_cases_after_one_that_hangs_are_tried_and_what_hangs_again_is_told(go):
    sandboxes = FakeSandboxes(cases={"d1": HUNG})
    seen = go(sandboxes, check("double"), check("halve"))
    assert kinds(seen, "double") == {"d1": ErrorKind.TIME, "d2": None, "d3": None, "d4": None}
    assert tried(sandboxes, "d1") == [1, 2]
    assert len(seen.notices) == 1
    assert "d1" in texts(seen)[0]
    assert "took longer than it may" in texts(seen)[0]


def test_an_exercise_that_hangs_every_time_is_not_tried_without_end(go):
    """Each case was tried with its share; of those with more time, some are enough."""
    sandboxes = FakeSandboxes(cases=dict.fromkeys(ALL, HUNG))
    seen = go(sandboxes, check("double"), check("halve"), retries=2)
    assert [len(tried(sandboxes, case)) for case in ALL] == [2, 2, 1, 1]
    assert set(kinds(seen, "double").values()) == {ErrorKind.TIME}
    assert set(kinds(seen, "halve").values()) == {None}
    assert len(seen.notices) == 4


def test_a_case_that_ends_its_sandbox_when_tried_once_more_stays_as_it_was(go):
    sandboxes = FakeSandboxes(cases={"d1": [HUNG, dies()], "d2": [HUNG, Observation({"output": 1.0})]})
    assert kinds(go(sandboxes, check("double")), "double") == {**dict.fromkeys(ALL), "d1": ErrorKind.TIME}


def test_without_time_nothing_is_tried_once_more(go):
    sandboxes = FakeSandboxes(cases={"d1": HUNG})
    sandboxes.cells["slow"] = sandboxes.takes(60)
    seen = go(sandboxes, check("double"), code("slow"))
    assert len(sandboxes.made) == 1
    assert kinds(seen, "double")["d1"] is ErrorKind.TIME


# Who breaks sandboxes


@pytest.mark.parametrize("place", ["cell", "case", "names"])
def test_a_forged_message_ends_the_run_with_what_was_seen_before(go, place):
    forged = dies(ErrorKind.PROTOCOL, "a forged reply")
    sandboxes = FakeSandboxes(
        cells={"bad": forged} if place == "cell" else {},
        cases={"h2": forged} if place == "case" else {},
        names={"halve": forged} if place == "names" else {},
    )
    seen = go(sandboxes, check("double"), code("bad"), check("halve"), code("more"))
    assert set(kinds(seen, "double").values()) == {None}
    assert kinds(seen, "halve")["h2"] in (ErrorKind.NOT_RUN, ErrorKind.PROTOCOL)
    assert "a forged reply" in seen.results[3].error
    assert len(sandboxes.made) == 1
    assert len(seen.notices) == 1
    assert "Nothing was run after it" in texts(seen)[0]


@pytest.mark.parametrize(
    "large",
    [
        Observation({"a": np.zeros(1000)}),
        Observation(inputs_after={"x": np.zeros(1000)}),
        Observation({"a": "x" * 8000}),
        Observation({str(number): np.zeros(0) for number in range(40)}),
        Observation(errors={str(number): CaseError(ErrorKind.VALUE, "") for number in range(8)}),
    ],
    ids=["numbers", "inputs", "a text", "names", "errors"],
)
def test_results_that_are_too_large_together_end_the_run_with_what_was_seen_before(go, large):
    """All of them are kept until they are judged. What fits by itself may be one too many."""
    sandboxes = FakeSandboxes(cases={"h1": large, "h2": large})
    seen = go(sandboxes, check("double"), check("halve"), code("more"), results=14_000)
    assert set(kinds(seen, "double").values()) == {None}
    assert sorted(map(str, kinds(seen, "halve").values())) == ["None", "protocol"]
    assert "larger than" in seen.results[2].error
    assert "Nothing was run after it" in texts(seen)[0]


def test_so_many_sandboxes_may_be_broken_and_no_more(go):
    sandboxes = FakeSandboxes(cells={"bad": dies()})
    seen = go(sandboxes, *[code("bad")] * 5, check("halve"), kills=3)
    assert asked(sandboxes, "cell") == [(1, "bad"), (2, "bad"), (3, "bad")]
    assert kinds(seen, "halve") == {"h1": ErrorKind.NOT_RUN, "h2": ErrorKind.NOT_RUN}
    assert seen.unwritten == set()
    assert all("3 sandboxes" in seen.results[position].error for position in (3, 4))
    assert len(seen.notices) == 3  # of what was not run, nobody need be told cell by cell


def test_cells_that_take_too_long_break_nothing(go):
    """They have paid with their time."""
    sandboxes = FakeSandboxes(cells={"bad": dies(ErrorKind.TIME)})
    seen = go(sandboxes, *[code("bad")] * 5, check("halve"), kills=2)
    assert set(kinds(seen, "halve").values()) == {None}


def test_no_sandbox_is_started_that_is_not_needed(go):
    sandboxes = FakeSandboxes(cells={"bad": dies()})
    go(sandboxes, code("a"), code("bad"))
    assert len(sandboxes.made) == 1


def test_notices_are_told_once_and_not_without_end(go):
    cells = {f"bad{n}": dies(message=str(n)) for n in range(MOST_NOTICES + 5)}
    cells["bad1"] = dies(message="0")
    seen = go(FakeSandboxes(cells=cells), *[code(source, "same") for source in cells], kills=100)
    assert len(set(seen.notices)) == len(seen.notices) == MOST_NOTICES
    assert all(notice.needs_review for notice in seen.notices)
