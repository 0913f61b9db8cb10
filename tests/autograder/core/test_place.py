"""Where one edit of the learner's own code makes an answer right, the card says where, and not what."""

import linecache
import textwrap

import numpy as np
import pytest

import layerwise
from autograder import exercises
from autograder.core.diagnose import check_functions
from autograder.core.report import State
from autograder.notebook.card import text_card
from autograder.notebook.html_card import html_card


def check(name, source, **names):
    """The report on a cell, as `check` makes it in a notebook."""
    text = textwrap.dedent(source)
    file = f"<cell {hash(text)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space = {"np": np, "__name__": "__main__", **names}
    exec(compile(text, file, "exec"), space)
    exercise = exercises.find(name)
    return check_functions(exercise, tuple(space[function] for function in exercise.functions))


SOFTMAX = """
def softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.prod(axis=dim, keepdims=True)
"""


def test_the_place_is_the_line_and_the_part_that_one_edit_puts_right():
    report = check("softmax", SOFTMAX)
    (place,) = {place.line: place for place in report.diagnosis.places}.values()
    assert (place.function, place.line) == ("softmax", 4)
    assert place.text == "return e / e.prod(axis=dim, keepdims=True)"
    assert place.text[place.start : place.end] == "e.prod(axis=dim, keepdims=True)"
    assert report.diagnosis.whole
    assert not report.diagnosis.misconception


def test_the_repaired_text_is_never_shown():
    report = check("softmax", SOFTMAX)
    for card in (text_card(report, offer_hint=True), html_card(report, offer_hint=True), report.diagnosis.second_hint):
        assert "e.sum" not in card


def test_the_card_quotes_the_line_and_underlines_the_part():
    card = text_card(check("softmax", SOFTMAX)).splitlines()
    number = next(number for number, line in enumerate(card) if "Look at line 4 of softmax" in line)
    quoted, marked = card[number + 1], card[number + 2]
    underlined = "".join(letter for letter, mark in zip(quoted, marked, strict=False) if mark == "~")
    assert underlined == "e.prod(axis=dim, keepdims=True)"
    assert "<u " in html_card(check("softmax", SOFTMAX))


def test_code_on_the_card_is_text():
    """A learner's line may look like HTML."""
    source = SOFTMAX.replace("return e /", "'<img src=x onerror=alert(1)>'; return e /")
    card = html_card(check("softmax", source))
    assert "<img" not in card


def test_a_recorded_mistake_has_its_name_and_no_place():
    report = check(
        "relu",
        "def relu(x):\n    return np.abs(x)\n\ndef relu_backward(grad_output, x):\n    return grad_output * (x > 0)\n",
    )
    assert (report.diagnosis.name, report.diagnosis.places) == ("the absolute value", ())


def test_what_no_edit_mends_is_found_by_its_values():
    wrong = "def tanh(x):\n    return np.sin(x) * 17\n\ndef tanh_backward(grad_output, x):\n    return np.sin(x) * 17\n"
    diagnosis = check("tanh", wrong).diagnosis
    assert diagnosis.name == "two values that are not right"
    assert {place.line for place in diagnosis.places} == {2, 5}


@pytest.mark.parametrize("body", ["return {}", "raise ValueError('no')"])
def test_an_answer_that_no_edit_mends_has_no_place(body):
    report = check("tanh", f"def tanh(x):\n    {body}\n\ndef tanh_backward(grad_output, x):\n    {body}\n")
    assert report.state is State.WRONG
    assert report.diagnosis is None or not report.diagnosis.places


def test_a_class_s_method_is_named():
    source = """
    class Flatten:
        def forward(self, x):
            self.shape = x.shape
            return x.reshape(len(x), -1)

        def backward(self, grad_output):
            return grad_output.reshape(len(grad_output), 1, *self.shape[2:])

        def __call__(self, x):
            return self.forward(x)
    """
    places = check("Flatten", source, shape_trace=layerwise.shape_trace).diagnosis.places
    assert ("backward", 8) in {(place.function, place.line) for place in places}


def test_what_is_never_used_is_noted_where_nothing_else_is_known():
    source = """
    def softmax(x, dim=-1):
        largest = x.max(axis=dim, keepdims=True)
        rows = [hash(str(row)) % 7 for row in x]
        return np.outer(rows, rows)
    """
    report = check("softmax", source)
    assert report.diagnosis is None
    assert report.notes == ("`largest` is computed and never used.",)
    assert check("softmax", SOFTMAX).notes == ()
