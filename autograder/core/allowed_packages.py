"""Which installed packages a sandbox sees: numpy, matplotlib, IPython, and what these need. Nothing else.

An allow-list, because anything that computes an answer (scipy, scikit-learn, our own references) must be absent, and
nobody can list what that is. It stands in core because `check` warns of what grading will not have.
"""

import csv
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .errors import GradingError

ALLOWED = ("numpy", "matplotlib", "ipython")


def closure(names: Iterable[str]) -> dict[str, Distribution]:
    """The distributions of that name and all that they require here, without extras. Raises PackageNotFoundError."""
    found: dict[str, Distribution] = {}
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = distribution(name)
        for text in found[name].requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(canonicalize_name(requirement.name))
    return found


@lru_cache(maxsize=1)
def allowed_places() -> tuple[Path, ...]:
    """The files and folders of the allowed packages, each directly under a folder of `sys.path`."""
    places: set[Path] = set()
    for name, package in closure(ALLOWED).items():
        tops = _tops(package)
        if tops is None:
            raise GradingError(f"{name} was installed without a list of its files; install it with pip or conda")
        # Programs stand elsewhere ("../../bin/..."), and a single module's cache is no package.
        places |= {Path(str(package.locate_file(top))) for top in tops - {"", "..", "__pycache__"}}
    return tuple(sorted(place for place in places if place.exists()))


def _tops(package: Distribution) -> set[str] | None:
    """The first parts of the paths of a distribution's files, "" for an absolute one; None where no list is kept."""
    record = package.read_text("RECORD")
    if record is not None:  # `files` makes an object of each of ten thousand lines, which takes a second
        return {row[0].partition("/")[0] for row in csv.reader(record.splitlines()) if row}
    files = package.files  # an older list, such as SOURCES.txt
    return None if files is None else {"" if file.is_absolute() else file.parts[0] for file in files}


def site_folders() -> tuple[Path, ...]:
    """The folders that hold the allowed packages."""
    return tuple(dict.fromkeys(place.parent for place in allowed_places()))
