"""The figures that a learner handed in, as feedback shows them: one for each exercise that is right, as a small PNG.

They are nobody's proof of anything: a notebook's outputs are what its owner says they are, and no score depends on
them. Here only a picture's header is read; a sandbox in which nothing else runs decodes it and makes it small.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...core.record import Chapter
from ...core.report import Report, State
from ...sandbox.channel import SandboxError
from ...sandbox.sandbox import SandboxFactory
from ..notices import Notice
from ..pictures import Refused, png
from ..restore import Cell
from .drawn_with import drawn_with

LARGEST = 16 << 10  # bytes of a figure on a page
MOST_PIXELS = 4_000_000  # of one that was handed in


class Figure(NamedTuple):
    """A PNG in base64, and the exercise it was drawn with."""

    exercise: str
    png: str


class Figures(NamedTuple):
    """By the place of their cells; and what there is to say of those that are not shown."""

    shown: Mapping[int, Figure]
    notices: tuple[Notice, ...] = ()


def figures_of(
    cells: Sequence[Cell], chapter: Chapter, reports: Mapping[str, Report], make_sandbox: SandboxFactory
) -> Figures:
    """The first figure of each exercise that is right: until then, a chapter draws with the library's function."""
    places: dict[str, int] = {}
    for position, exercise in drawn_with(cells, chapter).items():
        if cells[position].figure and reports[exercise].state is State.RIGHT:
            places.setdefault(exercise, position)
    taken, lost = dict[str, bytes](), dict[str, str]()
    for exercise, position in places.items():
        try:
            taken[exercise] = png(cells[position].figure, MOST_PIXELS)
        except Refused as reason:
            lost[exercise] = str(reason)
    for exercise, content in zip(tuple(taken), _small(list(taken.values()), make_sandbox), strict=True):
        try:
            taken[exercise] = _checked(content)
        except Refused as reason:
            lost[exercise] = str(reason)
    shown = {
        places[exercise]: Figure(exercise, base64.b64encode(content).decode())
        for exercise, content in taken.items()
        if exercise not in lost
    }
    return Figures(shown, tuple(Notice(f"The figure of {name} is not shown: {lost[name]}.", False) for name in lost))


def _small(pictures: Sequence[bytes], make_sandbox: SandboxFactory) -> Sequence[bytes]:
    """Each of them, empty where it could not be made small. Raises GradingError when no sandbox can be started."""
    if not pictures:
        return []
    sent = [np.frombuffer(one, np.uint8) for one in pictures]
    try:
        with make_sandbox() as sandbox:
            return [made.tobytes() for made in sandbox.shrink(sent, LARGEST)]
    except SandboxError:
        return [b""] * len(pictures)


def _checked(content: bytes) -> bytes:
    """What came out of the sandbox, if it is a small picture. Raises Refused."""
    if not content:
        raise Refused("it cannot be read, or is too large for a page")
    if len(content) > LARGEST:
        raise Refused("it is too large for a page")
    return png(base64.b64encode(content).decode(), MOST_PIXELS)
