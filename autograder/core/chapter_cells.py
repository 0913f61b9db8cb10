"""A chapter's cells as somebody else might have filled them in: which exercises call which, and a variant as a cell."""

import symtable
from collections.abc import Iterable, Mapping

from .forms import Form
from .record import Code, Exercise, source_of


def needs(
    given: Iterable[str], solutions: Mapping[str, str], exercises: Iterable[Exercise]
) -> dict[str, tuple[str, ...]]:
    """For each exercise, the earlier exercises whose functions its solution calls, however indirectly.

    given: the code that every notebook runs, cell by cell. solutions: by exercise
    """
    exercises = tuple(exercises)
    homes = {name: {exercise.name} for exercise in exercises for name in exercise.functions}
    for source in given:
        for scope in symtable.symtable(source, "<given>", "exec").get_children():
            homes.setdefault(scope.get_name(), set()).update(*(homes.get(name, ()) for name in _names(scope)))
    found: dict[str, tuple[str, ...]] = {}
    for exercise in exercises:
        table = symtable.symtable(without_magics(solutions[exercise.name]), "<solution>", "exec")
        called = set[str]().union(*(homes.get(name, set()) for name in _names(table)))
        wider = called.union(*(found.get(name, ()) for name in called))
        found[exercise.name] = tuple(name for name in found if name in wider)
    return found


def cell_of(solution: str, exercise: Exercise, code: Code) -> str:
    """A cell with a variant in it: the solution with a diff; of code, the solution and its functions below.

    These get the names that the exercise asks for, so that they count.
    """
    if isinstance(code, Form):
        return code.source + "\n"
    code = code if isinstance(code, Mapping) else {exercise.name: code}
    parts = [solution.rstrip()]
    for name, function in code.items():
        parts.append(source_of(function).rstrip())
        parts += [f"{name} = {function.__name__}"] if function.__name__ != name else []
    return "\n\n\n".join(parts) + "\n"


def without_magics(source: str) -> str:
    """A cell's code as Python has it: IPython's commands do nothing."""
    return "\n".join("pass" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _names(scope: symtable.SymbolTable) -> set[str]:
    """The names that code refers to, its own functions' included."""
    used = {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_referenced()}
    return used.union(*map(_names, scope.get_children()))
