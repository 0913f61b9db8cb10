"""The seed of a submission's cases: the run's, or with `own_inputs = true` the student's own."""

from hashlib import sha256

from ..core.errors import GradingError
from ..notebook.settings import Settings, read_settings
from .course import Course


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
