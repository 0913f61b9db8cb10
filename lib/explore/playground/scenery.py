"""What the page draws: the whole state of a session as numbers, texts and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import pictures
from .as_code import as_code
from .data import LIMIT
from .features import FEATURES
from .links import as_link
from .presets import PRESETS
from .quiet import quiet
from .run import Run
from .session import Session
from .settings import choices
from .single_step import single_step

_CHOICES = choices()
_FEATURE_MAPS = pictures.feature_maps()
_PRESETS = [{"name": one.name, "title": one.title, "good": one.good, "says": one.says} for one in PRESETS.values()]


class Scenery:
    """Makes scenes of a session. A network that cannot be looked at shows what was seen of it last."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._looker = pictures.Looker()
        self._maps: list[Any] = []

    def scene(self, words: bool = True) -> dict[str, Any]:
        """Return what is to be drawn. words: with the lists and texts that no update changes."""
        session = self._session
        with session.lock, quiet():
            seen = self._seen()
            looked = self._looked()
            run, settings = session.run, session.settings
            points, used = run.points, settings.features
            return {
                **(_words(session) if words else {}),
                "settings": settings.as_dict(),
                "preset": session.preset,
                "task": "regression" if settings.regression else "classification",
                "running": session.running,
                "epoch": run.epoch,
                "updates": run.updates,
                "pace": session.pace,
                "loss": dict(zip(("train", "test"), seen["loss"], strict=True)),
                "accuracy": dict(zip(("train", "test"), seen["accuracy"], strict=True)),
                "history": np.array(run.history).reshape(-1, 3),
                "points": {
                    "x": points.x, "target": points.target, "test": points.test, "own": points.own,
                    "prediction": seen["prediction"],
                },
                "inputs": [
                    {"name": name, "on": name in used, "map": map_}
                    for name, map_ in zip(FEATURES, _FEATURE_MAPS, strict=True)
                ],
                "layers": self._layers(seen, looked),
                "output": {"map": self._maps[-1]},
                "limits": [-LIMIT, LIMIT],
                "look": {"example": session.example, "weight": list(session.weight)},
                "step": None if session.running else looked,
                "says": sentence(session, seen),
                "fault": session.fault,
                "slow": run.tools.slow(),
                "goal": session.target.text,
                "reached": self._reached(seen),
                "undo": session.undoable,
            }  # fmt: skip

    def words(self) -> tuple[str, bool]:
        """Return the sentence of the state and whether the goal is reached, without a look at the plane."""
        session = self._session
        with session.lock, quiet():
            seen = measured(session.run)
            return sentence(session, seen), self._reached(seen)

    def maps(self) -> list[Any]:
        """Return each layer's maps and the output's, as they were seen last."""
        if not self._maps:
            self.scene()
        return self._maps

    def _seen(self) -> dict[str, Any]:
        """Look at the network; where a part fails in that, training stops, and it is said."""
        session = self._session
        fits = [len(maps) for maps in self._maps[:-1]] == [layer.sizes[1] for layer in session.run.network.layers]
        try:
            self._maps = self._looker.look(session.run)
            return measured(session.run)
        except ValueError as error:
            session.fail(str(error))
            self._maps = self._maps if fits else pictures.blank(session.run)
            return nothing(session.run)

    def _looked(self) -> dict[str, Any] | None:
        session = self._session
        if session.fault:
            return None
        try:
            return single_step(session.run, session.example, session.weight)
        except ValueError as error:
            session.fail(str(error))
            return None

    def _layers(self, seen: dict[str, Any], looked: dict[str, Any] | None) -> list[dict[str, Any]]:
        """Describe the layers, each with what the example that is looked at does in it."""
        described = pictures.layers(self._session.run, self._maps, seen["passed"])
        if looked is not None:
            for one, forward, backward in zip(described, looked["forward"], looked["backward"], strict=True):
                one["z"], one["activation"] = np.array(forward["z"]), np.array(forward["activation"])
                one["unit_gradient"] = np.array(backward["z"])
        return described

    def _reached(self, seen: dict[str, Any]) -> bool:
        session = self._session
        return session.target.reached(session.settings, session.run.epoch, seen["accuracy"][1], seen["loss"][1])


def _words(session: Session) -> dict[str, Any]:
    settings, tools = session.settings, session.run.tools
    return {
        "choices": _CHOICES,
        "sources": tools.as_scene(),
        "whose": tools.whose(),
        "presets": _PRESETS,
        "code": {"layerwise": as_code(settings, "layerwise"), "mine": as_code(settings, "mine")},
        "link": as_link(settings),
    }


def measured(run: Run) -> dict[str, Any]:
    """Return losses, accuracies and predictions, and what each layer made of the points."""
    if not len(run.points.x):
        return nothing(run)
    passed = run.network.forward(run.inputs)
    z, test = passed[-1].activation[:, 0], run.points.test
    accuracy: list[float | None] = [None, None]
    if not run.settings.regression:
        right = (z > 0) == (run.points.target == 1)
        accuracy = [float(right[rows].mean()) if rows.any() else None for rows in (~test, test)]
    return {"loss": run.evaluate(passed), "accuracy": accuracy, "prediction": run.prediction(z), "passed": passed}


def nothing(run: Run) -> dict[str, Any]:
    """Return the same for a network of which nothing is known."""
    return {"loss": [None, None], "accuracy": [None, None], "prediction": np.zeros(len(run.points.x)), "passed": None}


def sentence(session: Session, seen: dict[str, Any]) -> str:
    """Return the state in words."""
    run, settings = session.run, session.settings
    sizes = "-".join(str(size) for size in (len(settings.features), *settings.layers, 1))
    hidden = f", {settings.activation}" if settings.layers else ""
    said = f"{settings.dataset}, {sizes}{hidden}, {settings.optimizer} at {settings.lr:g}; epoch {run.epoch:.0f}"
    train, test = seen["loss"]
    if train is not None:
        said += f": training loss {train:.3f}" + (f", test loss {test:.3f}" if test is not None else "")
    share = seen["accuracy"][1]
    if share is not None:
        count = int(run.points.test.sum())
        said += f", {round(share * count)} of {count} test points right"
    return f"{said}." + (f" {session.fault}" if session.fault else "")
