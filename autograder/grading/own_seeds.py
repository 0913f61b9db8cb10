"""The seed of a submission's cases: the run's, or with `own_inputs = true` the student's own.

A run's is drawn, or asked for; it is never one of those that `check` uses.
"""

import secrets
from hashlib import sha256

from ..core.errors import GradingError
from ..core.stored import SEEDS
from ..notebook.settings import Settings, read_settings
from .course import Course


def draw_seed() -> int:
    """A seed for a run. Nobody who wrote a submission can have known it."""
    first = max(SEEDS) + 1
    return first + secrets.randbelow(2**31 - first)


def asked_seed(seed: int) -> int:
    """A seed that is asked for. Raises GradingError for one under which what is right lies on every student's disk."""
    if seed in SEEDS:
        raise GradingError(
            f"the seed {seed} is one of those that `check` uses, and a class edition has what is right under it. "
            f"Leave the seed out to draw one, or take {max(SEEDS) + 1} or more (`--seed`, or `c.Grading.seed`)"
        )
    return seed


def settings_of(course: Course, chapter: str) -> Settings:
    """The `layerwise.toml` beside the release that was handed out, or above it. Raises GradingError."""
    try:
        return read_settings(course.release(chapter).parent)
    except ValueError as error:
        raise GradingError(str(error)) from None


def own_seed(course: Course, chapter: str, student: str, drawn: int) -> int:
    """The seed of a student's cases in a run that drew this one. Raises GradingError."""
    if not settings_of(course, chapter).own_inputs:
        return drawn
    return int.from_bytes(sha256(f"{drawn} {student}".encode()).digest()[:4], "big") >> 1
