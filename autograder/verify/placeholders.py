"""What `autograder new` has left to be written: lines that hold a mark, file by file.

Until none is left in a chapter's own files, its record is not tried: every other complaint would follow from these.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import exercises
from ..build.folders import Folders

MARK = "FILL IN"  # followed by a colon and what belongs there
_AROUND = " \"'#|`"  # what may stand around it in a comment, a text or a table
_SHARED = ("README.md", "solutions/00_welcome.py")
_LIBRARY = ("lib/layerwise", "tests/layerwise")


def of_chapter(folders: Folders, stem: str) -> list[str]:
    """The places in a chapter's own files, in the order in which they are written."""
    record = exercises.record_files(stem) if stem in exercises.stems() else []
    tests = folders.root / "tests" / "autograder" / "exercises" / f"test_{stem}.py"
    samples = folders.root / "autograder" / "exercises" / stem / exercises.CALIBRATION
    return list(_in([folders.source(stem), *record, samples, tests], folders))


def of_course(folders: Folders) -> list[str]:
    """The places in what belongs to no chapter: the library and its tests, the lists of chapters."""
    library = [path for name in _LIBRARY for path in sorted((folders.root / name).rglob("*.py"))]
    return list(_in([*(folders.root / name for name in _SHARED), *library], folders))


def _in(paths: Iterable[Path], folders: Folders) -> Iterator[str]:
    for path in paths:
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            before, mark, asked = line.partition(MARK)
            if mark:
                what = asked.removeprefix(":").partition("](")[0].strip(_AROUND).removesuffix('")')
                yield f"{folders.short(path)}, line {number}: still to be written: {what or before.strip(_AROUND)}"
