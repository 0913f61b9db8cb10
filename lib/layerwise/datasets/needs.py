"""Say which library is missing, and how to get it, where a data set needs one beyond numpy."""

from __future__ import annotations

import importlib
from types import ModuleType


def needs(module: str, package: str, what: str) -> ModuleType:
    """Import `module` and return it. package: the name that pip knows it by. what: who needs it.

    >>> needs("json", "json", "this example").dumps([1])
    '[1]'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f"{what} needs {package}, which cannot be imported here ({error}): pip install {package}"
        ) from error
