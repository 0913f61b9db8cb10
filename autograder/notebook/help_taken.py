"""What help was taken, and what came of it: read from the progress file, so that it can be seen which steps help."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.report import State

MENDED, CHANGED, OPEN = "mended", "another mistake", "open"


@dataclass
class HelpTaken:
    """The help that one mistake in one exercise took, up to the check that ended it.

    step: the furthest that was shown. checks: how often the answer was checked after the first step
    outcome: whether a later check passed, or showed another mistake; open as long as neither has happened
    """

    exercise: str
    diagnosis: str
    step: int
    checks: int = 0
    outcome: str = OPEN


def help_taken(events: Iterable[Mapping[str, Any]]) -> list[HelpTaken]:
    """Each mistake that help was taken for, in the order in which it began."""
    found: list[HelpTaken] = []
    running: dict[str, HelpTaken] = {}
    for event in events:
        exercise, diagnosis, step = (event.get(key) for key in ("exercise", "diagnosis", "hint"))
        if not isinstance(exercise, str):
            continue
        now = running.get(exercise)
        if isinstance(step, int) and isinstance(diagnosis, str):
            if now is None or now.diagnosis != diagnosis:
                now = running[exercise] = HelpTaken(exercise, diagnosis, step)
                found.append(now)
            now.step = max(now.step, step)
        elif now is not None and event.get("state") in (State.RIGHT, State.PARTLY, State.WRONG):
            now.checks += 1
            if event.get("state") == State.RIGHT or (diagnosis and diagnosis != now.diagnosis):
                now.outcome = MENDED if event.get("state") == State.RIGHT else CHANGED
                del running[exercise]
    return found


def in_a_sentence(taken: list[HelpTaken]) -> str:
    """How often help was taken, and how far it went where it ended well; "" where none was."""
    if not taken:
        return ""
    mended = [each for each in taken if each.outcome != OPEN]
    steps = ", ".join(f"{sum(each.step == step for each in mended)} at step {step}" for step in range(1, 5))
    unit = "mistake" if len(taken) == 1 else "mistakes"
    return f"hints on {len(taken)} {unit}, {len(mended)} of them behind you" + (f" ({steps})" if mended else "")
