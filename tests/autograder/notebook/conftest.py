"""A learner's place: a folder for their files, a working directory without settings, and a notebook to run cells in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograder

Cell = Callable[[str], dict[str, Any]]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds `home`, for progress, and `work`, where the notebook stands."""
    monkeypatch.setenv("LAYERWISE_HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture
def run() -> Cell:
    """Runs a cell after the cells before it, and returns the notebook's names."""
    names = {"__name__": "__main__", "np": np, **{name: getattr(autograder, name) for name in autograder.__all__}}

    def cell(source: str) -> dict[str, Any]:
        exec(compile(source, "<cell>", "exec"), names)
        return names

    return cell
