"""The audit trail: a line for every score that a run changed. Lines are only ever added; `history` reads them."""

import getpass
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...core.cell_roles import CHECK_PREFIX
from ...core.errors import RunEnded
from .rows import Changes


def append_line(path: Path, facts: Mapping[str, Any]) -> None:
    """Add a line of JSON to a file. Raises RunEnded when that is not possible."""
    line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **facts}) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:  # in one piece, also beside another writer
            file.write(line.encode())
    except OSError as error:
        raise RunEnded(f"cannot write {path}: {error.strerror}") from None


class AuditTrail:
    """The trail of one run over a chapter."""

    def __init__(self, path: Path, chapter: str, release: str) -> None:
        self._path = path
        self._run = {"who": whoami(), "chapter": chapter, "release": release}

    def add(self, student: str, seed: int | None, changes: Changes) -> None:
        """Note which scores of a student change, from what to what, and which given by hand are set aside.

        Nothing is noted where none does.
        """
        told = {
            "scores": {_name(cell): list(change) for cell, change in changes.scores.items()},
            "set_aside": {_name(cell): asdict(one) for cell, one in changes.set_aside.items()},
            "put_back": {_name(cell): asdict(one) for cell, one in changes.put_back.items()},
        }
        told = {what: cells for what, cells in told.items() if cells}
        if told:
            append_line(self._path, {**self._run, "student": student, "seed": seed, **told})

    def answers(self, student: str, digests: Mapping[str, str]) -> None:
        """Note with which answers a student's scores were recorded."""
        append_line(self._path, {**self._run, "student": student, "answers": dict(digests)})

    def cells(self, what: str, changed: Mapping[str, Mapping[str, Any]]) -> None:
        """Note what was changed for the whole class, by graded cell."""
        if changed:
            cells = {_name(cell): dict(change) for cell, change in changed.items()}
            append_line(self._path, {**self._run, "cells": {what: cells}})


def _name(cell: str) -> str:
    return cell.removeprefix(CHECK_PREFIX)


def whoami() -> str:
    """The user who runs this, by name, or by number where the system knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid())
