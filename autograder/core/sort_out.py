"""A copy of a released notebook, sorted out: which cell is the answer to what, and where the added cells stand.

Of several cells that say they are one answer, copies of the empty starter are dropped; of the others, the first is the
answer and the rest stay where they stand as added cells. So the notebook does what it did in Jupyter, where the last
definition before the check counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from .cell_roles import ANSWERED, Role


class Original(Protocol):
    """What a cell of a copy stands for. `key` names it among all cells of the notebook, `name` among the answers."""

    @property
    def role(self) -> Role: ...
    @property
    def name(self) -> str: ...
    @property
    def key(self) -> str: ...


C = TypeVar("C")
O = TypeVar("O", bound=Original)  # noqa: E741  # C and O stand beside each other in every signature


@dataclass
class SortedOut(Generic[C, O]):
    """The cells of a copy.

    answers: by name, in the order in which they stand
    added: those that stand for nothing, each with the key of the known cell that it follows, or ""
    given: every other cell, with what it stands for
    copied: the names of the answers that are there more than once
    """

    answers: dict[str, tuple[O, C]] = field(default_factory=dict)
    added: list[tuple[str, C]] = field(default_factory=list)
    given: list[tuple[O, C]] = field(default_factory=list)
    copied: tuple[str, ...] = ()


def sort_out(known: Sequence[tuple[C, O | None]], untouched: Callable[[C, O], bool]) -> SortedOut[C, O]:
    """Sort out cells, each with what it stands for, if anything.

    untouched: whether an answer's cell is still the starter that it was handed out as
    """
    best: dict[str, tuple[O, C]] = {}
    for cell, original in known:
        if original is not None and original.role in ANSWERED:
            held = best.get(original.name)
            if held is None or (untouched(held[1], original) and not untouched(cell, original)):
                best[original.name] = original, cell
    found = SortedOut[C, O]()
    anchor, copied = "", dict[str, None]()
    for cell, original in known:
        if original is None:
            found.added.append((anchor, cell))
        elif original.role not in ANSWERED:
            found.given.append((original, cell))
            anchor = original.key
        elif best[original.name][1] is cell:
            found.answers[original.name] = original, cell
            anchor = original.key
        else:
            copied[original.name] = None
            found.added += [] if untouched(cell, original) else [(anchor, cell)]
    found.copied = tuple(copied)
    return found
