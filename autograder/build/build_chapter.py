"""Build one chapter: make both notebooks, run the instructor's, write what changed."""

from collections.abc import Callable
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.utils import compute_checksum, is_solution

from ..core.cell_roles import Role
from ..core.errors import BuildError
from ..core.released import METADATA
from .assemble import text_of
from .execute import execute
from .folders import Folders
from .outputs import carry_figures
from .plan import load_notebook, plan
from .source import Source
from .source_rules import SLOW

Warn = Callable[[str], None]
Tick = Callable[[int, int], None]  # called with the number of the cell that starts and how many there are


def build(
    folders: Folders, stem: str, force: bool = False, tick: Tick = lambda *_: None, warn: Warn = lambda _: None
) -> list[Path]:
    """Build a chapter or a page, and return the files that changed.

    force: also draw the figures of an unchanged chapter again, and overwrite a learner's notebook in course/ that
        somebody has worked in
    warn: called with what is no mistake and may want a look
    """
    planned = plan(folders, stem)
    notebook, files = planned.notebook, planned.released
    answered = [] if force else _answered(load_notebook(folders.released(stem)))
    if answered:
        raise BuildError(
            f"{folders.short(folders.released(stem))} holds somebody's answers ({', '.join(answered)}); "
            "move it away, or build with --force and lose them"
        )
    size = len(notebook.cells)
    took = execute(notebook, stem, planned.source.path.parent, lambda index: tick(index + 1, size))
    for text in _slow(planned.source, notebook, took):
        warn(f"{stem}: {text}")
    if stem not in folders.pages():
        old = load_notebook(folders.solved(stem))
        if old is not None and not force and old.metadata.get(METADATA) == notebook.metadata[METADATA]:
            carry_figures(old, notebook)
        files = {folders.solved(stem): text_of(notebook).encode(), **files}
    return _write(files)


def _slow(source: Source, notebook: NotebookNode, took: dict[str, float]) -> list[str]:
    """The given cells that were slow and do not say so. Machines differ, so that is no error."""
    announced = {cell.text for cell in source.cells if cell.seconds or cell.role is Role.EXERCISE}
    given = [cell for cell in notebook.cells if cell.source not in announced and took.get(cell.id, 0.0) > SLOW]
    return [f"cell {cell.id!r} took {took[cell.id]:.0f} seconds; if that is not this machine, say so" for cell in given]


def _answered(notebook: NotebookNode | None) -> list[str]:
    """The exercises whose cells are no longer what was released, by nbgrader's checksums.

    course/ is built, and it is also where a learner writes who works in the checkout.
    """
    cells = notebook.cells if notebook is not None else []
    answers = [cell for cell in cells if is_solution(cell) and "checksum" in cell.metadata.nbgrader]
    return [c.metadata.nbgrader["grade_id"] for c in answers if c.metadata.nbgrader["checksum"] != compute_checksum(c)]


def _write(files: dict[Path, bytes]) -> list[Path]:
    """Write what differs, and nothing else, so that a file's age says when it changed."""
    changed = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return changed
