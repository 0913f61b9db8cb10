"""Whether a machine and a course folder are ready to grade: one finding a line, and a remedy for what does not hold."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from .. import exercises
from ..core.errors import GradingError
from ..sandbox.bubblewrap import REMEDY, bwrap, require, why_not_nested
from ..sandbox.seccomp import program
from ..workbook.doctor import Finding, installation, writable
from .cluster import Cluster
from .config import Grading
from .course import Course
from .gradebook import remedy, schema_version
from .job import Isolation

ROOM = 1 << 30  # bytes that a run over a class may write, as a rule of thumb
_FILES, _PROCESSES = 32, 8  # that a grading process and its sandbox have open and running, beside a submission's own


def examine(root: Path) -> Iterator[Finding]:
    """Look at everything in turn. root: the course folder."""
    yield from installation()
    yield _sandbox()
    yield Finding(
        bool(program()),
        "filter of system calls" if program() else "there is no filter of system calls for this processor",
        "Grade on x86_64 or aarch64, or trust the namespaces alone.",
    )
    try:
        course = Course.at(root)
    except GradingError as problem:
        yield Finding(False, str(problem), "Name another one with --course-dir, or mend the file.")
        return
    settings = Grading(config=course.config)
    yield from _cluster(settings) if settings.scheduler else (*_memory(settings), *_limits(settings))
    yield from _folders(course)
    yield _gradebook(course.url)
    free = shutil.disk_usage(course.root).free
    yield Finding(free >= ROOM, f"disk: {free >> 20} MB free", f"Make room: a run may need {ROOM >> 20} MB.")


def _sandbox() -> Finding:
    try:
        require()
        said = subprocess.run([bwrap(), "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except GradingError as problem:
        return Finding(False, f"sandbox: {str(problem).removesuffix(REMEDY).strip()}", REMEDY)
    reason = why_not_nested()
    kind = f"a fresh one for each submission, a second slower ({reason})" if reason else "with warm workers"
    return Finding(True, f"sandbox: {said.strip() or 'bubblewrap'}, {kind}")


def _memory(settings: Grading) -> Iterator[Finding]:
    """Whether as many submissions as are graded at once may all use what they are allowed."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) >> 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return  # another system, on which nothing is graded in a sandbox
    needed = settings.jobs * settings.total_memory
    yield Finding(
        free >= needed,
        f"memory: {free} MB free; {settings.jobs} submissions at once may use {needed}",
        "Set c.Grading.jobs or c.Grading.total_memory lower in nbgrader_config.py.",
    )


def _cluster(settings: Grading) -> Iterator[Finding]:
    """Whether there are workers that would grade as this machine does."""
    try:
        with Cluster(settings.scheduler, Isolation(settings.isolation)) as cluster:
            yield Finding(True, f"cluster: {cluster.workers} workers at {settings.scheduler}, installed as here")
    except GradingError as problem:
        yield Finding(
            False,
            f"cluster: {problem}",
            "Or take c.Grading.scheduler out of nbgrader_config.py, and grade on this machine.",
        )


def _limits(settings: Grading) -> Iterator[Finding]:
    """Whether the system lets one user open and start as much as the submissions at once may need."""
    try:
        import resource
    except ImportError:
        return  # Windows, where nothing is graded in a sandbox
    needed = {
        "open files": (resource.RLIMIT_NOFILE, 256 + settings.jobs * _FILES, "ulimit -n"),
        "processes": (resource.RLIMIT_NPROC, 64 + settings.jobs * (settings.processes + _PROCESSES), "ulimit -u"),
    }
    for what, (limit, least, command) in needed.items():
        allowed, _ = resource.getrlimit(limit)
        enough = allowed in (resource.RLIM_INFINITY, -1) or allowed >= least
        said = "no limit" if allowed in (resource.RLIM_INFINITY, -1) else str(allowed)
        yield Finding(
            enough,
            f"{what}: {said} for a user; {settings.jobs} submissions at once may need {least}",
            f"Raise it before grading: {command} {least}, or set c.Grading.jobs lower in nbgrader_config.py.",
        )


def _folders(course: Course) -> Iterator[Finding]:
    yield writable(course.root, "course folder", "Change its permissions, or name another one with --course-dir.")
    released = [stem for stem in exercises.stems() if course.release(stem).is_file()]
    yield Finding(
        bool(released),
        f"releases: {', '.join(released) if released else f'none in {course.folders.release_directory}/'}",
        "Copy the chapters that you hand out there, as they are in course/.",
    )
    home = course.root / course.folders.submitted_directory
    yield Finding(
        home.is_dir(),
        f"submissions: {home}" if home.is_dir() else f"there is no folder {home}",
        f"Put each notebook into {home}/<student>/<chapter>/.",
    )


def _gradebook(url: str) -> Finding:
    """Whether the database answers. One that is not there yet is not made: the first run does that."""
    setting = "Set c.CourseDirectory.db_url in nbgrader_config.py to a database that can be reached."
    try:
        parsed = make_url(url)
        where = parsed.render_as_string(hide_password=True)
        if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
            return writable(Path(parsed.database or ".").parent, "gradebook, made by the first run, in", setting)
        with create_engine(url).connect() as connection:
            made = inspect(connection).has_table("alembic_version")
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if made else None
            if parsed.get_backend_name() == "sqlite":
                connection.rollback()
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # another writer would be in the way; nothing is written
                connection.rollback()
    except (NoSuchModuleError, ModuleNotFoundError) as problem:
        return Finding(False, f"gradebook: the driver is missing ({problem})", f"{remedy(problem)}.")
    except ArgumentError:
        return Finding(False, f"gradebook: {url!r} is no address of a database", setting)
    except SQLAlchemyError as problem:
        return Finding(False, f"gradebook: {str(problem).splitlines()[0]}", f"{remedy(problem)}.")
    if found is not None and found != schema_version():
        upgrade = "Copy it, and run: nbgrader db upgrade"
        return Finding(False, f"gradebook: {where} was made by another version of nbgrader ({found})", upgrade)
    return Finding(True, f"gradebook: {where}")
