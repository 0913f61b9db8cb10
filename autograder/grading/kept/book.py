"""The one writer of scores into nbgrader's gradebook. One transaction a submission: all of its scores, or none.

Scores given by hand stay, as nbgrader itself does it: a manual score wins over ours, and is marked for review when the
answer is another one. A written question gets no score from us, or 0 when nothing was written; neither does an exercise
that our own side could not judge.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, create_engine, func, inspect, select
from sqlalchemy.exc import IntegrityError
from traitlets import TraitError
from traitlets.config import Config

from ...core.cell_roles import CHECK_PREFIX
from ...core.errors import GradingError, RunEnded
from ...core.released import Release
from ...core.report import State
from ..gradebook import gradebook, or_say, points_of, register, shown
from ..result import Marks
from . import rows
from .cells import CellChanges, change_cells, set_points
from .entering import enter

NO_RESPONSE = "No response."  # nbgrader's own words
_MAKERS = 0x6C617965  # the number of our lock among a database's, which every grader has to use
Result = TypeVar("Result")


class Book:
    """The gradebook as a run writes into it: one transaction a submission. Whatever fails is a GradingError.

    RunEnded where nobody could be recorded: the database is locked, full, or gone.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine = or_say(url, lambda: create_engine(url))

    def __enter__(self) -> Self:
        if not or_say(self._url, lambda: inspect(self._engine).has_table(rows.GRADE.name)):
            with self._one_maker(), gradebook(self._url):
                pass  # nbgrader has made it
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def chapter(
        self,
        chapter: str,
        release: Release,
        points: Mapping[str, float] | None = None,
        told: Callable[[CellChanges], None] = lambda changes: None,
    ) -> rows.Registered:
        """The chapter's rows, made by nbgrader where they are missing or others. Raises as `register`.

        points: by graded cell, where they are not the release's. told: called with what changes for a class that has
        handed in, before it counts
        """
        wanted = points_of(release) if points is None else points
        found = self._ask(lambda db: rows.registered(db, chapter))
        if found is not None and found.points != wanted:
            self._change(partial(change_cells, chapter=found, wanted=wanted, told=told))
        if found is None or found.points.keys() != wanted.keys():
            with self._one_maker(), gradebook(self._url) as book:
                register(book, self._url, chapter, release)
            found = self._ask(lambda db: rows.registered(db, chapter))
        if found is None:
            raise GradingError(f"{chapter} was not registered in the gradebook {shown(self._url)}")
        if found.points != wanted:
            self._change(partial(set_points, chapter=found, wanted=wanted))
            found = replace(found, points=dict(wanted))
        return found

    def _change(self, act: Callable[[Connection], None]) -> None:
        def write() -> None:
            with self._engine.begin() as db:
                act(db)

        or_say(self._url, write)

    def recorded(self, chapter: rows.Registered) -> dict[str, rows.Recorded]:
        """What is recorded of the chapter, by student."""
        return self._ask(lambda db: rows.recorded(db, chapter))

    def enter(
        self,
        chapter: rows.Registered,
        entered: rows.Entered,
        penalty: rows.Penalty,
        told: Callable[[rows.Changes], None] = lambda changes: None,
    ) -> rows.Late:
        """Record a submission: all of it, or nothing. Returns how late it was.

        penalty: of a late one. told: called with what changes before it counts; where it fails, nothing is recorded
        """

        def write() -> rows.Late:
            with self._engine.begin() as db:
                changes, late = enter(db, chapter, entered, penalty)
                told(changes)
            return late

        def write_again() -> rows.Late:
            try:
                return write()
            except IntegrityError:  # another grader has made the same rows in this moment; now they are there
                return write()

        return or_say(self._url, write_again)

    @contextmanager
    def _one_maker(self) -> Iterator[None]:
        """Nobody else makes tables or registers a chapter meanwhile: nbgrader looks first, and then makes.

        A chapter's lock file is of no use where two course folders share a server.
        """
        with or_say(self._url, self._engine.connect) as held:
            if self._engine.dialect.name == "postgresql":
                or_say(self._url, lambda: held.execute(select(func.pg_advisory_xact_lock(_MAKERS))))
            yield

    def _ask(self, act: Callable[[Connection], Result]) -> Result:
        def asked() -> Result:
            with self._engine.connect() as db:
                return act(db)

        return or_say(self._url, asked)


def entered(student: str, marks: Marks, timestamp: datetime | None = None) -> rows.Entered:
    """What is recorded of a result: each graded cell's score, and what is said at the cell with the answer."""
    unwritten = {name for name, state in marks.states.items() if state is State.UNWRITTEN}
    unwritten |= {name for name, answered in marks.answered.items() if not answered}
    judged = {
        f"{CHECK_PREFIX}{name}": None if marks.states[name] is State.UNJUDGED else score
        for name, score in marks.scores.items()
    }
    written = {name: None if answered else 0.0 for name, answered in marks.answered.items()}
    said = {name: NO_RESPONSE if name in unwritten else None for name in (*marks.scores, *marks.answered)}
    return rows.Entered(student, {**judged, **written}, said, timestamp)


def unpunished(student: str, now: rows.Recorded, seconds: float) -> None:
    """No penalty: where nbgrader runs, a step of its own sees to it."""


def late_policy(config: Config) -> rows.Penalty:
    """nbgrader's penalty for late submissions, by the policy that the course's configuration names."""

    @cache
    def policy() -> Any:
        from nbgrader.preprocessors import AssignLatePenalties

        step = AssignLatePenalties(config=config)
        step.init_plugin()
        return step.plugin_inst

    def penalty(student: str, now: rows.Recorded, seconds: float) -> float | None:
        try:
            asked = policy().late_submission_penalty(student, now.total, seconds)
        except (TraitError, ImportError) as error:
            problem = f"the policy for what is late cannot be used: {error}"
            raise RunEnded(f"{problem}. Mend it in nbgrader_config.py") from None
        return None if asked is None else min(max(asked, 0.0), now.total)

    return penalty
