"""A small release, and a folder that was made from it."""

from pathlib import Path

import pytest
from samples.handed_out import Learner, small_release

from autograder.workbook.folder import Folder
from autograder.workbook.update import update


@pytest.fixture
def release() -> dict[str, bytes]:
    """The files that learners get."""
    return small_release()


@pytest.fixture
def folder(tmp_path: Path, release: dict[str, bytes]) -> Folder:
    """A folder that was made from the release."""
    made = Folder(tmp_path / "my-course")
    update(made, release)
    return made


@pytest.fixture
def learner(folder: Folder) -> Learner:
    return Learner(folder.root)
