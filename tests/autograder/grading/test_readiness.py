"""The grader's doctor says of each thing whether it is there, and names the remedy for what is not."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from autograder.cli import app
from autograder.core.errors import GradingError
from autograder.grading import readiness
from autograder.grading.gradebook import schema_version
from autograder.grading.readiness import examine
from autograder.sandbox.bubblewrap import REMEDY


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Path:
    """A course folder with one release, on a machine with a sandbox."""
    monkeypatch.setattr(readiness, "require", lambda: None)
    monkeypatch.setattr(readiness, "bwrap", lambda: "true")
    monkeypatch.setattr(readiness, "why_not_nested", lambda: "")
    release = tmp_path / "course" / "ch01_activations" / "ch01_activations.ipynb"
    release.parent.mkdir(parents=True)
    release.write_text("{}")
    (tmp_path / "submitted").mkdir()
    return tmp_path


def finding(root: Path, word: str):
    (found,) = [one for one in examine(root) if one.text.startswith(word)]
    return found


def config(root: Path, line: str) -> None:
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")


def test_a_sound_course_has_no_failing_line_and_no_gradebook_is_made(course):
    config(course, "c.Grading.total_memory = 1")
    assert [one.text for one in examine(course) if not one.holds] == []
    assert finding(course, "releases").text == "releases: ch01_activations"
    assert not list(course.rglob("*.db"))


def test_a_machine_without_a_sandbox(course, monkeypatch):
    def refuse():
        raise GradingError(f"bubblewrap (bwrap) is not installed. {REMEDY}")

    monkeypatch.setattr(readiness, "require", refuse)
    found = finding(course, "sandbox")
    assert (found.holds, found.text, found.remedy) == (
        False,
        "sandbox: bubblewrap (bwrap) is not installed.",
        REMEDY,
    )


def test_a_machine_without_warm_workers_grades_more_slowly(course, monkeypatch):
    """Which is no reason not to grade."""
    assert "with warm workers" in finding(course, "sandbox").text
    monkeypatch.setattr(readiness, "why_not_nested", lambda: "unshare: not permitted")
    found = finding(course, "sandbox")
    assert found.holds
    assert "a second slower (unshare: not permitted)" in found.text


def test_a_processor_without_a_filter(course, monkeypatch):
    monkeypatch.setattr(readiness, "program", lambda: b"")
    assert not finding(course, "there is no filter").holds


def test_more_submissions_at_once_than_fit(course):
    config(course, "c.Grading.jobs = 1000")
    found = finding(course, "memory")
    assert not found.holds
    assert "c.Grading.jobs" in found.remedy


@pytest.mark.parametrize(
    ("url", "said", "remedy"),
    [
        ("nonsense", "'nonsense' is no address of a database", "db_url"),
        ("sqlite:////proc/self/gradebook.db", "cannot be written to", "db_url"),
        ("postgresql+psycopg2://x/y", "gradebook", "pip install 'layerwise[postgres]'"),
        ("nodatabase://x/y", "gradebook", "Write another address"),
        ("postgres://x/y", "gradebook", "PostgreSQL's begins with postgresql://"),
        ("postgresql://x@127.0.0.1:1/y", "gradebook", "See that its server runs"),
    ],
)
def test_a_gradebook_that_cannot_be_used_is_told_with_its_own_remedy(course, url, said, remedy):
    config(course, f"c.CourseDirectory.db_url = {url!r}")
    found = finding(course, "gradebook")
    assert not found.holds
    assert said in found.text
    assert remedy in found.remedy


def test_a_gradebook_that_is_none(course):
    (course / "gradebook.db").write_text("I am no database, and long enough to look like a file of its own kind")
    found = finding(course, "gradebook")
    assert not found.holds
    assert "not a database" in found.text


def test_a_password_is_not_shown(course, monkeypatch):
    class Database:
        def connect(self):
            raise OperationalError("select", {}, Exception("no such host"))

    monkeypatch.setattr(readiness, "create_engine", lambda url: Database())
    config(course, "c.CourseDirectory.db_url = 'postgresql+psycopg://ada:secret@nowhere/grades'")
    found = finding(course, "gradebook")
    assert not found.holds
    assert "secret" not in found.text


def test_what_is_missing_is_told_with_its_remedy(course, monkeypatch):
    (course / "submitted").rmdir()
    monkeypatch.setattr(readiness, "ROOM", 1 << 60)
    done = CliRunner().invoke(app, ["doctor", "--course-dir", str(course)])
    assert done.exit_code == 1
    assert "there is no folder" in done.output
    assert "<student>/<chapter>/" in " ".join(done.output.split())
    assert "Make room" in done.output


def test_a_course_folder_that_is_not_there(tmp_path):
    done = CliRunner().invoke(app, ["doctor", "--course-dir", str(tmp_path / "gone")])
    assert done.exit_code == 1
    assert "there is no course folder" in done.output


class OfTwo:
    """A cluster with two workers, where there is one."""

    workers = 2

    def __init__(self, address, isolation):
        if address != "tcp://there:1":
            raise GradingError(f"no scheduler answers at {address!r}")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.mark.parametrize(
    ("address", "holds", "said"),
    [
        ("tcp://there:1", True, "cluster: 2 workers at tcp://there:1, installed as here"),
        ("tcp://elsewhere:1", False, "cluster: no scheduler answers at 'tcp://elsewhere:1'"),
    ],
)
def test_a_course_that_is_graded_on_a_cluster(course, monkeypatch, address, holds, said):
    """Its workers are looked at, and not this machine's memory."""
    monkeypatch.setattr(readiness, "Cluster", OfTwo)
    config(course, f"c.Grading.scheduler = {address!r}\nc.Grading.jobs = 1000")
    found = finding(course, "cluster")
    assert (found.holds, found.text) == (holds, said)
    assert not any(one.text.startswith("memory") for one in examine(course))


def test_limits_that_are_too_low_for_so_many_at_once(course, monkeypatch):
    """Each with the command that raises it; where nothing is limited, that is said."""
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda limit: (100, 100))
    for word, command in (("open files", "ulimit -n"), ("processes", "ulimit -u")):
        found = finding(course, word)
        assert not found.holds
        assert command in found.remedy
    monkeypatch.setattr(resource, "getrlimit", lambda limit: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert finding(course, "processes").text.startswith("processes: no limit")


def test_a_gradebook_that_somebody_writes_to_or_another_nbgrader_made(course):
    path = course / "gradebook.db"
    config(course, f"c.CourseDirectory.db_url = 'sqlite:///{path}?timeout=0'")
    holder = sqlite3.connect(path)
    holder.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    holder.execute("INSERT INTO alembic_version VALUES ('older')")
    holder.commit()
    found = finding(course, "gradebook")
    assert (found.holds, "another version of nbgrader (older)" in found.text) == (False, True)
    holder.execute("UPDATE alembic_version SET version_num = ?", [schema_version()])
    assert "locked" in finding(course, "gradebook").text
    holder.commit()
    assert finding(course, "gradebook").holds
