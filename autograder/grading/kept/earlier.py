"""Releases that were handed out before today's, so that a submission of one of them is graded as what it is.

Every run keeps its release in journal/<chapter>/releases/. A release that was corrected before anything was graded can
be put there by hand. Of a submission, a cell that an earlier release handed out is nobody's writing: an untouched
starter is unwritten, a locked cell was not tampered with, and set-up code that has been corrected is not run.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...core.atomic import write_atomically
from ...core.cell_roles import ANSWERED
from ...core.errors import GradingError
from ...core.released import Release
from ..release import parse_release

_NAMED_BY = 16  # characters of the digest in a kept release's name


@dataclass(frozen=True)
class Earlier:
    """What earlier releases handed out, as digests: few enough to travel with every job.

    given: of locked cells and text. starters: of empty answers, with their names. answers: the names of those that each
    release asked for
    """

    given: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    answers: tuple[frozenset[str], ...] = ()

    def gave(self, source: str) -> bool:
        """Whether an earlier release had this locked cell or text."""
        return bool(self.given) and _digest("", source) in self.given

    def started(self, name: str, source: str) -> bool:
        """Whether an earlier release handed out this answer like that."""
        return bool(self.starters) and _digest(name, source) in self.starters

    def lacked(self, name: str) -> bool:
        """Whether an earlier release did not ask for this answer yet."""
        return any(name not in asked for asked in self.answers)


NONE_EARLIER = Earlier()


def keep_release(folder: Path, path: Path, release: Release) -> None:
    """Keep a release for later runs. Raises GradingError."""
    kept = folder / f"{release.digest[:_NAMED_BY]}.ipynb"
    try:
        if not kept.is_file():
            write_atomically(kept, path.read_bytes())
    except OSError as error:
        raise GradingError(f"cannot write {kept}: {error.strerror}") from None


def earlier_releases(folder: Path, today: Release) -> Earlier:
    """What the releases in a folder handed out, but for today's. Raises GradingError for one that cannot be read."""
    others = [one for one in map(_read, sorted(folder.glob("*.ipynb"))) if one.digest != today.digest]
    return Earlier(
        frozenset(_given(others)),
        frozenset(_digest(cell.name, cell.source) for one in others for cell in one.cells if cell.role in ANSWERED),
        tuple(frozenset(cell.name for cell in one.cells if cell.role in ANSWERED) for one in others),
    )


def _given(releases: Iterable[Release]) -> Iterator[str]:
    for release in releases:
        yield from (_digest("", cell.source) for cell in release.cells if cell.role not in ANSWERED)


def _read(path: Path) -> Release:
    try:
        return parse_release(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise GradingError(
            f"{path} is no release that can be read ({type(error).__name__}): earlier releases stand there, which a "
            "run keeps by itself. Remove the file, or put the notebook there as it was handed out"
        ) from None


def _digest(name: str, source: str) -> str:
    return hashlib.sha256(json.dumps([name, source.strip()]).encode()).hexdigest()[:_NAMED_BY]
