"""A sample of a chapter: what it never leaves out, and that what it leaves out meets the next ones."""

import pytest
from samples.small_chapter import RECORD, STEM, small_checkout
from typer.testing import CliRunner

from autograder.cli import app
from autograder.verify import verify_chapter as module
from autograder.verify.sample import EVERYTHING, Sample
from autograder.verify.verify_chapter import SEEDS, verify

STARTS = range(3)
WAYS = "\n# Also right\n\n## {0}\n```diff\n-     return secret * x\n+     return {0}\n```\n"
ANOTHER_FORM = "+     secret = -2\n```\n"


def mistakes(old, new):
    return RECORD | {"double.md": RECORD["double.md"].replace(old, new, 1)}


LEFT_OUT_NOW_AND_THEN = {
    "a right way that is wrong": RECORD | {"double.md": RECORD["double.md"] + WAYS.format("secret + x")},
    "a second form that is right": mistakes(
        ANOTHER_FORM, f"{ANOTHER_FORM}```diff\n-     secret = 2\n+     secret = 4 / 2\n```\n"
    ),
    "points by rote": RECORD
    | {"double.py": RECORD["double.py"].replace("rng.normal(size=(2, 3))", "np.array([[1.0, 2.0]]) + rng.integers(2)")},
}
NEVER_LEFT_OUT = {
    "a mistake that is none": mistakes("+     secret = -2", "+     secret = 4 / 2"),
    "an aspect without cases": RECORD | {"halve.py": RECORD["halve.py"].replace("CASES),)", "CASES[:0]),)")},
}


def test_everything_has_its_turn_once_in_so_many_runs():
    titles = [f"relu: {number}" for number in range(100)]
    for start in (0, 7, 23_418_984):
        runs = [[title for title in titles if Sample(4, start + more).takes(title)] for more in range(4)]
        assert sorted(title for run in runs for title in run) == sorted(titles)
        assert all(10 < len(run) < 40 for run in runs)


def found(folders, *samples):
    return [bool(verify(folders, STEM, sample).problems) for sample in samples]


@pytest.mark.parametrize("record", LEFT_OUT_NOW_AND_THEN.values(), ids=LEFT_OUT_NOW_AND_THEN)
def test_a_fault_that_gets_by_one_sample_meets_the_next_ones(tmp_path, monkeypatch, record):
    folders = small_checkout(tmp_path, monkeypatch, record=record)
    by_start = found(folders, *(Sample(3, start) for start in STARTS))
    assert {True, False} == set(by_start)
    passed = STARTS[by_start.index(False)]
    assert found(folders, EVERYTHING, Sample(3, passed, frozenset({STEM})), Sample(3, passed, frozenset({"ch01"}))) == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("record", NEVER_LEFT_OUT.values(), ids=NEVER_LEFT_OUT)
def test_every_sample_has_the_first_form_of_each_mistake(tmp_path, monkeypatch, record):
    folders = small_checkout(tmp_path, monkeypatch, record=record)
    assert all(found(folders, *(Sample(50, start) for start in STARTS)))


def test_a_sample_has_the_notebooks_seed_and_the_others_in_turns(tmp_path, monkeypatch):
    folders, used = small_checkout(tmp_path, monkeypatch), []
    verified = module.verify_exercise
    monkeypatch.setattr(module, "verify_exercise", lambda *asked: used.append(asked[1]) or verified(*asked))
    for sample in (Sample(50, 7), Sample(50, 8), Sample(50, 9), EVERYTHING):
        verify(folders, STEM, sample)
    assert set(used[:-2]) == {(SEEDS[0], other) for other in SEEDS[1:]}
    assert used[-2:] == [SEEDS, SEEDS]


def test_a_sound_chapter_is_sound_in_every_sample(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch)
    assert not any(found(folders, *(Sample(3, start) for start in STARTS)))


def test_the_command_says_how_to_take_the_same_sample_again(tmp_path, monkeypatch):
    root = str(small_checkout(tmp_path, monkeypatch).root)
    asked = ["--from", "7", "--one-in", "3", "--whole", STEM]
    done = CliRunner().invoke(app, ["verify", *asked, "--root", root])
    assert done.output.startswith(f"a sample; again with {' '.join(asked)}\n")
    done = CliRunner().invoke(app, ["verify", "--one-in", "3", "--whole", "ch91", "--root", root])
    assert f"there is no chapter 'ch91'; there are: {STEM}" in done.output
