"""Which cells draw with a learner's own function: those that name it, or what an earlier cell has made of it."""

import symtable
from collections.abc import Sequence

from ...core.cell_roles import Role
from ...core.chapter_cells import without_magics
from ...core.record import Chapter
from ..restore import Cell


def drawn_with(cells: Sequence[Cell], chapter: Chapter) -> dict[int, str]:
    """By the place of an experiment's cell, the exercise it draws with; of several, the last in the chapter."""
    order = [exercise.name for exercise in chapter.exercises]
    homes = {name: exercise.name for exercise in chapter.exercises for name in exercise.functions}
    made: dict[str, str] = {}  # by a name that a cell has bound, the exercise that went into it
    found = {}
    for position, cell in enumerate(cells):
        if cell.role is not Role.EXPLORE or cell.cell_type != "code" or cell.released is None:
            continue
        used, bound = _names(cell.released["source"])
        uses = {homes[name] for name in used & homes.keys()} | {made[name] for name in (used - bound) & made.keys()}
        for name in bound:
            made.pop(name, None)
        if uses:
            found[position] = max(uses, key=order.index)
            made |= dict.fromkeys(bound, found[position])
    return found


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell refers to, its functions' included, and those that it binds."""
    table = symtable.symtable(without_magics(source), "<cell>", "exec")
    return _used(table), {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}


def _used(table: symtable.SymbolTable) -> set[str]:
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return own.union(*map(_used, table.get_children()))
