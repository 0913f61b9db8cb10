"""Help comes in four steps. A step opens once the code has changed, or after a minute, and says which one it is."""

import json
import re
from dataclasses import replace

import pytest

from autograder.notebook import driven as driven_module
from autograder.notebook import hint as hint_module
from autograder.notebook.progress import events

GOOD = "def softmax(x, dim=-1):\n    e = np.exp(x - x.max(axis=dim, keepdims=True))\n"
GOOD += "    return e / e.sum(axis=dim, keepdims=True)\n"
BAD = "def softmax(x, dim=-1):\n    e = np.exp(x)\n    return e / e.sum(axis=dim, keepdims=True)\n"
AXIS = GOOD.replace("x.max(axis=dim", "x.max(axis=0").replace("e.sum(axis=dim", "e.sum(axis=0")
BLANK = 'def softmax(x, dim=-1):\n    """Text."""\n    # your code here\n'
PAIR = "def relu(x): return np.maximum(x, 0)\n"
ASK = "page = hint(softmax)"


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass when a test says so."""

    class Clock:
        now = 1_000_000.0

        def time(self):
            return self.now

        def __getattr__(self, name):
            return getattr(hint_module.time, name)

    clock = Clock()
    monkeypatch.setattr("autograder.notebook.hint.time", clock)
    monkeypatch.setattr("autograder.notebook.progress.time", clock)
    return clock


def step(names) -> int:
    """The step that a page says it is."""
    (found,) = re.findall(r"^(\d) of 4\. ", repr(names["page"]))
    return int(found)


def test_the_card_is_the_first_step_and_the_first_hint_goes_one_further(kernel):
    names = kernel(BAD + "card = check(softmax)\n" + ASK)
    diagnosis = names["card"].report.diagnosis
    assert names["page"].text == f"2 of 4. {diagnosis.second_hint}"
    assert diagnosis.second_hint not in repr(names["card"])


def test_without_a_card_the_first_hint_says_what_the_card_would(kernel):
    names = kernel(BAD + ASK)
    assert step(names) == 1
    assert "This looks like: no max shift. " in repr(names["page"])


def test_a_step_stays_until_the_code_changes(kernel, clock):
    kernel(BAD + "check(softmax)\n" + ASK)
    clock.now += 20
    names = kernel(ASK)
    assert step(names) == 2
    assert "Step 3 opens once your code has changed, or in 40 seconds." in repr(names["page"])
    assert step(kernel(BAD.replace("    return", "    s = 0\n    return") + ASK)) == 3
    assert step(kernel(ASK)) == 3


def test_a_step_stays_until_a_minute_has_passed(kernel, clock):
    kernel(BAD + "check(softmax)\n" + ASK)
    for passed, expected in ((59, 2), (1, 3), (59, 3), (1, 4), (3600, 4)):
        clock.now += passed
        names = kernel(ASK)
        assert step(names) == expected
    assert "`solution(softmax)`" in repr(names["page"])


def test_a_restarted_kernel_knows_the_step_and_not_the_code(kernel, clock, monkeypatch):
    kernel(BAD + "check(softmax)\n" + ASK)
    monkeypatch.setattr(hint_module, "_shown", {})
    clock.now += 30
    assert step(kernel(BAD.replace("e =", "f = e =") + ASK)) == 2
    clock.now += 30
    assert step(kernel(ASK)) == 3


def test_another_mistake_begins_anew_and_so_does_one_that_comes_back_after_a_pass(kernel):
    kernel(BAD + "check(softmax)\n" + ASK)
    assert step(kernel(AXIS + ASK)) == 1
    assert step(kernel(BAD + ASK)) == 3  # the first one goes on where it was
    kernel(GOOD + "check(softmax)")
    assert step(kernel(BAD + ASK)) == 1


def test_every_step_is_noted_once_with_the_mistake_it_was_about(kernel, clock, place):
    kernel(BAD + "check(softmax)\n" + ASK + "\n" + ASK)
    clock.now += 60
    kernel(ASK)
    noted = [event for event in events() if "hint" in event]
    assert [event["hint"] for event in noted] == [2, 3]
    assert {event["diagnosis"] for event in noted} == {"no max shift"}
    checked = json.loads((place / "home" / "progress.jsonl").read_text().splitlines()[0])
    assert checked["diagnosis"] == "no max shift"


def test_help_goes_on_where_progress_cannot_be_saved(kernel, clock, place):
    (place / "home").write_text("a file where the folder should be")
    assert step(kernel(BAD + "check(softmax)\n" + ASK)) == 2
    assert "not saved" in repr(kernel(ASK.replace("hint", "check"))["page"])
    clock.now += 60
    assert step(kernel(ASK)) == 3


def all_steps(kernel, clock, source, name):
    """The four pages on an answer."""
    kernel(source)
    pages = []
    for number in range(1, 5):
        pages.append(kernel(f"page = hint({name})")["page"])
        assert pages[-1].text.startswith(f"{number} of 4. ")
        clock.now += 60
    return pages


def test_the_third_step_quotes_the_line_and_says_what_to_print(kernel, clock):
    source = PAIR + "def relu_backward(grad_output, x):\n    return grad_output * (grad_output > 0)\n"
    place = all_steps(kernel, clock, source, "relu")[2]
    assert "line 3 of `relu_backward`" in place.text and "`grad_output`" in place.text
    assert place.code.splitlines()[0] == "return grad_output * (grad_output > 0)"
    assert "x > 0" not in repr(place)


def test_the_third_step_falls_back_to_the_line_that_stopped_and_to_the_likest_line(kernel, clock):
    assert "line 2 of `softmax`" in all_steps(kernel, clock, BAD, "softmax")[2].text
    backward = "def tanh_backward(g, x):\n    return g * (1 - np.tanh(x) ** 2)\n"
    stopped = "def tanh(x):\n    return np.tanh(x) + np.ones(2)[5]\n"
    page = all_steps(kernel, clock, stopped + backward, "tanh")[2]
    assert "line 2 of `tanh`" in page.text and "np.tanh(x) + np.ones(2)[5]" in page.code


def test_the_fourth_step_works_a_line_on_numbers_that_are_not_on_the_card(kernel, clock):
    page = all_steps(kernel, clock, BAD, "softmax")[3]
    assert re.match(r"np\.exp\((\[.+\]) - \1\.max\(axis=-1, keepdims=True\)\)\n# gives e = \[", page.code)
    assert "A line of `softmax`" in page.text and "1000" not in page.code
    assert "`solution(softmax)`" in page.after


@pytest.mark.parametrize(
    ("body", "question"),
    [
        ("return x[:, :, :1] * 1.0", "type and shape"),
        ("return np.ones(7)", "Which axis"),
        ("return np.cos(np.asarray(x, dtype=float) ** 3) * np.e", "the entry at"),
        ("return 'a text'", "What would have to be different"),
    ],
)
def test_without_a_diagnosis_each_kind_of_failure_has_a_question_of_its_own(kernel, clock, monkeypatch, body, question):
    told = driven_module.report
    monkeypatch.setattr(driven_module, "report", lambda *given: replace(told(*given), diagnosis=None))
    pages = all_steps(kernel, clock, f"def softmax(x, dim=-1):\n    {body}\n", "softmax")
    assert "`c = case(softmax)`" in pages[0].text and "“values”" in pages[0].text
    assert question in pages[1].text


def test_a_missing_function_is_named_where_nothing_else_is_wrong(kernel):
    """With nothing to start from, help sends nobody to a case without a name."""
    assert "`relu_backward` is not defined yet" in repr(kernel(PAIR + "page = hint(relu)")["page"])
    blank = "def relu_backward(grad_output, x):\n    '''Text.'''\n"
    page = repr(kernel(PAIR + blank + "page = hint(relu)")["page"])
    assert "`relu_backward` is not written yet" in page and "“”" not in page
    assert events() == []


def test_an_unwritten_answer_is_sent_to_its_example_and_a_right_one_to_other_ways(kernel):
    assert "not written yet" in repr(kernel(BLANK + ASK)["page"])
    assert "`other_ways(softmax)`" in repr(kernel(GOOD + ASK)["page"])
