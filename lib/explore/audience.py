"""Who looks on while a cell runs: a person at a page, or nobody.

A progress bar is for a person. What a build or a test stores has to be the same in every run, and nobody waits for it.
"""

from __future__ import annotations

import os
import sys
from enum import Enum


class Audience(Enum):
    """What the running kernel belongs to."""

    NOBODY = "a build, a test, a script"
    JUPYTER = "JupyterLab or Notebook"
    EDITOR = "another page, such as VS Code or Colab"


def audience() -> Audience:
    """Return who sees what this kernel displays, as far as its environment says."""
    if os.environ.get("JPY_SESSION_NAME"):  # Jupyter's server gives a kernel the path of its notebook
        return Audience.JUPYTER
    if os.environ.get("VSCODE_PID") or "google.colab" in sys.modules:
        return Audience.EDITOR
    return Audience.NOBODY
