"""Whatever goes wrong in a run: a sentence, nothing half made, and the same command goes on from there."""

import errno
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import FULL, STEM, submit

from autograder.core.errors import GradingError, RunEnded
from autograder.grading import keep as keeping
from autograder.grading.kept import audit
from autograder.grading.kept.book import Book
from autograder.grading.kept.one_grader import one_grader


def recorded(course):
    with Gradebook(course.url) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(STEM)}


@pytest.fixture
def ran(monkeypatch):
    """Whose submissions were run, in order."""
    ran, grading = [], keeping.grade_submission
    monkeypatch.setattr(keeping, "grade_submission", lambda job: ran.append(job.places.student) or grading(job))
    return ran


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
class TestInOneProcess:
    @pytest.mark.parametrize("name", [f"{STEM}.ipynb", "bob.json"])
    def test_a_full_disk_ends_the_run_and_leaves_no_half_made_folder(self, name, course, grade, right, monkeypatch):
        write = keeping.write_atomically

        def fills_up(path, content):
            if "bob" in str(path) and path.name == name:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            write(path, content)

        with monkeypatch.context() as patch:
            patch.setattr(keeping, "write_atomically", fills_up)
            patch.setattr("autograder.grading.kept.journal.write_atomically", fills_up)
            with pytest.raises(RunEnded, match=f"cannot write .*{name}: No space left.*run the same command again"):
                grade(dict.fromkeys(("ann", "bob", "cyd"), right))
        assert recorded(course) == {"ann": 7.0}
        assert (course.root / "autograded" / "bob").exists() == (name == "bob.json")  # whole, or not at all
        assert not course.journal("bob", STEM).exists()
        grade({})
        assert recorded(course) == dict.fromkeys(("ann", "bob", "cyd"), 7.0)

    def test_a_disk_that_has_no_room_for_the_trail_records_nothing(self, course, grade, right, ran):
        """No score changes without a line in it. What was graded is recorded later, and not graded again."""
        trail = course.audit_trail(STEM)
        trail.mkdir(parents=True)
        with pytest.raises(RunEnded, match=f"cannot write {trail}: Is a directory"):
            grade({"ann": right})
        assert recorded(course) == {}
        trail.rmdir()
        assert grade({}).failed == {}
        assert (recorded(course), ran) == ({"ann": 7.0}, ["ann"])

    def test_a_gradebook_that_is_locked_meanwhile_ends_the_run(self, course, grade, right, ran, monkeypatch):
        monkeypatch.setattr(course.folders, "db_url", f"{course.url}?timeout=0")
        holder = sqlite3.connect(Path(course.root, "gradebook.db"))
        told = []

        def lock(*said):
            told.append(said)
            holder.execute("BEGIN EXCLUSIVE")

        with pytest.raises(RunEnded, match="locked"):
            grade(dict.fromkeys(("ann", "bob", "cyd"), right), on_result=lock)
        holder.rollback()
        assert len(told) == 1
        grade({})
        assert recorded(course) == dict.fromkeys(("ann", "bob", "cyd"), 7.0)
        assert ran == ["ann", "bob", "cyd"]

    def test_what_was_graded_and_not_recorded_is_recorded_by_the_next_run(self, course, grade, right, ran, monkeypatch):
        """As when the power goes between the journal and the gradebook."""

        def stops(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Book, "enter", stops)
            with pytest.raises(KeyboardInterrupt):
                grade({"ann": right})
        assert recorded(course) == {}
        grade({})
        assert (recorded(course), ran) == ({"ann": 7.0}, ["ann"])

    def test_a_score_is_not_changed_where_the_trail_cannot_say_so(self, course, grade, right, monkeypatch):
        grade({"ann": right})

        def full(path, facts):
            raise RunEnded("no room")

        monkeypatch.setattr(audit, "append_line", full)
        with pytest.raises(RunEnded, match="no room"):
            grade({"ann": b"torn"})
        assert recorded(course) == {"ann": 7.0}

    def test_a_second_grader_of_the_chapter_is_refused_and_told_who_is_at_it(self, course, grade, right, monkeypatch):
        monkeypatch.setattr(audit.getpass, "getuser", lambda: "prof")
        submit(course, "ann", right)
        with (
            one_grader(course.lock(STEM), STEM),
            pytest.raises(GradingError, match=rf"{STEM} is being graded already, by prof \(process {os.getpid()}, "),
        ):
            grade({})
        assert not course.journal("ann", STEM).exists()
        assert grade({}).graded["ann"].scores == FULL

    def test_a_lock_that_a_killed_grader_left_holds_nobody_up(self, course, grade, right):
        course.lock(STEM).parent.mkdir(parents=True)
        course.lock(STEM).write_text("somebody (process 1, since 2031-02-03 04:05), who is no more\n")
        assert grade({"ann": right}).failed == {}


RUN = """
import time
from autograder.grading.executor import local, run_jobs

print(list(run_jobs(local(2), time.sleep, [600] * 4, 2)))
"""


@pytest.mark.slow
def test_nothing_lives_on_when_the_run_is_killed(tmp_path):
    """Neither the pool's processes nor their fork server, nor the folder of their sockets."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", RUN], env=environment) as run:
        try:
            while not list(tmp_path.glob("pymp-*")) or len(below := psutil.Process(run.pid).children(True)) < 4:
                assert run.poll() is None
                time.sleep(0.05)
        finally:
            run.kill()
    living = below
    for _ in range(600):
        living = [one for one in living if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        if not living:
            break
        time.sleep(0.1)
    for one in living:
        one.kill()
    assert living == []
    assert list(tmp_path.glob("pymp-*")) == []


def test_a_disk_that_is_really_full():
    """/dev/full takes no byte."""
    with pytest.raises(RunEnded, match=r"cannot write /dev/full: No space left on device"):
        audit.append_line(Path("/dev/full"), {"event": "graded"})
