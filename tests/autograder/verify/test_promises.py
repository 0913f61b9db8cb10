"""What statements say is judged, held beside the aspects."""

import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout
from typer.testing import CliRunner

from autograder.cli import app
from autograder.verify.promises import phrases

DOUBLE = "Judged: values, the gradient, and that x stays as it was."
HALF = "Judged, on paper: values (in a batch, too; by hand). There is more to say, but not here."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DOUBLE, ["values", "the gradient", "x stays as it was"]),
        (HALF, ["values in a batch too by hand"]),
        ("Judged: sizes; the rest, which is left out; `dim`.", ["sizes", "the rest, which is left out", "`dim`"]),
        ("Judged: the weights and the bias.", ["weights", "the bias"]),
        ("Nothing is said.", []),
    ],
)
def test_a_statement_is_taken_apart_into_phrases(text, expected):
    assert [phrase.removeprefix("the ") for phrase in phrases(text)] == [p.removeprefix("the ") for p in expected]


def test_the_same_as_for_another_exercise_means_its_phrases():
    said = phrases("Judged: the same as for `Double`, and whole numbers.", {"double": ["a", "b"]})
    assert said == ["a", "b", "whole numbers"]


def run(root, monkeypatch, source, record=RECORD):
    root = small_checkout(root, monkeypatch, source, record).root
    done = CliRunner().invoke(app, ["verify", "--promises", STEM, "--root", str(root)])
    return done.exit_code, done.output.splitlines()


def test_phrases_and_aspects_that_share_a_word_are_shown_together(tmp_path, monkeypatch):
    code, lines = run(tmp_path, monkeypatch, SOURCE)
    assert (code, lines) == (
        0,
        [
            "double: values: values",
            "double: the gradient: gradient",
            "double: x stays as it was: leaves its input alone",
            "halve: values in a batch too by hand: values",
        ],
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("the gradient, ", "", "double: 'gradient' is judged, and the statement does not say so"),
        (
            "the gradient,",
            "the gradient, whole numbers,",
            "double: “whole numbers” is said to be judged, and no aspect is",
        ),
        (HALF, "", "halve: its statement does not say what is judged"),
    ],
)
def test_what_has_no_partner_is_reported(tmp_path, monkeypatch, old, new, problem):
    code, lines = run(tmp_path, monkeypatch, SOURCE.replace(old, new))
    assert code == 1
    assert lines[-1] == "1 problem"
    assert lines[-2].startswith(problem)
