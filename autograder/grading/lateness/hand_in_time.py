"""When a submission was handed in: nbgrader's `timestamp.txt`, in a time zone, or refused with a reason.

nbgrader takes an abbreviation that it does not know for UTC, and `CET` is an hour off. Here an abbreviation counts only
where the course's own zone, `c.Exchange.timezone`, has it at that time; a time without any zone is UTC, as nbgrader
writes it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

FILE = "timestamp.txt"
_LARGEST = 200  # bytes; a time has a quarter of that
_TIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?) ?(?P<zone>[^\d\s]\S*)?")
_OFFSET = re.compile(r"[+-]\d\d(?::?\d\d)?")
_EXAMPLE = "2026-11-01 23:59:00 +01:00"


@dataclass(frozen=True)
class HandInTime:
    """When something was handed in, in UTC and without a zone, as the gradebook has it.

    when: None where nobody noted it, or where it cannot be read. problem: why it cannot
    """

    when: datetime | None = None
    problem: str = ""

    def __str__(self) -> str:
        return self.problem or (str(self.when) if self.when else "")


def read_time(path: Path, zone: str = "UTC") -> HandInTime:
    """What a `timestamp.txt` says. zone: the course's, such as Europe/Berlin"""
    if path.is_symlink():
        return HandInTime(problem=f"{path.name} is a symbolic link, and links are not followed")
    if not path.is_file():
        return HandInTime(problem=f"{path.name} is no file" if path.exists() else "")
    try:
        if path.stat().st_size > _LARGEST:
            return HandInTime(problem=f"{path.name} is too long: it should hold one time, such as {_EXAMPLE}")
        return HandInTime(parse_time(path.read_text(encoding="utf-8").strip(), zone))
    except OSError as error:
        return HandInTime(problem=f"{path.name} cannot be read ({error.strerror})")
    except UnicodeDecodeError:
        return HandInTime(problem=f"{path.name} is no text: it should hold one time, such as {_EXAMPLE}")
    except ValueError as error:
        return HandInTime(problem=f"{path.name}: {error}")


def parse_time(text: str, zone: str = "UTC") -> datetime:
    """A time in UTC, without a zone. Raises ValueError that quotes what is there and says what would do."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time; write it as {_EXAMPLE}")
    try:
        plain = datetime.fromisoformat(found["time"])
        aware = _in_zone(plain, found["zone"] or "UTC", zone)
        return aware.astimezone(UTC).replace(tzinfo=None)
    except LookupError as error:
        raise ValueError(f"{text!r} has {error.args[0]}; write the hours from UTC, as in {_EXAMPLE}") from None
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time ({error}); write it as {_EXAMPLE}") from None


def _in_zone(plain: datetime, zone: str, here: str) -> datetime:
    """The time in the zone that it names. Raises LookupError where nobody can say which that is."""
    if zone in ("UTC", "GMT", "Z"):
        return plain.replace(tzinfo=UTC)
    if _OFFSET.fullmatch(zone):
        return datetime.fromisoformat(plain.isoformat() + zone)
    if "/" in zone:
        return plain.replace(tzinfo=_known(zone))
    for fold in (0, 1):  # an abbreviation tells the two hours apart that a clock shows twice in autumn
        local = plain.replace(tzinfo=_known(here), fold=fold)
        if local.tzname() == zone:
            return local
    raise LookupError(f"a time zone, {zone}, that is not the course's ({here}, by c.Exchange.timezone)")


def _known(zone: str) -> tzinfo:
    """A zone by its name. Raises LookupError."""
    try:
        return UTC if zone == "UTC" else ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise LookupError(f"a time zone that nobody knows, {zone}") from None


def span(seconds: float) -> str:
    """A length of time: `1 d 1 h 30 min`."""
    minutes = max(1, round(seconds / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(filter(None, parts))
