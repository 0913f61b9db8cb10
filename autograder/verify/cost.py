"""What a chapter's cases cost: the processor time that the reference takes for all of them, on one thread.

Every submission pays it, so there is a bound. A few steps on a few points show what long training shows. A clock's word
is a remark and no fault: the same cases take three times as long on another machine, or on a busy one.
"""

from collections.abc import Iterator, Sequence

from ..core.comparison import comparison
from ..core.record import Exercise

MOST_SECONDS = 0.15  # of a chapter


def reference_seconds(exercise: Exercise, seeds: Sequence[int]) -> float:
    """The processor time for all cases, in seconds; of each case the best of the seeds."""
    references = [comparison(exercise, seed).reference for seed in seeds]
    return sum(min(reference.seconds(case) for reference in references) for case in exercise.cases)


def of_cost(stem: str, seconds: float) -> Iterator[str]:
    """Whether a chapter's cases take too long."""
    if seconds > MOST_SECONDS:
        yield (
            f"{stem}: its cases take {1e3 * seconds:.0f} ms of the reference's own time, and {1e3 * MOST_SECONDS:.0f} "
            "are meant for them; the column “ms” says where: fewer steps, fewer examples, smaller layers"
        )
