"""The records of every chapter, found by the chapter's stem or by the name of a learner's function.

A chapter is a package. Which exercises it has, and in what order, its source in solutions/ says: the cell
`# %% exercise="DataLoader"` belongs to the modules `dataloader.py` (an `EXERCISE`) and `dataloader.md` (its mistakes).
To find one function, only its own record is imported.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from ..core.answers import Answer, ChapterSource, read_source
from ..core.errors import RecordError
from ..core.examples import with_examples
from ..core.places import beside
from ..core.record import Chapter, Exercise, Written
from ..core.recorded import Lazily, RecordedVariants, read_ability
from ..core.stored import stored_beside, with_stored

CALIBRATION = "WRITTEN.md"  # sample answers to a chapter's question in words, for graders
SHARED = "probe"  # the module of a chapter that is no record: what several of its records drive and draw with


def stems() -> list[str]:
    """The chapters that have records, in order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("ch"))


def load(stem: str) -> Chapter:
    """The record of a chapter. Raises KeyError that names the chapters there are, and RecordError."""
    if stem not in stems():
        raise KeyError(f"there is no chapter {stem!r}; there are {stems()}")
    return _load(stem, source(stem))


def find(function: str) -> Exercise:
    """The exercise in which a function of that name is written, such as `relu` or `relu_backward`."""
    for stem in stems():
        chapter = source(stem)
        for name, cell in chapter.exercises.items():
            if function in cell.definitions:
                exercise = _exercise(stem, name, chapter)
                if function in exercise.functions:
                    return exercise
    raise KeyError(f"no exercise asks for a function named {function!r}")


def answer(exercise: str) -> Answer:
    """The solution of an exercise as its chapter has it. Raises KeyError when no chapter asks for it."""
    for stem in stems():
        if exercise in source(stem).exercises:
            return source(stem).answer(exercise)
    raise KeyError(f"no exercise is named {exercise!r}")


def allowed(exercise: str) -> tuple[str, ...]:
    """What of layerwise an answer may use, as `Chapter.allows` has it; nothing where no chapter asks for it."""
    return next((_allows(stem) for stem in stems() if exercise in source(stem).exercises), ())


def source(stem: str) -> ChapterSource:
    """The cells of a chapter's source. Raises RecordError when there is none."""
    path = beside(_folder(stem).parents[1]) / "solutions" / stem / f"{stem}.py"
    try:
        return read_source(path)
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"solutions/{stem}/{stem}.py, which its record needs, cannot be read: {error}") from None


def record_files(stem: str) -> list[Path]:
    """The files that a chapter's record stands in."""
    files = (path for path in _folder(stem).iterdir() if path.suffix in (".py", ".md"))
    return sorted(path for path in files if path.name != CALIBRATION)


def calibration_file(stem: str) -> Path:
    """Where the sample answers to a chapter's question in words stand, whether or not they are there."""
    return _folder(stem) / CALIBRATION


def module_of(stem: str, name: str) -> Path | None:
    """The module in which an exercise is recorded, or None; its mistakes stand in the Markdown file beside it."""
    modules = [path for path in record_files(stem) if path.suffix == ".py"]
    return next((path for path in modules if _squeezed(path.stem) == _squeezed(name)), None)


def _folder(stem: str) -> Path:
    return Path(__path__[0]) / stem


@lru_cache(maxsize=64)
def _load(stem: str, source: ChapterSource) -> Chapter:
    problems = list(_strays(stem, source))
    exercises = []
    for name in source.exercises:
        try:
            exercises.append(_exercise(stem, name, source))
        except RecordError as error:
            problems += error.problems
    if problems:
        raise RecordError(*problems)
    written = tuple(Written(name, points) for name, points in source.written.items())
    return Chapter(stem, tuple(exercises), written, _allows(stem))


def _allows(stem: str) -> tuple[str, ...]:
    """What the chapter's package says; a chapter whose answers need nothing of layerwise says nothing."""
    allows: tuple[str, ...] = getattr(importlib.import_module(f"{__name__}.{stem}"), "ALLOWS", ())
    return allows


def _strays(stem: str, source: ChapterSource) -> Iterator[str]:
    """Records that no cell asks for."""
    wanted = {_squeezed(name) for name in (*source.exercises, SHARED, "__init__")}
    for name in dict.fromkeys(path.stem for path in record_files(stem)):
        if _squeezed(name) not in wanted:
            yield (
                f"{stem}/{name} is the record of no exercise: no cell of {source.path.name} says "
                f'`# %% exercise="{name}"`; write the cell, or move what records share to {SHARED}.py'
            )


@lru_cache(maxsize=1024)
def _exercise(stem: str, name: str, source: ChapterSource) -> Exercise:
    """The record of one exercise, with its mistakes, which are read when they are first looked at."""
    path = module_of(stem, name)
    if path is None:
        raise RecordError(
            f"{source.path.name} asks for {name!r}, which has no record: write autograder/exercises/{stem}/"
            f"{name.lower().strip('_')}.py with an EXERCISE, and its mistakes in the .md beside it"
        )
    exercise = getattr(importlib.import_module(f"{__name__}.{stem}.{path.stem}"), "EXERCISE", None)
    if not isinstance(exercise, Exercise):
        raise RecordError(f"{stem}/{path.name} has no EXERCISE; end it with `EXERCISE = Exercise(…)`")
    if exercise.name != name:
        raise RecordError(f"{stem}/{path.name} asks for {exercise.name!r} first; its cell is named {name!r}")
    stored = stored_beside(path)
    if stored is not None:
        return with_stored(with_examples(exercise, source.answer(name), stored.homes), stored)
    exercise = with_examples(exercise, source.answer(name))
    if exercise.misconceptions:  # written in Python, as a few small ones in tests are
        return exercise
    words = path.with_suffix(".md")
    variants = RecordedVariants(words, exercise.functions, partial(source.answer, name))
    accepted = Lazily(lambda: (*exercise.accepted, *variants.accepted))
    return replace(
        exercise,
        accepted=accepted,
        misconceptions=Lazily(lambda: variants.misconceptions),
        equivalents=Lazily(lambda: variants.equivalents),
        ability=read_ability(words),
    )


def _squeezed(name: str) -> str:
    """A name without what differs between a class and its module: `BatchNorm1d` stands in `batch_norm_1d`."""
    return name.replace("_", "").lower()
