"""Sample answers: what is read of them, what is refused, and what `verify` asks for."""

from dataclasses import replace

import pytest
from samples.small_chapter import STEM, WRITTEN, small_checkout

from autograder import exercises
from autograder.core.errors import RecordError
from autograder.core.record import Chapter, Written
from autograder.exercises.calibration import LEVELS, read_calibration
from autograder.verify.calibration_rules import of_calibration

CHAPTER = Chapter(STEM, (), (Written("why", 3),))


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Where the small chapter's samples stand."""
    small_checkout(tmp_path, monkeypatch)
    return exercises.calibration_file(STEM)


def test_samples_are_read_by_question(path):
    """Level, points, answer and reason."""
    found = read_calibration(path)["why"]
    assert [(one.level, one.points) for one in found] == list(zip(LEVELS, (3, 2, 1, 0), strict=True))
    assert found[1].text.startswith("Because halving is the opposite")
    assert found[1].why == "The reason, in words that leave the order open."
    assert found[1].line == 9


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("# why\n", "Words first.\n# why\n"), "stands above every question"),
        (("## good, 2 points", "## fine: 2"), "'fine: 2' is not understood"),
        (("## excellent, 3 points\n", ""), "an answer without its level"),
        (("## poor, 0 points", "# why\n## poor, 0 points"), "for the second time"),
    ],
)
def test_a_line_that_is_not_understood_is_named(path, change, told):
    """With its file and number."""
    path.write_text(WRITTEN.replace(*change))
    with pytest.raises(RecordError, match=rf"{STEM}/WRITTEN.md, line \d+: .*{told}"):
        read_calibration(path)


@pytest.mark.usefixtures("path")
def test_the_small_chapter_keeps_the_rules():
    assert list(of_calibration(CHAPTER)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("# why\n", "# how\n"), "which no cell asks"),
        (("## poor, 0 points", "## good, 0 points"), "needed are excellent, good, acceptable, poor"),
        (("## excellent, 3 points", "## excellent, 2.5 points"), "the question has 3"),
        (("## good, 2 points", "## good, 3 points"), "gives 3 points for good and 3 for excellent"),
        (("## good, 2 points", "## good, 2.25 points"), "come in halves"),
        (("> Half of a reason, in half a sentence.", "> Half."), "a reason of 1 words"),
        (("It is so because", "Obviously it is so because"), "says 'Obviously'"),
        (("Because 2 times 0.5 is 1, I think that this is the reason here.", "Because."), "an answer of 1 words"),
        (("## good, 2 points", "## fine: 2"), "is not understood"),
    ],
)
def test_each_rule_is_said(path, change, told):
    path.write_text(WRITTEN.replace(*change))
    assert any(told in problem for problem in of_calibration(CHAPTER)), list(of_calibration(CHAPTER))


def test_a_chapter_without_samples_is_told_where_they_belong(path):
    """One that asks nothing in words needs none."""
    path.unlink()
    [problem] = of_calibration(CHAPTER)
    assert f"autograder/exercises/{STEM}/WRITTEN.md" in problem
    assert list(of_calibration(replace(CHAPTER, written=()))) == []


@pytest.mark.parametrize("stem", exercises.stems())
def test_every_chapter_has_samples_of_its_own_question(stem):
    """As `verify` asks it."""
    asked = tuple(Written(name, points) for name, points in exercises.source(stem).written.items())
    assert asked
    assert list(of_calibration(Chapter(stem, (), asked))) == []


def test_no_learner_gets_them(repo):
    """Neither as a file nor as words in a notebook."""
    files = [path for path in (repo / "course").rglob("*") if path.is_file()]
    assert not [path for path in files if path.name == exercises.CALIBRATION]
    for stem in exercises.stems():
        released = (repo / "course" / stem / f"{stem}.ipynb").read_text(encoding="utf-8")
        samples = [one for of in read_calibration(exercises.calibration_file(stem)).values() for one in of]
        assert not [one.level for one in samples if one.text.splitlines()[0][:60] in released]
