"""A question in words with what only a grader sees: the rubric, a model answer, and samples to hold others against."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ... import exercises
from ...core.answers import ModelAnswer
from ...core.errors import GradingError, RecordError
from ...exercises.calibration import SampleAnswer, read_calibration
from ...grading.course import Course
from ...grading.safe_markdown import SafeMarkdown
from ..feedback.mathematics import with_mathml


@dataclass(frozen=True)
class Sample:
    """A sample answer; text and why as HTML."""

    level: str
    points: float
    text: str
    why: str


@dataclass(frozen=True)
class Question:
    """A question; statement, rubric and model answer as HTML, or "" where there is none."""

    name: str
    points: float
    statement: str
    rubric: str
    model: str
    samples: tuple[Sample, ...]


def read_questions(course: Course, chapter: str, points: dict[str, float]) -> dict[str, Question]:
    """The questions by name. points: of each. Raises GradingError for samples that cannot be read."""
    asked, shown = dict(_statements(course, chapter)), SafeMarkdown()

    def markdown(text: str) -> str:
        return with_mathml(shown.html(text)) if text else ""

    samples = _samples(chapter)
    found = {}
    for name, most in points.items():
        model = _model_answer(chapter, name)
        calibration = tuple(
            Sample(one.level, one.points, markdown(one.text), markdown(one.why)) for one in samples.get(name, ())
        )
        statement, rubric, answer = map(markdown, (asked.get(name, ""), model.rubric, model.text))
        found[name] = Question(name, most, statement, rubric, answer, calibration)
    return found


def _statements(course: Course, chapter: str) -> Iterator[tuple[str, str]]:
    """What stands above each answer in the notebook that was handed out."""
    path = course.release(chapter)
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, LookupError) as error:
        raise GradingError(f"{path}, which was handed out, cannot be read: {error}") from None
    above = ""
    for cell in cells:
        text = "".join(cell.get("source", ""))
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name:
            yield name, above
        above = text if cell.get("cell_type") == "markdown" else ""


def _model_answer(chapter: str, question: str) -> ModelAnswer:
    """The model answer and the rubric in a chapter's source; of an assignment without one, nothing."""
    try:
        return exercises.source(chapter).model_answer(question)
    except (KeyError, RecordError):
        return ModelAnswer("", "")


def _samples(chapter: str) -> dict[str, tuple[SampleAnswer, ...]]:
    path = exercises.calibration_file(chapter)
    if not path.is_file():
        return {}
    try:
        return read_calibration(path)
    except RecordError as error:
        raise GradingError(str(error)) from None
