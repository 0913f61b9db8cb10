"""Name what several people got wrong: all of them have the name now, and who makes it in a later run gets it, too."""

import json

import pytest
from samples.grading_chapter import RIGHT, STEM, notebook_with
from typer.testing import CliRunner

from autograder import exercises
from autograder.cli import app
from autograder.core.errors import GradingError
from autograder.core.recorded import read_variants
from autograder.desk.feedback.write_feedback import write_feedback
from autograder.desk.naming.entry import entry
from autograder.desk.naming.name_group import name_group
from autograder.desk.report.write_report import write_report
from autograder.grading.kept.journal import read_entry
from autograder.grading.named.class_mistake import read_mistakes
from tests.autograder.grading.conftest import (  # noqa: F401
    course,
    grade,
    in_place,
    new_gradebook,
    prepared_gradebook,
    right,
)

ODD = "def mean_of_rows(x):\n    return x.mean(axis=1) + 1\n"
SAME_SLIP = "def mean_of_rows(data):\n    # mine\n    return data.mean(axis=1) + 1\n"
SAME_NUMBERS = "def mean_of_rows(x):\n    out = []\n    for row in x:\n        out.append(1 + row.sum() / len(row))\n    return np.array(out)\n"  # noqa: E501
OTHER = "def mean_of_rows(x):\n    return x.sum(axis=1)\n"
HINT = "Each of your means is larger by 1 than it should be. Try it on a row of zeros."
SECOND = "What do you add, and to what?"


def handed_in(course, code):  # noqa: F811
    return notebook_with(course, {**RIGHT, "mean_of_rows": code})


@pytest.fixture
def class_of_five(course, grade, right, in_place, prepared_gradebook):  # noqa: F811
    """Three with one unknown mistake, written in three ways; one with another; one right."""
    answers = {"ann": ODD, "bob": SAME_SLIP, "cyd": SAME_NUMBERS, "dan": OTHER}
    grade({**{who: handed_in(course, code) for who, code in answers.items()}, "eve": right})
    return course


def group_of(course, who):  # noqa: F811
    _, told = write_report(course, STEM)
    return next(one for one in told.unnamed if who in one.who)


def diagnosis_of(course, who):  # noqa: F811
    entry = read_entry(course.journal(who, STEM))
    found = entry.graded.reports["mean_of_rows"].diagnosis
    return found.name if found is not None and found.misconception else ""


def test_equal_numbers_and_equal_slips_are_one_group(class_of_five):
    assert group_of(class_of_five, "ann").who == ("ann", "bob", "cyd")
    assert group_of(class_of_five, "dan").who == ("dan",)


def test_everybody_in_the_group_has_the_name_now(class_of_five):
    """In journal, autograded notebook, feedback and report, and nobody else; points and the rest stay."""
    course = class_of_five  # noqa: F811
    before = read_entry(course.journal("ann", STEM)).graded
    named = name_group(course, STEM, "mean_of_rows", group_of(course, "ann").group, "one too many", HINT, SECOND)
    assert named.who == ("ann", "bob", "cyd")
    assert [diagnosis_of(course, who) for who in ("ann", "bob", "cyd", "dan", "eve")] == ["one too many"] * 3 + [""] * 2
    after = read_entry(course.journal("ann", STEM)).graded
    assert (after.scores, after.seeds, after.records, after.content) == (
        before.scores, before.seeds, before.records, before.content,
    )  # fmt: skip
    assert "one too many" in course.autograded("ann", STEM).read_text(encoding="utf-8")
    write_feedback(course, STEM)
    assert HINT in course.feedback("bob", STEM).read_text(encoding="utf-8")
    page, told = write_report(course, STEM)
    assert [(one.name, one.who) for one in told.mistakes] == [("one too many", ("ann", "bob", "cyd"))]
    assert [one.who for one in told.unnamed] == [("dan",)]
    assert HINT in page.read_text(encoding="utf-8")


def test_who_makes_it_later_gets_the_name(class_of_five, grade):  # noqa: F811
    """By the slip, whatever the seed draws; by the numbers, held against the answer that was named."""
    course = class_of_five  # noqa: F811
    alone = name_group(course, STEM, "mean_of_rows", group_of(course, "ann").group, "one too many", HINT)
    kept = course.mistakes(STEM)
    text = kept.read_text(encoding="utf-8")
    numbers = "def mean_of_rows(x):\n    total = x[:, 0] * 0 + 1\n    for j in range(x.shape[1]):\n        total = total + x[:, j] / x.shape[1]\n    return total\n"  # noqa: E501
    grade(
        {"fay": handed_in(course, SAME_SLIP), "gus": handed_in(course, numbers), "hal": handed_in(course, OTHER)},
        seed=77,
    )
    assert [diagnosis_of(course, who) for who in ("fay", "gus", "hal")] == ["one too many", "one too many", ""]
    assert kept.read_text(encoding="utf-8") == text and len(alone.who) == 3
    mistakes = json.loads(text)
    mistakes["mistakes"][0]["changes"] = []
    kept.write_text(json.dumps(mistakes), encoding="utf-8")
    grade({"ida": handed_in(course, SAME_SLIP)}, seed=78)
    assert diagnosis_of(course, "ida") == "one too many"


def test_the_entry_is_one_for_the_record(class_of_five):
    """A heading, a diff that fits the solution, and the hints; without a second one, a place for it is left."""
    course = class_of_five  # noqa: F811
    named = name_group(course, STEM, "mean_of_rows", group_of(course, "ann").group, "one too many", HINT, SECOND)
    text = named.record.read_text(encoding="utf-8")
    assert named.record == course.root / "mistakes" / STEM / "mean_of_rows.md"
    [variant] = read_variants(text, "here", ("mean_of_rows",), exercises.source(STEM).answer("mean_of_rows"))
    assert (variant.name, variant.hint, variant.second_hint) == ("one too many", HINT, SECOND)
    from dataclasses import replace

    assert "> FILL IN: one step further" in entry(STEM, replace(named.mistake, second_hint=""))


def test_a_name_can_be_given_anew(class_of_five):
    """By the name that it has; the entry is replaced, and a second mistake stands below."""
    course = class_of_five  # noqa: F811
    dan = group_of(course, "dan").group
    name_group(course, STEM, "mean_of_rows", group_of(course, "ann").group, "one to many", HINT)
    renamed = name_group(course, STEM, "mean_of_rows", "one to many", "one too many", HINT, SECOND)
    assert renamed.who == ("ann", "bob", "cyd")
    name_group(course, STEM, "mean_of_rows", dan, "a sum", "Your numbers grow with the length of a row.")
    assert [one.name for one in read_mistakes(course.mistakes(STEM))] == ["one too many", "a sum"]
    text = renamed.record.read_text(encoding="utf-8")
    assert "one to many" not in text and text.count("\n```diff\n") == 2
    assert [diagnosis_of(course, who) for who in ("ann", "dan")] == ["one too many", "a sum"]


@pytest.mark.parametrize(
    ("exercise", "group", "name", "hint", "words"),
    [
        ("means", "", "x", HINT, "has no exercise 'means'; it has: relu"),
        (
            "mean_of_rows",
            "zzzz",
            "one too many",
            HINT,
            "has no group 'zzzz' of wrong answers to mean_of_rows; there are",
        ),
        ("relu", "aaaa", "x", HINT, "no wrong answer to it is without a name"),
        ("mean_of_rows", None, "wrong axis", HINT, "has a recorded mistake 'wrong axis' already"),
        ("mean_of_rows", None, "  ", HINT, "is no name for a mistake"),
        ("mean_of_rows", None, "two\nlines", HINT, "is no name for a mistake"),
        ("mean_of_rows", None, "one too many", "Wrong.", "a hint of 6 characters, which should be 31 to 300"),
        ("mean_of_rows", None, "one too many", f"{HINT} It is obviously 1.", "a hint that says 'obviously'"),
        ("mean_of_rows", None, "one too many", f"{HINT} Do: return mean_of_rows", "gives the answer away"),
    ],
)
def test_what_cannot_be_named_is_said_and_nothing_is_written(class_of_five, exercise, group, name, hint, words):
    course = class_of_five  # noqa: F811
    asked = group_of(course, "ann").group if group is None else group
    with pytest.raises(GradingError, match=words.replace("(", r"\(")):
        name_group(course, STEM, exercise, asked, name, hint)
    assert not (course.root / "mistakes").exists()
    assert diagnosis_of(course, "ann") == ""


def test_a_list_that_cannot_be_read_stops_a_run_before_it_does_harm(class_of_five, grade):  # noqa: F811
    path = class_of_five.mistakes(STEM)
    path.parent.mkdir()
    for text in ("torn", '{"format": 9}', '{"format": 1, "mistakes": [{"exercise": 3}]}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(GradingError, match="cannot be read"):
            grade({"zoe": handed_in(class_of_five, ODD)})


def test_the_command_says_who_and_writes_the_pages_that_there_are(class_of_five):
    course = class_of_five  # noqa: F811
    write_feedback(course, STEM)
    group = group_of(course, "ann").group
    told = ["name", STEM, "mean_of_rows", group, "--as", "one too many", "--hint", HINT]
    done = CliRunner().invoke(app, [*told, "--course-dir", str(course.root)])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "“one too many”: 3 answers to mean_of_rows now" in said and "3 feedback pages written again" in said
    assert "one too many" in (course.root / "reports" / STEM / "index.html").read_text(encoding="utf-8")
    assert "one too many" in course.feedback("cyd", STEM).read_text(encoding="utf-8")


@pytest.mark.grading
@pytest.mark.slow
@pytest.mark.usefixtures("prepared_gradebook")
def test_the_answer_that_was_named_is_run_in_a_sandbox(course, grade):  # noqa: F811
    """Nothing of it runs in the grader's process; its numbers under the new seed tell who has its mistake."""
    grade({"ann": handed_in(course, ODD)})
    name_group(course, STEM, "mean_of_rows", group_of(course, "ann").group, "one too many", HINT)
    grade({"cyd": handed_in(course, SAME_NUMBERS), "dan": handed_in(course, OTHER)}, seed=79)
    assert [diagnosis_of(course, who) for who in ("cyd", "dan")] == ["one too many", ""]
