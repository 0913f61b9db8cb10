"""Damaged submissions: files that are no notebooks, notebooks that are no longer the release's, links, and names.

Whatever can be read is graded by its sources; what cannot is zero, and is told.
"""

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from samples.attacks import untold
from samples.grading_chapter import FULL, STEM, code, name_of

pytestmark = [pytest.mark.grading, pytest.mark.slow]

Notebook = dict[str, Any]
NOTHING = dict.fromkeys(FULL, 0.0)


def text(notebook: Notebook) -> str:
    return json.dumps(notebook)


def cell(notebook: Notebook, name: str) -> Notebook:
    return next(one for one in notebook["cells"] if name_of(one) == name)


def changed(**entries: Any) -> Callable[[Notebook], Notebook]:
    return lambda notebook: {**notebook, **entries}


def with_cells(change: Callable[[list[Notebook]], list[Any]]) -> Callable[[Notebook], Notebook]:
    return lambda notebook: {**notebook, "cells": change(notebook["cells"])}


def in_each_cell(**entries: Any) -> Callable[[Notebook], Notebook]:
    return with_cells(lambda cells: [{**one, **entries} for one in cells])


def renamed(old: str, new: str) -> Callable[[Notebook], Notebook]:
    def rename(notebook: Notebook) -> Notebook:
        cell(notebook, old)["metadata"]["nbgrader"]["grade_id"] = new
        return notebook

    return rename


def exchanged(notebook: Notebook) -> Notebook:
    """The answers under each other's names."""
    one, other = (cell(notebook, name)["metadata"]["nbgrader"] for name in ("relu", "mean_of_rows"))
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]
    return notebook


def locked_cells_edited(notebook: Notebook) -> Notebook:
    for one in notebook["cells"]:
        if name_of(one).startswith("check_"):
            one["source"] = "raise SystemExit('full marks')"
            one["metadata"]["nbgrader"] |= {"locked": False, "solution": True, "points": 100}
    return notebook


UNREADABLE: dict[str, Callable[[Notebook], bytes | Notebook]] = {
    "an empty file": lambda notebook: b"",
    "half a file": lambda notebook: text(notebook).encode()[: len(text(notebook)) // 2],
    "marks of a merge": lambda notebook: b"<<<<<<< HEAD\n" + text(notebook).encode() + b"\n>>>>>>> mine\n",
    "binary junk": lambda notebook: bytes(range(256)) * 100,
    "a picture": lambda notebook: b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "a page of a browser": lambda notebook: b"<!DOCTYPE html><script>alert(1)</script>",
    "a pickle": lambda notebook: b"\x80\x04cos\nsystem\n\x8c\x04true\x85R.",
    "an archive": lambda notebook: b"PK\x03\x04" + bytes(100),
    "a list": lambda notebook: b"[[[]]]",
    "a number": lambda notebook: b"1e999",
    "brackets without end": lambda notebook: b"[" * 1_000_000,
    "no cells": changed(cells=[]),
    "cells that are none": changed(cells=[1, None, "cell", [], {}]),
    "cells that are a word": changed(cells="cells"),
    "sources that are no text": in_each_cell(source={"score": 2}),
}
READABLE: dict[str, Callable[[Notebook], bytes | Notebook]] = {
    "another format": changed(nbformat="4; DROP TABLE grade", nbformat_minor=-1),
    "another kernel": changed(metadata={"kernelspec": {"name": "bash", "argv": ["sh", "-c", "true"]}}),
    "no metadata": changed(metadata=None),
    "metadata twenty thousand deep": lambda notebook: (
        text({**notebook, "metadata": "DEEP"}).replace('"DEEP"', '{"a":' * 20_000 + "1" + "}" * 20_000).encode()
    ),
    "a number of five thousand digits": lambda notebook: (
        text({**notebook, "metadata": "LONG"}).replace('"LONG"', "9" * 5000).encode()
    ),
    "not-a-number everywhere": in_each_cell(execution_count=float("nan")),
    "the same key twice": lambda notebook: b'{"cells": [], ' + text(notebook).encode()[1:],
    "UTF-16": lambda notebook: text(notebook).encode("utf-16"),
    "UTF-32 with a mark": lambda notebook: text(notebook).encode("utf-32"),
    "a mark in front": lambda notebook: b"\xef\xbb\xbf" + text(notebook).encode(),
    "letters of another encoding": lambda notebook: text(notebook).replace("Why?", "Wärum?").encode("latin-1"),
    "a hundred thousand cells": with_cells(lambda cells: cells + [code("x = 1")] * 100_000),
    "a cell of a megabyte": with_cells(lambda cells: [*cells, code("#" * 10**6)]),
    "sixty megabytes of outputs": lambda notebook: with_cells(
        lambda cells: [*cells, {**code(""), "outputs": [{"output_type": "stream", "text": "x" * (60 << 20)}]}]
    )(notebook),
    "attachments that are bombs": in_each_cell(attachments={"a.png": {"image/png": "A" * 100_000}, "b": 7, "c": None}),
    "one id for all cells": in_each_cell(id="same"),
    "ids that are paths": lambda notebook: with_cells(
        lambda cells: [{**one, "id": f"../../{number}"} for number, one in enumerate(cells)]
    )(notebook),
    "edited locked cells": locked_cells_edited,
    "cells in another order": with_cells(lambda cells: cells[::-1]),
    "every cell twice": with_cells(lambda cells: [one for one in cells for _ in range(2)]),
    "code become words": with_cells(lambda cells: [{**one, "cell_type": "markdown"} for one in cells]),
    "types that are none": with_cells(
        lambda cells: [{**one, "cell_type": "code" if one["cell_type"] == "code" else "\x00"} for one in cells]
    ),
    "cells that ask for a file": with_cells(lambda cells: [*cells, code("%run ../../../gradebook.db")]),
    "a name that is a path": with_cells(
        lambda cells: [*cells, {**code(""), "metadata": {"nbgrader": {"grade_id": "../../../etc/passwd"}}}]
    ),
}
PARTLY: dict[str, tuple[Callable[[Notebook], Notebook], dict[str, float]]] = {
    "a missing cell": (
        lambda notebook: with_cells(lambda cells: [one for one in cells if name_of(one) != "relu"])(notebook),
        {**FULL, "relu": 0.0},
    ),
    "answers under each other's names": (exchanged, {**FULL, "relu": 0.0}),
    "an answer under a name that is a path": (renamed("sigmoid", "../../sigmoid"), FULL),
    "an answer under a check's name": (renamed("sigmoid", "check_relu"), {**FULL, "sigmoid": 0.0}),
    "the check's name for the answer": (renamed("check_sigmoid", "sigmoid"), FULL),
}


def elsewhere(path: Path) -> Path:
    """A file of somebody else's, with the notebook in it."""
    other = path.parents[3] / "elsewhere.ipynb"
    path.rename(other)
    return other


def linked_folder(path: Path) -> None:
    moved = path.parents[3] / "moved"
    path.parent.rename(moved)
    path.parent.symlink_to(moved)


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


def a_hundred_megabytes(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(101 << 20)


PLACES: dict[str, Callable[[Path], object]] = {
    "a link to somebody's file": lambda path: path.symlink_to(elsewhere(path)),
    "a link to a device": lambda path: replaced(path, lambda link: link.symlink_to("/dev/zero")),
    "a link to itself": lambda path: replaced(path, lambda link: link.symlink_to(path)),
    "a folder that is a link": linked_folder,
    "a folder in its place": lambda path: replaced(path, Path.mkdir),
    "a pipe in its place": lambda path: replaced(path, os.mkfifo),
    "no file at all": Path.unlink,
    "a file too large to be read": a_hundred_megabytes,
    "a renamed link": lambda path: path.with_name(f"{STEM} (1).ipynb").symlink_to(elsewhere(path)),
}
ATTACKS = UNREADABLE | READABLE | PARTLY | PLACES


def test_what_cannot_be_read_is_zero_and_told(attacked, right):
    results = attacked({name: make(copy.deepcopy(right)) for name, make in UNREADABLE.items()})
    assert {name: told.scores for name, told in results.items()} == dict.fromkeys(UNREADABLE, NOTHING)
    assert untold(results) == []


def test_what_can_be_read_is_graded_by_its_sources(attacked, right):
    results = attacked({name: make(copy.deepcopy(right)) for name, make in READABLE.items()})
    assert {name: told.scores for name, told in results.items()} == dict.fromkeys(READABLE, FULL)


def test_a_missing_or_renamed_cell_costs_what_is_missing(attacked, right):
    results = attacked({name: make(copy.deepcopy(right)) for name, (make, _) in PARTLY.items()})
    assert {name: told.scores for name, told in results.items()} == {name: due for name, (_, due) in PARTLY.items()}


def test_what_stands_in_the_place_of_a_file_is_not_followed(attacked, right):
    """A link would have us read somebody else's file under this student's name."""
    results = attacked(dict.fromkeys(PLACES, right), spoil=list(PLACES.values()))
    assert {name: told.scores for name, told in results.items()} == dict.fromkeys(PLACES, NOTHING)
    assert untold(results) == []
