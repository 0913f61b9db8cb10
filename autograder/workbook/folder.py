"""A learner's folder: the notebooks, what they were made from (hidden), and a backup of all that was ever changed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..core.atomic import write_atomically
from ..core.released import Release, released
from .handed_out import files_below
from .notebooks import Unreadable, parse

BACKUPS = "backups"
_BASE = Path(".layerwise") / "release"  # the files that the folder was made from


class FolderError(Exception):
    """What stands in the way of working in a folder, said with what to do about it."""


@dataclass(frozen=True)
class Folder:
    """A learner's folder, which need not be there yet."""

    root: Path

    @property
    def made(self) -> bool:
        """Whether the course has been unpacked here."""
        return (self.root / _BASE).is_dir()

    def base(self) -> dict[str, bytes]:
        """The files that the folder was made from, by path."""
        return files_below(self.root / _BASE) if self.made else {}

    def bases(self) -> dict[str, Release]:
        """The notebooks among them. One that somebody has damaged is as if it were not there."""
        found = dict[str, Release]()
        for path, content in self.base().items():
            try:
                found |= {path: released(parse(content))} if path.endswith(".ipynb") else {}
            except Unreadable:
                continue
        return found

    def put(self, path: str, content: bytes) -> None:
        """Write one of the folder's files. Raises FolderError."""
        with _said(self.root):
            write_atomically(self.root / path, content)

    def put_base(self, path: str, content: bytes) -> None:
        """Note what a file was made from. Raises FolderError."""
        with _said(self.root):
            write_atomically(self.root / _BASE / path, content)

    def forget_base(self, path: str) -> None:
        """A file is no longer part of the course. Raises FolderError."""
        with _said(self.root):
            (self.root / _BASE / path).unlink(missing_ok=True)

    def back_up(self, paths: list[str]) -> Path | None:
        """Copy files, those that are there, into a new folder of backups/. Returns it. Raises FolderError."""
        there = [path for path in paths if (self.root / path).is_file()]
        if not there:
            return None
        with _said(self.root):
            target = self._new_backup()
            for path in there:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.root / path, target / path)
        return target

    def _new_backup(self) -> Path:
        """A folder with the time as its name; in one second there may be several."""
        stamp = datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
        (self.root / BACKUPS).mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            target = self.root / BACKUPS / (stamp if number == 1 else f"{stamp}_{number}")
            try:
                target.mkdir()
            except FileExistsError:
                number += 1
            else:
                return target


@contextmanager
def _said(root: Path) -> Iterator[None]:
    """Turns what the system says about a file into what to do about it."""
    try:
        yield
    except OSError as error:
        raise FolderError(
            f"{error.filename or root} cannot be written: {error.strerror or error}. Nothing of yours was lost. "
            f"Make {root} writable, or name another folder with --folder."
        ) from None
