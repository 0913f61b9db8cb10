"""A first pass is a moment: it says what one can do now, and its links lead on. The next passes are quiet."""

import re

import pytest

from autograder.exercises import find, source, stems
from autograder.notebook import success
from autograder.notebook.palette import COLOURS
from autograder.notebook.progress import append
from autograder.notebook.success import first_pass, reached_milestone

GOOD = """
def softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)
"""


def passes(*names):
    for name in names:
        append({"exercise": name, "state": "right", "score": 1, "of": 1})


def hrefs(html):
    return re.findall(r'<a href="([^"]*)"', html)


def test_the_first_pass_says_what_one_can_do_now_and_the_second_is_quiet(run):
    said = find("softmax").ability
    first, second = run(GOOD + "one, two = check(softmax), check(softmax)")["one"], run("")["two"]
    for text in (repr(first), first._repr_html_()):
        assert said in text and "Next exercise" in text and "log_softmax" in text
    for text in (repr(second), second._repr_html_()):
        assert said not in text and "Next exercise" not in text
    assert repr(first).splitlines()[0] == repr(second).splitlines()[0] == "softmax     ✓ 3.5 of 3.5 points"


def test_a_wrong_answer_in_between_does_not_bring_the_moment_back(run):
    run(GOOD + "check(softmax)")
    wrong = run("def softmax(x, dim=-1): return x\ncard = check(softmax)")["card"]
    again = run(GOOD + "card = check(softmax)")["card"]
    assert all("You can now" not in repr(card) for card in (wrong, again))


def test_what_the_grader_could_not_run_is_no_success(run):
    card = run("import layerwise\ndef softmax(x, dim=-1):\n    return layerwise.softmax(x, dim)\ncard = check(softmax)")
    assert "You can now" not in repr(card["card"])


def test_it_leads_to_the_next_heading_and_to_the_next_exercise_that_does_not_pass():
    passes("sigmoid")
    html = first_pass(find("relu"))._repr_html_()
    assert hrefs(html) == ["#1-A-unit", "#4-The-same-switch,-centred"]
    assert "8 minutes" in html


def test_an_exercise_of_the_same_section_is_led_to_by_itself():
    assert hrefs(first_pass(find("softmax"))._repr_html_()) == ["#cell-id=log_softmax"]


def test_a_section_that_begins_with_the_next_exercise_is_one_link():
    assert hrefs(first_pass(find("leaky_relu"))._repr_html_()) == ["#6-A-bend-instead-of-a-corner"]


def test_whoever_comes_last_to_an_earlier_exercise_is_sent_back_to_what_is_left():
    names = list(source(stems()[0]).exercises)
    passes(*(name for name in names if name not in ("relu", names[-1])))
    assert hrefs(first_pass(find(names[-1]))._repr_html_())[-1] == "#cell-id=relu"


def test_the_last_exercise_of_a_chapter_leads_to_the_next_chapter():
    first, second = stems()[:2]
    names = list(source(first).exercises)
    passes(*names[:-1])
    moment = first_pass(find(names[-1]))
    assert f"That completes chapter 1: all {len(names)} exercises pass." in repr(moment)
    assert hrefs(moment._repr_html_())[-1] == f"../{second}/{second}.ipynb"
    assert "Next exercise" not in repr(moment)


def test_a_milestone_leads_to_the_next_chapter_and_the_last_one_to_none():
    moment = reached_milestone("it reads", 2)
    assert repr(moment).splitlines()[0] == "✓ Milestone reached: it reads"
    assert hrefs(moment._repr_html_()) == [f"../{stems()[2]}/{stems()[2]}.ipynb"]
    assert reached_milestone("it adds", len(stems())).links == ()


def test_what_is_said_is_text():
    assert "&lt;b&gt;" in reached_milestone("<b>", 1)._repr_html_()


def test_a_fault_of_ours_in_a_chapter_that_nobody_has_is_no_moment(monkeypatch):
    monkeypatch.setattr(success, "stems", list)
    assert first_pass(find("relu")) is None


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", sorted(set(COLOURS.values())))
@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_a_state_s_colour_stands_out_from_light_and_dark_pages(colour, page):
    dark, light = sorted((luminance(colour), luminance(page)))
    assert (light + 0.05) / (dark + 0.05) >= 3
