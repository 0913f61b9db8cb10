"""The release: what the course hands out, in a checkout or in an installed package."""

from pathlib import Path

from ..core.places import beside
from ..core.released import Release, released
from .notebooks import parse


class NoRelease(Exception):
    """The notebooks that learners get are not where they should be."""


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path there, but hidden ones and what Jupyter leaves."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in found.items()
        if not any(part.startswith((".", "__")) for part in name.parts)
    }


def handed_out(folder: Path | None = None) -> dict[str, bytes]:
    """The files of the release by their path. Raises NoRelease when there is no notebook among them."""
    folder = folder or release_folder()
    files = files_below(folder) if folder.is_dir() else {}
    if not any(name.endswith(".ipynb") for name in files):
        raise NoRelease(f"there are no notebooks in {folder}. In a checkout, `autograder build` makes them")
    return files


def release_folder() -> Path:
    """Where the notebooks for learners stand: in the package, or beside it in a checkout."""
    return beside(Path(__file__).resolve().parents[1]) / "course"


def releases(files: dict[str, bytes]) -> dict[str, Release]:
    """The notebooks among files, taken apart. Raises Unreadable."""
    return {name: released(parse(content)) for name, content in files.items() if name.endswith(".ipynb")}
