"""When a chapter is due, in nbgrader's gradebook, with a time zone that is said."""

import re
from datetime import datetime

from ...core.errors import GradingError
from ...grading.course import Course
from ...grading.gradebook import gradebook, or_say
from ...grading.lateness.hand_in_time import parse_time

_ZONE = re.compile(r":\d\d(?:\.\d+)? ?[^\d\s:.].*$|Z$")


def set_due(course: Course, stem: str, text: str) -> datetime:
    """Note when a chapter is due. Returns it in UTC. Raises GradingError for a time that cannot be told."""
    if not _ZONE.search(text):
        raise GradingError(f"{text!r} does not say in which time zone; write it as 2026-11-01 23:59 +01:00")
    try:
        due = parse_time(text, course.zone)
    except ValueError as error:
        raise GradingError(str(error)) from None
    with gradebook(course.url) as book:
        or_say(course.url, lambda: book.update_or_create_assignment(stem, duedate=due))
    return due
