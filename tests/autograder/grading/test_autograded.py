"""The autograded notebook, from a restored submission and what was seen of it."""

import json

import nbformat
import pytest
from nbgrader.utils import compute_checksum
from samples.grading_chapter import CHAPTER, RIGHT, code, notebook_with, submit
from samples.hostile_markdown import attached, picture

from autograder.core.diagnose import unwritten
from autograder.grading.autograded import autograded_notebook, strip_control
from autograder.grading.handed_in import hand_in
from autograder.grading.notices import Notice
from autograder.grading.restore import restore
from autograder.sandbox.sandbox import CellResult

REPORTS = {exercise.name: unwritten(exercise) for exercise in CHAPTER.exercises}


@pytest.fixture
def made(course, release):
    """The autograded notebook of a submission in which one cell, by its source, had this result."""

    def make(notebook, source="", result=None, notices=()):
        cells = restore(release, hand_in(submit(course, "ann", notebook))).cells
        results = {n: result for n, cell in enumerate(cells) if result is not None and cell.source == source}
        text = autograded_notebook(release, cells, results, REPORTS, notices)
        assert text.endswith("}\n")
        nbformat.validate(json.loads(text))
        return nbformat.reads(text, as_version=4)

    return make


def cell_with(notebook, source):
    return next(cell for cell in notebook.cells if cell.source == source)


def outputs(made, right, result):
    """What the cell of relu shows when running it brought this: the streams and their texts."""
    found = cell_with(made(right, RIGHT["relu"], result), RIGHT["relu"]).outputs
    return [(output.name, output.text) for output in found]


def test_what_a_cell_printed_is_a_stream(made, right):
    assert outputs(made, right, CellResult("1\n2")) == [("stdout", "1\n2")]
    assert outputs(made, right, CellResult("")) == []


def test_an_error_is_shown_once(made, right):
    """It is in the traceback that was printed; a cell that was ended has printed none."""
    assert outputs(made, right, CellResult("Traceback … NameError: x", "NameError: x")) == [
        ("stdout", "Traceback … NameError: x")
    ]
    assert outputs(made, right, CellResult("1", "This cell was ended")) == [
        ("stdout", "1"),
        ("stderr", "This cell was ended"),
    ]


def test_terminal_codes_are_in_neither(made, right):
    shown = outputs(made, right, CellResult("a\x1b[2Jb", "c\x07d"))
    assert shown == [("stdout", "ab"), ("stderr", "cd")]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x00\x07\x7f\x9b2J", "2J"),
        ("für ≤ 3", "für ≤ 3"),
    ],
)
def test_control_characters_go_and_letters_stay(text, plain):
    assert strip_control(text) == plain


def test_every_check_shows_its_card_as_text_and_as_html(made, right):
    cards = [cell.outputs[0].data for cell in made(right).cells if cell.source.startswith("check(")]
    assert [set(card) for card in cards] == [{"text/plain", "text/html"}] * 3
    assert [name for name, card in zip(REPORTS, cards, strict=True) if name not in card["text/plain"]] == []


def test_cells_have_the_releases_ids_and_added_ones_their_own(course, made, release):
    notebook = made(notebook_with(course, RIGHT, [("relu", "one = 1"), ("sigmoid", "two = 2")]))
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not name.startswith("added-")] == [cell.node["id"] for cell in release.cells]
    assert len([name for name in ids if name.startswith("added-")]) == 2


def test_an_answer_carries_the_checksum_of_its_starter(made, right, release):
    """By it nbgrader tells whether anything was written."""
    for original in release.cells:
        original.node["metadata"].get("nbgrader", {}).pop("checksum", None)
    notebook = made(right)
    starter = next(cell for cell in release.cells if cell.name == "relu").node
    assert cell_with(notebook, RIGHT["relu"]).metadata.nbgrader.checksum == compute_checksum(
        nbformat.from_dict(starter)
    )


def test_a_checksum_of_the_release_stays_what_it_is(made, right, release):
    for original in release.cells:
        if "nbgrader" in original.node["metadata"]:
            original.node["metadata"]["nbgrader"]["checksum"] = "as released"
    assert cell_with(made(right), RIGHT["relu"]).metadata.nbgrader.checksum == "as released"


def test_words_are_written_anew_and_code_is_left_as_it_is(course, made):
    """A learner's Markdown is what a browser would act on; what an untouched question says is the release's."""
    evil = "<script>alert(1)</script>"
    notebook = notebook_with(course, {**RIGHT, "why": evil, "relu": f"'{evil}'"})
    notebook["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": evil}, code(f'"{evil}"')]
    sources = [cell.source for cell in made(notebook).cells]
    assert evil not in sources
    assert {f"'{evil}'", f'"{evil}"'} <= set(sources)
    untouched = made(notebook_with(course, {}))
    assert "*Your answer here.*" in [cell.source for cell in untouched.cells]


def test_notices_stand_on_top_as_plain_text(made, right):
    notebook = made(right, notices=[Notice("<b>one</b>\n# two"), Notice("*three*")])
    assert notebook.cells[0].id == "notes-from-grading"
    assert "<b>" not in notebook.cells[0].source
    assert notebook.cells[0].source.count("<li>") == 2
    assert "\n#" not in notebook.cells[0].source
    assert made(right).cells[0].id != "notes-from-grading"


def test_cells_stay_code_or_markdown(course, made, release):
    added = {"cell_type": "markdown", "metadata": {}, "source": "words"}
    notebook = notebook_with(course, RIGHT)
    notebook["cells"] += [added, code("1 + 1")]
    kinds = [cell.cell_type for cell in made(notebook).cells]
    assert kinds == [*(cell.node["cell_type"] for cell in release.cells), "markdown", "code"]


def test_a_pasted_picture_is_shown_where_it_was_pasted(course, made):
    words = {"cell_type": "markdown", "metadata": {}, "source": "![a plot](attachment:plot.png)"}
    notebook = notebook_with(course, RIGHT)
    notebook["cells"].append(words | {"attachments": {"plot.png": attached(picture())}})
    assert 'src="data:image/png;base64,' in made(notebook).cells[-1].source


def test_notices_follow_each_other_without_anything_between(made, right):
    source = made(right, notices=[Notice("one\ntwo"), Notice("three")]).cells[0].source
    assert "<ul><li>one two</li><li>three</li></ul>" in source
