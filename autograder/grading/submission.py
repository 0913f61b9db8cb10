"""Read a submitted notebook as what it is: bytes that somebody else wrote.

Nothing here raises for anything that a file can hold. What cannot be read is left out, and said.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.cell_roles import CellType
from .handed_in import HandedIn
from .notices import Notice
from .pictures import Pictures, Refused, in_one

LARGEST_CELL = 200_000  # characters of one cell's source
MOST_CELLS = 2_000  # of a submission; the others are not looked at
DEEPEST = 100  # objects and lists in one another, where there are more than Python can read
_NESTING = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)  # a bracket in a text is none


@dataclass(frozen=True)
class SubmittedCell:
    """What is taken of a submitted cell: of its metadata only which cell it says it is, of its outputs one figure.

    pictures: those pasted into it that may be shown, as data URIs by the names that its source knows them by
    figure: what it says is the first PNG among its outputs, in base64; nothing of it has been looked at
    """

    source: str
    cell_type: CellType
    grade_id: str = ""
    id: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    figure: str = ""


@dataclass
class Submission:
    """The cells that could be read, and what there is to say about the others."""

    cells: list[SubmittedCell] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    content: bytes = b""
    readable: bool = False


def read_submission(
    handed: HandedIn, is_the_chapters: Callable[[SubmittedCell], bool] = lambda cell: False
) -> Submission:
    """What stands in a submission, whose file may be missing or no notebook.

    Browsers and people rename notebooks, and unpack them a folder too deep. Where the file is missing, the only
    notebook beside it, or one folder below, that has a cell of the chapter's is the submission.
    """
    if not handed.problem:
        return _read(handed.content)
    others = {name: _read(content) for name, content in handed.others.items()}
    meant = {name: one for name, one in others.items() if one.readable and any(map(is_the_chapters, one.cells))}
    if len(meant) == 1:
        ((name, submission),) = meant.items()
        text = f"There is no {handed.name}; {name!r} has the chapter's cells and was graded in its place."
        submission.notices.insert(0, Notice(text, needs_review=False))
        return submission
    return Submission(notices=[Notice(f"Nothing was graded: {handed.problem}{_may_be(list(others), list(meant))}.")])


class _Unreadable(Exception):
    """Why no cell can be had from a file."""


def _read(content: bytes) -> Submission:
    submission = Submission(content=content)
    try:
        submission.cells = _cells(_parsed(_decoded(content, submission)), submission)
    except _Unreadable as problem:
        submission.notices = [Notice(f"Nothing was graded: {problem}.")]
        return submission
    submission.readable = True
    return submission


def _may_be(others: list[str], meant: list[str]) -> str:
    if meant:
        return f"; {', '.join(map(repr, meant[:3]))} have the chapter's cells, and only one can be meant"
    return f"; there is {', '.join(map(repr, others[:3]))}, which may be the renamed notebook" if others else ""


def _decoded(content: bytes, submission: Submission) -> str:
    if not content.strip():
        raise _Unreadable("the file is empty")
    encoding: str = json.detect_encoding(content)  # by a mark, or by where the first zeros stand
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", content.decode("latin-1")
    if encoding not in ("utf-8", "utf-8-sig"):
        submission.notices.append(Notice(f"The file is not UTF-8; it was read as {encoding}.", needs_review=False))
    return text


def _parsed(text: str) -> dict[str, Any]:
    try:
        try:
            notebook = json.loads(text, parse_int=_whole_number)
        except RecursionError:
            notebook = json.loads(_shallow(text), parse_int=_whole_number)
    except ValueError as error:
        hint = ", with the marks of a merge in it" if "\n<<<<<<< " in text else ""
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _Unreadable(f"the file is no notebook: it is not valid JSON{place}{hint}") from None
    if not isinstance(notebook, dict):
        raise _Unreadable("the file is JSON, but no notebook")
    return notebook


def _shallow(text: str) -> str:
    """The same JSON, with null in place of everything that lies deeper than what is read of a notebook."""
    depth, kept, start = 0, list[str](), 0
    for token in _NESTING.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept += [text[start : token.start()], "null"]
        elif token[0] in "]}":
            if depth == DEEPEST + 1:
                start = token.end()
            depth -= 1
    return "".join([*kept, text[start:]])


def _whole_number(digits: str) -> int:
    """A number of the metadata; Python reads none that is longer, and nobody reads these."""
    return int(digits) if len(digits) <= 1000 else 0


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
        _figure(raw.get("outputs")),
    )


def _shown_pictures(attachments: Any, name: str, pictures: Pictures, submission: Submission) -> dict[str, str]:
    shown: dict[str, str] = {}
    for file, bundle in attachments.items() if isinstance(attachments, dict) else ():
        try:
            shown[file] = pictures.take(bundle)
        except Refused as reason:
            submission.notices.append(Notice(f"{_called(name)} has a picture that is not shown: {reason}."))
    return shown


def _figure(outputs: Any) -> str:
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        encoded = in_one(data.get("image/png")) if isinstance(data, dict) else None
        if encoded:
            return encoded
    return ""


def _name(raw: dict[str, Any]) -> str:
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def _called(name: str) -> str:
    return f"The cell {name[:60]!r}" if name else "A cell"
