"""The wrong answers to an exercise that nobody could name, grouped where one name would fit all of them.

Two belong together where the same failed in the same way under one seed, or where the same smallest change would make
them right. A group is known by a few letters, which stay while its first member's answer does.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.report import Report
from ...grading.named.class_mistake import waits_for_a_name

_SHORTEST = 4  # letters of a group's id


@dataclass(frozen=True)
class Group:
    """Students whose answers cannot be told apart; the first is the one to look at. id: how a command names it"""

    id: str
    who: tuple[str, ...]


def groups(
    exercise: str, reports: Mapping[str, Report], seeds: Mapping[str, int], changes: Mapping[str, str]
) -> list[Group]:
    """The groups, the largest first. reports, seeds, changes: by student; a change is the smallest one, or "" """
    waiting = [who for who in reports if waits_for_a_name(reports[who])]
    keys = {who: _keys(reports[who], seeds.get(who), changes.get(who, "")) for who in waiting}
    found: list[list[str]] = []
    for who in waiting:
        same = [group for group in found if any(keys[who] & keys[other] for other in group)]
        found = [group for group in found if group not in same]
        found.append([one for group in same for one in group] + [who])
    ordered = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    ids = [_id(exercise, keys[group[0]]) for group in ordered]
    length = next(n for n in range(_SHORTEST, 65) if len({one[:n] for one in ids}) == len(ids) or n == 64)
    return [Group(one[:length], tuple(group)) for one, group in zip(ids, ordered, strict=True)]


def _keys(report: Report, seed: int | None, change: str) -> frozenset[str]:
    """What an answer has in common with those of its group."""
    failures = [
        (aspect.name, failure.case, failure.message, failure.shown, failure.exception)
        for aspect in report.aspects
        if (failure := aspect.failure) is not None
    ]
    return frozenset([f"seen {seed} {failures}", *([f"change {change}"] if change else [])])


def _id(exercise: str, keys: Sequence[str] | frozenset[str]) -> str:
    """Hexadecimal; by the change where there is one, as the seed is another one in each run."""
    return hashlib.sha256(f"{exercise} {min(keys)}".encode()).hexdigest()
