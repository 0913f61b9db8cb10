"""Pictures that a page shows before anything has run: on GitHub, and to a newcomer who has not pressed a key.

A still is a PNG beside the source, named after page and cell, `00_welcome.welcome_2.png`, that says under
"Description" what is to be seen in it. It is stored as the cell's output, until the cell runs.
"""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from ..core.errors import BuildError
from .outputs import without_outputs


def with_stills(notebook: NotebookNode, source: Path) -> NotebookNode:
    """A copy of a page in which the cells that have a still show it. Raises BuildError for a mute or stray one."""
    page = without_outputs(notebook)
    cells = {cell.id: cell for cell in page.cells if cell.cell_type == "code"}
    for path in sorted(source.parent.glob(f"{source.stem}.*.png")):
        name = path.stem.removeprefix(f"{source.stem}.")
        if name not in cells:
            raise BuildError(f"{path.name}: the page has no cell {name!r} of code; it has {', '.join(cells)}")
        cells[name].outputs = [_shown(path)]
    return page


def _shown(path: Path) -> NotebookNode:
    from PIL import Image

    content = path.read_bytes()
    said = str(Image.open(BytesIO(content)).info.get("Description", ""))
    if not said:
        raise BuildError(f"{path.name} says nothing to who cannot see it: it has no Description")
    data = {"image/png": b64encode(content).decode() + "\n", "text/plain": said}
    return nbformat.v4.new_output("display_data", data, metadata={"image/png": {"alt": said}})
