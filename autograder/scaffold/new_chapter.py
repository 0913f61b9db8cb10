"""A new chapter's files: its source, the package of its records, their tests, and its rows in the lists of chapters."""

from pathlib import Path

from ..build.folders import Folders
from ..core.errors import BuildError
from ..exercises import CALIBRATION
from . import chapter_texts as texts
from .admissible import is_free, of_stem
from .insertions import with_row

_LISTS = (("README.md", texts.README_ROW), ("solutions/00_welcome.py", texts.WELCOME_ROW))


def new_chapter(root: Path, stem: str) -> dict[Path, str]:
    """The files that are made or changed, with what they will hold. Raises BuildError; nothing is written here."""
    folders = Folders(root)
    if not folders.solutions.is_dir():
        raise BuildError(f"{root} is no checkout of the course: there is no folder solutions; say where: --root")
    problems = list(of_stem(folders, stem))
    if problems:
        raise BuildError(*problems)
    names = {"stem": stem, "n": str(int(stem[2:4])), "number": stem[2:4]}
    made = {
        folders.solutions / stem / f"{stem}.py": texts.SOURCE.substitute(names),
        root / "autograder" / "exercises" / stem / "__init__.py": texts.RECORD.substitute(names),
        root / "autograder" / "exercises" / stem / CALIBRATION: texts.SAMPLES.substitute(names),
        root / "tests" / "autograder" / "exercises" / f"test_{stem}.py": texts.TESTS.substitute(names),
    }
    taken = [folders.short(path) for path in made if not is_free(path)]
    if taken:
        raise BuildError(*(f"{path} is there already; take another name, or remove it" for path in taken))
    changed = {
        root / name: with_row(root / name, (root / name).read_text(encoding="utf-8"), row.substitute(names))
        for name, row in _LISTS
        if (root / name).is_file()
    }
    return changed | made
