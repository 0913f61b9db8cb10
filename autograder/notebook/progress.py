"""What a learner has done so far: one line of JSON an event, in a file of the learner's own, outside the notebooks.

Appending a line cannot damage the lines before it, two open notebooks cannot overwrite each other, and a line that
was cut off by a crash is skipped.
"""

import json
import os
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from ..core.report import Report, State
from ..exercises import load, stems
from .help_taken import help_taken, in_a_sentence

# From the least to the best. An exercise that was never checked is one that is not written yet.
_COLOURS = {
    State.UNWRITTEN: "transparent",
    State.WRONG: "#f0b266",
    State.PARTLY: "#f0b266",
    State.RIGHT: "#1f77b4",
}
_SIGNS = {State.UNWRITTEN: "·", State.WRONG: "○", State.PARTLY: "◐", State.RIGHT: "✓"}
_ORDER = tuple(_SIGNS)
_unsaved: dict[Path, list[dict[str, Any]]] = {}
_LEGEND = "✓ passes   ◐ passes in part   ○ tried   · not tried yet   ⚑ goal reached"


def data_dir() -> Path:
    """The folder of the learner's own files: $LAYERWISE_HOME, or where the system keeps an application's data."""
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
    return any(event.get("exercise") == exercise and event.get("state") in _ORDER[1:] for event in events())


class Progress:
    """The picture on the welcome page: a row a chapter, a tile an exercise."""

    def __init__(self) -> None:
        # The best state counts: trying something else later does not take away what was done.
        self.states: dict[str, State] = {}
        self.goals: list[str] = []
        noted = events()
        self.help = help_taken(noted)
        for event in noted:
            if "goal" in event:
                self.goals = [*dict.fromkeys([*self.goals, f"{event['goal']}: {event.get('reached', '')}"])]
            elif event.get("state") in _ORDER:
                name = str(event.get("exercise"))
                self.states[name] = max(self._state(name), State(event["state"]), key=_ORDER.index)

    def rows(self) -> list[tuple[str, list[tuple[str, State]]]]:
        """(chapter, [(exercise, state), ...]) for every chapter."""
        return [(stem, [(e.name, self._state(e.name)) for e in load(stem).exercises]) for stem in stems()]

    def _state(self, exercise: str) -> State:
        return self.states.get(exercise, State.UNWRITTEN)

    def __repr__(self) -> str:
        lines = []
        for stem, tiles in self.rows():
            done = sum(state is State.RIGHT for _, state in tiles)
            lines.append(
                f"{stem:<24}{done:>3} of {len(tiles)}   " + "  ".join(f"{_SIGNS[s]} {name}" for name, s in tiles)
            )
        taken = filter(None, [in_a_sentence(self.help)])
        return "\n".join([*lines, *(f"  ⚑ {text}" for text in self.goals), *(f"  {text}" for text in taken), _LEGEND])

    def _repr_html_(self) -> str:
        parts = ['<div style="font-family:var(--jp-ui-font-family,sans-serif);font-size:14px;max-width:900px">']
        for stem, tiles in self.rows():
            done = sum(state is State.RIGHT for _, state in tiles)
            parts.append(
                f'<div style="margin:10px 0 4px"><b>{escape(stem)}</b>&ensp;{done} of {len(tiles)} exercises</div>'
            )
            parts.append(
                '<div style="display:flex;flex-wrap:wrap;gap:5px">' + "".join(_tile(*t) for t in tiles) + "</div>"
            )
        parts += [f'<div style="margin-top:6px">⚑ {escape(text)}</div>' for text in self.goals]
        parts += [f'<div style="margin-top:6px">{escape(text)}</div>' for text in [in_a_sentence(self.help)] if text]
        parts.append(f'<div style="margin-top:6px;font-size:13px;opacity:.8;white-space:pre-wrap">{_LEGEND}</div>')
        return "".join(parts) + "</div>"


def progress() -> Progress:
    """Your progress so far, as a picture: a row a chapter, a tile an exercise."""
    return Progress()


def _tile(name: str, state: State) -> str:
    ink = {State.RIGHT: "#ffffff", State.UNWRITTEN: "inherit"}.get(state, "#222222")
    return (
        f'<span style="border:1px solid #8a8a8a;border-radius:4px;padding:3px 9px;background:{_COLOURS[state]};'
        f'color:{ink};font-family:monospace;font-size:13px">{_SIGNS[state]} {escape(name)}</span>'
    )


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
