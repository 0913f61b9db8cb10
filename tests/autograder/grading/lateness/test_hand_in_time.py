"""When something was handed in: times that are read, and times that are refused with what is wrong with them."""

from datetime import datetime

import pytest
from samples.grading_chapter import STEM, submit

from autograder.grading.course import CONFIG, Course
from autograder.grading.lateness.hand_in_time import HandInTime, parse_time, span

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2031-02-03 04:05:06 UTC", datetime(2031, 2, 3, 4, 5, 6)),
        ("2031-02-03 04:05:06.789000 UTC", datetime(2031, 2, 3, 4, 5, 6, 789000)),
        ("2031-02-03T04:05:06Z", datetime(2031, 2, 3, 4, 5, 6)),
        ("2031-02-03T04:05:06+01:00", datetime(2031, 2, 3, 3, 5, 6)),
        ("2031-02-03 04:05 -0530", datetime(2031, 2, 3, 9, 35)),
        ("2031-02-03 04:05:06", datetime(2031, 2, 3, 4, 5, 6)),
        ("2031-02-03", datetime(2031, 2, 3)),
        ("2031-07-03 04:05:06 America/New_York", datetime(2031, 7, 3, 8, 5, 6)),
        ("2031-02-03 04:05:06 CET", datetime(2031, 2, 3, 3, 5, 6)),
        ("2031-07-03 04:05:06 CEST", datetime(2031, 7, 3, 2, 5, 6)),
        ("2026-10-25 02:30:00 CEST", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30:00 CET", datetime(2026, 10, 25, 1, 30)),
    ],
)
def test_a_time_is_read_with_its_zone(text, time):
    """An offset, a name, or an abbreviation of the course's own zone; none is UTC, as nbgrader writes it."""
    assert parse_time(text, BERLIN) == time


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("garbage", r"'garbage' is no time; write it as 2026-11-01 23:59:00 \+01:00"),
        ("", "'' is no time"),
        ("99999-01-01", "is no time"),
        ("2031-02-30 04:05:06 UTC", "is no time .day"),
        ("0001-01-01 00:00:00 +14:00", "is no time"),
        ("2031-02-03 04:05:06 EST", "has a time zone, EST, that is not the course's .Europe/Berlin"),
        ("2031-07-03 04:05:06 CET", "has a time zone, CET, that is not the course's"),
        ("2031-02-03 04:05:06 Mars/Olympus", "has a time zone that nobody knows, Mars/Olympus"),
        ("2031-02-03 04:05:06 ../../etc/passwd", "has a time zone that nobody knows"),
    ],
)
def test_a_time_that_cannot_be_told_is_refused(text, said):
    """With what is there, and what would do."""
    with pytest.raises(ValueError, match=said):
        parse_time(text, BERLIN)


def test_an_abbreviation_means_nothing_without_the_courses_zone():
    """nbgrader would take it for UTC, an hour off."""
    with pytest.raises(ValueError, match=r"CET, that is not the course's .UTC"):
        parse_time("2031-02-03 04:05:06 CET")


def test_the_zone_is_that_of_nbgraders_exchange(course):
    """Which writes its abbreviation into timestamp.txt."""
    (course.root / CONFIG).open("a").write(f"\nget_config().Exchange.timezone = {BERLIN!r}\n")
    submit(course, "ann", b"").with_name("timestamp.txt").write_text("2031-02-03 04:05:06 CET\n")
    assert Course.at(course.root).hand_in_time("ann", STEM) == HandInTime(datetime(2031, 2, 3, 3, 5, 6))


def test_no_time_is_read_through_a_link_or_of_anything_but_a_small_file(course, tmp_path):
    """Why it is not is said; that there is none is no problem."""
    (tmp_path / "elsewhere.txt").write_text("2031-02-03 04:05:06 UTC")
    submit(course, "ann", b"").with_name("timestamp.txt").symlink_to(tmp_path / "elsewhere.txt")
    submit(course, "bob", b"").with_name("timestamp.txt").mkdir()
    submit(course, "cyd", b"").with_name("timestamp.txt").write_bytes(b"\xff\xfe")
    submit(course, "eve", b"").with_name("timestamp.txt").write_text("2031-02-03" + " " * 191)
    submit(course, "dan", b"")
    found = {name: course.hand_in_time(name, STEM) for name in ("ann", "bob", "cyd", "eve", "dan")}
    assert {one.when for one in found.values()} == {None}
    assert "symbolic link" in found["ann"].problem
    assert "no file" in found["bob"].problem
    assert "no text" in found["cyd"].problem
    assert "too long" in found["eve"].problem
    assert str(found["dan"]) == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(1, "1 min"), (3600, "1 h"), (25.5 * 3600, "1 d 1 h 30 min"), (3 * 86400, "3 d")]
)
def test_a_length_of_time_in_words(seconds, text):
    assert span(seconds) == text
