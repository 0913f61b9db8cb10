"""Predictions: entered before the truth, kept once it was seen, said in words; and what is asked wrongly is refused."""

import json

import ipywidgets
import pytest

from autograder import guess, truth
from autograder.notebook.predictions.controls import controls, parse
from autograder.notebook.predictions.guesses import entered, guesses, record_guess
from autograder.notebook.predictions.question import Curve, question, spoken
from autograder.notebook.progress import events
from explore.widgets.controls import Slider

SPREAD = question("ch05_spread", "By what factor?", number="×")
WHO = question("ch05_who", "Who wins?", choices=["plain", "normalized"])
RANKING = question("ch03_ranking", "From best to worst?", order=["SGD", "Adam", "RMSprop"])
CURVE = question("ch03_curve", "Draw the loss.", curve=[0, 5, 10], high=2.0)


@pytest.fixture
def said(capsys):
    """What `truth` says after a question was asked; outside of a notebook `display` prints."""

    def ask_and_tell(asked, value, given=None, **more):
        kinds = {"Number": "number", "Choice": "choices", "Order": "order", "Curve": "curve"}
        kind = kinds[type(asked).__name__]
        options = {"number": "×", "choices": list(WHO.options), "order": list(RANKING.items), "curve": [0, 5, 10]}
        guess(asked.name, asked.text, **{kind: options[kind]}, **({"high": 2.0} if kind == "curve" else {}))
        if given is not None:
            record_guess(asked, given)
        capsys.readouterr()
        truth(asked.name, value, **more)
        return capsys.readouterr().out.strip()

    return ask_and_tell


@pytest.mark.parametrize(
    ("asked", "given", "value", "expected"),
    [
        (SPREAD, 30.0, 12_487.3, "You guessed 30 ×; it is 12 500 ×: your guess is 416 times too small."),
        (SPREAD, 400.0, 100.0, "You guessed 400 ×; it is 100 ×: your guess is 4 times too large."),
        (SPREAD, 30.0, 33.0, "You guessed 30 ×; it is 33 ×. That is near."),
        (SPREAD, -1.0, 2.0, "You guessed -1 ×; it is 2 ×."),
        (WHO, "plain", "plain", "You guessed “plain”, and so it is."),
        (WHO, "plain", "normalized", "You guessed “plain”, and it is “normalized”."),
        (
            RANKING,
            ["Adam", "SGD", "RMSprop"],
            ["SGD", "Adam", "RMSprop"],
            "You guessed Adam, then SGD, then RMSprop; it is SGD, then Adam, then RMSprop. "
            "Of 3 pairs, 2 stand the right way round.",
        ),
        (
            CURVE,
            [2.0, 1.0, 0.0],
            [2.0, 0.25, 0.0],
            "Your curve and the true one are 0.25 apart on average, and furthest at 5: you drew 1, it is 0.25.",
        ),
    ],
)
def test_guess_and_truth_are_said_in_one_sentence(said, asked, given, value, expected):
    assert said(asked, value, given) == f"{asked.text} {expected}"


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [(SPREAD, 0.0000123, "1.23e-05 ×"), (WHO, "plain", "plain"), (CURVE, [1, 0, 0], "1 at 0, 0 at 5, 0 at 10")],
)
def test_without_a_guess_only_the_truth_is_said_and_nothing_noted(said, asked, value, expected):
    assert said(asked, value) == f"{asked.text} {expected}"
    assert events() == []


def test_how_near_is_near_can_be_said(said):
    assert said(SPREAD, 0.9, 0.7, within=0.1).endswith("it is 0.9 ×.")
    assert guesses(events())["ch05_spread"].near is False


def test_the_last_guess_before_the_truth_stays(said):
    """Until the truth is seen a guess can be changed; afterwards a new one changes nothing."""
    record_guess(SPREAD, 3.0)
    assert record_guess(SPREAD, 30.0) == "Kept: 30 ×. Until you have seen the truth you can change it."
    assert entered("ch05_spread").value == 30.0 and not entered("ch05_spread").seen
    said(SPREAD, 12_500.0)
    assert record_guess(SPREAD, 12_500.0) == "You have seen the truth; your guess stays 30 ×."
    kept = entered("ch05_spread")
    assert (kept.value, kept.seen, kept.near) == (30.0, True, False)
    assert "You guessed 30 ×" in said(SPREAD, 12_500.0)
    assert [event["truth"] for event in events() if "truth" in event] == ["ch05_spread"]


@pytest.mark.usefixtures("said")
def test_a_guess_of_an_earlier_session_is_found(capsys):
    """The kernel was restarted, and the cell with the question has not run again."""
    record_guess(RANKING, ["Adam", "SGD", "RMSprop"])
    truth("ch03_ranking", ["Adam", "SGD", "RMSprop"])
    assert "and so it is" in capsys.readouterr().out


def test_a_guess_that_no_longer_fits_its_question_is_passed_over(said):
    record_guess(question("ch05_who", "Who?", choices=["he", "she"]), "he")
    assert said(WHO, "plain") == "Who wins? plain"


def test_damaged_guesses_are_skipped(place):
    (place / "home").mkdir()
    asked = {"text": "Who?", "choices": ["a", "b"]}
    lines = [
        {"guess": "x", "asked": asked, "value": "c"},
        {"guess": "x", "asked": {"text": 3}, "value": "a"},
        {"guess": ["x"], "asked": asked, "value": "a"},
        {"guess": "x", "value": "a"},
        {"truth": "x", "near": True},
        {"guess": "x", "asked": asked, "value": "b"},
    ]
    (place / "home" / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert {name: (one.value, one.seen) for name, one in guesses(events()).items()} == {"x": ("b", False)}


def test_a_truth_that_answers_nothing_is_refused():
    with pytest.raises(ValueError, match=r"truth\('ch99_x'\): no guess of that name has been asked"):
        truth("ch99_x", 1.0)
    guess("ch99_y", "Who?", choices=["a", "b"])
    with pytest.raises(ValueError, match="ch99_y takes one of a, b; got 'c'"):
        truth("ch99_y", "c")
    guess("ch99_z", "How many?", number="")
    with pytest.raises(ValueError, match="ch99_z takes a finite number, got nan"):
        truth("ch99_z", float("nan"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ({}, "one of number, choices, order and curve, got none"),
        ({"number": "", "order": ["a", "b"]}, r"got \['number', 'order'\]"),
        ({"choices": ["a"]}, "choices are at least two different texts"),
        ({"order": ["a", "a"]}, "order are at least two different texts"),
        ({"curve": range(13)}, "2 to 12 places"),
        ({"curve": [1, 2], "low": 1.0}, "low < high"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(kind, said):
    with pytest.raises(ValueError, match=said):
        guess("ch99_x", "What?", **kind)


@pytest.mark.parametrize("text", ["", "many", "1/0", "1,5", "1e999", "nan", "2 or 3"])
def test_what_is_no_number_is_answered_with_how_to_write_one(text):
    with pytest.raises(ValueError, match=r"such as 0\.25, 1/4, 300 or 1e-5"):
        parse(text)


def test_numbers_are_read_as_people_write_them():
    texts = {"0.25": 0.25, "1/4": 0.25, "12 500 ×": 12_500.0, "1,250,000": 1.25e6, " -3 ": -3.0, "1e-5": 1e-5}
    assert {text: parse(text, "×") for text in texts} == texts


def parts(widget):
    """A control and all that it is made of."""
    return [widget, *(part for child in getattr(widget, "children", ()) for part in parts(child))]


def of(kind, widget):
    return [part for part in parts(widget) if isinstance(part, kind)]


@pytest.fixture
def opened():
    """A question's control, what it has entered so far, and what its last line says."""

    def make(asked, before=None):
        kept = []
        widget = controls(asked, before, lambda value: kept.append(value) or f"Kept: {asked.say(value)}.")
        return widget, kept, lambda: of(ipywidgets.HTML, widget)[-1].value

    return make


def test_a_number_is_entered_by_key_or_button_and_a_word_is_not(opened):
    widget, kept, line = opened(SPREAD)
    (field,), (button,) = of(ipywidgets.Text, widget), of(ipywidgets.Button, widget)
    assert "Not entered yet" in line()
    field.value = "thirty"
    assert kept == [] and "“thirty” is no number" in line()
    field.value = "30 ×"
    button.click()
    assert kept == [30.0, 30.0] and "Kept: 30 ×." in line() and 'role="status"' in line()


def test_a_choice_is_entered_when_it_is_made(opened):
    widget, kept, _ = opened(WHO)
    (chosen,) = of(ipywidgets.RadioButtons, widget)
    assert chosen.value is None
    chosen.value = "normalized"
    assert kept == ["normalized"]


def test_an_order_is_made_with_buttons_that_say_what_they_move(opened):
    widget, kept, line = opened(RANKING)
    buttons = of(ipywidgets.Button, widget)
    assert [button.tooltip for button in buttons[:2]] == ["Move SGD up", "Move SGD down"]
    assert buttons[0].disabled and buttons[5].disabled
    buttons[1].click()  # SGD down
    buttons[3].click()  # and once more
    assert [label.value for label in of(ipywidgets.Label, widget)] == ["1. Adam", "2. RMSprop", "3. SGD"]
    assert "Adam, then RMSprop, then SGD" in line() and kept == []
    buttons[-1].click()
    assert kept == [["Adam", "RMSprop", "SGD"]]


def test_a_curve_is_a_slider_for_each_place(opened):
    widget, kept, _ = opened(CURVE)
    sliders = of(Slider, widget)
    assert [(one.description, one.min, one.max, one.value) for one in sliders] == [
        ("at 0", 0.0, 2.0, 1.0),
        ("at 5", 0.0, 2.0, 1.0),
        ("at 10", 0.0, 2.0, 1.0),
    ]
    sliders[0].value = 2.0
    of(ipywidgets.Button, widget)[0].click()
    assert kept == [[2.0, 1.0, 1.0]]


def test_what_was_entered_stands_in_the_control_again(opened):
    for asked, value in ((SPREAD, 12_500.0), (WHO, "plain"), (RANKING, ["Adam", "SGD", "RMSprop"])):
        record_guess(asked, value)
        widget, kept, line = opened(asked, entered(asked.name))
        assert f"Your guess so far: {asked.say(value)}" in line()
        assert kept == []
    assert of(ipywidgets.Label, widget)[0].value == "1. Adam"


def test_a_page_that_nobody_looks_at_gets_the_question_in_words(capsys):
    guess("ch05_who", "Who wins?", choices=["plain", "normalized"])
    assert capsys.readouterr().out.strip() == "Who wins? Run this cell to enter your guess."


def test_a_drawn_curve_is_shown_beside_the_true_one():
    from autograder.notebook.predictions.two_curves import two_curves

    drawn = two_curves(Curve("c", "Draw.", (0.0, 5.0, 10.0), 0.0, 2.0), [2.0, 1.0, 0.0], [2.0, 0.0, 3.0])
    assert drawn.count("<polyline") == 2 and 'role="img"' in drawn and "your guess" in drawn
    assert 'points="24.0,58.0 180.0,92.0 336.0,126.0"' in drawn  # 3.0 is above the question's limit: the axis grows


def test_numbers_are_said_with_three_digits():
    assert [spoken(v) for v in (0, 0.123456, 999.6, 1234.5, -70_000, 3e12)] == [
        "0",
        "0.123",
        "1 000",
        "1 230",
        "-70 000",
        "3e+12",
    ]
    assert parse(spoken(-70_000)) == -70_000
