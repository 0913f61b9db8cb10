"""A course with a roster, and downloads with the names that Canvas and Moodle give them."""

import json
import zipfile

import pytest
from samples.grading_chapter import RIGHT, notebook_with

from autograder.desk.collecting.roster import Member, Roster, write_roster
from tests.autograder.grading.conftest import course, new_gradebook, prepared_gradebook, right  # noqa: F401

CLASS = (
    Member("ann", "Ann", "O'Neil", "ann@example.org", "A", ("901", "4711")),
    Member("bob", "Bob", "Müller", "bob@example.org", "B", ("902", "4712")),
    Member("cyd", "Cyd", "van der Dot", "cyd@example.org", "B", ("903", "4713")),
)


@pytest.fixture
def roster(course, prepared_gradebook):  # noqa: F811
    """Three students with the numbers of Canvas and Moodle."""
    made = Roster({one.id: one for one in CLASS})
    write_roster(course, made)
    return made


@pytest.fixture
def answered(course):  # noqa: F811
    """A notebook that tells whose it is."""
    return lambda who: json.dumps(notebook_with(course, {**RIGHT, "why": f"I am {who}."})).encode()


@pytest.fixture
def download(tmp_path):
    """A zip with these files."""

    def download(files, name="submissions.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for inside, content in files.items():
                archive.writestr(inside, content)
        return path

    return download
