"""Whether this is a class edition, and what the library has in it for what is still to be graded: the learner's own.

`data/edition.json` is there in a class edition alone; `autograder handout` writes it.
"""

import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from layerwise.withheld import lend

from ...core.places import beside
from ...worker.observe import NotDefined
from ..mine.lending import LearnersShelf

FILE = "edition.json"
DATA = beside(Path(__file__).resolve().parents[2])


class ToBeWritten(NotDefined):
    """A part of the library is wanted that is the learner's to write, and has not passed its check yet."""

    def __init__(self, name: str, exercise: str, chapter: int) -> None:
        super().__init__(f"`{name}` is yours to write (exercise `{exercise}` of chapter {chapter})")
        self.exercise, self.chapter = exercise, chapter


@dataclass(frozen=True)
class Edition:
    """A class edition. withheld: by the name of each function, its exercise and the number of its chapter."""

    withheld: dict[str, tuple[str, int]]


@lru_cache(maxsize=1)
def edition() -> Edition | None:
    """The class edition that this is, or None in the open course."""
    path = DATA / FILE
    if not path.is_file():
        return None
    tree = json.loads(path.read_text(encoding="utf-8"))
    return Edition({name: (exercise, chapter) for name, (exercise, chapter) in tree["withheld"].items()})


def use_edition() -> None:
    """In a class edition, let the library run on the learner's parts, and cells show pictures where it cannot."""
    found = edition()
    if found is None:
        return
    shelf, ready = LearnersShelf(), dict[str, Any]()

    def part(name: str) -> Any:
        if name not in ready:  # asked for in every step of a training
            own = shelf.passed(name)
            if own is None:
                raise ToBeWritten(name, *found.withheld.get(name, (name, 0)))
            ready[name] = own
        return ready[name]

    lend(part)
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        from .cells import Cells  # a command needs none of it

        shell.events.register("pre_run_cell", lambda info: ready.clear())  # a check may have kept a newer one
        Cells(shell).watch()
