"""The same command again grades what is not up to date, and nothing else."""

import json

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import FULL, RIGHT, STEM, notebook_with, submit

from autograder.core.errors import GradingError
from autograder.grading import keep as keeping
from autograder.grading.job import materials
from autograder.grading.kept import record_digest
from autograder.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("in_place", "prepared_gradebook")

OVERFLOWS = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"  # 1 of 2 points


@pytest.fixture
def run(grade, monkeypatch):
    """Grade as `grade` does, under any seed: whose submissions were run, sorted."""

    def run(submissions=(), **options):
        ran = []
        grading = keeping.grade_submission
        with monkeypatch.context() as patch:
            patch.setattr(keeping, "grade_submission", lambda job: ran.append(job.places.student) or grading(job))
            run.outcome = grade(dict(submissions), **{"seed": None, **options})
        return sorted(ran)

    return run


def scores(course, student):
    with Gradebook(course.url) as book:
        notebook = book.find_submission_notebook(STEM, STEM, student)
        return {one.name.removeprefix("check_"): one.auto_score for one in notebook.grades if one.name != "why"}


def trail(course):
    """The lines about scores; others say with which answers they were recorded."""
    lines = [json.loads(line) for line in course.audit_trail(STEM).read_text().splitlines()]
    return [line for line in lines if "scores" in line]


def test_the_same_command_again_grades_nothing(run, right):
    """The summary is the class's all the same."""
    assert run({"ann": right, "bob": b"torn"}) == ["ann", "bob"]
    first = run.outcome
    assert run() == []
    assert (run.outcome.rows, run.outcome.states, run.outcome.fresh) == (first.rows, first.states, 0)
    assert run.outcome.graded["ann"].scores == FULL


def test_a_submission_that_has_changed_is_graded_again(run, course, right):
    run({"ann": right, "bob": right})
    assert run({"ann": notebook_with(course, {**RIGHT, "sigmoid": OVERFLOWS})}) == ["ann"]
    assert scores(course, "ann") == {**FULL, "sigmoid": 1.0}


@pytest.mark.parametrize("lost", ["journal", "autograded"])
def test_what_has_lost_its_journal_or_its_notebook_is_graded_again(run, course, right, lost):
    run({"ann": right, "bob": right})
    path = getattr(course, lost)("ann", STEM)
    path.unlink()
    assert run() == ["ann"]
    assert path.exists()


def test_an_entry_that_cannot_be_read_is_none(run, course, right):
    run({"ann": right, "bob": right, "cyd": right})
    course.journal("ann", STEM).write_bytes(course.journal("ann", STEM).read_bytes()[:300])
    entry = json.loads(course.journal("bob", STEM).read_text())
    course.journal("bob", STEM).write_text(json.dumps({**entry, "format": 1}))
    assert run() == ["ann", "bob"]


def test_what_the_gradebook_has_lost_is_recorded_from_the_journal(run, course, right):
    """Nothing is run for it; a score that somebody has tampered with is put right."""
    run({"ann": right, "bob": right, "cyd": right})
    with Gradebook(course.url) as book:
        book.remove_submission(STEM, "ann")
        book.find_grade("check_relu", STEM, STEM, "bob").auto_score = 0.5
        book.db.commit()
    assert run() == []
    assert (scores(course, "ann"), scores(course, "bob")) == (FULL, FULL)
    assert [(line["student"], line["scores"]) for line in trail(course)[3:]] == [
        ("ann", {**{name: [None, score] for name, score in FULL.items()}, "why": [None, None]}),
        ("bob", {"relu": [0.5, 2.0]}),
    ]


def test_a_seed_that_is_asked_for_is_another_run(run, right):
    """Without one, what was graded under any seed is up to date."""
    run({"ann": right}, seed=3)
    assert run() == []
    assert run(seed=3) == []
    assert run(seed=4) == ["ann"]


def test_who_asks_to_grade_again_grades_everybody_or_the_named(run, right):
    run({"ann": right, "bob": right})
    assert run(again=True) == ["ann", "bob"]
    assert run(again=True, students=["bob"]) == ["bob"]


def test_one_exercise_is_judged_again_and_the_others_stay(run, course, right, monkeypatch):
    run({"ann": right}, seed=3)
    before = json.loads(course.journal("ann", STEM).read_text())
    monkeypatch.setattr("autograder.grading.grade._verdict", _nothing_holds)
    assert run(again=True, only=["relu"], seed=4) == ["ann"]
    assert scores(course, "ann") == {**FULL, "relu": 0.0}
    now = json.loads(course.journal("ann", STEM).read_text())
    assert {name: report == before["reports"][name] for name, report in now["reports"].items()} == {
        "relu": False,
        "sigmoid": True,
        "mean_of_rows": True,
    }
    assert now["seeds"] == {"relu": 4, "sigmoid": 3, "mean_of_rows": 3}
    assert trail(course)[-1]["scores"] == {"relu": [2.0, 0.0]}


def test_an_exercise_that_there_is_not_is_answered_with_those_there_are(run, right):
    with pytest.raises(GradingError, match="no exercise elu; it has: relu, sigmoid, mean_of_rows"):
        run({"ann": right}, only=["elu"])


def test_a_changed_record_judges_what_it_is_the_record_of(run, course, right, monkeypatch):
    """The others keep their results, whatever would come out today."""
    run({"ann": right})
    record = next((course.root / "autograder" / "exercises").rglob("sigmoid.py"))
    record.write_text(record.read_text() + "# another word\n")
    materials.cache_clear()  # as in another process
    monkeypatch.setattr("autograder.grading.grade._verdict", _nothing_holds)
    assert run() == ["ann"]
    assert scores(course, "ann") == {**FULL, "sigmoid": 0.0}
    assert run() == []


def test_another_grader_judges_everything_anew(run, right, monkeypatch):
    run({"ann": right})
    monkeypatch.setattr(record_digest, "_grader", lambda: "another version")
    assert run() == ["ann"]


def test_a_changed_release_grades_everybody(run, course, right):
    run({"ann": right})
    release = course.release(STEM)
    release.write_text(release.read_text().replace("The mean of each row", "The mean of every row"))
    assert run() == ["ann"]


def test_limits_count_where_marks_were_lost(run, course, right):
    half = notebook_with(course, {**RIGHT, "sigmoid": OVERFLOWS})
    run({"ann": right, "bob": half})
    assert run(limits=Limits(cell_seconds=99)) == ["bob"]


def test_a_result_without_a_sandbox_is_none_with_one(run, right):
    run({"ann": right}, isolation="none")
    assert run(isolation="bubblewrap") == ["ann"]


def test_another_time_of_handing_in_is_recorded(run, course, right):
    run({"ann": right})
    submit(course, "ann", right).with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    run()
    with Gradebook(course.url) as book:
        assert str(book.find_submission(STEM, "ann").timestamp) == "2031-02-03 04:05:06"
    assert run() == []


def test_the_trail_says_who_when_which_release_and_seed_and_from_what_to_what(run, course, right, monkeypatch):
    """A line for a submission whose scores change, none for one whose scores do not."""
    monkeypatch.setattr("autograder.grading.kept.audit.getpass.getuser", lambda: "prof")
    run({"ann": right}, seed=3)
    run(again=True, seed=4)
    run({"ann": notebook_with(course, {**RIGHT, "sigmoid": OVERFLOWS})}, seed=5)
    first, second = trail(course)
    assert first["scores"]["relu"] == [None, 2.0]
    del second["time"]
    assert second == {
        "who": "prof",
        "chapter": STEM,
        "release": json.loads(course.journal("ann", STEM).read_text())["release"],
        "student": "ann",
        "seed": 5,
        "scores": {"sigmoid": [2.0, 1.0]},
    }


def _nothing_holds(exercise, run, seed):
    from autograder.core.diagnose import unwritten

    return unwritten(exercise)
