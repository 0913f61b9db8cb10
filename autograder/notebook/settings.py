"""What an instructor may decide for a class, in a file `layerwise.toml` beside or above the notebooks. A line each:

`help = false` switches off `hint`, `solution`, `other_ways` and the model answers; the check still names the mistake.
`exam = true` switches that off too, and begins with nobody's progress: it is kept beside the file.
`own_inputs = true` draws other numbers for each learner, and in grading for each submission.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

FILE = "layerwise.toml"
PROGRESS = ".layerwise"  # beside the file, in an exam


@dataclass(frozen=True)
class Settings:
    """The settings, and the folder of the file that holds them; None where there is none."""

    help: bool = True
    exam: bool = False
    own_inputs: bool = False
    folder: Path | None = None


def read_settings(start: Path | None = None) -> Settings:
    """The settings of the nearest file, here or above. Raises ValueError for one that cannot be understood."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        path = folder / FILE
        if path.is_file():
            return _read(path)
    return Settings()


def help_allowed(start: Path | None = None) -> bool:
    """Whether `hint` and its kin speak. Raises ValueError for a settings file that cannot be understood."""
    found = read_settings(start)
    return found.help and not found.exam


def _read(path: Path) -> Settings:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not a TOML file: {error}. It should hold lines such as `help = false`.") from None
    known = [field.name for field in fields(Settings) if field.name != "folder"]
    if set(said) - set(known) or not all(isinstance(value, bool) for value in said.values()):
        choice = ", ".join(f"`{name}`" for name in known)
        raise ValueError(f"{path} says {said}; it takes {choice}, each `= true` or `= false`.")
    return Settings(**said, folder=path.parent)
