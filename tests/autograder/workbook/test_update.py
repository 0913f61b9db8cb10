"""A learner's folder and a newer release: what is carried, where to, what is said of it, and that nothing is lost."""

import json
from pathlib import Path

import pytest
from samples.handed_out import (
    ONE,
    PLOT,
    SETUP,
    TWO,
    Learner,
    exercise,
    given,
    notebook,
    text,
)
from samples.newer_release import NEW, OLD, RELU, backups, files, one

from autograder.workbook.folder import Folder
from autograder.workbook.update import Update, outdated, update


def test_a_new_folder_holds_the_release(tmp_path: Path):
    made = Folder(tmp_path / "new" / "folder")
    report = update(made, OLD | {"ch01/data.csv": b"1,2\n"})
    assert {path: made.root.joinpath(path).read_bytes() for path in OLD} == OLD
    assert (made.root / "ch01/data.csv").read_bytes() == b"1,2\n"
    assert list(report.made) == list(OLD)
    assert report.backup is None
    assert not outdated(made, OLD)


def test_an_answer_comes_into_the_new_notebook_and_the_old_one_is_kept(folder: Folder, learner: Learner):
    learner.writes(ONE, "relu", RELU)
    before = (folder.root / ONE).read_bytes()
    assert outdated(folder, NEW)
    report = update(folder, NEW)
    sources = learner.sources(ONE)
    assert sources[:4] == ["# One, newly told", SETUP, "A new paragraph.", RELU]
    assert "def swish(x):\n    # your code here" in sources
    assert report.updated[ONE].carried == ["relu"]
    assert report.updated[ONE].new == ["gelu"]
    assert [path.read_bytes() for path in backups(folder)] == [before]
    assert report.backup is not None
    assert report.backup.name == backups(folder)[0].parents[1].name


def test_a_starter_that_nobody_wrote_into_is_the_new_one(folder: Folder, learner: Learner):
    update(folder, NEW)
    assert learner.sources(ONE)[3] == "def relu(x):\n    # write it here"


def test_a_written_answer_comes_along_with_its_pictures(folder: Folder, learner: Learner):
    learner.writes(ONE, "why", "Because.", attachments={"a.png": {"image/png": "iVBO"}})
    update(folder, NEW)
    assert learner.cells(ONE)[-1]["source"] == "Because."
    assert learner.cells(ONE)[-1]["attachments"] == {"a.png": {"image/png": "iVBO"}}


def test_added_cells_stay_behind_the_cell_that_they_followed(folder: Folder, learner: Learner):
    learner.adds(ONE, "", "first = 1")
    learner.adds(ONE, "relu", "relu(2)")
    learner.adds(ONE, "Look.", "A note.", cell_type="markdown")
    report = update(folder, NEW)
    sources = learner.sources(ONE)
    assert sources[0] == "first = 1"
    assert sources[sources.index("relu(2)") - 1].startswith("def relu")
    assert sources[sources.index("A note.") - 1] == "Look."
    assert report.updated[ONE].added == 3


def test_an_added_cell_whose_neighbour_is_gone_goes_behind_the_one_above(folder: Folder, learner: Learner):
    learner.adds(ONE, "Look.", "a note")
    update(folder, one(text("# One"), given(SETUP), exercise("relu"), given(PLOT, explore=True)))
    sources = learner.sources(ONE)
    assert sources[sources.index("a note") - 1] == "check(relu)"


def test_an_experiment_that_was_played_with_stays_as_it_is(folder: Folder, learner: Learner):
    learner.writes(ONE, PLOT, "plot(relu, steps=99)")
    learner.writes(ONE, "# One", "# One\n\nMy summary.")
    report = update(folder, one(text("# One"), given(SETUP), given(PLOT, explore=True), exercise("relu")))
    assert learner.sources(ONE)[:3] == ["# One\n\nMy summary.", SETUP, "plot(relu, steps=99)"]
    assert report.updated[ONE].kept == 2


def test_where_both_have_changed_a_cell_the_learners_stands_below(folder: Folder, learner: Learner):
    learner.writes(ONE, "# One", "# One\n\nMy summary.")
    report = update(folder, NEW)
    assert learner.sources(ONE)[:2] == ["# One, newly told", "# One\n\nMy summary."]
    assert report.updated[ONE].beside == 1


def test_a_deleted_exercise_is_put_back(folder: Folder, learner: Learner):
    learner.deletes(ONE, "swish")
    learner.deletes(ONE, "Look.")
    report = update(folder, NEW)
    assert "def swish(x):\n    # your code here" in learner.sources(ONE)
    assert report.updated[ONE].put_back == ["swish"]
    assert report.updated[ONE].new == ["gelu"]


def test_an_emptied_answer_gets_its_starter_back(folder: Folder, learner: Learner):
    learner.writes(ONE, "relu", "  \n")
    assert update(folder, NEW).updated[ONE].carried == []
    assert learner.sources(ONE)[3] == "def relu(x):\n    # write it here"


def test_a_renamed_exercise_keeps_its_answer(folder: Folder, learner: Learner):
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    learner.adds(ONE, "check_swish", "swish(1)")
    report = update(folder, one(text("# One"), exercise("silu", formerly=("swish",)), text("End.")))
    assert learner.sources(ONE)[1:4] == ["def swish(x):\n    return x", "check(silu)", "swish(1)"]
    assert report.updated[ONE].renamed == {"swish": "silu"}
    assert report.updated[ONE].new == []


def test_an_exercise_that_moved_takes_answer_and_notes_with_it(folder: Folder, learner: Learner):
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    learner.adds(ONE, "swish", "swish(1)")
    moved = notebook("two", text("# Two"), given(SETUP), exercise("swish"), exercise("loss"))
    report = update(folder, one(text("# One"), given(SETUP), exercise("relu"), two=moved))
    assert learner.sources(TWO)[2:5] == ["def swish(x):\n    return x", "swish(1)", "check(swish)"]
    assert report.updated[TWO].arrived == {"swish": ONE}
    assert not any("swish" in source for source in learner.sources(ONE))


def test_the_answer_to_a_withdrawn_exercise_stays_at_the_end(folder: Folder, learner: Learner):
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    gone = one(text("# One"), given(SETUP), exercise("relu"))
    report = update(folder, gone)
    assert learner.sources(ONE)[-1] == "def swish(x):\n    return x"
    assert learner.sources(ONE)[-2].startswith("## Answers without a place")
    assert report.updated[ONE].withdrawn == ["swish"]
    later = one(text("# One!"), given(SETUP), exercise("relu"))
    assert update(folder, later).updated[ONE].withdrawn == []
    assert [cell["metadata"] for cell in learner.cells(ONE)[-2:]] == [
        {"layerwise": {"note": True}},
        {"layerwise": {"withdrawn": "swish"}},
    ]


def test_an_exercise_that_comes_back_finds_its_answer(folder: Folder, learner: Learner):
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    update(folder, one(text("# One"), given(SETUP), exercise("relu")))
    update(folder, one(text("# One"), two=notebook("two", text("# Two"), exercise("swish"), exercise("loss"))))
    back = learner.sources(ONE) + learner.sources(TWO)
    assert back.count("def swish(x):\n    return x") == 1
    assert not any("without a place" in source for source in back)


def test_a_second_update_changes_nothing(folder: Folder, learner: Learner):
    learner.writes(ONE, "relu", RELU)
    learner.adds(ONE, "relu", "relu(2)")
    learner.writes(ONE, "# One", "# Mine")
    update(folder, NEW)
    before = files(folder)
    report = update(folder, NEW)
    assert files(folder) == before
    assert report == Update(unchanged=list(OLD))
    assert len(backups(folder)) == 1


def test_without_what_it_was_made_from_answers_and_added_cells_are_carried_too(folder: Folder, learner: Learner):
    """A checksum and the ids say what was given. Before this command there was no such folder."""
    learner.writes(ONE, "relu", RELU)
    learner.adds(ONE, "Look.", "a note")
    learner.writes(ONE, PLOT, "plot(relu, steps=99)")
    for path in (folder.root / ".layerwise" / "release").rglob("*.ipynb"):
        path.unlink()
    update(folder, NEW)
    sources = learner.sources(ONE)
    assert sources == [
        "# One, newly told",
        SETUP,
        "A new paragraph.",
        RELU,
        "check(relu)",
        "Look.",
        "a note",
        "plot(relu, steps=99)",
        PLOT,
        "def gelu(x):\n    # your code here",
        "check(gelu)",
        "def swish(x):\n    # your code here",
        "check(swish)",
        "*Your answer here.*",
    ]
    assert update(folder, NEW).unchanged == list(OLD)


def test_an_update_that_was_cut_off_is_finished_by_the_next(folder: Folder, learner: Learner, monkeypatch):
    learner.writes(ONE, "relu", RELU)
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "put_base", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            update(folder, NEW)
    half = learner.sources(ONE)
    assert update(folder, NEW).unchanged == list(OLD)
    assert learner.sources(ONE) == half
    assert RELU in half


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b"{", "not valid JSON (line 1)"),
        (b'{\n<<<<<<< HEAD\n"cells": []', "marks of a merge"),
        (b"[1, 2]", "no notebook"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}).encode(), "cell 1 has no text"),
        (json.dumps({"nbformat": 4, "cells": ["cell"]}).encode(), "cell 1 is of no kind"),
    ],
)
def test_a_damaged_notebook_is_left_as_it_is(folder: Folder, learner: Learner, damaged: bytes, reason: str):
    learner.writes(TWO, "loss", "def loss(x):\n    return 0")
    (folder.root / ONE).write_bytes(damaged)
    report = update(folder, NEW | {TWO: notebook("two", text("# Two!"), exercise("loss"))})
    assert (folder.root / ONE).read_bytes() == damaged
    assert reason in report.left[ONE]
    assert report.updated[TWO].carried == ["loss"]


def test_an_answer_waits_for_the_repair_of_the_notebook_it_moves_to(folder: Folder, learner: Learner):
    learner.writes(ONE, "swish", "def swish(x):\n    return x")
    whole = (folder.root / TWO).read_bytes()
    (folder.root / TWO).write_bytes(b"{")
    moved = one(text("# One"), two=notebook("two", text("# Two"), exercise("swish"), exercise("loss")))
    update(folder, moved)
    assert learner.sources(ONE)[-1] == "def swish(x):\n    return x"
    (folder.root / TWO).write_bytes(whole)
    report = update(folder, moved)
    assert report.updated[TWO].carried == ["swish"]
    assert learner.sources(ONE) == ["# One"]


def test_line_ends_of_windows_are_no_change(folder: Folder, learner: Learner):
    cells = learner.cells(ONE)
    cells[2]["source"] = RELU.replace("\n", "\r\n")
    cells[4]["source"] = "Look."
    learner.save(ONE, cells)
    content = (folder.root / ONE).read_text(encoding="utf-8")
    (folder.root / ONE).write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    report = update(folder, {path: content.replace(b"\n", b"\r\n") for path, content in NEW.items()})
    assert learner.sources(ONE)[3] == RELU
    assert report.updated[ONE].beside == 0
    assert TWO in report.unchanged


def test_a_copied_answer_cell_loses_nothing(folder: Folder, learner: Learner):
    cells = learner.cells(ONE)
    cells.insert(3, {**cells[2], "id": "copy", "source": "def relu(x):\n    return 0 * x"})
    cells[2]["source"] = RELU
    learner.save(ONE, cells)
    update(folder, NEW)
    assert learner.sources(ONE)[3:5] == [RELU, "def relu(x):\n    return 0 * x"]
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in learner.cells(ONE)]
    assert names.count("relu") == 1
    assert len({cell["id"] for cell in learner.cells(ONE)}) == len(names)


@pytest.mark.usefixtures("learner")
def test_the_kernel_that_somebody_chose_stays_and_results_go(folder: Folder):
    data = json.loads((folder.root / ONE).read_bytes())
    data["metadata"]["kernelspec"]["name"] = "mine"
    data["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
    (folder.root / ONE).write_text(json.dumps(data))
    update(folder, NEW)
    made = json.loads((folder.root / ONE).read_bytes())
    assert made["metadata"]["kernelspec"]["name"] == "mine"
    assert not any(cell.get("outputs") for cell in made["cells"])


@pytest.mark.parametrize("elsewhere", ["def swish(x):\n    return 2 * x", "def swish(x):\n    return x"])
def test_of_two_answers_the_one_in_its_place_counts_and_another_one_is_kept(
    folder: Folder, learner: Learner, elsewhere: str
):
    """Somebody has copied the cell into the chapter that it moves to; the same answer twice is one."""
    learner.writes(ONE, "swish", elsewhere)
    copied = next(cell for cell in learner.cells(ONE) if cell["id"] == "swish")
    learner.save(TWO, [*learner.cells(TWO), {**copied, "source": "def swish(x):\n    return x"}])
    moved = notebook("two", text("# Two"), exercise("swish"), exercise("loss"))
    update(folder, one(text("# One"), two=moved))
    assert learner.sources(TWO)[1] == "def swish(x):\n    return x"
    assert learner.sources(ONE)[2:] == [elsewhere][: elsewhere != "def swish(x):\n    return x"]


def test_an_emptied_given_cell_comes_back(folder: Folder, learner: Learner):
    learner.writes(ONE, PLOT, "")
    learner.writes(ONE, "Look.", " ")
    update(folder, NEW)
    assert learner.sources(ONE)[5:7] == ["Look.", PLOT]
    assert "" not in learner.sources(ONE)


def test_copies_of_an_experiment_stay_below_it(folder: Folder, learner: Learner):
    """The first stands in its place, as it was left; the others are the learner's own."""
    cells = learner.cells(ONE)
    at = [cell["source"] for cell in cells].index(PLOT)
    cells[at : at + 1] = [{**cells[at], "source": f"plot(relu, {n})"} for n in range(3)]
    learner.save(ONE, cells)
    update(folder, NEW)
    assert learner.sources(ONE)[5:9] == ["Look.", "plot(relu, 0)", "plot(relu, 1)", "plot(relu, 2)"]
    assert len({cell["id"] for cell in learner.cells(ONE)}) == len(learner.cells(ONE))  # some editors copy ids too
    tagged = [cell["source"] for cell in learner.cells(ONE) if "nbgrader" in cell["metadata"]]
    assert [source for source in tagged if source.startswith("plot")] == ["plot(relu, 0)"]


def test_a_pasted_picture_is_an_answer(folder: Folder, learner: Learner):
    learner.writes(ONE, "why", "*Your answer here.*", attachments={"a.png": {"image/png": "iVBO"}})
    assert update(folder, NEW).updated[ONE].carried == ["why"]
    assert "attachments" in learner.cells(ONE)[-1]


def test_a_notebook_that_the_course_has_not_changed_is_not_touched(folder: Folder, learner: Learner):
    """With what was deleted in it, and with its results."""
    learner.deletes(TWO, "# Two")
    learner.writes(TWO, SETUP, SETUP, outputs=[{"output_type": "stream", "name": "stdout", "text": "seen"}])
    before = (folder.root / TWO).read_bytes()
    report = update(folder, NEW)
    assert (folder.root / TWO).read_bytes() == before
    assert TWO in report.unchanged and ONE in report.updated


def test_a_notebook_that_was_mended_is_brought_up_to_date(folder: Folder, learner: Learner):
    learner.writes(ONE, "relu", RELU)
    whole = (folder.root / ONE).read_bytes()
    (folder.root / ONE).write_bytes(whole[:100])
    update(folder, NEW)
    (folder.root / ONE).write_bytes(whole)
    assert update(folder, NEW).updated[ONE].carried == ["relu"]
