"""`check`, as a learner calls it: from a cell, with the function itself."""

import pytest

import autograder
from autograder.core.report import AspectResult, Failure, Report, State
from autograder.notebook import driven as driven_module
from autograder.notebook.check import replace
from autograder.notebook.page import Page
from autograder.notebook.progress import events

GOOD = """
def softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)
"""
BAD = "def softmax(x, dim=-1):\n    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)\n"
BLANK = 'def softmax(x, dim=-1):\n    """Text."""\n    # your code here\n'
CALLS = ["case", "check", "hint", "other_ways", "solution"]


def test_the_public_names_are_these():
    assert set(autograder.__all__) == {
        "ClaimError",
        "case",
        "check",
        "claim",
        "compare_answer",
        "goal",
        "guess",
        "hint",
        "milestone",
        "other_ways",
        "progress",
        "reset",
        "solution",
        "truth",
        "working",
    }


def test_a_right_answer_gets_a_full_card(run):
    card = run(GOOD + "card = check(softmax)")["card"]
    assert card.report.state is State.RIGHT
    assert card.report.notes == ()
    assert repr(card).startswith("softmax     ✓")
    assert "softmax" in card._repr_html_()
    assert "hint(" not in repr(card) + card._repr_html_()


def test_a_wrong_answer_gets_a_card_that_offers_a_hint(run):
    card = run(BAD + "card = check(softmax)")["card"]
    assert card.report.state is State.PARTLY
    assert "hint(softmax)" in repr(card)
    assert "hint(softmax)" in card._repr_html_()


def test_a_mistake_without_a_second_hint_offers_none(run, monkeypatch):
    told = driven_module.report  # as the record has it, with the second hint taken away
    monkeypatch.setattr(driven_module, "report", lambda *given: without_second_hint(told(*given)))
    assert "hint(softmax)" not in repr(run(BAD + "card = check(softmax)")["card"])


def without_second_hint(report: Report) -> Report:
    return replace(report, diagnosis=replace(report.diagnosis, second_hint=""))


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
    assert wrong == "print" or f"`{call}(relu)`" in repr(page)
    assert events() == []


def test_what_the_grader_lacks_is_noted_on_the_card(run):
    card = run("import layerwise\ndef softmax(x, dim=-1):\n    return layerwise.softmax(x, dim)\ncard = check(softmax)")
    assert "layerwise's `softmax`" in repr(card["card"])


def test_progress_that_could_not_be_saved_is_noted_on_the_card(run, place):
    (place / "home").write_text("a file where the folder should be")
    assert "not saved" in repr(run(GOOD + "card = check(softmax)")["card"])


def test_a_fault_of_the_course_is_no_event_and_has_no_hint(run, monkeypatch):
    aspects = (AspectResult("values", 1, Failure("a batch", "nothing to compare with", ours=True)),)
    monkeypatch.setattr(driven_module, "report", lambda *_: Report("softmax", State.UNJUDGED, aspects))
    names = run(GOOD + "card, page, c = check(softmax), hint(softmax), case(softmax)\nf, whose = working(softmax)")
    for answer in ("card", "page", "c"):
        assert "fault of the course" in repr(names[answer])
    assert names["whose"] == "the library's softmax"
    assert events() == []


PRINTS = """
def softmax(x, dim=-1):
    e = np.exp(x)
    print('sum', e.sum())
    return e / e.sum(axis=dim, keepdims=True)
"""


def test_what_an_answer_prints_is_shown_once_for_the_case_on_the_card(run, capsys):
    """Not once for each case, each recorded mistake and each try of a repair."""
    run(PRINTS + "card = check(softmax)")
    assert capsys.readouterr().out.splitlines() == ["printed in “scores around 1000”:", "sum inf"]


def test_a_right_answer_s_prints_are_those_of_the_first_case(run, capsys):
    run(GOOD.replace("    return", "    print('here')\n    return") + "card = check(softmax)")
    assert capsys.readouterr().out.splitlines() == ["printed in “two rows”:", "here"]


def test_a_long_print_is_cut_and_the_other_commands_print_nothing(run, capsys):
    run(PRINTS.replace("print('sum', e.sum())", "print(*range(40), sep='\\n')") + "\ncard = check(softmax)")
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), lines[-1]) == (14, "… and 28 more lines")
    run("pages = hint(softmax), case(softmax), other_ways(softmax), working(softmax)")
    assert capsys.readouterr().out == ""


def test_one_setting_switches_the_help_off(run, place):
    """The check itself, with the name of the mistake, stays, and so does the case that fails."""
    (place / "layerwise.toml").write_text("help = false\n")
    names = run(
        BAD + "card, c = check(softmax), case(softmax)\nh, s, o = hint(softmax), solution(softmax), other_ways(softmax)"
    )
    for page in ("h", "s", "o"):
        assert "switched off" in repr(names[page]) and names[page].code == ""
    assert "switched off" in repr(autograder.compare_answer("which_activation"))
    assert names["card"].report.diagnosis is not None
    assert names["c"].expected.shape == (2, 3)
    assert "hint(softmax)" not in repr(names["card"])


def test_a_page_is_text_here_and_markdown_there():
    assert repr(Page("a `b`")) == Page("a `b`")._repr_markdown_() == "a `b`"
    page = Page("Read.", "x = 1", "Then go on.")
    assert repr(page) == "Read.\n\nx = 1\n\nThen go on."
    assert page._repr_markdown_() == "Read.\n\n```python\nx = 1\n```\n\nThen go on."
