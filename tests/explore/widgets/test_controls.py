"""The kernel's half of the controls: what the page may choose, and what it is shown."""

import pytest
import traitlets

from explore.widgets.controls import choice, line, log_slider, slider, stops


def choose(control, **message):
    """Let the page ask for a place or a text; returns what it is answered."""
    answers = []
    control.send = lambda content, buffers=None: answers.append(content)
    control._answer(control, {"kind": "set", "serial": 7, **message}, [])
    return answers


def test_a_slider_of_whole_numbers_stays_whole():
    control = slider("units", 3, 1, 20)
    assert (control.value, control.place, control.text, len(control.texts)) == (3, 2, "3", 20)
    choose(control, place=19)
    assert control.value == 20 and isinstance(control.value, int)


def test_a_slider_in_steps_has_no_noise_in_its_numbers():
    """Ten steps of 0.1 from -6 are -5, not -4.999…"""
    control = slider("input x", 2.0, -6, 6, step=0.1)
    choose(control, place=10)
    assert (control.value, control.text) == (-5.0, "-5.0")
    assert control.numbers[:3] == [-6.0, -5.9, -5.8]


def test_a_program_may_set_what_lies_between_two_stops():
    """The page shows the value, and its thumb stands at the nearest stop."""
    control = slider("x", 0.0, -1, 1, step=0.5, digits=2)
    control.value = 0.3
    assert (control.value, control.text, control.place) == (0.3, "0.30", 3)
    control.value = 5
    assert control.value == 1


def test_other_limits_bring_other_stops_and_the_value_stays_inside():
    control = slider("row", 5, 0, 9)
    with control.hold_sync(), control.hold_trait_notifications():
        control.max, control.value = 3, 2
    assert (control.value, control.texts) == (2, ["0", "1", "2", "3"])
    control.max = 1
    assert control.value == 1


def test_twenty_steps_of_a_logarithmic_slider_are_ten_times_as_much():
    control = log_slider("gain", 1.0, 0.1, 10.0)
    assert (control.place, len(control.texts), control.text) == (20, 41, "1")
    choose(control, place=40)
    assert control.value == pytest.approx(10.0)
    control.value = 2**0.5
    assert (control.value, control.text) == (2**0.5, "1.41")


def test_stops_have_texts_and_values_of_any_kind():
    control = stops("early stopping", 0, [("off", 0), ("after 10", 10)])
    assert (control.texts, control.numbers) == (["off", "after 10"], [0.0, 10.0])
    choose(control, place=1)
    assert (control.value, control.text) == (10, "after 10")
    assert stops("batch norm", False, [("off", False), ("on", True)]).numbers == [None, None]


def test_a_list_takes_none_but_its_options():
    control = choice("activation", ["relu", "tanh"], "tanh")
    assert (control.value, control.place) == ("tanh", 1)
    with pytest.raises(traitlets.TraitError, match="activation: 'swish' is none of"):
        control.value = "swish"
    control.options = ["elu", "relu"]
    assert (control.value, control.texts) == ("elu", ["elu", "relu"])


def test_a_value_is_told_once_and_the_page_is_answered_even_when_something_breaks():
    """An observer that raises must not leave the page waiting."""
    control, told = line("f =", "x"), []
    control.observe(lambda change: told.append(change["new"]), names="value")
    assert choose(control, text="x * y") == [{"answers": 7, "complaint": "", "scene": {}}]
    assert told == ["x * y"]

    def breaks(_):
        raise ZeroDivisionError

    control.observe(breaks, names="value")
    answers = []
    control.send = lambda content, buffers=None: answers.append(content["answers"])
    with pytest.raises(ZeroDivisionError):
        control._answer(control, {"kind": "set", "serial": 8, "text": "z"}, [])
    assert answers == [8]


@pytest.mark.parametrize("place", [-5, 99])
def test_a_place_that_there_is_not_is_the_nearest_end(place):
    control = stops("k", 2, [1, 2, 3])
    choose(control, place=place)
    assert control.value == (1 if place < 0 else 3)
