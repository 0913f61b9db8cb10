"""Whatever somebody is called comes out of a table as it went in, and is no formula."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.desk.classbook import ClassBook, Grade, Sheet
from autograder.desk.exports.canvas import CanvasExport
from autograder.desk.exports.moodle import MoodleExport
from autograder.desk.exports.table import defused, read_table, write_table
from autograder.desk.student import Student

FORMULAS = "=+-@\t\r\n＝＋－＠"
NAMES = st.text(max_size=30) | st.tuples(st.sampled_from(FORMULAS), st.text(max_size=8)).map("".join)
ODD = (
    "O'Neil, MSc",
    'Robert "Bob"',
    "Müller 🎓",
    "=cmd|' /C calc'!A0",
    "\u202edlof",
    "two\nlines",
    "",
    "'=1",
    ";",
    "\0",
)


def name(test):
    for one in ODD:
        test = example(one)(test)
    return given(NAMES)(test)


@name
def test_a_text_comes_back_and_is_no_formula(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_table(path, ["who", "next"], [[text, "beside"], [1.5, text]], for_excel=True)
        _, rows = read_table(path)
    assert [row["who"] for row in rows] == [defused(text), "1.5"]
    assert [row["next"] for row in rows] == ["beside", defused(text)]
    assert defused(text).endswith(text) and len(defused(text)) <= len(text) + 1
    assert not defused(text).startswith(tuple(FORMULAS))


def book(first, last):
    student = Student("ann", first, last, "ann@example.org")
    sheet = Sheet(student, {"relu": Grade("relu", 2.0, 1.5)})
    return ClassBook("ch91_graded", {"relu": 2.0}, frozenset(), {"ann": sheet}, {"ann": student})


@pytest.mark.parametrize("plugin", [CanvasExport, MoodleExport])
@name
def test_a_plug_in_writes_a_row_for_whatever_somebody_is_called(plugin, text):
    """Canvas and Moodle know students by what they are called there; the score stands beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        plugin(to=str(path)).write(path, [book(text, f"{text}x")])
        header, rows = read_table(path)
    scores = [row for row in rows if "1.5" in row.values()]
    assert len(scores) == 1 and len(scores[0]) == len(header)
    assert all(not value.startswith(tuple(FORMULAS)) for value in scores[0].values())
