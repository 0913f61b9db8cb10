"""What people wrote in words is what is shown: hints letter by letter, and model answers with their rubric."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..core.answers import ChapterSource
from ..core.record import Exercise
from ..notebook.written import LEAST


def of_hints(exercise: Exercise, path: Path) -> Iterator[str]:
    """Backticks, asterisks, underscores: a card shows the author's characters, whatever Markdown makes of them.

    path: the Markdown in which the mistakes stand
    """
    mistakes = re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[0]  # other parts begin so
    written = dict(_section(one) for one in re.split(r"^## ", mistakes, flags=re.MULTILINE)[1:])
    for mistake in exercise.misconceptions:
        said = mistake.hint, mistake.second_hint
        for what, shown, asked in zip(("hint", "second hint"), said, written.get(mistake.name, said), strict=True):
            if shown != asked:
                yield f"shows the {what} of {mistake.name!r} otherwise than {path.name} has it: {shown[:80]!r}"


def of_model_answers(source: ChapterSource) -> Iterator[str]:
    """Each written question has a model answer that is long enough, and a rubric with its points."""
    for question, points in source.written.items():
        model = source.model_answer(question)
        words = len(model.text.split())
        if words < LEAST:
            yield f"{question}: its model answer has {words} words; learners are asked for {LEAST}"
        if f"{points:g} points" not in model.rubric:
            yield f"{question}: its mark scheme does not say for what the {points:g} points are"
        if "###" in model.text + model.rubric:
            yield f"{question}: its model answer or mark scheme holds ###, which belongs to the markers around them"


def _section(text: str) -> tuple[str, tuple[str, str]]:
    """A mistake's name, and what stands below it as paragraphs and as a quote."""
    name, _, body = text.partition("\n")
    prose = [line for line in re.sub(r"```diff\n.*?```\n", "", body, flags=re.DOTALL).splitlines() if line]
    first, second = (
        " ".join(line.removeprefix("> ") for line in prose if line.startswith("> ") == quoted)
        for quoted in (False, True)
    )
    return name, (first, second)
