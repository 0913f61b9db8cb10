"""What the page asks for and what it sends, as plain data: the same for a page of its own and in Jupyter."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...core.errors import GradingError
from ...grading.course import Course
from ..classbook import class_book
from ..document import chapter_title
from .answers import State, read_answers, state_of
from .questions import read_questions
from .scores import Mark, Row, Scores, mark_of


class GradingDesk:
    """One chapter's written answers. anonymous: no name leaves this process. Raises GradingError."""

    def __init__(self, course: Course, chapter: str, anonymous: bool = False) -> None:
        self._course, self._chapter, self.anonymous = course, chapter, anonymous
        self._scores = Scores(course, chapter)
        points = self._scores.questions
        if not points:
            raise GradingError(f"{chapter} has no question in words, so there is nothing to grade by hand")
        self._questions = read_questions(course, chapter, points)
        self._salt = secrets.token_hex(8)  # two graders who begin at once should not meet at the first answer

    @property
    def title(self) -> str:
        """The chapter's."""
        return chapter_title(self._chapter)

    @property
    def questions(self) -> list[str]:
        """Their names."""
        return list(self._questions)

    def question(self, name: str) -> dict[str, Any]:
        """A question and its points, rubric, model answer and samples."""
        return asdict(self._questions[self._known(name)])

    def answers(self, name: str, anonymous: bool) -> dict[str, Any]:
        """All answers to a question in the order of grading, and what is left."""
        hidden = anonymous or self.anonymous
        rows = self._scores.rows(self._known(name))
        roster = {} if hidden else dict(class_book(self._course, self._chapter).roster)
        found = read_answers(self._course, self._chapter, name, rows, roster, self._salt)
        told = [
            {**_told(one.mark), "id": one.id, "words": one.words, "text": one.text, "name": "" if hidden else one.name}
            for one in found
        ]
        return {"answers": told, "anonymous": hidden, "names": not self.anonymous}

    def marks(self, name: str) -> dict[str, Any]:
        """The marks alone, by answer: what another grader has changed."""
        return {"marks": {row.id: _told(row.mark) for row in self._scores.rows(self._known(name))}}

    def left(self) -> dict[str, int]:
        """How many answers wait, by question."""
        return {name: sum(_is_open(row) for row in self._scores.rows(name)) for name in self._questions}

    def give(self, name: str, answer: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Save a mark. Raises OutOfStep, and GradingError for what cannot be saved."""
        seen, wanted = facts.get("seen"), facts.get("wanted")
        if not isinstance(seen, dict) or not isinstance(wanted, dict):
            raise GradingError("a score comes with what was seen and what is wanted")
        return _told(self._scores.give(self._known(name), answer, mark_of(seen), mark_of(wanted)))

    def _known(self, name: str) -> str:
        if name not in self._questions:
            raise GradingError(f"{self._chapter} does not ask {name!r} in words; it asks {', '.join(self._questions)}")
        return name


def _is_open(row: Row) -> bool:
    return state_of(row.mark) in (State.WAITING, State.AGAIN)


def _told(mark: Mark) -> dict[str, Any]:
    return {**asdict(mark), "state": state_of(mark)}


def conflict(mark: Mark) -> dict[str, Any]:
    """What the page is told where somebody else was faster."""
    return {"mark": _told(mark)}
