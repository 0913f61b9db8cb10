"""Notebooks that lie where grading does not look: loose in `submitted/`, a folder too high, the wrong way round.

Whose they are is read from where they lie and what they are called, by the roster; whether they are this chapter's,
from their name or the names of their cells. What is clear can be put right; nothing is moved over a submission.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ... import exercises
from ...core.errors import GradingError
from ...grading.course import STRUCTURE, Course, is_a_name
from ...grading.handed_in import LARGEST_FILE
from ...grading.lateness.hand_in_time import FILE as TIMESTAMP
from .download_names import NAMED_REGEXP, without_copy
from .roster import Roster, near


@dataclass(frozen=True)
class Stray:
    """A file that lies where it does not belong. to: where it does, or None where that is not clear"""

    path: Path
    why: str
    to: Path | None = None


def find_strays(course: Course, stem: str, roster: Roster) -> list[Stray]:
    """What lies astray in the folder of submissions, as far as it may be this chapter's."""
    home = course.root / course.folders.submitted_directory
    if course.folders.directory_structure != STRUCTURE or not home.is_dir():
        return []
    shown = [path for path in sorted(home.iterdir()) if not path.name.startswith(".")]
    return [one for path in shown for one in _in(course, stem, roster, path)]


def _in(course: Course, stem: str, roster: Roster, path: Path) -> Iterator[Stray]:
    place = _Place(course, stem, roster)
    if path.is_symlink():
        yield Stray(path, "is a symbolic link, and links are not followed")
    elif path.is_file():
        yield from place.loose(path)
    elif path.name in (stem, *exercises.stems()):
        yield from place.turned_round(path)
    else:
        yield from place.of_student(path)


@dataclass(frozen=True)
class _Place:
    course: Course
    stem: str
    roster: Roster

    def loose(self, path: Path) -> Iterator[Stray]:
        """A file beside the students' folders."""
        if path.suffix == ".zip":
            yield Stray(path, f"is a zip; autograder collect {self.stem} {path} unpacks it")
        elif path.suffix == ".ipynb" and self._is_ours(path):
            student = whose(path.stem, self.stem, self.roster)
            yield self._belongs(path, "lies loose", student, "nobody of the roster is in its name")

    def turned_round(self, folder: Path) -> Iterator[Stray]:
        """A folder that is called like a chapter."""
        if folder.name != self.stem:
            return
        for path in sorted(folder.glob("*.ipynb")):
            student = whose(path.stem, self.stem, self.roster)
            yield self._belongs(path, "lies in a folder of the chapter", student, "nobody of the roster is in its name")
        for path in sorted(folder.glob("*/*.ipynb")):
            known = self.roster.find(path.parent.name) or ("" if self.roster else path.parent.name)
            unclear = f"{path.parent.name} is not on the roster"
            yield self._belongs(path, "lies in a folder of the chapter", known, unclear)

    def of_student(self, folder: Path) -> Iterator[Stray]:
        """A student's folder: what lies directly in it, and whether it is anybody's."""
        name, member = folder.name, self.roster.find(folder.name)
        handed_in = (folder / self.stem).is_dir()
        if not is_a_name(name) and handed_in:
            yield Stray(folder, "has a name that cannot be a student's; rename it")
        elif self.roster and not member and handed_in:
            yield Stray(folder, f"is not on the roster{near(name, self.roster.members)}")
        elif self.roster and member != name and handed_in:
            yield self._belongs(folder / self.stem, f"is called {name}", member, "")
        for path in sorted(folder.glob("*.ipynb")):
            if self._is_ours(path):
                student = member or ("" if self.roster or not is_a_name(name) else name)
                yield self._belongs(path, "lies a folder too high", student, f"{name} is not on the roster")

    def _belongs(self, path: Path, why: str, student: str, unclear: str) -> Stray:
        """The stray with where it belongs, unless that is not clear or taken."""
        if not student:
            return Stray(path, f"{why}; {unclear}")
        to = self.course.submission(student, self.stem)
        to = to.parent if path.is_dir() else to
        if path.is_symlink():
            return Stray(path, f"{why}, and is a symbolic link")
        if to.exists():
            return Stray(path, f"{why}; {student} has handed in {self.stem} already")
        return Stray(path, f"{why}; it is {student}'s", to)

    def _is_ours(self, path: Path) -> bool:
        """Whether a notebook may be this chapter's: by its name, or by its cells."""
        if self.stem in path.stem:
            return True
        if path.is_symlink() or any(other in path.stem for other in exercises.stems()):
            return False
        found, released = grade_ids(path), grade_ids(self.course.release(self.stem))
        return found is None or bool(found & (released or set()))


def whose(name: str, stem: str, roster: Roster) -> str:
    """Whose a file of this name is: of a download, or with somebody of the roster in it. "" where that is not clear."""
    found = re.fullmatch(NAMED_REGEXP, f"{name}.ipynb")
    if found:
        return roster.find(found["student_id"], found["full_name"] or "")
    rest = without_copy(name).replace(stem, " ").strip(" _-.,()[]")
    return roster.find(rest) or _only(roster, re.split(r"[\s,()\[\]]+|[_-](?=\S)", rest))


def _only(roster: Roster, words: list[str]) -> str:
    """Who the words name, if it is one."""
    found = {student for word in words if (student := roster.find(word))}
    return found.pop() if len(found) == 1 else ""


def grade_ids(path: Path) -> set[str] | None:
    """The names of a notebook's cells; None where it cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        cells = json.loads(path.read_bytes())["cells"]
        return {cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell.get("metadata", {})}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def put_right(strays: list[Stray]) -> list[Stray]:
    """Move what is clear to where it belongs, with its timestamp. Returns what was moved. Raises GradingError."""
    moved = []
    for one in strays:
        if one.to is None or one.to.exists():
            continue
        try:
            one.to.parent.mkdir(parents=True, exist_ok=True)
            one.path.rename(one.to)
            timestamp = one.path.with_name(TIMESTAMP)
            own = one.path.parent.name == one.to.parent.parent.name  # a folder of the student's
            if own and timestamp.is_file() and not timestamp.is_symlink():
                timestamp.rename(one.to.with_name(TIMESTAMP))
        except OSError as error:
            raise GradingError(f"cannot move {one.path} to {one.to}: {error.strerror}") from None
        moved.append(one)
    return moved
