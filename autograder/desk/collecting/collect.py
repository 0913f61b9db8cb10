"""Collect a download or a folder with nbgrader's `zip_collect`, and say who, who not, and what is astray."""

import contextlib
import logging
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from ...core.errors import GradingError
from ...grading.course import Course
from .roster import Roster, read_roster
from .strays import Stray, find_strays, put_right


@dataclass
class Collected:
    """Where a class stands. handed_in: by student. source: what was collected, and what it held; nothing where only
    the folder was looked at. moved: what was put right. unknown: who handed in and is not on the roster
    """

    chapter: str
    roster: Roster
    handed_in: list[str] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    moved: list[Stray] = field(default_factory=list)
    taken: int = 0
    newer: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Who is on the roster and has handed in nothing."""
        return sorted(self.roster.members.keys() - set(self.handed_in))


def collect(course: Course, stem: str, source: Path | None = None, mend: bool = False) -> Collected:
    """Collect a zip or a folder, if one is given, and look at everything. mend: move what is clear to where it belongs

    Raises GradingError.
    """
    if not course.release(stem).is_file():
        raise GradingError(f"{stem} has not been handed out: there is no {course.release(stem)}")
    told = Collected(stem, read_roster(course))
    if source is not None:
        _collect(course, source.resolve(), told)
    found = find_strays(course, stem, told.roster)
    told.moved = put_right(found) if mend else []
    told.strays += [one for one in found if one not in told.moved]
    with contextlib.suppress(GradingError):  # nobody yet, which the summary says
        told.handed_in = [name for name in course.students(stem)[0] if any(_notebooks(course, name, stem))]
    return told


def _notebooks(course: Course, student: str, stem: str) -> list[Path]:
    return list(course.submission(student, stem).parent.rglob("*.ipynb"))


def _collect(course: Course, source: Path, told: Collected) -> None:
    """Let nbgrader collect it, in the course's folder and by its settings."""
    from .collector import Collect

    if not source.exists():
        raise GradingError(f"there is no {source}")
    if source.is_file() and not zipfile.is_zipfile(source):
        raise GradingError(f"{source} is no zip; give the download as it is, or a folder with notebooks")
    said = _Errors()
    with contextlib.chdir(course.root):
        app = Collect(log=said.log)
        try:
            app.initialize([told.chapter])
            app.log = said.log
            _stage(source, Path(app._format_collect_path(app.archive_directory)))
            app.start()
        except SystemExit:
            raise GradingError(f"nbgrader could not collect {source}: {said.last}") from None
        except OSError as error:
            raise GradingError(f"cannot collect {source}: {error}") from None
    found = app.collector_plugin_inst.found
    told.taken, told.newer, told.same, told.late = len(found.taken), found.newer, found.same, sorted(found.late)
    told.strays += [Stray(path, why) for path, why in found.strays if "the same twice" not in why]


def _stage(source: Path, archive: Path) -> None:
    """Put a copy where nbgrader looks for it, alone: what lay there is moved beside."""
    if source.parent == archive and len(list(archive.iterdir())) == 1:
        return
    fresh = archive.with_name("incoming")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    if source.is_dir():
        shutil.copytree(source, fresh / source.name, symlinks=True)
    else:
        shutil.copy2(source, fresh / source.name)
    if archive.exists() and any(archive.iterdir()):
        number = sum(1 for _ in archive.parent.glob("earlier-*")) + 1
        archive.rename(archive.with_name(f"earlier-{number}"))
    elif archive.exists():
        archive.rmdir()
    fresh.rename(archive)


class _Errors(logging.Handler):
    """A log that keeps the last complaint."""

    last = "no reason given"

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.log = logging.Logger("collect")
        self.log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage().strip().splitlines()[-1]
