"""The same work for many exercises or chapters, in this process or in several."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from .. import exercises

Name = tuple[str, str]  # a chapter's stem, and an exercise
W = TypeVar("W")
T = TypeVar("T")


def chosen_exercises(stems: Sequence[str], only: Sequence[str]) -> list[Name]:
    """The exercises of chapters; of those named, or all."""
    names = [(stem, exercise.name) for stem in stems for exercise in exercises.load(stem).exercises]
    return [(stem, name) for stem, name in names if not only or name in only]


def each(work: Callable[[W], T], names: Sequence[W], jobs: int = 1) -> Iterator[T]:
    """What the work gives, in the order of the names. jobs: processes at a time; the work is sent to them by name."""
    if jobs == 1:
        yield from map(work, names)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(work, names)
