"""Who is in the class: `roster.csv` in the course folder, and the names of it in nbgrader's gradebook.

nbgrader knows a student's name and email; a section, and the numbers by which Canvas and Moodle name downloads, have no
place in it. So the roster is a file that can be looked at, and everything else is found by it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ...core.errors import GradingError
from ...grading.course import Course, is_a_name
from ...grading.gradebook import gradebook, or_say
from ..exports.table import read_table, write_table
from ..student import Student

FILE = "roster.csv"
COLUMNS = ("id", "first name", "last name", "email", "section", "known as")


@dataclass(frozen=True)
class Member(Student):
    """Somebody on the roster. known_as: what other systems call them, such as the number in a download's names"""

    known_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """The class, by id."""

    members: Mapping[str, Member] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.members)

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members.values())

    def find(self, *keys: str) -> str:
        """Who the first key belongs to that is anybody's id, other name, email or full name; or "".

        >>> ann = Member("ann", "Ann", "O'Neil", "Ann@example.org", known_as=("901",))
        >>> Roster({"ann": ann}).find("77", "oneilann")
        'ann'
        """
        for key in filter(None, keys):
            found = [one.id for one in self if key == one.id or key in one.known_as] or [
                one.id for one in self if key.casefold() == one.email.casefold() or _plain(key) in _names(one)
            ]
            if len(found) == 1:
                return found[0]
        return ""

    @property
    def sections(self) -> Counter[str]:
        """How many are in each section."""
        return Counter(one.section for one in self if one.section)


def _plain(name: str) -> str:
    """A name without what a download's names leave out."""
    return re.sub(r"[\W_]", "", name.casefold())


def _names(one: Member) -> set[str]:
    return {_plain(one.first + one.last), _plain(one.last + one.first)} - {""}


def read_roster(course: Course) -> Roster:
    """The course's roster; an empty one where there is none. Raises GradingError for a file that is something else."""
    path = roster_path(course)
    if not path.exists():
        return Roster()
    header, rows = read_table(path)
    if "id" not in header:
        raise GradingError(
            f"{path} has no column 'id'; its columns are {', '.join(header)}. autograder roster makes it"
        )
    members = {}
    for number, row in enumerate(rows, 2):
        values = {name: _undefused(row.get(name, "").strip()) for name in COLUMNS}
        student = values["id"]
        if not student and not any(values.values()):
            continue
        if not student or not is_a_name(student) or student in members:
            why = "stands twice" if student in members else "cannot be a student's id"
            raise GradingError(f"{path}, line {number}: {student!r} {why}")
        members[student] = Member(
            student, values["first name"], values["last name"], values["email"], values["section"],
            tuple(values["known as"].split()),
        )  # fmt: skip
    return Roster(members)


def _undefused(text: str) -> str:
    """A text as it was before it was defused for spreadsheets."""
    return text[1:] if re.match(r"'[=+\-@\t\r]", text) else text


def write_roster(course: Course, roster: Roster) -> None:
    """Write the file, and the names and emails into the gradebook. Raises GradingError."""
    rows = [[one.id, one.first, one.last, one.email, one.section, " ".join(one.known_as)] for one in roster]
    write_table(roster_path(course), COLUMNS, rows, for_excel=True)
    with gradebook(course.url) as book:
        for one in roster:
            known = one.known_as[0] if one.known_as else None
            facts = {"first_name": one.first, "last_name": one.last, "email": one.email, "lms_user_id": known}
            or_say(course.url, partial(book.update_or_create_student, one.id, **facts))


def near(name: str, names: Iterable[str]) -> str:
    """What somebody may have meant, as a question, or nothing."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(names), 1, 0.7)
    return f"; did you mean {found[0]}?" if found else ""


def roster_path(course: Course) -> Path:
    """Where the roster stands."""
    return course.root / FILE
