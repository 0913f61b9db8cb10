"""What stands in a class edition for a function or class that is still to be graded: its name, and no body.

Whoever calls it gets the learner's own, once that has passed its check. The library knows nothing of checks and files:
who does lends it a way to find what is the learner's, with `lend`. The open course does not use this module.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

Find = Callable[[str], Any]  # the learner's part of that name; raises what says that it is not there yet


def _nowhere(name: str) -> Any:
    raise NotImplementedError(f"`{name}` has no body in this edition of layerwise: it is yours to write")


_find: Find = _nowhere


def lend(find: Find) -> None:
    """Let the library find the learner's parts in this way from now on."""
    global _find
    _find = find


def withheld(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that runs the learner's of the same name."""

    @functools.wraps(function)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        return _find(function.__name__)(*args, **kwargs)

    return stand_in


class Withheld(type):
    """The type of a class whose body is not there: making an instance makes one of the learner's."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        own = cls._own()
        base = cls._withheld()
        if cls is not base:
            raise NotImplementedError(
                f"`{cls.__name__}` builds on the library's `{base.__name__}`, which has no body in this edition"
            )
        return own(*args, **kwargs)

    def __instancecheck__(cls, instance: Any) -> bool:
        if super().__instancecheck__(instance):
            return True
        try:
            return cls is cls._withheld() and isinstance(instance, cls._own())
        except Exception:  # there is none yet
            return False

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):  # Python, numpy and IPython ask for many such names
            raise AttributeError(name)
        return getattr(cls._own(), name)

    def _withheld(cls) -> Withheld:
        """The class itself, or the one that it builds on: in its body stands that it is to be written."""
        return next(one for one in cls.__mro__ if isinstance(one, Withheld) and "_to_be_written" in vars(one))

    def _own(cls) -> Any:
        return _find(cls._withheld().__name__)
