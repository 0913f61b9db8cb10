"""Write down what grading a submission brought, in the process that graded it: its notebook and its journal entry.

So that no notebook travels; the scores go to the one writer of the gradebook. The journal entry comes last, and what
has one is graded: a run that is killed in between has left the submission as it was.
"""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from ..core.atomic import write_atomically
from ..core.errors import GradingError, RunEnded
from .grade import Graded, grade_submission
from .job import Job, Places
from .kept.journal import Entry, write_entry
from .lateness.hand_in_time import FILE
from .result import Marks

HOPELESS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # nor could any other result be written


def grade_and_keep(job: Job) -> Marks:
    """Grade a submission and write down the result. Raises GradingError, and RunEnded where nothing can be written."""
    return keep(job, grade_submission(job))


def keep(job: Job, graded: Graded) -> Marks:
    """Write down a result that may come from another machine. Raises as `grade_and_keep`."""
    if job.places is None:
        raise ValueError("the job does not say where its result belongs")
    try:
        write_autograded(job.places, job.release.parent, graded.notebook)
        write_entry(job.places.journal, Entry(job.places.student, graded, str(job.places.time)))
    except OSError as error:
        problem = f"cannot write {error.filename}: {error.strerror}"
        if error.errno in HOPELESS:
            raise RunEnded(f"{problem}. Make room and run the same command again: what is graded is recorded") from None
        raise GradingError(problem) from None
    return Marks.of(graded)


def write_autograded(places: Places, release: Path, notebook: str) -> None:
    """The autograded notebook, the release's other files that it shows, and the time it was handed in.

    What stood there is replaced file by file, and nothing else is left. Raises OSError, and leaves no folder half made.
    """
    home = places.autograded.parent
    is_new = not home.exists()
    wanted = {places.autograded: notebook.encode()}
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb" and not path.is_symlink():
            wanted[home / path.relative_to(release)] = path.read_bytes()
    if places.time.when:
        wanted[home / FILE] = f"{places.time.when} UTC\n".encode()
    try:
        if home.is_dir():
            _make_writable(home)
            _clear(home, {path for file in wanted for path in (file, *file.parents)})
        for path, content in wanted.items():
            write_atomically(path, content)
    except OSError:
        if is_new:
            shutil.rmtree(home, ignore_errors=True)
            with suppress(OSError):
                home.parent.rmdir()  # the student's, if nothing else is in it
        raise


def _make_writable(home: Path) -> None:
    """nbgrader makes what it writes read-only."""
    for path in (home, *home.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o700)


def _clear(home: Path, wanted: set[Path]) -> None:
    """Remove what is not wanted; where a folder and a file of one name meet, what is there goes."""
    for path in home.iterdir():
        folder = path.is_dir() and not path.is_symlink()
        if path not in wanted or folder != any(path in file.parents for file in wanted):
            shutil.rmtree(path) if folder else os.unlink(path)
        elif folder:
            _clear(path, wanted)
