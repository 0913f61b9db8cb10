"""The score that a simulated answer must get, worked out without the grader.

The cells are run here, in this process, with plain `exec`: no sandbox, no worker, no restored notebook. What they
have in common with grading is the record and the judge.
"""

import contextlib
import io
import warnings
from collections.abc import Mapping
from typing import Any

from ..core.comparison import comparison
from ..core.judge import judge
from ..core.record import Exercise
from .parts import ChapterParts


class Expectation:
    """Scores of answers to one chapter, each worked out once."""

    def __init__(self, parts: ChapterParts) -> None:
        self._parts = parts
        self._known: dict[tuple[str | None, ...], float] = {}

    def score(self, exercise: Exercise, cells: Mapping[str, str | None]) -> float:
        """The points for an exercise, given every exercise's cell; None: nothing that runs.

        With follow-through: what holds once right answers stand in the place of earlier wrong ones counts too.
        """
        needed = self._parts.needs[exercise.name]
        key = (exercise.name, *(cells[name] for name in (*needed, exercise.name)))
        if key not in self._known:
            points = {name: self._parts.chapter.exercise(name).points for name in needed}
            wrong = [name for name in needed if self.score(self._parts.chapter.exercise(name), cells) < points[name]]
            held = self._held(exercise, key[1:])
            if wrong:
                right = {**cells, **{name: self._parts.solutions[name] for name in wrong}}
                held |= self._held(exercise, tuple(right[name] for name in (*needed, exercise.name)))
            self._known[key] = float(sum(aspect.points for aspect in exercise.aspects if aspect.name in held))
        return self._known[key]

    def _held(self, exercise: Exercise, sources: tuple[str | None, ...]) -> set[str]:
        """The aspects that hold after these cells."""
        if sources[-1] is None:
            return set()
        space: dict[str, Any] = {"__name__": "__main__"}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for source in (*self._parts.given, *filter(None, sources)):
                exec(compile(source, "<answer>", "exec"), space)  # the chapter's and the record's own code
            functions = tuple(space[name] for name in exercise.functions)
            compared = comparison(exercise)
            aspects = judge(compared, compared.implementation(functions))
        return {aspect.name for aspect in aspects if aspect.passed}
