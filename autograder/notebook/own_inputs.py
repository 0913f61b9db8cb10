"""Numbers of one's own in a check: with `own_inputs = true`, each learner's cases are drawn from another seed.

So that an answer which is passed on with its numbers in it is no answer.
"""

import secrets
from functools import cache
from pathlib import Path

from ..core.record import NOTEBOOK_SEED, Exercise
from .progress import data_dir
from .settings import read_settings

_FILE = "inputs_seed"


def check_seed(exercise: Exercise) -> int:
    """The seed of an exercise's cases in this notebook. Raises ValueError for settings that cannot be understood."""
    # The class edition has no reference to ask, only what it returned under the notebook's seed.
    if getattr(exercise, "stored", None) is not None or not read_settings().own_inputs:
        return NOTEBOOK_SEED
    return _own(data_dir() / _FILE)


def _own(path: Path) -> int:
    """The learner's seed, drawn when it is first asked for."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        seed = _drawn(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(seed), encoding="ascii")
    except OSError:
        pass  # it then holds for as long as the kernel runs
    return seed


@cache
def _drawn(path: Path) -> int:
    return 2 + secrets.randbelow(2**31)  # neither the notebook's own, nor the one beside it that confirms a repair
