"""A class is graded: what each submission leaves behind, and what a run does once and not for everybody."""

import errno
import json
import os
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from samples.grading_chapter import CHAPTER, RIGHT, STEM, name_of, notebook_with, submit

import autograder.grading.release
from autograder.core.errors import GradingError
from autograder.core.report import State
from autograder.grading import grade_class as module
from autograder.grading import job as job_module
from autograder.grading import own_seeds
from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class
from autograder.grading.job import Isolation, Job, check_isolation
from autograder.grading.release import read_release
from autograder.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("in_place", "prepared_gradebook")


def test_the_autograded_notebook_is_the_release_with_cards(course, grade, right):
    """Locked cells and metadata are the release's, the checks' outputs are the cards, and nbgrader finds it valid."""
    right["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "100 points"}]
    right["metadata"] = {"kernelspec": {"name": "evil", "display_name": "evil", "language": "evil"}}
    grade({"ann": right, "bob": b"\xff torn"})
    released = nbformat.read(course.release(STEM), as_version=4)
    locked = {name_of(c): c.source for c in released.cells if c.metadata.get("nbgrader", {}).get("locked")}
    assert locked
    for student in ("ann", "bob"):
        notebook = nbformat.read(course.autograded(student, STEM), as_version=4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        assert notebook.metadata == released.metadata
        assert {name_of(c): c.source for c in notebook.cells if name_of(c) in locked} == locked
        check = next(cell for cell in notebook.cells if name_of(cell) == "check_relu")
        assert [output.output_type for output in check.outputs] == ["display_data"]
        assert {"ann": "2 of 2 points", "bob": "not written yet"}[student] in check.outputs[0].data["text/plain"]
    assert "Nothing was graded" in notebook.cells[0].source


def test_the_journal_says_what_a_result_depends_on(course, grade, right):
    """The seed, digests of submission and release, and every report, outside of the submission."""
    outcome = grade({"ann": right}, seed=None)
    entry = json.loads(course.journal("ann", STEM).read_text())
    assert entry["seed"] == outcome.seed
    assert entry["score"] == 7.0
    assert entry["reports"]["relu"]["score"] == 2.0
    assert entry["release"] == read_release(course.release(STEM), CHAPTER).digest
    assert entry["isolation"] == "bubblewrap"


def test_the_journal_says_when_in_universal_time(course, grade):
    before = datetime.now(UTC).replace(microsecond=0)
    grade({"ann": b"torn"})
    recorded = datetime.fromisoformat(json.loads(course.journal("ann", STEM).read_text())["recorded"])
    assert before <= recorded <= datetime.now(UTC)
    assert (recorded.utcoffset(), recorded.microsecond) == (timedelta(), 0)


def test_every_run_draws_another_seed(grade, right):
    assert grade({"ann": right}, seed=None).seed != grade({}, seed=None).seed


@pytest.mark.parametrize(("drawn", "seed"), [(lambda most: most - 1, 2**31 - 1), (lambda most: 0, 2)])
def test_a_seed_has_31_bits_and_is_none_that_check_uses(monkeypatch, drawn, seed):
    """So every generator takes it, and so does `--seed`."""
    monkeypatch.setattr(own_seeds.secrets, "randbelow", drawn)
    assert own_seeds.draw_seed() == seed


@pytest.mark.parametrize("seed", [0, 1])
def test_a_seed_that_check_uses_is_refused_before_anybody_is_graded(course, grade, right, seed):
    with pytest.raises(GradingError, match=rf"the seed {seed} is .* take 2 or more"):
        grade({"ann": right}, seed=seed)
    assert not course.journal("ann", STEM).exists()


def test_the_outcome_says_what_was_graded_and_how(grade):
    outcome = grade({"ann": b"torn", "<b>": b"torn"}, seed=3, isolation="none")
    assert (outcome.chapter, outcome.seed, outcome.isolation) == (STEM, 3, Isolation.NONE)
    assert (set(outcome.graded), outcome.failed, outcome.invalid_folders) == ({"ann"}, {}, ["<b>"])


def test_students_who_have_not_handed_in_are_named_and_stop_nobody(course, grade):
    """Where it is nobody at all, there is nothing to do."""
    with pytest.raises(GradingError, match=f"no submission of {STEM} by dan, zoe$"):
        grade({"ann": b"torn"}, students=["zoe", "dan"])
    assert not course.journal("ann", STEM).exists()
    outcome = grade({}, students=["zoe", "ann"])
    assert outcome.failed == {"zoe": f"there is no submission of {STEM}"}
    assert set(outcome.graded) == {"ann"}


def test_only_the_named_students_are_graded(grade, right):
    assert set(grade({"ann": right, "bob": right, "cyd": right}, students=["cyd", "ann"]).graded) == {"ann", "cyd"}


def test_whoever_watches_is_told_how_far_it_is(grade, right):
    told = []
    grade({"ann": right, "bob": b"torn"}, on_result=lambda *said: told.append(said))
    assert told == [("ann", 1, 2), ("bob", 2, 2)]


def test_a_new_grading_replaces_what_the_last_one_left(course, grade, right):
    """Also where nbgrader has made the folder read-only; files that go with the chapter are there again."""
    (course.release(STEM).parent / "data").mkdir()
    (course.release(STEM).parent / "data" / "numbers.csv").write_text("1,2")
    (course.release(STEM).parent / "link.csv").symlink_to("/etc/hostname")
    folder = course.autograded("ann", STEM).parent
    grade({"ann": right})
    (folder / "old.txt").write_text("from the last time")
    folder.chmod(0o555)
    grade({"ann": right}, again=True)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {f"{STEM}.ipynb", "data/numbers.csv"}


def test_a_folder_that_cannot_be_written_is_named_and_costs_one_submission(course, grade, right):
    """The message has the path; the others are recorded."""
    course.autograded("ann", STEM).parent.parent.mkdir(parents=True)
    course.autograded("ann", STEM).parent.write_text("a file where a folder should be")
    outcome = grade({"ann": right, "bob": right})
    said = f"cannot write {course.autograded('ann', STEM).parent}: {os.strerror(errno.EEXIST)}"
    assert outcome.failed == {"ann": said}
    assert set(outcome.graded) == {"bob"}


def test_the_release_is_read_once_for_the_run_and_once_in_each_process(grade, right, monkeypatch):
    """However many have handed in: the rest of the class is held against what was read then."""
    read = []

    def counted(*arguments):
        read.append(arguments)
        return read_release(*arguments)

    monkeypatch.setattr(module, "read_release", counted)
    monkeypatch.setattr(job_module, "read_release", counted)
    assert len(grade(dict.fromkeys(("ann", "bob", "cyd", "dan"), right)).graded) == 4
    assert len(read) == 2


def test_a_release_that_changes_while_it_is_graded_records_nothing(course, grade, right, monkeypatch):
    """What a process reads must be what the run began with, or points and cells do not belong together."""
    first = autograder.grading.release.read_release

    def changed(path, chapter):
        path.write_text(path.read_text().replace("The mean of each row", "The mean of every row"))
        return first(path, chapter)

    monkeypatch.setattr(job_module, "read_release", changed)
    outcome = grade({"ann": right})
    assert outcome.graded == {}
    assert "release was changed" in outcome.failed["ann"]
    assert not course.journal("ann", STEM).exists()


def test_a_job_says_everything_about_a_grading(course, release, repo):
    """The course and the checkout are masked: a sandbox must not show them even below a folder of the system."""
    limits = Limits(cell_seconds=3)
    where_to = module.places(course, STEM, "ann")
    job = module.job_for(course, release, STEM, where_to, 1, Isolation.NONE, limits)
    where = course.release(STEM), release.digest, course.submission("ann", STEM)
    assert job == Job(STEM, *where, 1, Isolation.NONE, limits, masked=(course.root, repo), places=where_to)
    assert module.job_for(Course.at(repo), release, STEM, where_to, 1, Isolation.NONE, limits).masked == (repo,)


def test_an_isolation_that_there_is_not_is_answered_with_those_there_are():
    with pytest.raises(GradingError, match=r"'glass'.*bubblewrap, none"):
        check_isolation("glass")
    assert check_isolation("none") is Isolation.NONE


def test_nobody_is_graded_where_the_sandbox_does_not_work(course, right, monkeypatch):
    """Found out once, before anything is registered or run."""
    submit(course, "ann", right)

    def fails(name):
        raise GradingError("no sandbox here")

    monkeypatch.setattr(module, "check_isolation", fails)
    with pytest.raises(GradingError, match="no sandbox here"):
        grade_class(course, STEM, jobs=1)
    assert not course.journal("ann", STEM).exists()


def test_what_was_not_answered_is_zero_and_what_was_left_is_said(grade, course):
    """An unreadable file and an untouched notebook have the same score, and only one of them has a notice."""
    graded = grade({"ann": b"torn", "bob": notebook_with(course, {}), "cyd": notebook_with(course, RIGHT)}).graded
    assert {student: (one.score, len(one.notices)) for student, one in graded.items()} == {
        "ann": (0.0, 1),
        "bob": (0.0, 0),
        "cyd": (7.0, 0),
    }
    assert {one.points for one in graded.values()} == {7.0}
    assert {report.state for who in ("ann", "bob") for report in graded[who].reports.values()} == {State.UNWRITTEN}
