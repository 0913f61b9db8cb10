"""The pictures of a class edition: what the course's own cells show with the library's code, when they are built."""

import json
from pathlib import Path
from typing import Any

from ..core.cell_roles import CHECK_PREFIX, COMPARE_PREFIX, GUESS_TAG
from ..core.errors import GradingError
from ..notebook.class_edition.pictures import Outputs, key_of


def pictures_of(solved: Path, asked: set[str]) -> dict[str, Outputs]:
    """The outputs of a solved notebook's given cells by what stands in them. asked: its exercises and questions

    Raises GradingError when the notebook is not there or has not been run.
    """
    try:
        cells = json.loads(solved.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError) as error:
        raise GradingError(
            f"{solved} cannot be read ({error}). It has the pictures; `autograder build {solved.stem}` makes it"
        ) from None
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if not any(cell["outputs"] for cell in code):
        raise GradingError(f"{solved} has not been run and has no pictures; `autograder build {solved.stem}` runs it")
    return {
        key_of("".join(cell["source"])): [_shown(output) for output in cell["outputs"]]
        for cell in code
        if _is_given(cell, asked)
    }


def _is_given(cell: dict[str, Any], asked: set[str]) -> bool:
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    answers = {*asked, *(CHECK_PREFIX + one for one in asked), *(COMPARE_PREFIX + one for one in asked)}
    return name not in answers and GUESS_TAG not in cell["metadata"].get("tags", [])


def _shown(output: dict[str, Any]) -> dict[str, Any]:
    """An output without the number of its cell, as something that is displayed."""
    kept = {name: value for name, value in output.items() if name != "execution_count"}
    return {**kept, "output_type": "stream" if output["output_type"] == "stream" else "display_data"}
