"""What a chapter's cases cost: the processor time that the reference takes for all of them, on one thread.

Every submission pays it, so it is bounded. A few steps on a few points show what long training shows. Machines differ,
and a busy one is slower, so the bound is a multiple of a yardstick that is measured beside it.
"""

from collections.abc import Iterator, Sequence
from time import process_time

import numpy as np

from ..core.comparison import comparison
from ..core.record import Exercise

MOST_SECONDS = 0.15  # of a chapter, on a machine that takes YARDSTICK for the yardstick
YARDSTICK = 0.0065  # seconds
_PATIENCE = 2.0  # times as much is a problem: two measurements on a busy machine differ by up to that
_TRIALS = 5


def reference_seconds(exercise: Exercise, seeds: Sequence[int]) -> float:
    """The processor time for all cases, in seconds; of each case the best of the seeds."""
    references = [comparison(exercise, seed).reference for seed in seeds]
    return sum(min(reference.seconds(case) for reference in references) for case in exercise.cases)


def yardstick_seconds() -> float:
    """The processor time of a piece of work like that of a case: small arrays, and Python between them."""
    x = np.linspace(-1.0, 1.0, 32 * 32).reshape(32, 32)
    best = np.inf
    for _ in range(_TRIALS):
        begun = process_time()
        for _ in range(200):
            x = np.tanh(x @ x.T - x.mean(axis=0))
        best = min(best, process_time() - begun)
    return float(best)


def of_cost(stem: str, seconds: float, yardstick: float = YARDSTICK) -> Iterator[str]:
    """Whether a chapter's cases take too long. yardstick: what it took here; a slower machine is given more time."""
    most = MOST_SECONDS * max(1.0, yardstick / YARDSTICK)
    if seconds > _PATIENCE * most:
        yield (
            f"{stem}: its cases take {1e3 * seconds:.0f} ms of the reference's own time, and {1e3 * most:.0f} "
            "are allowed; the column “ms” says where: fewer steps, fewer examples, smaller layers"
        )
