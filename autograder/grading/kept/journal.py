"""The journal: one file a submission, with what came out when it was graded and everything that this depends on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...core.atomic import write_atomically
from ...core.report import AspectResult, Diagnosis, Failure, Place, Report, State
from ...sandbox.limits import Limits
from ..grade import Graded
from ..job import Isolation
from ..notices import Notice

FORMAT = 2


@dataclass(frozen=True)
class Entry:
    """A graded submission. timestamp: when it was handed in, as far as that is known; graded: without its notebook."""

    student: str
    graded: Graded
    timestamp: str = ""


def write_entry(path: Path, entry: Entry) -> None:
    """Write it whole or not at all. Raises OSError."""
    kept = {
        "format": FORMAT,
        "student": entry.student,
        "recorded": datetime.now(UTC).isoformat(timespec="seconds"),
        "timestamp": entry.timestamp,
        **entry.graded.to_json(),
    }
    write_atomically(path, json.dumps(kept, indent=1))


def read_entry(path: Path) -> Entry | None:
    """The entry, or None where there is none that can be read: then the submission is as if it were not graded yet."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] != FORMAT:
            return None
        return Entry(kept["student"], _graded(kept), kept["timestamp"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _graded(kept: Mapping[str, Any]) -> Graded:
    reports = {name: _report(one) for name, one in kept["reports"].items()}
    special: dict[str, Any] = {
        "reports": reports,
        "notices": tuple(Notice(**one) for one in kept["notices"]),
        "notebook": "",
        "isolation": Isolation(kept["isolation"]),
        "limits": Limits(**kept["limits"]),
    }
    plain = {f.name: kept[f.name] for f in fields(Graded) if f.name not in special and f.name in kept}
    return Graded(**plain, **special)


def _report(kept: Mapping[str, Any]) -> Report:
    """A report as it was; lists are what JSON makes of tuples."""
    special: dict[str, Any] = {
        "state": State(kept["state"]),
        "aspects": tuple(AspectResult(**{**one, "failure": _failure(one["failure"])}) for one in kept["aspects"]),
        "diagnosis": _diagnosis(kept["diagnosis"]),
    }
    return Report(**{**_known(Report, kept), **special})


def _failure(kept: Mapping[str, Any] | None) -> Failure | None:
    if kept is None:
        return None
    return Failure(**{**_known(Failure, kept), "shown": tuple(map(_tuple, kept["shown"]))})


def _diagnosis(kept: Mapping[str, Any] | None) -> Diagnosis | None:
    if kept is None:
        return None
    return Diagnosis(**{**_known(Diagnosis, kept), "places": tuple(Place(**one) for one in kept["places"])})


def _known(kind: Any, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {f.name: _tuple(kept[f.name]) for f in fields(kind) if f.name in kept}  # an older one has fewer


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
