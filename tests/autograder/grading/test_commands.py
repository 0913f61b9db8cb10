"""The commands, as they are typed."""

import io
import json
import shutil

import pytest
from rich.console import Console
from samples.grading_chapter import RIGHT, STEM, name_of, notebook_with, submit
from typer.testing import CliRunner

from autograder.cli import app
from autograder.core.errors import GradingError
from autograder.grading.grade_class import grade_class
from autograder.simulate.demo import MANIFEST, run_demo
from autograder.simulate.students import MIX, simulate_class, write_class


@pytest.fixture
def run(course):
    """Call the program on the course."""
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--course-dir", str(course.root)])


def said(result):
    return " ".join(result.output.split())


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_grade_ends_with_one_screen(course, run, right):
    """Students, scores, who needs a look, the most common mistake by name, and the seed to repeat it with."""
    slip = notebook_with(course, {**RIGHT, "sigmoid": "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"})
    for student, notebook in {"ann": right, "bob": slip, "cyd": slip, "[red]dan": b"torn"}.items():
        submit(course, student, notebook)
    result = run("grade", STEM, "--jobs", "1", "--seed", "5")
    assert result.exit_code == 0, result.output
    for words in ("4 submissions", "ann 7 of 7 ●●●", "bob 6 of 7 ●◐●", "2 × sigmoid exp overflows", "seed 5"):
        assert words in said(result)
    assert "[red]dan 0 of 7 ··· Nothing was graded" in said(result)
    assert "1 need a look" in said(result)
    assert "3 with a written answer to grade by hand" in said(result)
    again = run("grade", STEM, "--jobs", "1", "--seed", "5", "--student", "bob")
    assert "1 submissions" in said(again)


@pytest.mark.grading
@pytest.mark.usefixtures("prepared_gradebook")
def test_without_a_sandbox_it_says_so_everywhere(course, run, right):
    """--isolation none is a choice, and every report carries it; the scores are the same."""
    submit(course, "ann", right)
    result = run("grade", STEM, "--jobs", "1", "--isolation", "none")
    assert result.exit_code == 0, result.output
    assert "graded WITHOUT a sandbox" in said(result)
    assert "ann 7 of 7" in said(result)
    assert json.loads(course.journal("ann", STEM).read_text())["isolation"] == "none"


def test_without_bubblewrap_nothing_is_graded(course, run, right, monkeypatch):
    """It refuses with the reason and the remedy, and writes no score."""
    submit(course, "ann", right)
    monkeypatch.setattr("autograder.sandbox.bubblewrap.shutil.which", lambda name: None)
    from autograder.sandbox.bubblewrap import require

    require.cache_clear()
    result = run("grade", STEM)
    require.cache_clear()
    assert result.exit_code == 1
    assert "bubblewrap (bwrap) is not installed" in said(result)
    assert "--isolation none" in said(result)
    assert not course.journal("ann", STEM).exists()


def test_what_stands_in_the_way_is_named(course, run, tmp_path, right):
    """Each in one sentence, with what to do, and without a traceback."""
    cases = {
        ("grade", "ch99_nothing"): "there is no chapter 'ch99_nothing'; there are",
        ("grade", STEM): "there is no folder",
        ("simulate", "ch99_nothing"): "there is no chapter",
    }
    for arguments, words in cases.items():
        result = run(*arguments)
        assert (result.exit_code, words in said(result)) == (1, True), result.output
        assert "Traceback" not in result.output
    submit(course, "ann", right)
    assert "no submission of ch91_graded by zoe" in said(run("grade", STEM, "--student", "zoe"))
    assert "no isolation 'glass'" in said(run("grade", STEM, "--isolation", "glass"))
    shutil.rmtree(course.submission("ann", STEM).parent)
    assert "nobody has submitted" in said(run("grade", STEM))
    course.release(STEM).unlink()
    assert "has not been built" in said(run("grade", STEM))
    (course.root / "nbgrader_config.py").write_text("get_config(")
    assert "cannot be read: SyntaxError" in said(run("grade", STEM))
    gone = CliRunner().invoke(app, ["grade", STEM, "--course-dir", str(tmp_path / "gone")])
    assert "there is no course folder" in said(gone)


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_odd_folders_are_skipped_and_told(course, run, right):
    """A folder whose name cannot be a student's is nobody's, and hidden folders are not looked at."""
    for student in ("ann", "a\x1b[2Jb", "<img src=x onerror=alert(1)>", 'a" onload="alert(1)', ".ipynb_checkpoints"):
        submit(course, student, right)
    result = run("grade", STEM, "--jobs", "1")
    assert result.exit_code == 0
    assert "1 submissions" in said(result)
    assert r"skipped the folder 'a\x1b[2Jb'" in said(result)
    assert said(result).count("skipped the folder") == 3


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_shows_in_a_terminal_how_many_are_done(course, right, terminal):
    """In a file or a pipe there is none, and the student who is graded is counted once."""
    from autograder.grading.live import submission_bar

    screen = io.StringIO()
    with submission_bar(Console(file=screen, width=80, force_terminal=terminal), "grading") as tick:
        for student in ("ann", "bob"):
            submit(course, student, right)
        grade_class(course, STEM, jobs=1, on_result=tick)
    assert ("2/2" in screen.getvalue()) == terminal


@pytest.mark.grading
@pytest.mark.usefixtures("prepared_gradebook")
def test_a_simulated_class_gets_what_its_manifest_says(course):
    """Every kind of student there is, on the small chapter: each exercise's score is the manifest's."""
    students = simulate_class(course, STEM, len(MIX), seed=3)
    assert {student.kind for student in students} == {kind.name for kind in MIX}
    write_class(students, STEM, course.root / "submitted", course.root / MANIFEST)
    outcome = grade_class(course, STEM, jobs=1)
    expected = {s.name: {name: answer.score for name, answer in s.answers.items()} for s in students}
    assert {name: dict(graded.scores) for name, graded in outcome.graded.items()} == expected
    for student in students:
        assert outcome.graded[student.name].answered == {"why": student.written}
        for name, answer in student.answers.items():
            if answer.why.startswith("misconception: "):
                diagnosis = outcome.graded[student.name].reports[name].diagnosis
                assert diagnosis.name == answer.why.removeprefix("misconception: ")


def test_the_same_seed_makes_the_same_class(course):
    """Byte for byte; another seed makes another one, and names say nothing of what is inside."""
    one, same, other = (simulate_class(course, STEM, 6, seed) for seed in (1, 1, 2))
    assert [s.content for s in one] == [s.content for s in same] != [s.content for s in other]
    assert [s.name for s in one] == [f"student_0{n}" for n in range(1, 7)]


def test_a_simulation_overwrites_itself_and_nobody_else(run, tmp_path):
    """A submission that no manifest knows is left alone."""
    out = tmp_path / "class" / "out"
    arguments = ("simulate", STEM, "--students", "3", "--out", str(out))
    assert run(*arguments).exit_code == 0
    manifest = json.loads((out.parent / "manifest.json").read_text())
    assert list(manifest["students"]) == ["student_01", "student_02", "student_03"]
    assert all(set(s["exercises"]) == {"relu", "sigmoid", "mean_of_rows"} for s in manifest["students"].values())
    assert run(*arguments, "--seed", "9").exit_code == 0
    (out.parent / "manifest.json").unlink()
    result = run(*arguments)
    assert result.exit_code == 1
    assert "comes from no simulation" in said(result)


@pytest.mark.grading
def test_the_demonstration_can_be_run_again(course, tmp_path, monkeypatch):
    """It leaves gradebook, feedback, manifest and summary, every score is right, and it makes itself anew."""
    from autograder.build.folders import Folders

    monkeypatch.setattr("autograder.simulate.demo.repository", lambda: Folders(course.root))
    config = (course.root / "nbgrader_config.py").read_text()
    monkeypatch.setattr("autograder.simulate.demo._SETTINGS", config)
    out = tmp_path / "demo"
    for _ in range(2):
        demo = run_demo(out, STEM, 3, 0, 1, lambda *_: None)
        assert demo.wrong == []
    console = Console(width=100, record=True, file=(tmp_path / "screen").open("w"))
    demo.show(console)
    assert "all 9 scores of 3 students" in console.export_text()
    left = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    feedback = {f"feedback/student_0{n}/{STEM}/{STEM}.html" for n in (1, 2, 3)}
    assert {"gradebook.db", "manifest.json", "summary.txt", f"reports/{STEM}/index.html", *feedback} <= left
    (out / MANIFEST).unlink()
    with pytest.raises(GradingError, match="--out"):
        run_demo(out, STEM, 3, 0, 1, lambda *_: None)


@pytest.mark.grading
@pytest.mark.slow
def test_the_demonstrations_class_of_chapter_1(tmp_path):
    """Twenty-four simulated students of chapter 1, graded in processes: every score as the manifest has it."""
    demo = run_demo(tmp_path / "demo", "ch01_activations", 24, 0, 2, lambda *_: None)
    assert demo.outcome.failed == {}
    assert demo.wrong == []
    assert {name_of(cell) for cell in json.loads(demo.course.release("ch01_activations").read_text())["cells"]}
