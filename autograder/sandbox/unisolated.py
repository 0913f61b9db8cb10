"""The worker without a sandbox, for systems that have no bubblewrap and submissions that somebody trusts.

The verdict is still made outside of it, so patching the checker gains nothing. But a submission can read and write
whatever the person who grades can, the answers and the gradebook included. Every report says so.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ..core.allowed_packages import site_folders
from .bubblewrap import worker_command
from .limits import Limits
from .mounts import environment
from .sandbox import ProgramSandbox

WARNING = "graded WITHOUT a sandbox (--isolation none): these submissions could read and change anything you can"


class Unisolated(ProgramSandbox):
    """A worker as an ordinary process, in a folder of its own that is removed afterwards."""

    def __init__(self, edition: Path, limits: Limits) -> None:
        super().__init__(limits)
        self._edition = edition
        self._folder: str | None = None

    def spawn(self, errors: Any) -> "subprocess.Popen[bytes]":
        """Start the worker."""
        self._folder = tempfile.mkdtemp(prefix="layerwise-")
        own = {
            "HOME": self._folder,
            "MPLBACKEND": "agg",
            "MPLCONFIGDIR": f"{self._folder}/matplotlib",
            "IPYTHONDIR": f"{self._folder}/ipython",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PATH": os.defpath,
        }
        return subprocess.Popen(
            worker_command([str(self._edition), *map(str, site_folders())], self._limits.for_worker(user=0)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=self._folder,
            env=environment(own),
            start_new_session=True,
        )

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill the worker and what is still in its process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        super().kill(process)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
