"""What a class edition knows of an exercise in the place of code: observations, and the words of its mistakes.

Of the reference and of every recorded mistake it holds what was seen in the cases of a check, under the seeds that a
check uses. A JSON file has the words and the order, an npz file beside it the arrays, each once. Nothing here can run.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..worker.observe import Observation
from ..worker.wire import pack, unpack
from .record import NOTEBOOK_SEED, Misconception

if TYPE_CHECKING:
    from .record import Exercise

SEEDS = (NOTEBOOK_SEED, NOTEBOOK_SEED + 1)  # of a check, and of what confirms a repair
_ARRAY = "array"

Seen = Mapping[str, Observation]  # by case


class Stored:
    """An exercise as its file has it; read when something of it is first wanted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tree = json.loads(path.read_text(encoding="utf-8"))
        self.ability: str = self._tree["ability"]
        self.homes: dict[str, str] = self._tree["homes"]
        self.misconceptions = tuple(
            Misconception(one["name"], (), one["hint"], one["second_hint"]) for one in self._tree["mistakes"]
        )

    def reference(self, seed: int) -> Seen:
        """What was seen of the reference under a seed; nothing under a seed that no check uses."""
        return self._read(self._tree["reference"].get(str(seed), {}))

    def inputs(self, case: str, seed: int) -> dict[str, Any] | None:
        """The inputs of a case that the library works out, which may lack what that takes; None for any other."""
        key = self._tree["inputs"].get(str(seed), {}).get(case)
        return unpack(self._arrays[key].tobytes()) if key else None

    def forms(self, mistake: str, seed: int) -> Sequence[Seen]:
        """What was seen of each form of a mistake; only under the seed of a check."""
        if seed != NOTEBOOK_SEED:
            return ()
        return [self._read(form) for one in self._tree["mistakes"] if one["name"] == mistake for form in one["forms"]]

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        with np.load(self._path.with_suffix(".npz"), allow_pickle=False) as arrays:
            return dict(arrays)

    def _read(self, cases: Mapping[str, Any]) -> Seen:
        return {name: Observation.from_tree(self._with_arrays(tree)) for name, tree in cases.items()}

    def _with_arrays(self, tree: Mapping[str, Any]) -> dict[str, Any]:
        held = {
            part: {
                name: self._arrays[value[_ARRAY]] if isinstance(value, dict) else value
                for name, value in tree[part].items()
            }
            for part in ("values", "inputs_after")
        }
        return {**tree, **held}


@dataclass
class Notes:
    """What is written down of an exercise, on its way into a file."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def of(self, seen: Seen) -> dict[str, Any]:
        """Observations as a JSON tree; their arrays are kept apart, each once."""
        return {name: self._tree(observation) for name, observation in seen.items()}

    def packed(self, value: Mapping[str, Any]) -> str:
        """Keep a value as `wire.pack` writes it; returns its name among the arrays, or "" where it cannot."""
        try:
            return self._kept(np.frombuffer(pack(value), np.uint8))
        except TypeError:  # such as a layer
            return ""

    def write(self, path: Path, tree: Mapping[str, Any]) -> None:
        """Write both files; `path` is that of the JSON."""
        path.write_text(json.dumps(tree, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        np.savez_compressed(path.with_suffix(".npz"), allow_pickle=False, **self.arrays)

    def _tree(self, observation: Observation) -> dict[str, Any]:
        tree = _without_code(observation).to_tree()
        for part in ("values", "inputs_after"):
            tree[part] = {
                name: {_ARRAY: self._kept(value)} if isinstance(value, np.ndarray) else value
                for name, value in tree[part].items()
            }
        return tree

    def _kept(self, array: np.ndarray) -> str:
        said = f"{array.dtype.str}{array.shape}".encode() + np.ascontiguousarray(array).tobytes()
        key = "a" + hashlib.sha256(said).hexdigest()[:16]
        self.arrays[key] = array
        return key


def _without_code(seen: Observation) -> Observation:
    """Without the line that raised, which is code; that it was a `raise` is all that a comparison asks of it."""

    def bare(error: Any) -> Any:
        return error and replace(error, line="raise" if error.line.startswith("raise") else "", function="")

    return replace(seen, error=bare(seen.error), errors={name: bare(one) for name, one in seen.errors.items()})


def stored_beside(module: Path) -> Stored | None:
    """What stands beside an exercise's module in the place of its Markdown; None in the open course."""
    path = module.with_suffix(".json")
    return Stored(path) if path.is_file() else None


def with_stored(exercise: "Exercise", stored: Stored) -> "Exercise":
    """The exercise as a class edition has it."""
    return replace(exercise, misconceptions=stored.misconceptions, accepted=(), ability=stored.ability, stored=stored)
