"""Follow-through: a right answer that calls an earlier, wrong one is not punished twice.

Where an answer fails and an exercise that it calls has failed before, it is driven once more with a right answer in
that one's place. The aspects that hold then count too. What is said of those that do not hold stays what was said
before: the learner's own program is what they read about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .comparison import Comparison, Implementation
from .diagnose import state_of
from .judge import judge
from .report import Report, State

_FAILED = (State.PARTLY, State.WRONG)


def to_replace(report: Report, called: Iterable[str], reports: Mapping[str, Report]) -> tuple[str, ...]:
    """The answers that an answer calls and that are to be replaced; none if it holds, or they do.

    called: exercises, in the order in which they are asked. reports: what became of them
    """
    if report.state not in _FAILED:
        return ()
    return tuple(name for name in called if reports[name].state in (*_FAILED, State.UNWRITTEN))


def better_of(report: Report, comparison: Comparison, again: Implementation, replaced: tuple[str, ...]) -> Report:
    """A report, with the aspects that hold once right answers stand in the place of `replaced`."""
    holds = {result.name for result in judge(comparison, again) if result.passed}
    aspects = tuple(replace(one, failure=None) if one.name in holds else one for one in report.aspects)
    if aspects == report.aspects:
        return report
    state = state_of(aspects)
    diagnosis = None if state is State.RIGHT else report.diagnosis
    return replace(report, state=state, aspects=aspects, diagnosis=diagnosis, with_right=replaced)
