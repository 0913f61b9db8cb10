"""A JupyterLab for the browser tests and for the README's pictures: started on copies, stopped with its kernels.

Nothing of whoever runs it is read or changed: settings, runtime files and progress are in the given folder.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import nbformat

START_SECONDS, STOP_SECONDS = 180, 20

OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--log-level=ERROR",
    "--port=0",
    "--expose-app-in-browser",
    # Should the tests be killed before they can stop it: an idle server ends its kernels, then itself.
    "--MappingKernelManager.cull_idle_timeout=300",
    "--MappingKernelManager.cull_connected=True",
    "--MappingKernelManager.cull_interval=60",
    "--ServerApp.shutdown_no_activity_timeout=300",
]


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str  # of the server, ends in a slash
    token: str
    root: Path  # the folder it serves
    data_dir: Path  # where the learner's progress is kept

    def address(self, path: str) -> str:
        """Where a browser finds the notebook at `path`, and nothing that was open before."""
        return f"{self.url}lab/workspaces/{secrets.token_hex(4)}/tree/{path}?token={self.token}"

    def progress(self) -> list[dict]:
        """The events in the learner's progress file."""
        file = self.data_dir / "progress.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def forget_progress(self) -> None:
        """As if nobody had learned here before."""
        (self.data_dir / "progress.jsonl").unlink(missing_ok=True)

    def notebook(self, name: str, *cells: str) -> str:
        """A new notebook of code cells, none of which has run; returns its path below the root."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
        book.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }  # asks nobody
        nbformat.write(book, self.root / name)
        return name

    def copy(self, course: Path) -> str:
        """A fresh copy of the course to work in; returns its path below the root."""
        name = f"course_{secrets.token_hex(4)}"
        shutil.copytree(course, self.root / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        return name


@contextlib.contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """A JupyterLab that lives in `folder`, and is gone at the end, whatever happens in between."""
    root, data_dir, runtime = folder / "root", folder / "home", folder / "runtime"
    root.mkdir(parents=True)
    own = {
        "LAYERWISE_HOME": str(data_dir),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        **{f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "DATA")},
        **{f"JUPYTERLAB_{kind}_DIR": str(folder / kind.lower()) for kind in ("SETTINGS", "WORKSPACES")},
        "IPYTHONDIR": str(folder / "ipython"),
    }
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--IdentityProvider.token={token}"]
    with open(folder / "log.txt", "w+") as log:
        server = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={root}"],
            env={**os.environ, **own}, cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield Lab(_answering(server, runtime, folder / "log.txt"), token, root, data_dir)
        finally:
            _stop(server, runtime)


def _answering(server: subprocess.Popen, runtime: Path, log: Path) -> str:
    """The server's address, once it answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError, ValueError, StopIteration):
            url = json.loads(next(runtime.glob("jpserver-*.json")).read_text())["url"]
            urlopen(url + "login", timeout=5).close()
            return url
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab does not answer:\n{log.read_text()}")


def _stop(server: subprocess.Popen, runtime: Path) -> None:
    server.send_signal(signal.SIGTERM)  # it ends its kernels, then itself
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    # A kernel is named by its connection file, which lies in a folder that is ours alone.
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(runtime).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
