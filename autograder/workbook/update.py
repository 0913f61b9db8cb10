"""Make a learner's folder, or bring it up to date with the release: the same thing, from less or more.

Everything is worked out before the first file is written; what is overwritten is in backups/ by then; and what a file
was made from is noted after it is written. So whatever happens in between, the next update finds its way.
"""

from dataclasses import dataclass, field
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from .folder import Folder
from .handed_out import releases
from .merge import Merge, Outcome
from .notebooks import Unreadable, essence, parse, text_of


@dataclass
class Update:
    """What an update did. Keys are paths below the folder.

    made: notebooks that were not there; of these, a chapter that somebody deleted comes back
    updated: notebooks that were written anew, and what was carried into them
    unchanged: notebooks that stay exactly as they are
    left: notebooks that cannot be read and are left as they are, with the reason
    withdrawn: notebooks that are no longer part of the course; they stay
    backup: the folder with all that was overwritten
    """

    made: dict[str, Outcome] = field(default_factory=dict)
    updated: dict[str, Outcome] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    backup: Path | None = None


def outdated(folder: Folder, files: dict[str, bytes]) -> bool:
    """Whether the release has anything that the folder was not made from."""
    base = folder.base()
    return any(_lines(base.get(path, b"")) != _lines(content) for path, content in files.items())


def update(folder: Folder, files: dict[str, bytes]) -> Update:
    """Bring the folder, which need not be there, up to date with the files of a release. Raises FolderError."""
    base, report = folder.base(), Update()
    own = _read(folder, [path for path in {**files, **base} if path.endswith(".ipynb")], report)
    usable = {path: release for path, release in releases(files).items() if path not in report.left}
    merge = Merge(usable, folder.bases(), own)
    written = _worked_out(files, base, own, merge, report) | _other_files(folder, files, base)
    report.backup = folder.back_up(list(written))
    for path, content in written.items():
        folder.put(path, content)
    for path, content in files.items():
        if path not in report.left and base.get(path) != content:
            folder.put_base(path, content)
    for path in [path for path in base if path not in files and path not in report.left]:
        folder.forget_base(path)
        report.withdrawn += [path] if (folder.root / path).is_file() else []
    return report


def _read(folder: Folder, paths: list[str], report: Update) -> dict[str, NotebookNode]:
    """The notebooks that are there and can be read."""
    own = dict[str, NotebookNode]()
    for path in paths:
        file = folder.root / path
        try:
            own |= {path: parse(file.read_bytes())} if file.exists() else {}
        except Unreadable as problem:
            report.left[path] = str(problem)
        except OSError as error:
            report.left[path] = f"it cannot be opened ({error.strerror or error})"
    return own


def _worked_out(
    files: dict[str, bytes], base: dict[str, bytes], own: dict[str, NotebookNode], merge: Merge, report: Update
) -> dict[str, bytes]:
    """The notebooks that have to be written, with what goes into them."""
    written = dict[str, bytes]()
    for path, notebook in merge.notebooks.items():
        untouched = _lines(base.get(path, b"")) == _lines(files[path]) and path not in merge.exchanged
        if path in own and (untouched or essence(notebook) == essence(own[path])):
            report.unchanged.append(path)
            continue
        try:
            arrived = path in own or path in merge.exchanged
            written[path] = text_of(notebook) if arrived else files[path]
        except Unreadable as problem:
            report.left[path] = str(problem)
            continue
        (report.updated if path in own else report.made)[path] = merge.outcomes[path]
    return written


def _other_files(folder: Folder, files: dict[str, bytes], base: dict[str, bytes]) -> dict[str, bytes]:
    """Pictures and data beside the notebooks, where they are missing or the release has others."""
    wanted = {path: content for path, content in files.items() if not path.endswith(".ipynb")}
    return {
        path: content
        for path, content in wanted.items()
        if not (folder.root / path).exists() or base.get(path) != content
    }


def _lines(content: bytes) -> bytes:
    """A file whatever its line ends: git writes them as the system has them."""
    return content.replace(b"\r\n", b"\n")
