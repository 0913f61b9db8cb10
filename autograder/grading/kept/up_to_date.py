"""Whether a submission has to be graded again, and which of its exercises.

A result depends on the submission, the release, the isolation, and, exercise by exercise, on what judges it and the
seed of its cases. Limits can only have cost marks, so they count where some were lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...core.report import State
from ...sandbox.limits import Limits
from ..job import Isolation, Kept
from .journal import Entry


@dataclass(frozen=True)
class Asked:
    """What a run is asked for. again: whatever has changed. exercises: only these, or all. seed: no other, or any."""

    again: bool = False
    exercises: tuple[str, ...] = ()
    seed: int | None = None


@dataclass(frozen=True)
class Today:
    """What a submission would be graded with now. records: by exercise, the digest of what it is judged by"""

    release: str
    records: Mapping[str, str]
    isolation: Isolation
    limits: Limits


def outdated(entry: Entry | None, content: str, timestamp: str, today: Today, asked: Asked) -> frozenset[str]:
    """The exercises that have to be judged; all of them where what they share has changed.

    entry: of the last time, if there is one. content: the digest of what is handed in now
    """
    everything = frozenset(today.records)
    if entry is None:
        return everything
    if any(shared_changes(entry, content, timestamp, today)):
        return everything
    concerned = frozenset(asked.exercises) or everything
    return frozenset(name for name in concerned if asked.again or _is_outdated(entry, name, today, asked.seed))


def shared_changes(entry: Entry, content: str, timestamp: str, today: Today) -> Iterator[str]:
    """What has changed since the last time that concerns all exercises of a submission, in words."""
    last = entry.graded
    if last.content != content:
        yield "something else is handed in now"
    if entry.timestamp != timestamp:
        yield f"handed in {timestamp or 'at no known time'}, and graded as {entry.timestamp or 'of no known time'}"
    if last.release != today.release:
        yield "graded with another release"
    if last.isolation != today.isolation:
        yield f"graded with isolation {last.isolation}"
    if came := sorted(today.records.keys() ^ last.reports.keys()):
        yield f"exercises came or went: {', '.join(came)}"
    if last.limits != today.limits and last.score < last.points:
        yield "graded with other limits, and lost points"


def kept(entry: Entry | None, judged: frozenset[str]) -> dict[str, Kept]:
    """The results that stay as they are."""
    if entry is None:
        return {}
    last = entry.graded
    stay = {name: report for name, report in last.reports.items() if name not in judged}
    return {name: Kept(report, last.records[name], last.seeds[name]) for name, report in stay.items()}


def _is_outdated(entry: Entry, name: str, today: Today, seed: int | None) -> bool:
    last = entry.graded
    return (
        last.records.get(name) != today.records[name]
        or (seed is not None and last.seeds.get(name) != seed)
        or last.reports[name].state is State.UNJUDGED
    )
