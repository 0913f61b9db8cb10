"""Follow-through in `check`: a right answer that calls an earlier, wrong one."""

import pytest

from autograder import exercises
from autograder.core.report import State
from autograder.notebook import with_references as module
from autograder.notebook.progress import events

FANS = exercises.answer("fan_in_and_fan_out").text
FANS_WRONG = FANS + "\n\n_right = fan_in_and_fan_out\ndef fan_in_and_fan_out(shape):\n    return _right(shape)[::-1]\n"
FANS_BLANK = 'def fan_in_and_fan_out(shape):\n    """Text."""\n'
GAIN = exercises.answer("calculate_gain").text
KAIMING = exercises.answer("kaiming_normal_").text
CHECK = "\ncard = check(kaiming_normal_)"
SENTENCE = "With a right `fan_in_and_fan_out` this is right."


def test_what_is_right_but_for_an_earlier_answer_is_said_to_be(run):
    names = run(FANS_WRONG + "\n\n" + GAIN)
    own = names["fan_in_and_fan_out"]
    card = run(KAIMING + CHECK)["card"]
    assert (card.report.state, card.report.with_right) == (State.RIGHT, ("fan_in_and_fan_out",))
    assert SENTENCE in repr(card)
    assert SENTENCE.replace("`fan_in_and_fan_out`", "<code>fan_in_and_fan_out</code>") in card._repr_html_()
    assert names["fan_in_and_fan_out"] is own
    assert run("card = check(fan_in_and_fan_out)")["card"].report.state is not State.RIGHT


def test_it_counts_in_the_progress_and_is_not_kept_for_mine(run):
    """Their own program does not work yet."""
    card = run(FANS_WRONG + "\n\n" + GAIN + "\n\n" + KAIMING + CHECK)["card"]
    assert [(event["exercise"], event["state"]) for event in events()] == [("kaiming_normal_", "right")]
    assert not any("mine" in note for note in card.report.notes)


def test_what_is_not_written_yet_is_an_earlier_wrong_one(run):
    card = run(FANS_BLANK + "\n\n" + GAIN + "\n\n" + KAIMING + CHECK)["card"]
    assert card.report.with_right == ("fan_in_and_fan_out",)


def test_one_reached_by_way_of_a_helper_counts(run):
    helper = "\n\ndef my_fans(*a, **k):\n    return fan_in_and_fan_out(*a, **k)\n\n"
    body = KAIMING.replace("fan_in_and_fan_out(", "my_fans(")
    assert body != KAIMING
    assert run(FANS_WRONG + helper + GAIN + "\n\n" + body + CHECK)["card"].report.with_right == ("fan_in_and_fan_out",)


def test_what_is_wrong_by_itself_is_told_as_ever(run):
    wrong = (
        KAIMING + "\n\n_kaiming = kaiming_normal_\ndef kaiming_normal_(*a, **k):\n    return 3 * _kaiming(*a, **k)\n"
    )
    with_wrong = run(FANS_WRONG + "\n\n" + GAIN + "\n\n" + wrong + CHECK)["card"].report
    assert with_wrong.with_right == ()
    assert with_wrong.state is not State.RIGHT


@pytest.mark.parametrize("fans", [FANS, FANS_WRONG])
def test_a_right_answer_has_nothing_looked_up(run, monkeypatch, fans):
    monkeypatch.setattr(module, "drive", lambda *_: pytest.fail("driven"))
    own = KAIMING.replace("fan_in_and_fan_out(", "its_own(")
    assert run(f"{fans}\n\n{FANS.replace('fan_in_and_fan_out', 'its_own')}\n\n{GAIN}\n\n{own}{CHECK}")[
        "card"
    ].report.score


def test_a_hint_goes_to_where_the_mistake_is(run):
    page = run(FANS_WRONG + "\n\n" + GAIN + "\n\n" + KAIMING + "\npage = hint(kaiming_normal_)")["page"]
    assert page.text == f"{SENTENCE} `hint(fan_in_and_fan_out)` helps with that one."


def test_names_come_back_even_when_the_check_is_interrupted(run, monkeypatch):
    names = run(FANS_WRONG + "\n\n" + GAIN + "\n\n" + KAIMING)
    own, better_of = names["fan_in_and_fan_out"], module.better_of

    def interrupted(*given):
        assert names["fan_in_and_fan_out"] is not own
        better_of(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "better_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run("check(kaiming_normal_)")
    assert names["fan_in_and_fan_out"] is own
