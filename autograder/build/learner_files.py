"""The learner's notebook, made by nbgrader's own generate-assignment from the instructor's.

The converter runs in a folder of its own that holds the notebook and the chapter's other files, so that it touches
neither the gradebook nor a learner's work.
"""

import logging
import shutil
import tempfile
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from ..core.errors import BuildError
from .assemble import text_of
from .nbgrader_settings import KEPT_BACK, release_config


def release(notebook: NotebookNode, stem: str, folder: Path) -> dict[str, bytes]:
    """The files of course/<stem>/, by path: the learner's notebook and whatever else stands in the chapter's folder."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        copy_assets(folder, root / "solutions" / stem)
        (root / "solutions" / stem / f"{stem}.ipynb").write_text(text_of(notebook), encoding="utf-8")
        _convert(root, stem)
        made = root / "course" / stem
        files = [path for path in sorted(made.rglob("*")) if path.is_file()]
        return {path.relative_to(made).as_posix(): path.read_bytes() for path in files}


def copy_assets(folder: Path, target: Path) -> None:
    """Copy what a chapter's notebook may load: everything in its folder but sources and notebooks."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(*KEPT_BACK, "*.ipynb"))


def _convert(root: Path, stem: str) -> None:
    config = release_config()
    config.SaveCells.enabled = False
    log, said = logging.Logger("release"), _Lines()  # no logger of the program: nothing is printed
    log.addHandler(said)
    course = CourseDirectory(root=str(root), assignment_id=stem, config=config, log=log)
    converter = GenerateAssignment(coursedir=course, no_database=True, config=config, log=log)
    try:
        converter.start()
    except (NbGraderException, SystemExit):
        reason = next((line.strip().splitlines()[-1] for line in said.lines if "Traceback" in line), said.lines[-1])
        raise BuildError(f"{stem}: nbgrader could not make the learner's notebook: {reason}") from None


class _Lines(logging.Handler):
    """Keeps what nbgrader logs, for the message when it fails."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = ["no reason given"]

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
