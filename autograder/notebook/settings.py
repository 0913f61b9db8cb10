"""The one setting a class may need: `help = false` in a file `layerwise.toml` beside or above the notebooks.

It switches off `hint`, `solution`, `other_ways` and the model answers. The check itself, with its named misconception,
and `case` stay.
"""

import tomllib
from pathlib import Path

FILE = "layerwise.toml"


def help_allowed(start: Path | None = None) -> bool:
    """Whether `hint` and its kin speak. Raises ValueError for a settings file that cannot be understood."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        path = folder / FILE
        if path.is_file():
            return _read(path)
    return True


def _read(path: Path) -> bool:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not a TOML file: {error}. It should hold one line, `help = false`.") from None
    unknown = set(settings) - {"help"}
    allowed = settings.get("help", True)
    if unknown or not isinstance(allowed, bool):
        raise ValueError(f"{path} says {settings}; it takes one setting, `help = true` or `help = false`.")
    return allowed
