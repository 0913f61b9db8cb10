"""Fetch a data file once, check that it is the right one, and keep it.

Every file has a SHA-256 checksum, so it does not matter which mirror it comes from, nor whether it was put there by
hand. What fails says what, where, and what to do about it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .needs import needs


@dataclass(frozen=True)
class Remote:
    """A file on the internet. name: what it is called here. sha256, size: of its bytes. urls: tried in this order.

    >>> Remote("labels.gz", "ab" * 32, 4542, ("https://example.org/labels.gz",)).size
    4542
    """

    name: str
    sha256: str
    size: int
    urls: tuple[str, ...]


class DownloadError(OSError):
    """A file could not be fetched from any of its addresses; the message says why, and what to do.

    >>> issubclass(DownloadError, OSError)
    True
    """


def data_folder() -> Path:
    """Return the folder for downloaded data: $LAYERWISE_DATA, or where the system keeps an application's cache.

    >>> data_folder().is_absolute()
    True
    """
    chosen = os.environ.get("LAYERWISE_DATA")
    return Path(chosen).absolute() if chosen else Path(needs("pooch", "pooch", "a download").os_cache("layerwise"))


def fetch(remote: Remote, folder: Path | str | None = None, progress: bool = True) -> Path:
    """Return the path of the file; it is downloaded first if it is not there, or not what it should be.

    folder: where to keep it; None is data_folder(). progress: show a bar while it comes.
    """
    folder = data_folder() if folder is None else Path(folder).absolute()
    path = folder / remote.name
    if path.is_file() and _sha256(path) == remote.sha256:
        return path
    pooch = needs("pooch", "pooch", f"downloading {remote.name}")
    failures = []
    for url in remote.urls:
        try:
            pooch.retrieve(
                url, f"sha256:{remote.sha256}", remote.name, folder, downloader=_Whole(pooch, remote, progress)
            )
            return path
        except (OSError, ValueError) as error:  # requests' errors are OSErrors, a wrong checksum is a ValueError
            failures.append(f"  {url}\n    {_reason(error, remote)}")
    was_there = "\n  (the file that is there now is damaged)" if path.is_file() else ""
    raise DownloadError(
        f"could not get {remote.name} ({remote.size:,} bytes):\n" + "\n".join(failures) + was_there + "\n"
        f"Look at the network connection and try again; or get the file from one of these addresses elsewhere and "
        f"put it at {path}"
    )


class _CutOff(OSError):
    """The connection ended before the file did."""


class _Whole:
    """pooch's way to download a file, and then a look at whether all of it came."""

    def __init__(self, pooch: Any, remote: Remote, progress: bool) -> None:
        self.remote = remote
        self.download = pooch.HTTPDownloader(progressbar=progress, timeout=30)

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        try:
            self.download(url, output_file, pooch)
        except OSError as error:
            received = Path(output_file).stat().st_size if Path(output_file).exists() else 0
            if 0 < received < self.remote.size:
                raise _CutOff(received) from error
            raise
        received = Path(output_file).stat().st_size
        if received < self.remote.size:
            raise _CutOff(received)


def _reason(error: Exception, remote: Remote) -> str:
    """Why one address failed, in a line."""
    if isinstance(error, _CutOff):
        return f"cut off after {error.args[0]:,} of {remote.size:,} bytes"
    if not isinstance(error, OSError):
        return f"not the right file: its SHA-256 is not {remote.sha256}"
    response = getattr(error, "response", None)  # of a requests.HTTPError
    if response is not None:
        return f"the server says {response.status_code} {response.reason}"
    kind = type(error).__name__
    if "Timeout" in kind:
        return f"no answer ({kind})"
    return f"no connection ({kind})" if "Connection" in kind else f"{kind}: {error}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
