"""Read a submitted notebook as what it is: bytes that somebody else wrote.

Nothing here raises for anything that a file can hold. What cannot be read is left out, and said.
"""

import codecs
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..core.cell_roles import CellType
from .notices import Notice
from .pictures import Pictures, Refused

LARGEST_FILE = 50 << 20  # bytes; a notebook full of figures has a tenth of that
LARGEST_CELL = 200_000  # characters of one cell's source
MOST_CELLS = 2_000  # of a submission; the others are not looked at


@dataclass(frozen=True)
class SubmittedCell:
    """What is taken of a submitted cell: no outputs, and of its metadata only which cell it says it is.

    pictures: those pasted into it that may be shown, as data URIs by the names that its source knows them by
    """

    source: str
    cell_type: CellType
    grade_id: str = ""
    id: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Submission:
    """The cells that could be read, and what there is to say about the others."""

    cells: list[SubmittedCell] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    content: bytes = b""
    readable: bool = False


def read_submission(path: Path) -> Submission:
    """Read the file of a submission, which may be missing, enormous, no file at all, or no notebook."""
    submission = Submission()
    try:
        submission.content = _content(path)
        submission.cells = _cells(_parsed(_decoded(submission.content, submission)), submission)
        submission.readable = True
    except _Unreadable as problem:
        submission.notices = [Notice(f"Nothing was graded: {problem}.")]
    return submission


class _Unreadable(Exception):
    """Why no cell can be had from a file."""


def _content(path: Path) -> bytes:
    # A link in a submission would have us read somebody else's file under this student's name.
    for part in (path.parent.parent, path.parent, path):
        if part.is_symlink():
            raise _Unreadable(f"{part.name} is a symbolic link, and links are not followed")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        others = sorted(other.name for other in path.parent.glob("*.ipynb"))[:3] if path.parent.is_dir() else []
        hint = f"; there is {', '.join(map(repr, others))}, which may be the renamed notebook" if others else ""
        raise _Unreadable(f"there is no {path.name}{hint}") from None
    except (OSError, ValueError) as error:
        raise _Unreadable(f"{path.name} cannot be opened ({getattr(error, 'strerror', None) or error})") from None
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST_FILE:
        os.close(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise _Unreadable(f"{path.name} is no file")
        raise _Unreadable(f"{path.name} has {facts.st_size >> 20} MB; at most {LARGEST_FILE >> 20} are read")
    with os.fdopen(handle, "rb") as file:
        return file.read(LARGEST_FILE + 1)


def _decoded(content: bytes, submission: Submission) -> str:
    if not content.strip():
        raise _Unreadable("the file is empty")
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", content.decode("latin-1")
    if encoding != "utf-8-sig":
        submission.notices.append(Notice(f"The file is not UTF-8; it was read as {encoding}.", needs_review=False))
    return text


def _parsed(text: str) -> dict[str, Any]:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        hint = ", with the marks of a merge in it" if "\n<<<<<<< " in text else ""
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _Unreadable(f"the file is no notebook: it is not valid JSON{place}{hint}") from None
    if not isinstance(notebook, dict):
        raise _Unreadable("the file is JSON, but no notebook")
    return notebook


def _cells(notebook: dict[str, Any], submission: Submission) -> list[SubmittedCell]:
    raw = notebook.get("cells")
    if not isinstance(raw, list):
        # Notebooks of before 2015 kept their cells in worksheets, and a code cell's source under "input".
        sheets = notebook.get("worksheets")
        raw = [
            cell
            for sheet in (sheets if isinstance(sheets, list) else [])
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if not raw:
        raise _Unreadable("the notebook has no cells")
    if notebook.get("nbformat") != 4:
        text = (
            f"The notebook says it has format {repr(notebook.get('nbformat'))[:20]}, not 4; it was read all the same."
        )
        submission.notices.append(Notice(text, needs_review=False))
    if len(raw) > MOST_CELLS:
        submission.notices.append(Notice(f"The notebook has {len(raw)} cells; only the first {MOST_CELLS} were read."))
    pictures = Pictures()
    cells = [_cell(cell, pictures, submission) for cell in raw[:MOST_CELLS]]
    return [cell for cell in cells if cell is not None]


def _cell(raw: Any, pictures: Pictures, submission: Submission) -> SubmittedCell | None:
    if not isinstance(raw, dict):
        submission.notices.append(Notice("Something among the cells is no cell; it was left out."))
        return None
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    name = _name(raw)
    if not isinstance(source, str):
        submission.notices.append(Notice(f"{_called(name)} has no text for a source; it was left out."))
        return None
    if len(source) > LARGEST_CELL:
        submission.notices.append(
            Notice(f"{_called(name)} has {len(source)} characters, more than {LARGEST_CELL}; it was left out.")
        )
        return None
    # Half of a surrogate pair is valid JSON and no valid text.
    source = source.encode("utf-8", "replace").decode("utf-8")
    own = raw.get("id")
    return SubmittedCell(
        source,
        "code" if raw.get("cell_type") == "code" else "markdown",
        name,
        own if isinstance(own, str) else "",
        _shown_pictures(raw.get("attachments"), name, pictures, submission),
    )


def _shown_pictures(attachments: Any, name: str, pictures: Pictures, submission: Submission) -> dict[str, str]:
    shown: dict[str, str] = {}
    for file, bundle in attachments.items() if isinstance(attachments, dict) else ():
        try:
            shown[file] = pictures.take(bundle)
        except Refused as reason:
            submission.notices.append(Notice(f"{_called(name)} has a picture that is not shown: {reason}."))
    return shown


def _name(raw: dict[str, Any]) -> str:
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def _called(name: str) -> str:
    return f"The cell {name[:60]!r}" if name else "A cell"
