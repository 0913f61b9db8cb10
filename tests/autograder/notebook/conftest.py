"""A learner's place: a folder for their files, a working directory without settings, and a notebook to run cells in."""

import itertools
import linecache
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
    names = _names()

    def cell(source: str) -> dict[str, Any]:
        exec(compile(source, "<cell>", "exec"), names)
        return names

    return cell


@pytest.fixture
def kernel(place: Path) -> Cell:
    """The same with the source of each cell at hand, as in a kernel, so that lines can be quoted and repaired."""
    names, numbers = _names(), itertools.count()

    def cell(source: str) -> dict[str, Any]:
        file = f"{place}/ipykernel_1/{next(numbers)}.py"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), names)
        return names

    return cell


def _names() -> dict[str, Any]:
    return {"__name__": "__main__", "np": np, **{name: getattr(autograder, name) for name in autograder.__all__}}
