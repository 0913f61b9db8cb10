"""Answers that are the same but for the names in them: something to look at, and never a deduction.

Short answers are often alike because there is one way to write them. So only those count that have a good number of
statements, and that few of the class share.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ...core.code_shape import shape

MOST_SHARING = 0.1  # of the class; what more have written is the usual way
FEWEST_STATEMENTS = 8


@dataclass(frozen=True)
class Alike:
    """An exercise, and students whose answers are the same but for names, comments and layout."""

    exercise: str
    who: tuple[str, ...]
    statements: int


def alike(answers: Mapping[str, Mapping[str, str]], starters: Mapping[str, str]) -> list[Alike]:
    """Groups of two or more. answers: by student and exercise. starters: what was handed out, by exercise"""
    found: list[Alike] = []
    most = max(2, round(MOST_SHARING * len(answers)))
    for exercise in sorted({name for one in answers.values() for name in one}):
        given = shape(starters.get(exercise, ""))
        groups: dict[str, list[str]] = defaultdict(list)
        for student, one in sorted(answers.items()):
            own = shape(one.get(exercise, ""))
            if own and own != given:
                groups[own].append(student)
        for own, who in groups.items():
            if 2 <= len(who) <= most and (size := own.count("\n")) >= FEWEST_STATEMENTS:
                found.append(Alike(exercise, tuple(who), size))
    return sorted(found, key=lambda one: (-one.statements, one.exercise))
