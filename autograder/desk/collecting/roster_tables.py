"""Tables that say who is in a class: one of your own, Canvas's gradebook, Moodle's participants or grading worksheet.

What a table does not say stays as the roster has it. A grading worksheet of Moodle's is what joins the numbers of a
download, `Participant 4711`, to people. They are others in each assignment, so names of this kind add up.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...core.errors import GradingError
from ...grading.course import is_a_name
from ..exports.table import read_table
from .roster import Member, Roster

_IDS = ("id", "student_id", "student id", "student", "username", "sis login id", "sis user id", "id number")
_FIRST, _LAST = ("first name", "first_name", "firstname"), ("last name", "last_name", "lastname", "surname")
_WHOLE = ("full name", "name", "student")
_EMAILS = ("email", "email address", "e-mail")
_SECTIONS = ("section", "sections", "group", "groups")
_NOBODY = ("points possible", "student, test")  # Canvas's row of points, and its student for trying things


@dataclass
class Merged:
    """What became of a table. absent: who is on the roster and not in the table, and stays"""

    roster: Roster
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def merge_table(roster: Roster, path: Path, known_by: str = "") -> Merged:
    """The roster with what a table says. known_by: the column with the ids. Raises GradingError that names the line."""
    header, rows = read_table(path)
    columns = {name.strip().casefold(): name for name in header}
    ids = _id_columns(path, columns, known_by)
    merged, seen = Merged(roster), dict[str, int]()
    members = dict(roster.members)
    for number, row in enumerate(rows, 2):
        line = {low: row[name].strip() for low, name in columns.items()}
        if not any(line.values()) or any(line.get("student", "").casefold().startswith(name) for name in _NOBODY):
            continue
        one = _member(line, ids, Roster(members))
        if not is_a_name(one.id):
            raise GradingError(f"{path}, line {number}: {one.id!r} cannot be a student's id; is it in another column?")
        if one.id in seen:
            raise GradingError(f"{path}: lines {seen[one.id]} and {number} are both {one.id}")
        seen[one.id] = number
        before = members.get(one.id)
        members[one.id] = one
        (merged.added if before is None else merged.changed if before != one else []).append(one.id)
    if not seen:
        raise GradingError(f"{path} names nobody")
    merged.roster = Roster(dict(sorted(members.items())))
    merged.absent = sorted(members.keys() - seen)
    return merged


def _id_columns(path: Path, columns: Mapping[str, str], known_by: str) -> list[str]:
    """The columns in which ids may stand, the surest first."""
    if known_by:
        if known_by.casefold() not in columns:
            raise GradingError(f"{path} has no column {known_by!r}; its columns are {', '.join(columns.values())}")
        return [known_by.casefold()]
    canvas = "sis login id" in columns  # there, ID is a number of Canvas's and Student a name
    found = [name for name in _IDS if name in columns and not (canvas and name in ("id", "student"))]
    if "identifier" in columns:
        found = [name for name in found if name in ("username", "id number")]
    if not found and not columns.keys() & {*_EMAILS, "identifier"}:
        raise GradingError(
            f"{path} does not say who anybody is: no column {', '.join(_IDS[:2])} or email; its columns are "
            f"{', '.join(columns.values())}. Name the one with the ids by --known-by"
        )
    return found


def _member(line: Mapping[str, str], ids: list[str], roster: Roster) -> Member:
    """Who a line is, with what the roster has of them already."""
    email = _first(line, _EMAILS)
    first, last = _name(line, ids)
    known = tuple(_other_names(line))
    given = _first(line, tuple(ids))
    student = given or roster.find(*known, email, f"{first} {last}") or email
    before = roster.members.get(student, Member(student))
    return replace(
        before,
        first=first or before.first,
        last=last or before.last,
        email=email or before.email,
        section=_first(line, _SECTIONS) or before.section,
        known_as=tuple(dict.fromkeys([*before.known_as, *known])),
    )


def _other_names(line: Mapping[str, str]) -> Iterator[str]:
    """The numbers by which downloads name people."""
    if "sis login id" in line and line.get("id"):
        yield line["id"]
    number = re.search(r"\d+$", line.get("identifier", ""))
    if number:
        yield number.group()


def _name(line: Mapping[str, str], ids: list[str]) -> tuple[str, str]:
    first, last = _first(line, _FIRST), _first(line, _LAST)
    whole = _first(line, tuple(name for name in _WHOLE if name not in ids))
    if first or last or not whole:
        return first, last
    if "," in whole:  # as Canvas sorts names
        last, _, first = whole.partition(",")
        return first.strip(), last.strip()
    first, _, last = whole.rpartition(" ")
    return first, last


def _first(line: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((line[name] for name in names if line.get(name)), "")
