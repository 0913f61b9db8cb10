from pathlib import Path

import pytest

from autograder.notebook.settings import FILE, help_allowed


@pytest.mark.usefixtures("place")
def test_without_a_settings_file_there_is_help():
    assert help_allowed()


@pytest.mark.parametrize(("text", "allowed"), [("help = false", False), ("help = true", True), ("# nothing", True)])
@pytest.mark.parametrize("folder", [".", ".."])
def test_a_file_beside_or_above_the_notebook_decides(folder, text, allowed):
    Path(folder, FILE).write_text(text)
    assert help_allowed() is allowed


def test_the_nearest_file_decides(place):
    (place / FILE).write_text("help = false")
    Path(FILE).write_text("help = true")
    assert help_allowed()
    assert not help_allowed(place)


@pytest.mark.parametrize(
    ("text", "named"),
    [("help = 'no'", "'no'"), ("help = false\nhalp = 1", "halp"), ("help = ", "TOML"), ("\xff", "TOML")],
)
def test_a_settings_file_that_cannot_be_understood_is_named(place, text, named):
    (place / FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=named) as caught:
        help_allowed()
    assert str(place / FILE) in str(caught.value)
