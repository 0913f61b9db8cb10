"""What was handed in, as bytes: the one place where a submission's files are read from the disk.

Nothing here raises for anything that a folder can hold. What cannot be had is told, and no link is followed.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_FILE = 100 << 20  # bytes; a notebook full of figures has a twentieth of that
MOST_OTHERS = 20  # notebooks that are looked into where the one that was asked for is missing


@dataclass(frozen=True)
class HandedIn:
    """The bytes of a submission: all that another machine needs of it.

    name: of the file that was asked for
    content, problem: what it holds, or why that cannot be had
    others: the notebooks that stand where it is missing, by their places; empty where one cannot be read
    """

    name: str
    content: bytes = b""
    problem: str = ""
    others: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What was handed in, as a hash."""
        others = (part for name, content in self.others.items() for part in (os.fsencode(name), content))
        parts = (self.content, self.problem.encode(errors="replace"), *others)
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def hand_in(path: Path) -> HandedIn:
    """The file of a submission, which may be missing, enormous, or no file at all."""
    try:
        return HandedIn(path.name, _content(path))
    except _Missing as problem:
        others = {str(other.relative_to(path.parent)): _content_or_none(other) for other in _others(path)}
        return HandedIn(path.name, problem=str(problem), others=others)
    except _Unreadable as problem:
        return HandedIn(path.name, problem=str(problem))


class _Unreadable(Exception):
    """Why a file's bytes cannot be had."""


class _Missing(_Unreadable):
    """There is no such file."""


def _others(path: Path) -> list[Path]:
    """The notebooks beside a missing one and one folder below, none of them hidden or behind a link."""
    if not path.parent.is_dir():
        return []
    found = [*path.parent.glob("*.ipynb"), *path.parent.glob("*/*.ipynb")]
    shown = [one for one in found if not any(part.startswith(".") for part in one.relative_to(path.parent).parts)]
    return sorted(one for one in shown if not one.is_symlink() and not one.parent.is_symlink())[:MOST_OTHERS]


def _content_or_none(path: Path) -> bytes:
    try:
        return _content(path)
    except _Unreadable:
        return b""


def _content(path: Path) -> bytes:
    # A link in a submission would have us read somebody else's file under this student's name.
    for part in (path.parent.parent, path.parent, path):
        if part.is_symlink():
            raise _Unreadable(f"{part.name} is a symbolic link, and links are not followed")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise _Missing(f"there is no {path.name}") from None
    except (OSError, ValueError) as error:
        raise _Unreadable(f"{path.name} cannot be opened ({getattr(error, 'strerror', None) or error})") from None
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST_FILE:
        os.close(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise _Unreadable(f"{path.name} is no file")
        raise _Unreadable(f"{path.name} has {facts.st_size >> 20} MB; at most {LARGEST_FILE >> 20} are read")
    with os.fdopen(handle, "rb") as file:
        return file.read(LARGEST_FILE + 1)
