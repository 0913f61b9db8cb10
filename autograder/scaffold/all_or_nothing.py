"""Several files that belong together: all of them are written, or what was there before stays."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..core.atomic import write_atomically
from ..core.errors import BuildError


def write_all(files: Mapping[Path, str]) -> None:
    """Write them. Raises BuildError, with everything as it was, where one cannot be written."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    folders = [folder for path in files for folder in path.parents if not folder.exists()]
    done: list[Path] = []
    try:
        for path, text in files.items():
            done.append(path)
            write_atomically(path, text)
    except OSError as error:
        for path in done:
            _restore(path, before[path])
        for folder in sorted(set(folders), reverse=True):  # the inner ones first
            with suppress(OSError):
                folder.rmdir()
        raise BuildError(f"cannot write {error.filename}: {error.strerror}; nothing was changed") from None


def _restore(path: Path, content: bytes | None) -> None:
    with suppress(OSError):
        if content is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != content:
            path.write_bytes(content)
