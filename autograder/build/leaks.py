"""What must not be in a learner's folder: solutions, rubrics, sources, records.

nbgrader cuts the marked regions out. This looks at the result with other eyes, because one leak spoils an exercise
for everybody.
"""

import json
from collections.abc import Mapping

from ..exercises import CALIBRATION
from .source import MARK_SCHEME, SOLUTION, Source, regions

_MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN MARK SCHEME", "END MARK SCHEME", "HIDDEN TESTS")


def leaks(source: Source, files: Mapping[str, bytes]) -> list[str]:
    """Each thing in the released files that only an instructor may see, as a sentence."""
    found = [f"{name}: source files stay in solutions/" for name in files if name.endswith(".py")]
    found += [f"{name}: sample answers are for graders" for name in files if name.endswith(CALIBRATION)]
    secrets = _secrets(source)
    for name, content in files.items():
        if not name.endswith(".ipynb"):
            continue
        cells = json.loads(content)["cells"]
        for cell in cells:
            text = _plain("".join(cell["source"]))
            held = [marker for marker in _MARKERS if marker in text]
            held += [f"the {what}" for what, part in secrets if f"\n{part}\n" in f"\n{text}\n"]
            held += ["outputs"] if cell.get("outputs") else []
            found += [f"{name}: cell {cell['id']!r} holds {what}" for what in held]
    return found


def _secrets(source: Source) -> list[tuple[str, str]]:
    """Every region that is cut out, with what it is."""
    secrets = []
    for cell in source.cells:
        for label, what in (("solution", SOLUTION), ("mark scheme", MARK_SCHEME)):
            of = cell.name or f"cell {cell.number}"
            secrets += [(f"{label} of {of}", _plain(part)) for part in regions(cell.text, what) if part.strip()]
    return secrets


def _plain(text: str) -> str:
    """Lines without their indentation, so that a solution is found wherever it was moved to."""
    return "\n".join(line.strip() for line in text.strip().splitlines())
