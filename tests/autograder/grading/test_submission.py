"""Reading what was handed in: whatever a file holds, what can be read is taken, and what cannot is said."""

import json
import re

import pytest
from samples.hostile_markdown import attached, picture

from autograder.grading.handed_in import hand_in
from autograder.grading.submission import LARGEST_CELL, MOST_CELLS, SubmittedCell, read_submission

CHAPTER = "ch91_graded"


@pytest.fixture
def path(tmp_path):
    """Where ann's notebook belongs."""
    path = tmp_path / "submitted" / "ann" / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def read(path):
    """What is read of a notebook, or of bytes."""

    def read(notebook):
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return read_submission(hand_in(path))

    return read


def notebook(*cells, **rest):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **rest}


def code(source, name="", **rest):
    return {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": name}}, "source": source, **rest}


def texts(submission):
    return [notice.text for notice in submission.notices]


def needs_review(submission):
    return [notice.needs_review for notice in submission.notices]


ONE = code("x = 1", "relu")


def test_of_a_cell_the_source_its_type_and_its_names_are_taken(read):
    """No outputs and no points: nothing else of it counts."""
    words = {"cell_type": "markdown", "id": "abc", "metadata": {}, "source": "words", "outputs": [1]}
    found = read(notebook(code("x = 1", "relu", points=100), words))
    assert found.cells == [SubmittedCell("x = 1", "code", "relu"), SubmittedCell("words", "markdown", id="abc")]
    assert (found.readable, found.notices) == (True, [])


def test_a_raw_cell_and_one_without_a_type_are_words(read):
    """Neither is run."""
    raw, untyped = {"cell_type": "raw", "source": "a"}, {"source": "b"}
    assert [cell.cell_type for cell in read(notebook(raw, untyped)).cells] == ["markdown", "markdown"]


def test_the_content_is_what_was_handed_in_byte_for_byte(read):
    """Also where it cannot be read: the journal says by it what was graded."""
    content = json.dumps(notebook(ONE), indent=7).encode()
    assert read(content).content == content
    assert read(b"\x00 torn").content == b"\x00 torn"


# What was saved by other programs


def test_a_source_may_be_a_list_of_lines(read):
    assert read(notebook(code(["a = 1\n", "b = 2"]))).cells[0].source == "a = 1\nb = 2"


def test_a_notebook_of_before_2015_is_read(read):
    """It kept its cells in worksheets and a code cell's source under `input`; both sheets, and what is none is not."""
    old = {"cell_type": "code", "input": "a = 1"}
    found = read({"nbformat": 3, "worksheets": [{"cells": [old]}, None, {"cells": 7}, {}, {"cells": [ONE]}]})
    assert [cell.source for cell in found.cells] == ["a = 1", "x = 1"]
    assert (len(found.notices), needs_review(found)) == (1, [False])
    assert "format 3, not 4" in texts(found)[0]


@pytest.mark.parametrize("format", [None, "4", 5, "9" * 1000])
def test_another_format_is_read_all_the_same_and_said_shortly(read, format):
    found = read(notebook(ONE, nbformat=format))
    assert [cell.source for cell in found.cells] == ["x = 1"]
    assert needs_review(found) == [False]
    assert repr(format)[:20] in texts(found)[0]
    assert len(texts(found)[0]) < 100


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "utf-32"),
        ("utf-32-be", "utf-32-be"),
        ("latin-1", "latin-1"),
    ],
)
def test_other_encodings_are_read(read, encoding, said):
    """A notebook that an editor saved in another encoding is still a notebook."""
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text = mark + json.dumps(notebook(code("# für später")), ensure_ascii=False)
    found = read(text.encode(encoding))
    assert found.cells[0].source == "# für später"
    assert [(said in text, needs) for text, needs in zip(texts(found), needs_review(found), strict=True)] == (
        [(True, False)] if said else []
    )


@pytest.mark.parametrize(
    "nested",
    [
        '{"a": ' * 20_000 + '"]}"' + "}" * 20_000,
        "[" * 20_000 + r'"\\\"["' + "]" * 20_000,
        "[{}, [[[" * 20_000 + "]]]]" * 20_000,
    ],
    ids=["objects", "lists with a bracket in a text", "both"],
)
def test_what_is_nested_deeper_than_python_reads_is_left_out(read, nested):
    """The sources stand near the surface; nobody reads metadata of metadata of metadata."""
    text = json.dumps({"metadata": "HERE", **notebook(ONE), "also": "HERE"}).replace('"HERE"', nested)
    assert [cell.source for cell in read(text.encode()).cells] == ["x = 1"]


def test_a_number_longer_than_python_reads_is_nobody_s_answer(read):
    text = json.dumps({**notebook(ONE), "metadata": {"x": 7}}).replace("7", "9" * 5000)
    assert read(text.encode()).cells[0].source == "x = 1"


# What is damaged


DAMAGED = {
    "junk": (b"\x00\xff\xfe junk", r"not valid JSON \(line 1\)\.$"),
    "empty": (b"", "the file is empty"),
    "blank": (b" \n ", "the file is empty"),
    "cut": (b'{"cells":\n [{"cell_ty', r"not valid JSON \(line 2\)\.$"),
    "a list": (b"[1, 2]", "JSON, but no notebook"),
    "no cells": (b'{"nbformat": 4, "cells": []}', "no cells"),
    "no cells in the old format": (b'{"nbformat": 3, "worksheets": 7}', "no cells"),
    "cells of the wrong kind": (b'{"nbformat": 4, "cells": {"a": 1}}', "no cells"),
    "nested": (b"[" * 100_000, r"not valid JSON \(line 1\)\.$"),
    "a huge number and no cells": (b'{"cells": [], "x": ' + b"9" * 10_000 + b"}", "no cells"),
    "merged": (b'{"cells": [\n<<<<<<< HEAD\n', r"not valid JSON \(line 2\), with the marks of a merge in it\.$"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_read_is_told_in_one_sentence(read, name):
    """Nothing of the learner's is taken then, and never is there an exception."""
    content, reason = DAMAGED[name]
    found = read(content)
    assert (found.readable, found.cells, needs_review(found)) == (False, [], [True])
    assert re.match(f"Nothing was graded: .*{reason}", texts(found)[0])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, "Something among the cells is no cell"),
        ("text", "Something among the cells is no cell"),
        ({"source": 7, "cell_type": "code"}, "A cell has no text"),
        (code(["a", 1], "relu"), "The cell 'relu' has no text"),
        (code({"a": "b"}, "relu" * 1000), f"The cell {('relu' * 15)!r} has no text"),
        (code("x" * (LARGEST_CELL + 1)), f"A cell has {LARGEST_CELL + 1} characters, more than {LARGEST_CELL}"),
    ],
    ids=["nothing", "a text", "a number for a source", "a list for a source", "a long name", "a long source"],
)
def test_a_damaged_cell_costs_only_itself(read, cell, said):
    """It is left out and told, by its name where it has one."""
    found = read(notebook(ONE, cell, code("y = 1")))
    assert [one.source for one in found.cells] == ["x = 1", "y = 1"]
    assert needs_review(found) == [True]
    assert texts(found)[0].startswith(said)
    assert texts(found)[0].endswith("it was left out.")


@pytest.mark.parametrize(
    "rest",
    [
        {"metadata": {"nbgrader": {"grade_id": ["relu"]}}},
        {"metadata": {"nbgrader": "relu"}},
        {"metadata": [1], "id": {}},
        {"metadata": None, "id": 7},
        {},
    ],
    ids=str,
)
def test_a_cell_that_does_not_say_which_it_is_has_no_name(read, rest):
    found = read(notebook({"cell_type": "code", "source": "x = 1", **rest}))
    assert found.cells == [SubmittedCell("x = 1", "code", "", "")]
    assert found.notices == []


def test_a_cell_without_a_source_is_empty(read):
    assert read(notebook({"cell_type": "code"})).cells == [SubmittedCell("", "code")]


def test_half_of_a_surrogate_pair_becomes_a_question_mark(read):
    """It is valid JSON, and no text that could be written anywhere."""
    assert read(notebook(code("a\ud800b"))).cells[0].source == "a?b"


# Pictures


def test_pictures_are_taken_by_their_names(read):
    """One that is refused is told, with its cell and the reason; pictures of all cells count together."""
    pasted = {"a.png": attached(picture()), "b.svg": attached(b"<svg/>", "image/svg+xml")}
    found = read(notebook(code("x", "why", attachments=pasted), code("y", attachments={"c.png": pasted["a.png"]})))
    assert [list(cell.pictures) for cell in found.cells] == [["a.png"], ["c.png"]]
    assert found.cells[0].pictures["a.png"].startswith("data:image/png;base64,")
    assert needs_review(found) == [True]
    assert texts(found)[0].startswith("The cell 'why' has a picture that is not shown: only PNG")
    many = read(notebook(*[code("x", attachments={"a.png": pasted["a.png"]})] * 21))
    assert [len(cell.pictures) for cell in many.cells] == [1] * 20 + [0]


@pytest.mark.parametrize("attachments", [7, [], ["a"], {"a": 7}, {"a": {"image/png": {}}}, {"": None}, {"\ud800": {}}])
def test_damaged_attachments_cost_nothing_else(read, attachments):
    found = read(notebook(code("words", attachments=attachments)))
    assert found.cells == [SubmittedCell("words", "code")]


# What is too much


def test_a_notebook_may_have_as_many_cells_as_are_read(read):
    assert len(read(notebook(*[ONE] * MOST_CELLS)).cells) == MOST_CELLS
    found = read(notebook(*[ONE] * MOST_CELLS, code("last")))
    assert (len(found.cells), found.cells[-1].source) == (MOST_CELLS, "x = 1")
    assert f"{MOST_CELLS + 1} cells; only the first {MOST_CELLS}" in texts(found)[0]
    assert needs_review(found) == [True]


def test_a_cell_may_be_as_long_as_is_read(read):
    assert len(read(notebook(code("#" * LARGEST_CELL))).cells[0].source) == LARGEST_CELL
