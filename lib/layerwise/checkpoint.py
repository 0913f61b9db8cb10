"""Checkpoints: save a state_dict to a file and load it again, without pickle.

The file is an .npz, a zip of .npy arrays, which numpy.load opens as well. Pickle files, which other libraries use, can
run any program when they are loaded; an .npz of numbers is data. Names, shapes, dtypes and values come back exactly.
The same state gives the same bytes, so a checksum tells whether weights are the ones that were published.

To go on with training later, save all that it needs:

    save(path, {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch})
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .nested_state import flattened, nested

METADATA, STRUCTURE = "metadata.json", "structure.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the date of every entry: the time of saving is no part of the state


def save(path: str | os.PathLike[str], state: Mapping[Any, Any], metadata: Mapping[str, Any] | None = None) -> None:
    """Write `state` to the file `path`, and with it `metadata`.

    path: where to, usually ending in .npz; nothing is appended to it. A file that is there is replaced once the new
        one is complete, so that an interruption leaves the old one.
    state: arrays of numbers by name, as Module.state_dict() returns; or dicts and lists of such states, numbers and
        texts.
    metadata: anything that JSON can hold, such as {"epoch": 3, "accuracy": 0.97}; load_metadata(path) returns it.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "weights.npz"
    >>> save(path, {"0.weight": np.ones((2, 3), np.float32)}, metadata={"epoch": 3})
    >>> load(path)
    {'0.weight': array([[1., 1., 1.], [1., 1., 1.]], dtype=float32)}
    >>> load_metadata(path)
    {'epoch': 3}
    """
    path = Path(path)
    if not isinstance(state, Mapping):
        raise TypeError(f"state must be a dict such as state_dict() returns, got a {type(state).__name__}")
    entries = {}
    if not all(isinstance(value, np.ndarray | np.generic) for value in state.values()):
        state, structure = flattened(state)
        entries[STRUCTURE] = json.dumps(structure).encode()
    entries |= {f"{_name(name)}.npy": _to_npy(name, array) for name, array in state.items()}
    if metadata is not None:
        entries[METADATA] = _to_json(metadata)
    unfinished = path.with_name(path.name + ".unfinished")
    with zipfile.ZipFile(unfinished, "w") as file:  # stored as they are: weights hardly compress
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3  # on every system what Linux writes
            file.writestr(entry, content)
    unfinished.replace(path)


def load(path: str | os.PathLike[str]) -> dict[Any, Any]:
    """Return the state that was saved: usually arrays by name, for Module.load_state_dict.

    >>> load("nowhere.npz")
    Traceback (most recent call last):
    ...
    FileNotFoundError: no checkpoint at nowhere.npz
    """
    with _opened(path) as file:
        names = [name for name in file.namelist() if name.endswith(".npy")]
        arrays = {name.removesuffix(".npy"): _from_npy(path, name, file.read(name)) for name in names}
        if STRUCTURE not in file.namelist():
            return arrays
        return dict(nested(arrays, json.loads(file.read(STRUCTURE))))


def load_metadata(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return what was saved as metadata beside the arrays; {} if there is none.

    >>> load_metadata("nowhere.npz")
    Traceback (most recent call last):
    ...
    FileNotFoundError: no checkpoint at nowhere.npz
    """
    with _opened(path) as file:
        if METADATA not in file.namelist():
            return {}
        return dict(json.loads(file.read(METADATA)))


def checksum(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def load_published(path: str | os.PathLike[str], sha256: str, made_by: str) -> dict[Any, Any]:
    """Return the state that was saved, if the file is the one that was published: its checksum must be sha256.

    made_by: the module that makes the weights, for whoever does not have them.

    >>> load_published("nowhere.npz", "0" * 64, "layerwise.models.weights.make_shape_net")
    Traceback (most recent call last):
    ...
    FileNotFoundError: no weights at nowhere.npz: run python -m layerwise.models.weights.make_shape_net
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"no weights at {os.fspath(path)}: run python -m {made_by}")
    found = checksum(path)
    if found != sha256:
        raise ValueError(
            f"{os.fspath(path)} is not the file that was published: its SHA-256 is {found}, expected {sha256}. Bring "
            "it back with git checkout, or install the package again; weights that you made yourself are loaded with "
            f"sha256={found!r}"
        )
    return load(path)


def _opened(path: str | os.PathLike[str]) -> zipfile.ZipFile:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no checkpoint at {os.fspath(path)}")
    try:
        file = zipfile.ZipFile(path)
        damaged = file.testzip()
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{os.fspath(path)} is not a checkpoint (an .npz file), or it is cut off: {error}") from None
    if damaged is not None:
        raise ValueError(f"{os.fspath(path)} is damaged: {damaged} does not have its checksum")
    return file


def _name(name: str) -> str:
    if not isinstance(name, str) or not name or name.startswith("/") or ".." in name.split("/") or "\\" in name:
        raise ValueError(f"names in state must be texts such as '0.weight', got {name!r}")
    return name


def _to_npy(name: str, array: ArrayLike) -> bytes:
    array = np.asarray(array)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} in state must hold numbers, got dtype {array.dtype}")
    content = io.BytesIO()
    np.lib.format.write_array(content, array, allow_pickle=False)
    return content.getvalue()


def _from_npy(path: str | os.PathLike[str], name: str, content: bytes) -> NDArray[Any]:
    try:
        return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    except ValueError as error:
        raise ValueError(f"{name} in {os.fspath(path)} does not hold plain numbers: {error}") from None


def _to_json(metadata: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(dict(metadata), sort_keys=True).encode()
    except TypeError as error:
        raise TypeError(f"metadata must be a dict that JSON can hold: {error}") from None
