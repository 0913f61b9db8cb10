"""An object that goes along with everything: call it, take its attributes, loop over it, use it in `with`."""

from collections.abc import Iterator
from typing import Any


class Stub:
    """Every attribute and every result is another one."""

    def __getattr__(self, name: str) -> "Stub":
        if name.startswith("_"):  # IPython asks for _repr_html_ and its kin before it shows a value
            raise AttributeError(name)
        return Stub()

    def __call__(self, *_: Any, **__: Any) -> "Stub":
        return Stub()

    def __enter__(self) -> "Stub":
        return self

    def __exit__(self, *_: Any) -> None:
        return None

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, key: Any) -> "Stub":
        return Stub()

    def _ipython_display_(self) -> None:
        """As the last value of a cell, it shows nothing."""
