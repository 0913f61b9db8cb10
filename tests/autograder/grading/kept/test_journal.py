"""The journal gives back what was written into it."""

import json
from dataclasses import replace

import pytest

from autograder.core.report import AspectResult, Diagnosis, Failure, Place, Report, State
from autograder.grading.grade import Graded
from autograder.grading.job import Isolation
from autograder.grading.kept.journal import Entry, read_entry, write_entry
from autograder.grading.notices import Notice
from autograder.sandbox.limits import Limits

FAILURE = Failure("a case", "expected 1", (("x", "1"), ("got", "2")), ("line 3", "return x"), "ValueError", waits=True)
DIAGNOSIS = Diagnosis("overflows", "hint", "more", True, (Place("f", 1, "x", 0, 1),), together=True, another="b")
REPORT = Report("relu", State.PARTLY, (AspectResult("a", 1.0), AspectResult("b", 0.5, FAILURE)), DIAGNOSIS, ("a note",))
GRADED = Graded(
    chapter="ch91",
    reports={"relu": REPORT, "tanh": Report("tanh", State.UNWRITTEN, ())},
    answered={"why": True},
    notices=(Notice("a look"), Notice("lesser", needs_review=False)),
    notebook="",
    seed=3,
    release="r",
    content="c",
    isolation=Isolation.NONE,
    seconds=1.5,
    limits=Limits(cell_seconds=3),
    records={"relu": "one", "tanh": "two"},
    seeds={"relu": 3, "tanh": 4},
)
ENTRY = Entry("ann", GRADED, "2031-02-03 04:05:06")


def test_an_entry_is_read_as_it_was_written(tmp_path):
    write_entry(tmp_path / "ann.json", replace(ENTRY, graded=replace(GRADED, notebook="{}")))
    assert read_entry(tmp_path / "ann.json") == ENTRY


@pytest.mark.parametrize(
    "change", [{"format": 1}, {"reports": {"relu": {}}}, {"limits": {"gone": 1}}, {"seed": "drop"}]
)
def test_what_another_version_wrote_or_a_crash_tore_is_no_entry(tmp_path, change):
    path = tmp_path / "ann.json"
    write_entry(path, ENTRY)
    kept = {**json.loads(path.read_text()), **change}
    path.write_text(json.dumps({name: value for name, value in kept.items() if value != "drop"}))
    assert read_entry(path) is None
    path.write_text(json.dumps(kept)[:200])
    assert read_entry(path) is None


def test_without_a_file_there_is_none(tmp_path):
    assert read_entry(tmp_path / "nobody.json") is None
