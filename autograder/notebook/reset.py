"""`reset`: the starter of one exercise again, in the notebook's file, with the answer kept beside it.

A kernel cannot change the page that it is called from. So the file is changed, and the page has to be reloaded; what
was not saved would be lost by that, which is why saving comes first.
"""

import sys
from pathlib import Path
from typing import Any

from ..exercises import find
from .lookup import asked_for
from .own_notebook import holds, saved_notebooks
from .page import Page


def reset(thing: Any) -> Page:
    """Bring the starter of an exercise back: `reset(relu)`, or `reset("relu")`. Your answer is kept in `backups`.

    Save the notebook first, with this line in it; reload it afterwards.
    """
    # These read and write whole notebooks, which nothing else in a learner's kernel needs.
    from ..workbook.folder import Folder, FolderError
    from ..workbook.handed_out import NoRelease
    from ..workbook.starter import home_of, put_back

    name = _name(thing, sys._getframe(1).f_globals)
    if isinstance(name, Page):
        return name
    notebook = next(saved_notebooks(), None)
    here = notebook.resolve().parent if notebook else Path.cwd()
    folder = next((own for own in map(Folder, (here, *here.parents)) if own.made), Folder(here))
    try:
        home = home_of(folder, name)
        path = folder.root / home if folder.made else here / Path(home).name
        if notebook is not None and path == notebook.resolve() and not _is_saved(path):
            return Page("Save the notebook first (Ctrl+S), then run this cell again: what is not saved would be lost.")
        backup = put_back(folder, path, name)
    except (FolderError, NoRelease) as problem:
        return Page(f"{str(problem)[:1].upper()}{str(problem)[1:]}.")
    if backup is None:
        return Page(f"`{name}` is the starter already.")
    kept = backup / path.relative_to(folder.root)
    return Page(
        f"`{name}` is the starter again, in `{path.name}`. **Reload the page now**, before you save: *File › Reload "
        f"Notebook from Disk*. The notebook with your answer is kept: `{kept}`. The kernel still knows your answer "
        "until you run the starter."
    )


def _name(thing: Any, names: dict[str, Any]) -> str | Page:
    """The exercise that is meant."""
    if isinstance(thing, str):
        try:
            return find(thing).name
        except KeyError:
            return thing  # a written question, perhaps
    asked = asked_for(thing, names, "reset")
    return asked if isinstance(asked, Page) else asked.exercise.name


def _is_saved(path: Path) -> bool:
    """Whether the file holds the cell that is being run, so that it was saved since that was written."""
    from IPython import get_ipython

    shell = get_ipython()
    return shell is None or holds(path, shell.history_manager.input_hist_raw[-1])
