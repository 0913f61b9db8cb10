"""All answers to one question, as a page shows them: harmless, in an order that says nothing of who wrote them.

Those that wait come first, then those to be looked at again, then the graded; who wrote nothing has 0 already and
comes last. Answers with the same words stand next to each other.
"""

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import nh3

from ...grading.course import Course
from ...grading.safe_markdown import ATTRIBUTES, TAGS
from ..feedback.gather import answers_in
from ..feedback.mathematics import with_mathml
from ..student import Student
from .scores import Mark, Row

NOTHING = "<p>Nothing was written.</p>"
MISSING = "<p>The autograded notebook is missing or cannot be read. Grade this submission again to see the answer.</p>"
_PICTURE = re.compile(r"<img [^>]*>")


class State(StrEnum):
    """What an answer waits for."""

    WAITING = "waiting"
    AGAIN = "again"
    GRADED = "graded"
    EMPTY = "empty"


@dataclass(frozen=True)
class Answer:
    """An answer. words: a digest that answers with the same words share. text: as HTML"""

    id: str
    name: str
    mark: Mark
    state: State
    words: str
    text: str


def state_of(mark: Mark) -> State:
    """What an answer with this mark waits for."""
    if mark.score is None:
        return State.WAITING if mark.auto is None or mark.again else State.EMPTY
    return State.AGAIN if mark.again else State.GRADED


def read_answers(
    course: Course, chapter: str, question: str, rows: Iterable[Row], roster: dict[str, Student], salt: str
) -> list[Answer]:
    """The answers in the order in which they are graded. salt: of that order"""
    answers = []
    for row in rows:
        state = state_of(row.mark)
        text = "" if state is State.EMPTY else _text(course.autograded(row.student, chapter), question)
        name = roster.get(row.student, Student(row.student)).name
        answers.append(Answer(row.id, name, row.mark, state, _words(text, row.id), text or NOTHING))
    order = list(State)

    def place(one: Answer) -> tuple[int, str, str]:
        return order.index(one.state), _shuffled(salt, one.words), _shuffled(salt, one.id)

    return sorted(answers, key=place)


def _text(path: Path, question: str) -> str:
    written = next((text for name, text in answers_in(path) if name == question), None)
    return MISSING if written is None else harmless(written)


def harmless(text: str) -> str:
    """An answer as it was sanitized when it was graded, once more: a notebook of another origin may lie there."""
    attributes = {**ATTRIBUTES, "img": {"src", "alt"}}
    clean = nh3.clean(
        text,
        tags={*TAGS, "span", "img"},
        attributes=attributes,
        attribute_filter=lambda tag, name, value: value if name != "src" or value.startswith("data:image/") else None,
        url_schemes={"data"},
        link_rel=None,
    )
    return with_mathml(clean)


def _words(text: str, own: str) -> str:
    """The words without marks, case and spacing; of an answer without any, its own id."""
    pictures = _PICTURE.sub(lambda found: f" {_shuffled('', found[0])} ", text)
    plain = html.unescape(nh3.clean(pictures, tags=set())).casefold()
    words = " ".join(re.findall(r"\w+", plain))
    return _shuffled("", words if words and text != MISSING else own)


def _shuffled(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()[:16]
