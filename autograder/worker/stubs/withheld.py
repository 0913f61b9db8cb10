"""What stands where something of layerwise is not there when a submission is graded.

It can be imported, so that a set-up cell runs to its end, and says what it is as soon as it is used.
"""

import importlib
from collections.abc import Callable, Collection
from typing import Any, NoReturn

ASKED = "this is what an exercise asks you to write; write it yourself and use yours"
OTHER = "not among what an answer may use, and absent when this is graded; write it yourself"


class Withheld:
    """Something that only says why it is not there."""

    def __init__(self, message: str) -> None:
        self._message = message

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(self._message)

    __call__ = __mro_entries__ = __getitem__ = __iter__ = __enter__ = __exit__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # IPython asks for _repr_html_ and its kin before it shows a value
            raise AttributeError(name)
        self._refuse()

    def __instancecheck__(self, thing: Any) -> bool:
        """Nothing can be one."""
        return False


def withheld_names(module: str, asked: Collection[str], other: Collection[str]) -> Callable[[str], Any]:
    """The `__getattr__` of a module: its submodules, and a `Withheld` for each name that it has elsewhere.

    asked: what exercises of the chapter ask for. other: the rest
    """

    def find(name: str) -> Any:
        if name in asked or name in other:
            return Withheld(f"{module}.{name}: {ASKED if name in asked else OTHER}")
        if not name.startswith("__"):
            try:
                return importlib.import_module(f"{module}.{name}")
            except ModuleNotFoundError:
                pass
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return find
