"""Which names a new exercise or chapter can have: free ones, that Python, files and learners can do with."""

import builtins
import keyword
import re
from collections.abc import Iterator
from pathlib import Path

import autograder

from .. import exercises
from ..build.folders import Folders

_STEM = re.compile(r"ch(\d\d)_[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LONGEST = 40
_EVERYWHERE = {"np", "plt", "lw", "mine", "nn", "optim", "explore", "layerwise", "autograder", *autograder.__all__}


def of_stem(folders: Folders, stem: str) -> Iterator[str]:
    """What is wrong with a new chapter's name."""
    fits = _STEM.fullmatch(stem)
    if fits is None or fits[1] == "00" or len(stem) > _LONGEST:
        yield (
            f"a chapter cannot be called {stem!r}: two digits and a topic in small letters, such as ch22_diffusion, "
            f"up to {_LONGEST} characters"
        )
        return
    for other in sorted({*exercises.stems(), *folders.chapters()}):
        if other == stem:
            yield f"there is a chapter {stem} already"
        elif other.startswith(f"ch{fits[1]}_"):
            yield f"chapter {int(fits[1])} is {other} already; take another number"


def of_name(folders: Folders, stem: str, name: str) -> Iterator[str]:
    """What is wrong with a new exercise's name in a chapter that there is."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        yield f"an exercise cannot be called {name!r}: letters, digits, underscores, such as lookahead"
        return
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        yield f"{name!r} is a word of Python's own; nothing can be called so"
        return
    if hasattr(builtins, name) or name in _EVERYWHERE:
        yield f"{name!r} means something else in every notebook; take another name"
        return
    taken = list(_taken(stem, name))
    yield from taken or _files(folders, stem, name)


def _taken(stem: str, name: str) -> Iterator[str]:
    for other in exercises.stems():
        source = exercises.source(other)
        for exercise, cell in source.exercises.items():
            if name == exercise or name in cell.definitions:
                where = "" if name == exercise else f", in the exercise {exercise}"
                yield f"{name} is written in {other} already{where}; a check would not know which one is meant"
            elif other == stem and squeezed(name) == squeezed(exercise):
                yield f"{name} and {exercise} would have one record; capitals and underscores do not count"
        if other == stem and name in source.written:
            yield f"{stem} has a written question {name} already"
    if squeezed(name) in map(squeezed, (exercises.SHARED, "init")):
        yield f"{name!r} cannot be a record's module; take another name"


def _files(folders: Folders, stem: str, name: str) -> Iterator[str]:
    home = folders.root / "autograder" / "exercises" / stem
    for path in sorted(home.glob("*")):
        if path.suffix in (".py", ".md") and squeezed(path.stem) == squeezed(name):
            yield f"{folders.short(path)} is there already, and no cell asks for it; remove it, or write its cell"


def squeezed(name: str) -> str:
    """A name without what differs between a class and its module."""
    return name.replace("_", "").lower()


def module_name(name: str) -> str:
    """The module of a class or function: `BatchNorm1d` stands in `batch_norm1d`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().strip("_")


def is_free(path: Path) -> bool:
    """Whether nothing stands at a path."""
    return not path.exists() and not path.is_symlink()
