"""Whether each question in words has an answer of every level for graders to hold others against."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .. import exercises
from ..core.errors import RecordError
from ..core.record import Chapter, Written
from ..exercises.calibration import LEVELS, SampleAnswer, read_calibration

SHORTEST_ANSWER, LONGEST_ANSWER = 12, 250  # in words
SHORTEST_REASON, LONGEST_REASON = 5, 70
_LOUD = re.compile(r"\b(simply|obviously|note that)\b|!(?!=)", re.IGNORECASE)


def of_calibration(chapter: Chapter) -> Iterator[str]:
    """What is missing or wrong in a chapter's samples."""
    if not chapter.written:
        return
    path = exercises.calibration_file(chapter.stem)
    where = f"autograder/exercises/{chapter.stem}/{path.name}"
    if not path.is_file():
        names = ", ".join(repr(question.name) for question in chapter.written)
        yield f"no sample answers for {names}: write {where}, {', '.join(LEVELS)}, as docs/written_answers.md shows"
        return
    try:
        found = read_calibration(path)
    except RecordError as error:
        yield from error.problems
        return
    asked = {question.name: question for question in chapter.written}
    for name in found.keys() - asked.keys():
        yield f"{where} has samples for {name!r}, which no cell asks; there are {', '.join(asked)}"
    for name, question in asked.items():
        for trouble in _of_question(question, found.get(name, ())):
            yield f"{where}: {name!r} {trouble}"


def _of_question(question: Written, samples: Sequence[SampleAnswer]) -> Iterator[str]:
    levels = [sample.level for sample in samples]
    if levels != list(LEVELS):
        yield f"has samples of {', '.join(levels) or 'no level'}; needed are {', '.join(LEVELS)}, each once, in order"
        return
    if samples[0].points != question.points:
        yield f"gives {samples[0].points:g} points for an excellent answer; the question has {question.points:g}"
    for higher, lower in pairwise(samples):
        if lower.points >= higher.points:
            yield f"gives {lower.points:g} points for {lower.level} and {higher.points:g} for {higher.level}"
    for sample in samples:
        for trouble in _of_sample(sample):
            yield f"has {trouble} for {sample.level} (line {sample.line})"


def _of_sample(sample: SampleAnswer) -> Iterator[str]:
    if sample.points * 2 != round(sample.points * 2):
        yield f"{sample.points:g} points; points come in halves,"
    for what, text, least, most in (
        ("an answer", sample.text, SHORTEST_ANSWER, LONGEST_ANSWER),
        ("a reason", sample.why, SHORTEST_REASON, LONGEST_REASON),
    ):
        words = len(text.split())
        if not least <= words <= most:
            yield f"{what} of {words} words, which should be {least} to {most},"
        if loud := _LOUD.search(text):
            yield f"{what} that says {loud[0]!r}"
