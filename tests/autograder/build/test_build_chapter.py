import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout
from typer.testing import CliRunner

from autograder.build import build_chapter
from autograder.build.build_chapter import build
from autograder.build.outdated import orphans, stale
from autograder.build.outputs import tidy
from autograder.cli import app
from autograder.core.errors import BuildError

FAKE = "ZmFrZQ=="  # a figure that no chapter draws


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small chapter, built once for this module; whoever changes it restores it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERWISE_HOME", str(tmp_path_factory.mktemp("home")))
        folders = small_checkout(tmp_path_factory.mktemp("small"), patch)
        for stem in folders.chosen([]):
            build(folders, stem)
        yield folders


@pytest.fixture
def restored(built):
    """The built chapter, put back as it was after a test."""
    files = {path: path.read_bytes() for path in built.root.rglob("*") if path.is_file()}
    yield built
    for path in [path for path in built.root.rglob("*") if path.is_file()]:
        if path not in files:
            path.unlink()
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def edited(path, change):
    """Change a notebook file as somebody with an editor would."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def figure_of(notebook):
    return next(out for out in cell(notebook, "doubling_2").outputs if "image/png" in out.get("data", {}))


def fake_the_figure(notebook):
    figure_of(notebook).data["image/png"] = FAKE


def test_the_instructors_notebook_shows_what_its_cells_print_and_draw(built):
    notebook = nbformat.read(built.solved(STEM), as_version=4)
    assert "2 of 2 points" in cell(notebook, "check_double").outputs[0].data["text/plain"]
    unseen, claim, figure = cell(notebook, "doubling_2").outputs
    assert "Twice x rises twice as fast as x." in unseen.data["text/html"]
    assert figure.metadata["image/png"]["alt"] == "Twice x rises twice as fast as x."
    assert claim.text == "✓ Doubling doubles   slope=2\n"
    assert set(figure.data) == {"image/png", "text/plain"}
    assert set(notebook.metadata) == {"kernelspec", "language_info", "layerwise"}


@pytest.mark.usefixtures("built")
def test_a_build_does_not_count_as_a_learners_progress():
    assert not (Path(os.environ["LAYERWISE_HOME"]) / "progress.jsonl").exists()


def test_a_build_leaves_nothing_else_behind(built):
    """But for the bytecode of the record, which Python keeps wherever it may."""
    written = [path for path in built.root.rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    assert {path.relative_to(built.root).as_posix() for path in written} == {
        *(f"autograder/exercises/{STEM}/{name}" for name in RECORD),
        "solutions/00_welcome.py",
        f"solutions/{STEM}/{STEM}.py",
        f"solutions/{STEM}/{STEM}.ipynb",
        f"solutions/{STEM}/numbers.csv",
        "course/00_welcome.ipynb",
        f"course/{STEM}/{STEM}.ipynb",
        f"course/{STEM}/numbers.csv",
    }


def test_the_welcome_page_is_released_without_outputs(built):
    notebook = nbformat.read(built.released("00_welcome"), as_version=4)
    assert [c.source for c in notebook.cells] == ["# Welcome", 'print("hello")']
    assert notebook.cells[1].outputs == []


def test_a_rebuild_changes_nothing(built):
    assert [build(built, stem) for stem in built.chosen([])] == [[], []]
    assert [stale(built, stem) for stem in built.chosen([])] == [[], []]
    assert orphans(built) == []


def test_figures_of_an_unchanged_chapter_are_kept(restored):
    edited(restored.solved(STEM), fake_the_figure)
    assert build(restored, STEM) == []
    assert figure_of(nbformat.read(restored.solved(STEM), as_version=4)).data["image/png"] == FAKE


def test_force_draws_every_figure_again(restored):
    before = restored.solved(STEM).read_bytes()
    edited(restored.solved(STEM), fake_the_figure)
    assert build(restored, STEM, force=True) == [restored.solved(STEM)]
    assert restored.solved(STEM).read_bytes() == before


def test_a_changed_chapter_is_stale_and_is_drawn_again(restored):
    edited(restored.solved(STEM), fake_the_figure)
    restored.source(STEM).write_text(SOURCE.replace("How steep", "How very steep"))
    solved, released = stale(restored, STEM)
    assert solved == f"solutions/{STEM}/{STEM}.ipynb was built from another version of its source or its record"
    assert released == f"course/{STEM}/{STEM}.ipynb is not what its source gives (first at cell 'doubling_1')"
    assert set(build(restored, STEM)) == {restored.solved(STEM), restored.released(STEM)}
    assert figure_of(nbformat.read(restored.solved(STEM), as_version=4)).data["image/png"] != FAKE
    assert stale(restored, STEM) == []


def hand_edit(notebook):
    cell(notebook, "doubling_1").source += " By hand."


def clear(notebook):
    cell(notebook, "check_double").update(outputs=[], execution_count=None)


def test_another_hint_in_the_record_makes_both_notebooks_stale(restored):
    record = Path(os.environ["SMALL_RECORDS"]) / STEM / "double.md"
    before = record.read_text()
    try:
        record.write_text(before.replace("3 became 9.", "3 has become 9."))
        assert stale(restored, STEM) == [
            f"solutions/{STEM}/{STEM}.ipynb was built from another version of its source or its record",
            f"course/{STEM}/{STEM}.ipynb is not what its source gives (in its metadata)",
        ]
    finally:
        record.write_text(before)


@pytest.mark.parametrize(
    ("which", "change", "said"),
    [
        ("solved", hand_edit, "is not what its source gives (first at cell 'doubling_1')"),
        ("solved", clear, "was not run (cell 'check_double' has no number)"),
        ("released", hand_edit, "is not what its source gives (first at cell 'doubling_1')"),
    ],
)
def test_a_notebook_that_was_edited_is_stale(restored, which, change, said):
    path = getattr(restored, which)(STEM)
    edited(path, change)
    assert stale(restored, STEM) == [f"{restored.short(path)} {said}"]


def test_missing_damaged_and_stray_files_are_stale(restored):
    restored.solved(STEM).unlink()
    restored.released(STEM).write_text("{")
    (restored.course / STEM / f"{STEM}.py").write_text(SOURCE)
    restored.released("00_welcome").unlink()
    assert stale(restored, STEM) == [
        f"solutions/{STEM}/{STEM}.ipynb is missing",
        f"course/{STEM}/{STEM}.ipynb is not what its source gives",
        f"course/{STEM}/{STEM}.py is not made by the build; delete it",
    ]
    assert stale(restored, "00_welcome") == ["course/00_welcome.ipynb is missing"]


def test_a_built_chapter_without_a_source_is_an_orphan(restored):
    path = restored.course / "ch89_gone" / "ch89_gone.ipynb"
    path.parent.mkdir()
    path.write_text("{}")
    assert orphans(restored) == ["course/ch89_gone/ch89_gone.ipynb has no source in solutions/; delete it"]


def test_somebodys_answers_in_course_are_not_overwritten(restored):
    edited(restored.released(STEM), lambda notebook: cell(notebook, "halve").update(source="def halve(x): ..."))
    with pytest.raises(BuildError, match=r"\(halve\).*--force"):
        build(restored, STEM)
    assert build(restored, STEM, force=True) == [restored.released(STEM)]


def test_a_cell_that_raises_stops_the_build_and_is_named(restored):
    restored.source(STEM).write_text(SOURCE.replace("True, slope=2", "False, slope=2"))
    before = restored.solved(STEM).read_bytes()
    with pytest.raises(BuildError) as caught:
        build(restored, STEM)
    assert "cell 'doubling_2' raised ClaimError: ✗ Doubling doubles   slope=2" in str(caught.value)
    assert restored.solved(STEM).read_bytes() == before


def test_a_cell_that_kills_its_kernel_stops_the_build_and_is_named(restored):
    restored.source(STEM).write_text(SOURCE.replace("fig, ax =", "os._exit(1); fig, ax ="))
    with pytest.raises(BuildError, match=r"'doubling_2'.*kernel"):
        build(restored, STEM)


def told(*outputs):
    """What the build says of a cell with these outputs, and the outputs that stay."""
    notebook = new_notebook(cells=[new_code_cell("x", id="here", outputs=list(outputs))])
    return tidy(notebook, Path("/srv/build")), notebook.cells[0].outputs


def test_outputs_that_change_from_run_to_run_are_refused():
    assert told(new_output("execute_result", {"text/plain": "<Line2D at 0x7f00aa12bc>"}))[0] == [
        "cell 'here' shows a memory address (at 0x7f00aa12bc), which is another one in every run"
    ]
    assert told(new_output("stream", name="stdout", text="saved /srv/build/x.png"))[0] == [
        "cell 'here' shows a path of the machine that ran it"
    ]
    assert told(new_output("stream", name="stderr", text="RuntimeWarning: overflow\n"))[0] == [
        "cell 'here' writes to stderr: RuntimeWarning: overflow"
    ]


def test_a_picture_that_says_nothing_is_refused():
    """A figure has its takeaway from `describe`, an explorer its sentence."""
    bare = new_output("display_data", {"image/png": FAKE, "text/plain": "<Figure>"})
    said = "cell 'here' shows a picture that says nothing to who cannot see it: call describe(…) before plt.show()"
    assert told(bare)[0] == [said]
    blank = new_output("display_data", {"image/png": FAKE}, metadata={"image/png": {"alt": " "}})
    assert told(blank)[0] == [said]
    described = new_output("display_data", {"image/png": FAKE}, metadata={"image/png": {"alt": "It rises."}})
    assert told(described)[0] == []


def test_a_slow_cell_that_does_not_say_so_is_a_warning(restored, monkeypatch):
    """Not an exercise, whose solution may be slow; nor a cell that says how long it takes."""
    monkeypatch.setattr(build_chapter, "SLOW", 0.4)
    source = SOURCE.replace("fig, ax =", "import time; time.sleep(0.5); fig, ax =")
    source = source.replace("    secret = 2", "    time.sleep(0.5)\n    secret = 2").replace(
        "import os\n", "import os, time\n"
    )
    restored.source(STEM).write_text(source)
    warned = []
    build(restored, STEM, warn=warned.append)
    slow = [text for text in warned if "doubling_2" in text]
    assert [re.sub(r"\d+ s", "N s", text) for text in slow] == [
        f"{STEM}: cell 'doubling_2' took N seconds; if that is not this machine, say so"
    ]
    assert not [text for text in warned if "'double'" in text]
    restored.source(STEM).write_text(source.replace('["explore"]', '["explore"] seconds=1'))
    warned.clear()
    build(restored, STEM, warn=warned.append)
    assert not [text for text in warned if "doubling_2" in text]


def test_figures_that_are_kept_keep_what_is_said_of_them(restored):
    def say(notebook):
        figure_of(notebook).metadata["image/png"] = {"alt": "It rises."}

    edited(restored.solved(STEM), say)
    assert build(restored, STEM) == []


def test_a_widget_keeps_its_picture_and_loses_its_random_id():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "8d1f", "version_major": 2, "version_minor": 0}}
    problems, outputs = told(
        new_output(
            "display_data",
            {**view, "image/png": FAKE, "text/plain": "Explorer()"},
            metadata={"image/png": {"alt": "It rises."}},
        ),
        new_output("display_data", view),
    )
    assert problems == []
    assert [dict(output.data) for output in outputs] == [{"image/png": FAKE, "text/plain": "Explorer()"}]


def test_a_cell_that_says_its_outputs_vary_stores_none():
    """Timings are seen by whoever runs the cell; in the file they would differ after every build."""
    seconds = new_output("stream", name="stdout", text="0.31 s, <object at 0x7f00aa12bc>")
    cell = new_code_cell("x", id="here", outputs=[seconds], metadata={"tags": ["explore", "nbval-ignore-output"]})
    notebook = new_notebook(cells=[cell])
    assert tidy(notebook, Path("/srv/build")) == []
    assert notebook.cells[0].outputs == []


def nbval(folders, home):
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    environment = {**os.environ, "LAYERWISE_HOME": str(home)}
    done = subprocess.run(
        [*command, folders.solved(STEM)], env=environment, capture_output=True, text=True, cwd=folders.root
    )
    return done.returncode, done.stdout


def test_nbval_gets_the_same_outputs_again(built, tmp_path):
    code, said = nbval(built, tmp_path)
    assert code == 0, said
    assert "7 passed" in said


def test_nbval_notices_a_claim_with_other_numbers(restored, tmp_path):
    edited(restored.solved(STEM), lambda notebook: cell(notebook, "doubling_2").outputs[1].update(text="✓ Doubling"))
    code, said = nbval(restored, tmp_path)
    assert code == 1
    assert "1 failed, 6 passed" in said


def run(*arguments):
    done = CliRunner().invoke(app, ["build", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_command_says_what_it_wrote(restored, monkeypatch):
    monkeypatch.setattr(build_chapter, "SLOW", math.inf)  # a busy machine's seconds say nothing
    restored.released(STEM).unlink()
    code, said = run("--root", restored.root)
    assert (code, said) == (0, f"00_welcome: unchanged\n{STEM}: course/{STEM}/{STEM}.ipynb\n")


def test_the_check_names_the_command_that_mends_it(restored):
    assert run("--check", "--root", restored.root) == (0, f"up to date: 00_welcome, {STEM}\n")
    restored.released(STEM).unlink()
    code, said = run("--check", "--root", restored.root)
    assert code == 1
    assert said == f"course/{STEM}/{STEM}.ipynb is missing\n    mend it with: autograder build {STEM}\n"


def test_the_command_answers_an_unknown_chapter_with_the_ones_there_are(built):
    assert run("ch91", "--root", built.root) == (1, f"there is no chapter 'ch91'; there are: 00_welcome, {STEM}\n")


def test_the_built_notebooks_are_json_that_ends_in_a_newline(built):
    for path in (built.solved(STEM), built.released(STEM), built.released("00_welcome")):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("}\n") and json.loads(text)["nbformat_minor"] == 5
