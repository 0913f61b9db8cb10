"""The notebook's helpers where a submission is graded: they run, say nothing and decide nothing."""

from typing import Any

from autograder.worker.stubs.stub import Stub

__all__ = [
    "ClaimError",
    "case",
    "check",
    "claim",
    "compare_answer",
    "goal",
    "guess",
    "hint",
    "milestone",
    "other_ways",
    "progress",
    "reset",
    "solution",
    "truth",
    "working",
]


class ClaimError(AssertionError):
    """So that a notebook can name it."""


def check(*_: Any, **__: Any) -> None:
    """Your functions are looked at elsewhere."""


def claim(*_: Any, **__: Any) -> None:
    """Figures are not graded."""


def working(function: Any) -> tuple[Any, str]:
    """The function itself: there is no other one here."""
    return function, f"your {getattr(function, '__name__', 'function')}"


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return Stub()


case = compare_answer = hint = milestone = other_ways = solution = progress = goal = guess = reset = truth = Stub()
