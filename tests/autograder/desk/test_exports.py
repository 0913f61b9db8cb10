import csv
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import STEM
from traitlets.config import Config

from autograder.core.errors import GradingError
from autograder.desk.exports.canvas import CanvasExport
from autograder.desk.exports.exercises import ExerciseExport
from autograder.desk.exports.moodle import MoodleExport
from autograder.desk.exports.table import defused, read_table

from .conftest import ROSTER

BIN = Path(sys.executable).parent


@pytest.fixture
def export(by_hand, monkeypatch, caplog):
    """Run a plug-in as nbgrader does, in the course's folder; what it said, and the file."""
    monkeypatch.chdir(by_hand.root)

    def run(kind, assignment=(), **options):
        plugin = kind(config=Config({kind.__name__: options}), to="out.csv", assignment=list(assignment))
        plugin.log = logging.getLogger("export")
        with Gradebook(by_hand.url) as book:
            plugin.export(book)
        return caplog.text, by_hand.root / "out.csv"

    return run


def rows(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_that_could_be_a_formula_is_none(text):
    """A number stays a number."""
    assert defused(text) == f"'{text}"
    assert defused(-1.5) == "-1.5"


def test_every_exercise_and_aspect_has_a_column(export):
    """Names with commas, quotes, umlauts, emoji, marks of direction and formulas survive; aspects add up."""
    _, path = export(ExerciseExport)
    found = {row["student"]: row for row in rows(path)}
    for student, (first, last, email) in ROSTER.items():
        row = found[student]
        assert [row[name].removeprefix("'") for name in ("first name", "last name", "email")] == [first, last, email]
    assert found["cyd"]["first name"].startswith("'=")
    ann, bob = found["ann"], found["bob"]
    assert [ann[name] for name in ("relu", "why", "exercises", "of", "total", "of total")] == [
        "2",
        "4",
        "7",
        "7",
        "11",
        "11",
    ]
    assert (bob["mean_of_rows"], bob["mean_of_rows / values"], bob["why"], bob["not graded yet"]) == (
        "0",
        "0",
        "",
        "why",
    )
    aspects = [float(value) for name, value in ann.items() if " / " in name]
    assert sum(aspects) == 7


def test_canvas_gets_its_own_file_back_with_scores(by_hand, export):
    """Its rows, ids and heading stay; a score that waits leaves the cell empty; who is not in it is told."""
    (by_hand.root / "canvas.csv").write_text(
        f"Student,ID,SIS User ID,SIS Login ID,Section,{STEM} (4711),Other (1)\n"
        "    Points Possible,,,,,11,5\n"
        '"O\'Neil, Ann",901,S1,ann,A,,5\n'
        '"Müller, Bob",902,S2,bob,A,9,5\n'
        "Nobody,903,S3,nobody,A,,5\n",
        encoding="utf-8",
    )
    said, path = export(CanvasExport, roster="canvas.csv")
    header, found = read_table(path)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{STEM} (4711)"]
    assert [row["ID"] for row in found] == ["", "901", "902"]
    assert [row[f"{STEM} (4711)"] for row in found] == ["11", "11", ""]
    assert "cyd is graded and not in canvas.csv" in said


def test_canvas_without_a_roster_knows_students_by_login(export):
    """The row with the points comes first, as Canvas has it."""
    _, path = export(CanvasExport)
    _, found = read_table(path)
    assert found[0]["Student"].strip() == "Points Possible"
    assert [row["SIS Login ID"] for row in found[1:]] == ["ann", "bob", "cyd"]
    assert found[1]["Student"] == "O'Neil, MSc, Ann"


def test_moodles_worksheet_is_filled_in_on_its_own_scale(by_hand, export):
    """By email, ID number or the participant's number; what is not graded yet stays."""
    (by_hand.root / "sheet.csv").write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments\n"
        "Participant 1,Ann,ANN@example.org,Submitted,,22.00,\n"
        'Participant 2,"Bob, Müller",bob@example.org,Submitted,7.00,22.00,"as, it is"\n',
        encoding="utf-8",
    )
    _, path = export(MoodleExport, worksheet="sheet.csv")
    _, found = read_table(path)
    assert [row["Grade"] for row in found] == ["22", "7.00"]
    assert found[1]["Feedback comments"] == "as, it is"


def test_moodles_import_has_a_column_a_chapter(export):
    """And the columns by which Moodle can know a student."""
    _, path = export(MoodleExport)
    header, found = read_table(path)
    assert header[:4] == ["Username", "First name", "Last name", "Email address"]
    assert [(row["Username"], row[header[4]]) for row in found] == [("ann", "11"), ("bob", ""), ("cyd", "0")]


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        (CanvasExport, {"roster": "names.csv"}, "no column 'SIS Login ID'"),
        (MoodleExport, {"worksheet": "names.csv"}, "no columns 'Identifier' and 'Grade'"),
        (MoodleExport, {"worksheet": "empty.csv"}, "is empty"),
        (CanvasExport, {"roster": "missing.csv"}, "cannot read missing.csv"),
        (CanvasExport, {"assignment": ["ch99"]}, "not in the gradebook: ch99"),
    ],
)
def test_a_file_that_is_another_one_ends_it_with_a_sentence(by_hand, export, caplog, kind, options, said):
    """And writes nothing."""
    (by_hand.root / "names.csv").write_text("Name,Login\nAnn,ann\n")
    (by_hand.root / "empty.csv").write_text("")
    with pytest.raises(SystemExit):
        export(kind, **options)
    assert said in caplog.text
    assert not (by_hand.root / "out.csv").exists()


def test_nbgraders_own_command_takes_the_plug_ins(by_hand):
    """By name, and with the options that nbgrader's own exporter has."""
    command = [str(BIN / "nbgrader"), "export", "--exporter=autograder.desk.exports.moodle.MoodleExport", "--to=m.csv"]
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    ended = subprocess.run(command, cwd=by_hand.root, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "3 students" in ended.stderr
    assert len(rows(by_hand.root / "m.csv")) == 3


def test_a_table_in_another_encoding_is_refused(tmp_path):
    """By name, with what is needed."""
    (tmp_path / "old.csv").write_bytes("Müller".encode("latin-1"))
    with pytest.raises(GradingError, match=r"old\.csv is no table in CSV with UTF-8"):
        read_table(tmp_path / "old.csv")
