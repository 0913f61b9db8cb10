"""Your own package: every function and class of the course that has passed its check, the library's for the rest.

`mine.relu` is yours once `check(relu)` has passed, in this notebook or an earlier one. `mine.parts()` says which is
whose, `mine.whose("relu")` says it for one, and `mine.export("my_layers")` writes yours as a package to keep.
"""

from typing import Any

from autograder.notebook.mine.export import export
from autograder.notebook.mine.parts import Part, Parts, names, part

__all__ = ["Part", "Parts", "export", "parts", "whose"]


def parts() -> Parts:
    """Every part of the course, by chapter, and whose it is."""
    return Parts()


def whose(name: str) -> str:
    """`your relu` or `the library's relu`, for a figure's title. Raises AttributeError for what is no part."""
    return part(name).whose


def __getattr__(name: str) -> Any:
    if name.startswith("_"):  # Python and IPython ask for many such names, and no part has one
        raise AttributeError(name)
    return part(name).thing


def __dir__() -> list[str]:
    return [*__all__, *names()]
