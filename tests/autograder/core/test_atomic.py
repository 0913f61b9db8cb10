"""A file is written whole or not at all, whatever stops the writing."""

import errno
import os

import pytest

from autograder.core.atomic import write_atomically


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "disk full"), KeyboardInterrupt()])
def test_the_old_one_stays_and_nothing_is_left_beside_it(tmp_path, step, problem):
    """On a full disk the error names the file, which the system's does not."""
    path = tmp_path / "folder" / "entry.json"
    write_atomically(path, "old")

    def fails(*_, **__):
        raise problem

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"pathlib.Path.{step}", fails)
        with pytest.raises(type(problem)) as caught:
            write_atomically(path, "new")
    if isinstance(problem, OSError):
        assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert (path.read_text(), os.listdir(path.parent)) == ("old", ["entry.json"])


def test_texts_are_utf8_and_bytes_are_as_they_are(tmp_path):
    for content in ("ü\n", b"\xff\r\n"):
        write_atomically(tmp_path / "file", content)
        assert (tmp_path / "file").read_bytes() == (content.encode() if isinstance(content, str) else content)
