import json
from html.parser import HTMLParser

import numpy as np
import pytest

import autograder
from autograder import claim, goal, progress
from autograder.core.report import AspectResult, Diagnosis, Failure, Report
from autograder.notebook.card import html_card, text_card
from autograder.notebook.claim import ClaimError
from autograder.notebook.settings import help_allowed


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    """A learner's own folder, and a working directory without settings."""
    monkeypatch.setenv("LAYERWISE_HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def notebook(source: str) -> dict:
    """The names after a learner's cell has run, with the functions that the notebook imports."""
    names = {"np": np, **{name: getattr(autograder, name) for name in autograder.__all__}}
    exec(source, names)
    return names


GOOD = """
def softmax(x, dim=-1):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)
"""
BAD = "def softmax(x, dim=-1):\n    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)\n"
BLANK = 'def softmax(x, dim=-1):\n    """Text."""\n    # your code here\n'


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


def test_a_right_answer_gets_a_full_card():
    card = notebook(GOOD + "card = check(softmax)")["card"]
    assert card.report.state == "right"
    assert repr(card).startswith("softmax     ●")


def test_an_unwritten_answer_says_so_without_a_traceback():
    assert "not written yet" in repr(notebook(BLANK + "card = check(softmax)")["card"])


def test_a_lambda_is_known_by_the_name_it_was_given():
    names = notebook("softmax = lambda x, dim=-1: np.exp(x) * 0\ncard = check(softmax)")
    assert names["card"].report.exercise == "softmax"


def test_a_function_of_the_pair_that_is_missing_is_named():
    card = notebook("def relu(x):\n    return np.maximum(x, 0)\ncard = check(relu)")["card"]
    assert card.report.state == "partly"
    assert "relu_backward is not defined yet" in repr(card)


@pytest.mark.parametrize("wrong", ["check(3)", "check(np.zeros(2))", "check('softmax')", "check(print)", "check(None)"])
def test_what_is_no_exercise_gets_a_sentence_and_no_traceback(wrong):
    assert "exercise" in repr(notebook(f"page = {wrong}")["page"]) or "without calling" in repr(
        notebook(f"page = {wrong}")["page"]
    )


def test_hint_goes_one_step_further_and_solution_waits_for_a_try():
    names = notebook(
        BAD + "first = solution(softmax)\ncard = check(softmax)\nmore = hint(softmax)\nsecond = solution(softmax)"
    )
    assert "Write a first try" in repr(names["first"])
    assert repr(names["more"]) == names["card"].report.diagnosis.second_hint
    assert "def softmax" in repr(names["second"])


def test_an_unwritten_check_is_no_honest_try():
    assert "first try" in repr(notebook(BLANK + "check(softmax)\npage = solution(softmax)")["page"])


def test_one_setting_switches_hint_and_solution_off(data_dir):
    (data_dir / "layerwise.toml").write_text("help = false\n")
    names = notebook(BAD + "card = check(softmax)\nh = hint(softmax)\ns = solution(softmax)")
    assert "switched off" in repr(names["h"]) and "switched off" in repr(names["s"])
    assert "hint(softmax)" not in repr(names["card"])
    assert names["card"].report.diagnosis is not None


@pytest.mark.parametrize("text", ["help = 'no'", "halp = false", "help = ", "\xff"])
def test_a_settings_file_that_cannot_be_understood_is_named(data_dir, text):
    (data_dir / "layerwise.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"layerwise\.toml"):
        help_allowed()


def test_experiments_use_the_librarys_function_until_ones_own_passes():
    source = "f, whose = working(softmax)"
    assert notebook(BLANK + source)["whose"] == "the library's softmax"
    assert notebook(BAD + source)["whose"] == "the library's softmax"
    names = notebook(GOOD + source)
    assert names["whose"] == "your softmax"
    assert names["f"] is names["softmax"]


def test_progress_keeps_the_best_and_survives_damage(data_dir):
    notebook(GOOD + "check(softmax)")
    notebook(BAD + "check(softmax)")
    goal("curve")("zero slope found")
    with open(data_dir / "home" / "progress.jsonl", "ab") as file:
        file.write(b'\xff\xfe{"cut off\n[1]\n')
    notebook("def sigmoid(x):\n    return x\ncheck(sigmoid)")
    text = repr(progress())
    assert ("✓ softmax" in text and "⚑ curve: zero slope found" in text and "○ sigmoid" in text) or "◐ sigmoid" in text
    assert "softmax" in progress()._repr_html_()


def test_a_progress_file_that_cannot_be_written_costs_a_note_only(data_dir):
    (data_dir / "home").write_text("a file where the folder should be")
    assert "progress was not saved" in repr(notebook(GOOD + "card = check(softmax)")["card"])


def test_events_are_lines_of_json(data_dir):
    notebook(GOOD + "check(softmax)")
    [line] = (data_dir / "home" / "progress.jsonl").read_text().splitlines()
    assert json.loads(line)["exercise"] == "softmax"


def test_a_claim_prints_its_numbers_or_stops(capsys):
    claim("it holds", np.bool_(True), std=0.43712, widths=[1, 2])
    assert capsys.readouterr().out == "✓ it holds   std=0.437   widths=[1, 2]\n"
    with pytest.raises(ClaimError, match=r"it fails   std=2"):
        claim("it fails", False, std=2.0)


@pytest.mark.parametrize("holds", [np.array([True, False]), 1, "yes", None])
def test_a_claim_takes_one_truth_value(holds):
    with pytest.raises(TypeError, match="True or False"):
        claim("?", holds)


NASTY = "<script>alert(1)</script>&\x1b[31m"
FAILED = AspectResult(NASTY, 1, Failure(NASTY, NASTY, ((NASTY, NASTY),)))
REPORT = Report("relu", "wrong", (FAILED,), Diagnosis(NASTY, NASTY + " `code`", "more", True), (NASTY,))


def test_what_a_learner_wrote_is_text_in_the_card():
    html = html_card(REPORT, offer_hint=True)
    assert "<script" not in html and "\x1b" not in html
    assert "<code>code</code>" in html
    assert "\x1b" not in text_card(REPORT)


def test_the_html_is_well_formed():
    class Balance(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag != "br":
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(html_card(REPORT, offer_hint=True))
    assert balance.open == []
