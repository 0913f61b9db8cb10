"""What a chapter's cases cost: the processor time that the reference takes for all of them, on one thread.

Every submission pays it, so it is bounded. A few steps on a few points show what long training shows.
"""

from collections.abc import Iterator, Sequence

from ..core.comparison import comparison
from ..core.record import Exercise

MOST_SECONDS = 0.15  # of a chapter
_PATIENCE = 2.0  # times as much is a problem: on a busy machine the same work takes up to twice as long


def reference_seconds(exercise: Exercise, seeds: Sequence[int]) -> float:
    """The processor time for all cases, in seconds; of each case the best of the seeds."""
    references = [comparison(exercise, seed).reference for seed in seeds]
    return sum(min(reference.seconds(case) for reference in references) for case in exercise.cases)


def of_cost(stem: str, seconds: float) -> Iterator[str]:
    """Whether a chapter's cases take too long."""
    if seconds > _PATIENCE * MOST_SECONDS:
        yield (
            f"{stem}: its cases take {1e3 * seconds:.0f} ms of the reference's own time, and {1e3 * MOST_SECONDS:.0f} "
            "are allowed; the column “ms” says where: fewer steps, fewer examples, smaller layers"
        )
