"""Where things stand in a course folder, and who has handed in."""

import pytest
from samples.grading_chapter import STEM, submit

from autograder.core.errors import GradingError
from autograder.grading.config import Grading
from autograder.grading.course import CONFIG, Course, is_a_name
from autograder.sandbox.limits import Limits


@pytest.fixture
def bare(tmp_path):
    """A folder without any settings."""
    return Course.at(tmp_path)


def test_a_folder_without_settings_has_the_courses_own_names(bare, tmp_path):
    assert bare.release("ch") == tmp_path / "course" / "ch" / "ch.ipynb"
    assert bare.solved("ch") == tmp_path / "solutions" / "ch" / "ch.ipynb"
    assert bare.submission("ann", "ch") == tmp_path / "submitted" / "ann" / "ch" / "ch.ipynb"
    assert bare.autograded("ann", "ch") == tmp_path / "autograded" / "ann" / "ch" / "ch.ipynb"
    assert bare.journal("ann", "ch") == tmp_path / "journal" / "ch" / "ann.json"
    assert bare.url == f"sqlite:///{tmp_path}/gradebook.db"


def test_the_folders_that_a_course_names_are_used(tmp_path):
    (tmp_path / CONFIG).write_text("get_config().CourseDirectory.submitted_directory = 'handed-in'\n")
    assert Course.at(tmp_path).submission("ann", "ch") == tmp_path / "handed-in" / "ann" / "ch" / "ch.ipynb"


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "db_url = 'sqlite:////elsewhere.db'",
        "autograded_directory = 'graded'",
        "directory_structure = '{assignment_id}/{nbgrader_step}/{student_id}'",
    ],
)
def test_folders_are_where_nbgrader_has_them(tmp_path, setting):
    (tmp_path / CONFIG).write_text(f"get_config().CourseDirectory.{setting or 'groupshared = False'}\n")
    course = Course.at(tmp_path)
    theirs = course.nbgrader()
    assert (course.url, str(course.root)) == (theirs.db_url, theirs.root)
    for step in ("source", "release", "submitted", "autograded"):
        name = getattr(theirs, f"{step}_directory")
        assert getattr(course.folders, f"{step}_directory") == name
        assert course.folders.format_path(name, "ann", "ch") == theirs.format_path(name, "ann", "ch")


@pytest.mark.parametrize("text", ["get_config(", "raise KeyError('x')", "import nowhere_at_all"])
def test_settings_that_fail_are_named(tmp_path, text):
    (tmp_path / CONFIG).write_text(text)
    with pytest.raises(GradingError, match=rf"{CONFIG}.*(SyntaxError|KeyError|ModuleNotFoundError)"):
        Course.at(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(GradingError, match="gone"):
        Course.at(tmp_path / "gone")


def test_who_has_handed_in_this_chapter(course):
    """Others have handed in another one, or have a name that can be nobody's; hidden folders are not looked at."""
    for name in ("zoe", "ann", "b\x07b", ".ipynb_checkpoints"):
        submit(course, name, b"")
    (course.root / "submitted" / "cyd" / "ch90").mkdir(parents=True)
    assert course.students(STEM) == (["ann", "zoe"], ["b\x07b"])
    with pytest.raises(GradingError, match="ch89"):
        course.students("ch89")


def test_notebooks_beside_the_submissions_are_found(course):
    """Loose, or a folder too high; not in hidden folders."""
    submit(course, "ann", b"")
    for place in ("loose.ipynb", "bob/high.ipynb", ".ipynb_checkpoints/old.ipynb", "bob/notes.txt"):
        path = course.root / "submitted" / place
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    assert [str(path) for path in course.loose()] == ["submitted/bob/high.ipynb", "submitted/loose.ipynb"]


def test_where_submissions_belong_is_said_when_there_are_none(bare):
    with pytest.raises(GradingError, match="submitted/<student>/ch"):
        bare.students("ch")


@pytest.mark.parametrize(
    ("name", "good"), [("Ann O'Neill", True), ("a" * 128, True), ("ü", True), ("Xenia", True), ("a" * 129, False)]
)
def test_names_are_what_pages_and_terminals_can_show(name, good):
    assert is_a_name(name) is good


@pytest.mark.parametrize(
    "name", [".", ".hidden", "a\nb", "a\x1b[2J", "<b>", 'a"b', "a\\b", "\u202eevil", "=1", "+1", "-1", "@a", "a,b"]
)
def test_names_that_would_act_on_a_page_or_a_terminal_are_none(name):
    assert not is_a_name(name)


def test_limits_are_set_in_the_courses_settings(tmp_path):
    """Those that are not set are as they are without."""
    (tmp_path / CONFIG).write_text("c = get_config()\nc.Grading.cell_seconds = 40\nc.Grading.memory = 99\n")
    limits = Grading(config=Course.at(tmp_path).config).limits
    assert (limits.cell_seconds, limits.memory) == (40, 99)
    assert limits == Limits(cell_seconds=40, memory=99)
    assert Grading().limits == Limits()
