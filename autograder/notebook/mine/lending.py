"""What explorers may know of the learner's parts: the passed ones, and the latest that failed.

Explorers know nothing of checks and files. In a notebook this shelf is lent to them; a script, a test and a command
get the library's, and so does grading, where none of this is there.
"""

import sys
from functools import lru_cache
from typing import Any

from ...exercises import find
from .failed import failed
from .shelf import kept


class LearnersShelf:
    """The learner's functions and classes by name, as `explore.own` asks for them."""

    def passed(self, name: str) -> Any | None:
        """The one that has passed its check."""
        exercise = _exercise_of(name)
        return getattr(kept(exercise), name, None) if exercise else None

    def failed(self, name: str) -> Any | None:
        """The latest that has failed it."""
        exercise = _exercise_of(name)
        return getattr(failed(exercise), name, None) if exercise else None


def lend_to_explorers() -> None:
    """Let the explorers of this notebook run on what is the learner's; outside a notebook, do nothing."""
    ipython = sys.modules.get("IPython")
    if ipython is None or ipython.get_ipython() is None:
        return
    from explore.own import use_shelf  # loads matplotlib, which a notebook needs and a command does not

    use_shelf(LearnersShelf())


@lru_cache(maxsize=512)
def _exercise_of(name: str) -> str:
    """The exercise that asks for it, or ""; looked for once, as explorers ask at every event."""
    try:
        return find(name).name
    except KeyError:
        return ""
