"""nbgrader's two steps over a submission. Nothing is started: the cells run in this process."""

import json
from datetime import datetime

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from samples.grading_chapter import CHAPTER, RIGHT, STEM, name_of, submit

from autograder.core.errors import GradingError
from autograder.grading.config import Grading
from autograder.grading.gradebook import gradebook, register
from autograder.grading.nbgrader_steps import GradeInSandbox, Restore, UnreadExporter
from autograder.grading.release import read_release
from autograder.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("in_place", "prepared_gradebook")


@pytest.fixture
def take(course):
    """Take one of the steps for a student, in a course with these settings: the notebook that it makes."""
    course.config.Grading.isolation = "none"  # the one that asks nothing of the machine

    def take(step, student="ann", **settings):
        course.config.Grading.update(settings)
        converter = Autograde(coursedir=course.nbgrader(), config=course.config)
        exporter = UnreadExporter(parent=converter, config=course.config)
        names = {"student": student, "assignment": STEM, "notebook": STEM, "db_url": course.url}
        notebook, resources = step(parent=exporter).preprocess(nbformat.v4.new_notebook(), {"nbgrader": names})
        assert resources["nbgrader"] == names  # the next step reads it
        return notebook

    return take


def journal(course, student="ann"):
    return json.loads(course.journal(student, STEM).read_text())


def scores(course, student="ann"):
    with Gradebook(course.url) as book:
        return {one.name: one.auto_score for one in book.find_submission_notebook(STEM, STEM, student).grades}


def fails(what):
    raise GradingError(f"no {what} here")


def cell(notebook, name):
    return next(one for one in notebook.cells if name_of(one) == name)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own queries
def test_formgraders_button_takes_both_steps(course):
    """nbgrader's own reader is asked for nothing; notes are in its log, with the student's name."""
    with gradebook(course.url) as book:
        register(book, course.url, STEM, read_release(course.release(STEM), CHAPTER))
    course.config.Grading.isolation = "none"
    submit(course, "ann", b"torn")
    ended = NbGraderAPI(course.nbgrader(), config=course.config).autograde(STEM, "ann")
    assert ended["success"], ended
    assert ended["log"].count("ann: Nothing was graded") == 2
    assert set(scores(course).values()) == {0.0}
    assert "not written yet" in course.autograded("ann", STEM).read_text()
    assert journal(course)["student"] == "ann"


def test_the_first_step_puts_the_answers_into_the_release(course, take, right):
    """There are no results in it yet; what a submission brought along for a locked cell is gone."""
    for one in right["cells"]:
        if name_of(one) == "check_relu":
            one["source"] = "print('full marks')"
    submit(course, "ann", right)
    made = take(Restore)
    assert cell(made, "relu").source == RIGHT["relu"]
    assert cell(made, "check_relu").source == "check(relu)"
    assert [one.outputs for one in made.cells if one.cell_type == "code" and one.outputs] == []
    assert "check_relu" in made.cells[0].source  # the note of it


def test_the_second_step_leaves_scores_cards_and_a_journal(course, take, right):
    submit(course, "ann", right)
    made = take(GradeInSandbox, seed=5)
    assert scores(course) == {"check_relu": 2.0, "check_sigmoid": 2.0, "check_mean_of_rows": 3.0, "why": None}
    cards = [one.outputs[0].data["text/html"] for one in made.cells if name_of(one).startswith("check_")]
    assert len(cards) == 3
    kept = journal(course)
    assert (kept["student"], kept["chapter"], kept["score"], kept["seed"]) == ("ann", STEM, 7.0, 5)


@pytest.fixture
def job(take, monkeypatch):
    """The job that the second step would have graded in a course with these settings; nothing is graded."""

    def job(**settings):
        found = []
        step = "autograder.grading.nbgrader_steps.grade_submission"
        monkeypatch.setattr(step, lambda one: found.append(one) or fails(one))
        with pytest.raises(GradingError):
            take(GradeInSandbox, **settings)
        return found[0]

    return job


def test_the_courses_settings_count(job, course):
    asked = job(seed=5, cell_seconds=40.0)
    assert (asked.chapter, asked.submission) == (STEM, course.submission("ann", STEM))
    assert (asked.seed, asked.limits, asked.isolation) == (5, Limits(cell_seconds=40.0), "none")


def test_a_seed_that_check_uses_is_refused(take):
    with pytest.raises(GradingError, match="the seed 0 is one of those that `check` uses"):
        take(GradeInSandbox, seed=0)


def test_without_a_seed_one_is_drawn(job, monkeypatch):
    monkeypatch.setattr("autograder.grading.nbgrader_steps.draw_seed", lambda: 1234)
    assert job().seed == 1234


def test_everybody_whom_a_command_grades_has_one_seed_and_the_next_command_another(course):
    """References are driven once a seed; a seed that stayed could be asked for what it draws."""
    seeds = []
    for _ in range(2):
        exporter = UnreadExporter(parent=Autograde(coursedir=course.nbgrader(), config=course.config))
        seeds += [GradeInSandbox(parent=exporter).seed(Grading()) for _ in range(3)]
    assert len(set(seeds[:3])) == len(set(seeds[3:])) == 1
    assert len(set(seeds)) == 2


def test_the_machine_is_asked_for_the_isolation_before_anything_is_graded(take, monkeypatch):
    monkeypatch.setattr("autograder.grading.nbgrader_steps.check_isolation", fails)
    with pytest.raises(GradingError, match="no none here"):
        take(GradeInSandbox)


def test_the_time_of_a_submission_is_kept(course, take):
    submit(course, "ann", b"torn").with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    take(GradeInSandbox)
    with Gradebook(course.url) as book:
        assert book.find_submission(STEM, "ann").timestamp == datetime(2031, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("step", [Restore, GradeInSandbox])
def test_notes_are_logged_with_the_students_name(course, take, caplog, step):
    submit(course, "ann", b"torn")
    take(step)
    said = [(one.levelname, one.getMessage()) for one in caplog.records if "Nothing was graded" in one.getMessage()]
    assert [(level, text.startswith("ann: ")) for level, text in said] == [("WARNING", True)]


@pytest.mark.parametrize("step", [Restore, GradeInSandbox])
def test_a_name_that_would_act_on_a_page_is_refused(course, take, right, step):
    submit(course, "<b>", right)
    with pytest.raises(GradingError, match="'<b>' cannot be the name of a student"):
        take(step, "<b>")


def copied(course, student="ann"):
    """The files that nbgrader has copied from a submission, as it does before the first step."""
    submitted, target = course.submission(student, STEM).parent, course.autograded(student, STEM).parent
    names = [path.relative_to(submitted) for path in submitted.rglob("*") if path.is_file() and path.suffix != ".ipynb"]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((submitted / name).read_bytes())
    return target


def test_what_was_copied_through_a_link_is_removed(course, take, right):
    """It is a file of whoever grades, and feedback is public. A learner's own files stay, in folders too."""
    secret = course.root / "secret.txt"
    secret.write_text("the answers")
    folder = submit(course, "ann", right).parent
    (folder / "data").mkdir()
    for place in (folder, folder / "data"):
        (place / "own.txt").write_text("mine")
        (place / "link.txt").symlink_to(secret)
    (folder / "not_copied.txt").symlink_to(course.root / "gone.txt")
    target = copied(course)
    take(Restore)
    assert {path.relative_to(target).as_posix() for path in target.rglob("*.txt")} == {"own.txt", "data/own.txt"}


@pytest.mark.parametrize("linked", ["folder", "person"])
def test_of_a_folder_that_is_a_link_nothing_stays(course, take, right, linked):
    other = submit(course, "bob", right)
    other.with_name("own.txt").write_text("bob's")
    folder = course.submission("ann", STEM).parent
    link, of = {"folder": (folder, other.parent), "person": (folder.parent, other.parent.parent)}[linked]
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(of)
    target = copied(course)
    assert (target / "own.txt").exists()
    take(Restore)
    assert not (target / "own.txt").exists()


def test_a_file_that_no_notebook_could_be_read_from_reaches_the_steps(tmp_path):
    """nbgrader hands over a path; what stands there is for the steps to read."""
    steps = []

    class Exporter(UnreadExporter):
        def from_notebook_node(self, nb, resources=None, **options):
            steps.append((nb.cells, resources["metadata"], resources["nbgrader"]))
            return "made", resources

    path = tmp_path / "ch91.ipynb"
    path.write_bytes(b"\xff")
    assert Exporter().from_filename(str(path), {"nbgrader": 1})[0] == "made"
    assert steps == [([], {"name": "ch91", "path": str(tmp_path)}, 1)]
