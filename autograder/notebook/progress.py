"""What a learner has done so far: one line of JSON an event, in a file of the learner's own, outside the notebooks.

Appending a line cannot damage the lines before it, two open notebooks cannot overwrite each other, and a line that
was cut off by a crash is skipped.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from ..core.report import Report, State
from .settings import PROGRESS, read_settings

_WRITTEN = (State.WRONG, State.PARTLY, State.RIGHT)
_unsaved: dict[Path, list[dict[str, Any]]] = {}


def data_dir() -> Path:
    """The folder of the learner's own files: $LAYERWISE_HOME, or where the system keeps an application's data.

    In an exam it stands beside the settings, and nothing of before is in it.
    """
    settings = read_settings()
    if settings.exam and settings.folder is not None:
        return settings.folder / PROGRESS
    given = os.environ.get("LAYERWISE_HOME")
    return Path(given) if given else user_data_path("layerwise")


def record_check(report: Report) -> str:
    """Note a check, unless it says nothing about the answer. Returns why it could not be saved, or ""."""
    if report.state is State.UNJUDGED:
        return ""
    event = {"exercise": report.exercise, "state": report.state, "score": report.score, "of": report.points}
    return append(event | ({"diagnosis": report.diagnosis.name} if report.diagnosis else {}))


def record_hint(exercise: str, diagnosis: str, step: int) -> str:
    """Note a step of help with a mistake. Returns why it could not be saved, or ""."""
    return append({"exercise": exercise, "diagnosis": diagnosis, "hint": step})


def goal(explorer: str) -> Callable[[str], None]:
    """A function for an explorer to call with the goal that was reached; it goes into the learner's progress."""

    def reached(text: str) -> None:
        # An explorer has nowhere to say that a disk is full; it goes on.
        append({"goal": explorer, "reached": str(text)})

    return reached


def events() -> list[dict[str, Any]]:
    """Everything noted so far, oldest first; unreadable lines are left out.

    What could not be saved counts for as long as the kernel runs.
    """
    path = data_dir() / "progress.jsonl"
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return [*(event for line in lines if (event := _parse(line))), *_unsaved.get(path, ())]


def has_attempt(exercise: str) -> bool:
    """Whether a written answer to this exercise has been checked before."""
    return any(event.get("exercise") == exercise and event.get("state") in _WRITTEN for event in events())


def append(event: dict[str, Any]) -> str:
    """Note an event. Returns why it could not be saved, or ""."""
    path = data_dir() / "progress.jsonl"
    event = {"time": int(time.time()), **event}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")
    except OSError as error:
        _unsaved.setdefault(path, []).append(event)
        return f"progress was not saved: {error.strerror} ({path})"
    return ""


def _parse(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
