"""Notebooks that lie where grading does not look, and what is put right."""

import pytest
from samples.grading_chapter import STEM

from autograder.desk.collecting.collect import collect
from autograder.desk.collecting.roster import Roster


@pytest.fixture
def lay(course, answered):
    """Lay a notebook somewhere in the folder of submissions."""

    def lay(place, content=None):
        path = course.root / "submitted" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answered(place) if content is None else content)
        return path

    return lay


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize(
    "place",
    [
        f"ann/{STEM}.ipynb",
        "ann/whatever.ipynb",
        f"{STEM}_ann.ipynb",
        f"ann-{STEM} (1).ipynb",
        f"Ann O'Neil {STEM}.ipynb",
        f"oneilann_901_5512_{STEM}.ipynb",
        f"{STEM}/ann.ipynb",
        f"{STEM}/ann/{STEM}.ipynb",
        f"901/{STEM}/{STEM}.ipynb",
    ],
)
def test_what_is_clear_is_put_right(course, lay, place):
    """Where it lies or what it is called says whose it is."""
    lay(place)
    told = collect(course, STEM)
    assert [one.to is not None for one in told.strays] == [True]
    assert collect(course, STEM, mend=True).moved
    again = collect(course, STEM)
    assert (again.strays, again.handed_in) == ([], ["ann"])
    assert place.replace('"', '\\"') in course.submission("ann", STEM).read_text()


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize(
    ("place", "why"),
    [
        (f"{STEM}.ipynb", "lies loose; nobody of the roster is in its name"),
        (f"an/{STEM}/{STEM}.ipynb", "is not on the roster; did you mean ann?"),
        ("ann bob.ipynb", "lies loose; nobody of the roster is in its name"),
        (f"=x/{STEM}/{STEM}.ipynb", "has a name that cannot be a student's; rename it"),
        ("all.zip", f"is a zip; autograder collect {STEM}"),
    ],
)
def test_what_is_not_clear_is_named_and_left(course, lay, place, why):
    path = lay(place)
    told = collect(course, STEM, mend=True)
    assert [why in one.why for one in told.strays] == [True]
    assert path.exists()


@pytest.mark.usefixtures("roster")
def test_nothing_is_moved_over_a_submission(course, lay):
    """The second stays where it is, and is told."""
    lay(f"ann/{STEM}/{STEM}.ipynb")
    second = lay(f"ann/{STEM}.ipynb")
    told = collect(course, STEM, mend=True)
    assert "ann has handed in" in told.strays[0].why
    assert second.exists()


@pytest.mark.usefixtures("roster")
def test_other_chapters_and_other_files_are_left_alone(course, lay):
    """A notebook of another chapter by its cells, notes, hidden folders."""
    lay("ann/mine.ipynb", b'{"cells": []}')
    lay("bob/notes.txt", b"")
    lay(f".ipynb_checkpoints/{STEM}.ipynb")
    assert collect(course, STEM).strays == []


@pytest.mark.usefixtures("roster")
def test_a_time_comes_along(course, lay):
    """From a student's own folder, and not from everybody's."""
    lay(f"ann/{STEM}.ipynb").with_name("timestamp.txt").write_text("2031-02-03 04:05:06 UTC")
    lay(f"{STEM}_bob.ipynb").with_name("timestamp.txt").write_text("2030-02-03 04:05:06 UTC")
    collect(course, STEM, mend=True)
    times = [course.hand_in_time(name, STEM).when is not None for name in ("ann", "bob")]
    assert times == [True, False]


def test_without_a_roster_a_folder_is_a_student(course, lay):
    """What lies loose is nobody's."""
    lay(f"zoe/{STEM}.ipynb")
    lay("zoe.ipynb")
    told = collect(course, STEM, mend=True)
    assert (told.roster, told.handed_in, len(told.strays)) == (Roster(), ["zoe"], 1)
