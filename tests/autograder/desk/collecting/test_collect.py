"""Downloads of Canvas and Moodle, and folders, as nbgrader's `zip_collect` takes them in."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from samples.grading_chapter import STEM

from autograder.core.errors import GradingError
from autograder.desk.collecting.collect import collect
from autograder.desk.collecting.download_names import NAMED_REGEXP

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (f"oneilann_901_5512_{STEM}.ipynb", ("oneilann", None, "901", f"{STEM}.ipynb")),
        (f"müllerbob_LATE_902_5513_{STEM}-1.ipynb", ("müllerbob", "LATE_", "902", f"{STEM}-1.ipynb")),
        (f"anon_x7Yz_5514_{STEM}.ipynb", (None, None, "anon_x7Yz", f"{STEM}.ipynb")),
        (f"LATE_anon_x7Yz_5514_{STEM}.ipynb", (None, "LATE_", "anon_x7Yz", f"{STEM}.ipynb")),
        (f"Ann ONeil_4711_assignsubmission_file/{STEM}.ipynb", ("Ann ONeil", None, "4711", f"{STEM}.ipynb")),
        (f"Ann ONeil_4711_assignsubmission_file_/{STEM}.ipynb", ("Ann ONeil", None, "4711", f"{STEM}.ipynb")),
        (f"Ann ONeil_4711_assignsubmission_file_{STEM}.ipynb", ("Ann ONeil", None, "4711", f"{STEM}.ipynb")),
        ("Ann_4711_assignsubmission_file/bob_902_7_x.ipynb", ("Ann", None, "4711", "bob_902_7_x.ipynb")),
    ],
)
@pytest.mark.parametrize("folder", ["", "/home/prof_1_2_x/downloaded/ch/extracted/submissions/"])
def test_the_names_of_downloads_are_read(path, found, folder):
    """As their sources write them. What a student calls a file of theirs decides nothing."""
    match = re.match(NAMED_REGEXP, folder + path)
    assert tuple(match[name] for name in ("full_name", "late", "student_id", "file_id")) == found


def names(course, student):
    return sorted(path.name for path in course.submission(student, STEM).parent.iterdir())


def words(course, student):
    return course.submission(student, STEM).read_text()


@pytest.mark.usefixtures("roster")
def test_a_zip_of_canvas(course, download, answered):
    """Known by Canvas's number or by name; a copy's number is dropped; who is nobody, late or missing is told."""
    source = download(
        {
            f"oneilann_901_5512_{STEM}.ipynb": answered("ann"),
            f"müllerbob_LATE_77_5513_{STEM}-1.ipynb": answered("bob"),
            f"stranger_999_5514_{STEM}.ipynb": answered("nobody"),
            "oneilann_901_5515_notes.pdf": b"",
        }
    )
    told = collect(course, STEM, source)
    assert "I am ann." in words(course, "ann")
    assert names(course, "bob") == [f"{STEM}.ipynb"]
    assert (told.taken, told.late, told.handed_in, told.missing) == (2, ["bob"], ["ann", "bob"], ["cyd"])
    assert [one.why for one in told.strays] == ["stranger (999) is not on the roster"]


@pytest.mark.usefixtures("roster")
def test_a_zip_of_moodle(course, download, answered):
    """A notebook under another name is known by its cells; a zip in it is unpacked, or told."""
    inner = download({f"work/{STEM}.ipynb": answered("bob")}, "inner.zip").read_bytes()
    source = download(
        {
            "Ann ONeil_4711_assignsubmission_file/my work.ipynb": answered("ann"),
            "Ann ONeil_4711_assignsubmission_file/.ipynb_checkpoints/my work-checkpoint.ipynb": answered("old"),
            "Bob Müller_4712_assignsubmission_file/bob.zip": inner,
            "Cyd van der Dot_4713_assignsubmission_file/cyd.zip": b"torn",
        }
    )
    told = collect(course, STEM, source)
    assert ("I am ann." in words(course, "ann"), "I am bob." in words(course, "bob")) == (True, True)
    assert [one.why for one in told.strays] == ["cannot be unpacked (File is not a zip file)"]
    assert told.missing == ["cyd"]


@pytest.mark.usefixtures("roster")
def test_a_second_download_replaces_what_is_new_and_keeps_what_was(course, download, answered):
    """What has not changed is left alone, with its timestamp; what was there before is kept."""
    both = {f"a_901_1_{STEM}.ipynb": answered("ann"), f"b_902_2_{STEM}.ipynb": answered("bob")}
    collect(course, STEM, download(both))
    stamp = course.submission("bob", STEM).with_name("timestamp.txt")
    stamp.write_text("2031-02-03 04:05:06 UTC")
    told = collect(course, STEM, download({**both, f"a_901_1_{STEM}.ipynb": answered("ann again")}))
    assert (told.newer, told.same, stamp.is_file()) == (["ann"], ["bob"], True)
    assert "I am ann again." in words(course, "ann")
    before = list(course.root.glob(f"downloaded/{STEM}/replaced/*/ann/{STEM}.ipynb"))
    assert ["I am ann." in path.read_text() for path in before] == [True]


@pytest.mark.usefixtures("roster")
def test_two_notebooks_of_one_student_are_told(course, download, answered):
    """The first is taken; two that are the same are one."""
    source = download(
        {
            f"a_901_1_{STEM}.ipynb": answered("ann"),
            f"a_901_2_{STEM}-1.ipynb": answered("ann, later"),
            f"b_902_3_{STEM}.ipynb": answered("bob"),
            f"b_902_4_{STEM}-1.ipynb": answered("bob"),
        }
    )
    told = collect(course, STEM, source)
    assert [one.why for one in told.strays] == [f"a second {STEM} of ann; a_901_1_{STEM}.ipynb was taken"]
    assert told.handed_in == ["ann", "bob"]


@pytest.mark.usefixtures("roster")
def test_a_folder_is_collected_by_names(course, tmp_path, answered):
    """A folder a student, or a name in the file's; without a roster, the folder is the student."""
    drop = tmp_path / "drop"
    for name in (f"ann/{STEM}.ipynb", f"{STEM}_bob.ipynb", "unknown.ipynb"):
        (drop / name).parent.mkdir(parents=True, exist_ok=True)
        (drop / name).write_bytes(answered(name))
    told = collect(course, STEM, drop)
    assert told.handed_in == ["ann", "bob"]
    assert [one.why for one in told.strays] == ["nobody of the roster is in its name"]
    (course.root / "roster.csv").unlink()
    (drop / "zoe").mkdir()
    (drop / "zoe" / f"{STEM}.ipynb").write_bytes(answered("zoe"))
    assert "zoe" in collect(course, STEM, drop).handed_in


@pytest.mark.parametrize(("name", "said"), [("gone.zip", "there is no"), ("notes.txt", "is no zip")])
def test_what_is_no_download_is_refused(course, tmp_path, name, said):
    """And nothing is touched."""
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(GradingError, match=said):
        collect(course, STEM, tmp_path / name)
    assert not (course.root / "downloaded").exists()


def test_a_chapter_that_was_not_handed_out_is_refused(course):
    with pytest.raises(GradingError, match="ch02_backprop has not been handed out"):
        collect(course, "ch02_backprop")


@pytest.mark.usefixtures("roster")
def test_nbgraders_own_command_takes_the_same_by_configuration(course, download, answered):
    """`nbgrader zip_collect`, with nothing given by hand."""
    archive = course.root / "downloaded" / STEM / "archive"
    archive.mkdir(parents=True)
    content = {f"Ann ONeil_4711_assignsubmission_file/{STEM}.ipynb": answered("ann")}
    download(content).rename(archive / "moodle.zip")
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    command = [str(BIN / "nbgrader"), "zip_collect", STEM]
    ended = subprocess.run(command, cwd=course.root, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(words(course, "ann"))["cells"]
