"""The outputs of the course's own cells, as they were when the chapter was built: by what stands in the cell."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from .edition import DATA

FOLDER = "pictures"

Outputs = list[dict[str, Any]]  # as in a notebook's file


def key_of(source: str) -> str:
    """What a cell is known by: its text, whatever blanks its lines end in."""
    text = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def picture_of(source: str) -> Outputs | None:
    """What a cell of the course shows with the library's code; None for any other cell."""
    return _pictures().get(key_of(source))


def show(outputs: Outputs, shell: Any) -> None:
    """Put outputs where those of the running cell go."""
    for output in outputs:
        if output["output_type"] == "stream":
            print("".join(output["text"]), end="")
        elif "data" in output:
            data = {kind: "".join(one) if isinstance(one, list) else one for kind, one in output["data"].items()}
            shell.display_pub.publish(data, output.get("metadata", {}))


@lru_cache(maxsize=1)
def _pictures() -> dict[str, Outputs]:
    found: dict[str, Outputs] = {}
    for path in sorted((DATA / FOLDER).glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found
