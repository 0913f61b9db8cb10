"""The trained weights that lie beside an explorer: read when they are first wanted, and held against their checksum."""

from pathlib import Path
from typing import Any

from layerwise import checkpoint


def packaged_state(file: Path, sha256: str) -> dict[str, Any]:
    """Return what the file holds, by name; a file with another checksum is refused."""
    found = checkpoint.checksum(file)
    if found != sha256:
        raise ValueError(f"{file.name} has the checksum {found}, not {sha256}: install the course anew")
    return checkpoint.load(file)
