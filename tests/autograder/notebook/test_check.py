"""What a learner calls, as a learner calls it: from a cell, with the function itself."""

import inspect

import pytest

import autograder
import layerwise
from autograder.core.report import AspectResult, Failure, Report, State
from autograder.notebook import check as check_module
from autograder.notebook.check import Page
from autograder.notebook.progress import events

GOOD = """
def softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)
"""
BAD = "def softmax(x, dim=-1):\n    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)\n"
BLANK = 'def softmax(x, dim=-1):\n    """Text."""\n    # your code here\n'
CALLS = ["check", "hint", "solution"]


def test_the_public_names_are_these():
    assert set(autograder.__all__) == {
        "ClaimError",
        "check",
        "claim",
        "goal",
        "hint",
        "progress",
        "solution",
        "working",
    }


def test_a_right_answer_gets_a_full_card(run):
    card = run(GOOD + "card = check(softmax)")["card"]
    assert card.report.state is State.RIGHT
    assert card.report.notes == ()
    assert repr(card).startswith("softmax     ●")
    assert "softmax" in card._repr_html_()
    assert "hint(" not in repr(card) + card._repr_html_()


def test_a_wrong_answer_gets_a_card_that_offers_a_hint(run):
    card = run(BAD + "card = check(softmax)")["card"]
    assert card.report.state is State.PARTLY
    assert "hint(softmax)" in repr(card)
    assert "hint(softmax)" in card._repr_html_()


def test_a_mistake_without_a_second_hint_offers_none(run, monkeypatch):
    diagnosis = check_module.check_functions  # as the record has it, with the second hint taken away
    monkeypatch.setattr(check_module, "check_functions", lambda *given: without_second_hint(diagnosis(*given)))
    assert "hint(softmax)" not in repr(run(BAD + "card = check(softmax)")["card"])


def without_second_hint(report: Report) -> Report:
    diagnosis = check_module.replace(report.diagnosis, second_hint="")
    return check_module.replace(report, diagnosis=diagnosis)


def test_an_unwritten_answer_says_so_without_a_traceback(run):
    assert "not written yet" in repr(run(BLANK + "card = check(softmax)")["card"])


@pytest.mark.parametrize("name", ["softmax = lambda x, dim=-1: 0 * x", "def mine(x, dim=-1): return x\nsoftmax = mine"])
def test_a_lambda_and_an_alias_are_known_by_the_name_they_were_given(run, name):
    card = run(name + "\ncard = check(softmax)")["card"]
    assert (card.report.exercise, card.report.state) == ("softmax", State.WRONG)


def test_a_function_is_known_by_its_own_name_under_an_alias(run):
    assert run(GOOD + "mine = softmax\ndel softmax\ncard = check(mine)")["card"].report.state is State.RIGHT


def test_both_functions_of_a_pair_are_one_exercise(run):
    pair = "def relu(x): return np.maximum(x, 0)\ndef relu_backward(grad_output, x): return grad_output * (x > 0)\n"
    names = run(pair + "one, other = check(relu), check(relu_backward)")
    assert names["one"].report == names["other"].report
    assert names["one"].report.state is State.RIGHT


@pytest.mark.parametrize("other", ["", "relu_backward = np.zeros(2)", "relu_backward = None"])
def test_a_function_of_the_pair_that_is_missing_costs_its_own_points_only(run, other):
    """Also when its name stands for something else."""
    card = run(f"def relu(x):\n    return np.maximum(x, 0)\n{other}\ncard = check(relu)")["card"]
    assert card.report.state is State.PARTLY
    assert ("`relu_backward` is not defined yet" in repr(card)) == (other == "")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("wrong", "named"), [("3", "int"), ("np.zeros(2)", "ndarray"), ("'softmax'", "str"), ("print", "`print`")]
)
def test_what_is_no_exercise_gets_a_sentence_and_no_traceback(run, call, wrong, named):
    page = run(f"page = {call}({wrong})")["page"]
    assert isinstance(page, Page)
    assert named in repr(page)
    assert events() == []


def test_what_the_grader_lacks_is_noted_on_the_card(run):
    card = run("import layerwise\ndef softmax(x, dim=-1):\n    return layerwise.softmax(x, dim)\ncard = check(softmax)")
    assert "layerwise's `softmax`" in repr(card["card"])


def test_progress_that_could_not_be_saved_is_noted_on_the_card(run, place):
    (place / "home").write_text("a file where the folder should be")
    assert "not saved" in repr(run(GOOD + "card = check(softmax)")["card"])


def test_hint_goes_one_step_further_than_the_card(run):
    names = run(BAD + "card = check(softmax)\npage = hint(softmax)")
    assert repr(names["page"]) == names["card"].report.diagnosis.second_hint
    assert names["page"].text not in repr(names["card"])


def test_hint_starts_an_answer_that_is_not_written(run):
    assert "not written yet" in repr(run(BLANK + "page = hint(softmax)")["page"])


def test_hint_has_nothing_to_say_to_a_right_answer(run):
    assert "passes everything" in repr(run(GOOD + "page = hint(softmax)")["page"])


def test_hint_names_the_first_failing_aspect_and_case_where_no_mistake_is_recognized(run, monkeypatch):
    aspects = (
        AspectResult("shapes", 1),
        AspectResult("values", 1, Failure("a batch", "differs")),
        AspectResult("extremes", 1, Failure("large numbers", "differs")),
    )
    monkeypatch.setattr(check_module, "check_functions", lambda *_: Report("softmax", State.PARTLY, aspects))
    page = repr(run(GOOD + "page = hint(softmax)")["page"])
    assert "“values”" in page and "“a batch”" in page
    assert "shapes" not in page and "large numbers" not in page


def test_a_fault_of_the_course_is_no_event_and_has_no_hint(run, monkeypatch):
    aspects = (AspectResult("values", 1, Failure("a batch", "nothing to compare with", ours=True)),)
    monkeypatch.setattr(check_module, "check_functions", lambda *_: Report("softmax", State.UNJUDGED, aspects))
    names = run(GOOD + "card, page, (f, whose) = check(softmax), hint(softmax), working(softmax)")
    assert "fault of the course" in repr(names["card"])
    assert "fault of the course" in repr(names["page"])
    assert names["whose"] == "the library's softmax"
    assert events() == []


def test_solution_waits_for_a_try(run):
    names = run(BAD + "before = solution(softmax)\ncheck(softmax)\nafter = solution(softmax)")
    assert (names["before"].code, "check(softmax)" in repr(names["before"])) == ("", True)
    assert names["after"].code == inspect.getsource(layerwise.softmax).rstrip()


def test_a_try_at_another_exercise_is_none_at_this_one(run):
    names = run(BAD + "check(softmax)\ndef sigmoid(x): return x\npage = solution(sigmoid)")
    assert names["page"].code == ""


def test_an_unwritten_check_is_no_honest_try(run):
    assert run(BLANK + "check(softmax)\npage = solution(softmax)")["page"].code == ""


def test_a_solution_shows_all_functions_of_the_exercise(run):
    code = run("def relu(x): return x\ncheck(relu)\npage = solution(relu)")["page"].code
    assert code.index("def relu(") < code.index("def relu_backward(")


def test_one_setting_switches_hint_and_solution_off(run, place):
    """The check itself, with the name of the mistake, stays."""
    (place / "layerwise.toml").write_text("help = false\n")
    names = run(BAD + "card = check(softmax)\nh = hint(softmax)\ns = solution(softmax)")
    assert "switched off" in repr(names["h"])
    assert "switched off" in repr(names["s"])
    assert names["s"].code == ""
    assert names["card"].report.diagnosis is not None
    assert "hint(softmax)" not in repr(names["card"])


def test_a_page_is_text_here_and_markdown_there():
    assert repr(Page("a `b`")) == Page("a `b`")._repr_markdown_() == "a `b`"
    page = Page("Read.", "x = 1")
    assert repr(page) == "Read.\n\nx = 1"
    assert page._repr_markdown_() == "Read.\n\n```python\nx = 1\n```"
