"""Every single edit of an exercise's solution, judged: which of them cost no marks?

A record whose cases let an edit through lets the same slip of a learner's through. The edits are those that the search
for a repair knows. A few make no difference to anybody; the record lists them, with the reason.
"""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from ..core.answers import Answer
from ..core.forms import Form
from ..core.record import NOTEBOOK_SEED, Exercise
from ..repair.candidates import edits_of
from ..repair.edit import Edit
from ..repair.learner_source import Definition, source_of_answer
from ..repair.workshop import FILE, Workshop
from .changes import Change, change, lines_of
from .harmless import harmless
from .sameness import WATCH, Watcher
from .trials import Trials

LEAST_SHARE = 0.98  # of the edits that make a difference, in each chapter


@dataclass(frozen=True)
class Unnoticed:
    """An edit that keeps full marks. line: of the solution cell, counted from 1 without the solution's markers."""

    kind: str
    function: str
    line: int
    change: Change


@dataclass(frozen=True)
class MutantResult:
    """What became of an exercise's edits.

    mutants: how many different ones there are
    harmless: how many of those that keep full marks are nobody's mistake. listed: how many the record lists
    unnoticed: the others that keep full marks. stale: what is listed and is none of these
    """

    exercise: str
    mutants: int = 0
    harmless: int = 0
    listed: int = 0
    unnoticed: tuple[Unnoticed, ...] = ()
    stale: tuple[str, ...] = ()
    problem: str = ""

    @property
    def rejected(self) -> int:
        """How many edits cost marks."""
        return self.mutants - self.harmless - self.listed - len(self.unnoticed)


def judge_mutants(exercise: Exercise, answer: Answer, seed: int = NOTEBOOK_SEED) -> MutantResult:
    """Judge every edit of a solution under a seed."""
    form = Form(f"{answer.where}: {exercise.name}", exercise.functions, answer, ())
    functions = tuple(form[name] for name in exercise.functions)
    source = source_of_answer(functions, exercise.functions)
    if source is None:
        return MutantResult(exercise.name, problem="its solution defines nothing that could be edited")
    watcher = source.names[WATCH] = Watcher()
    workshop = Workshop(source, functions, float("inf"))
    trials = Trials(exercise, seed, workshop, watcher)
    if not trials.solution_is_right():
        return MutantResult(exercise.name, problem="its solution does not get full marks, so no edit can be judged")
    mutants = 0
    kept: list[Unnoticed] = []
    no_mistake: list[Unnoticed] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python says of an odd edit when it compiles it
        for definition in workshop.definitions:
            before = lines_of(definition)
            for edit in _different(definition):
                mutants += 1
                with edit.made():
                    after = [] if trials.notice_edit(definition) else lines_of(definition)
                if not after:
                    continue
                where = _function_at(definition, edit.at)
                mutant = Unnoticed(edit.kind, where, getattr(edit.at, "lineno", 1), change(before, after))
                is_harmless = harmless(edit, definition) or trials.never_change(edit, definition)
                (no_mistake if is_harmless else kept).append(mutant)
    patterns = [equivalent.change for equivalent in exercise.equivalents]
    unnoticed = tuple(mutant for mutant in kept if not any(mutant.change.fits(pattern) for pattern in patterns))
    stale = tuple(
        pattern for pattern in patterns if not any(mutant.change.fits(pattern) for mutant in [*kept, *no_mistake])
    )
    return MutantResult(exercise.name, mutants, len(no_mistake), len(kept) - len(unnoticed), unnoticed, stale)


def _different(definition: Definition) -> Iterator[Edit]:
    """The edits that give different code, from the solution's and from each other's, or none that compiles."""
    seen = {_code_of(definition)}
    for edit in edits_of(definition):
        with edit.made():
            try:
                code = _code_of(definition)
            except (SyntaxError, ValueError, TypeError):
                code = tuple(lines_of(definition))
        if code not in seen:
            seen.add(code)
            yield edit


def _code_of(definition: Definition) -> tuple[object, ...]:
    """What a definition is compiled to, whatever lines it stands in."""
    return _plain(compile(ast.Module([definition], []), FILE, "exec"))


def _plain(code: CodeType) -> tuple[object, ...]:
    constants = tuple(_plain(c) if isinstance(c, CodeType) else (type(c), repr(c)) for c in code.co_consts)
    arguments = (code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_flags)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (code.co_name, code.co_code, constants, arguments, names, code.co_exceptiontable)


def _function_at(definition: Definition, at: ast.AST) -> str:
    """The function or method that an edit stands in."""
    line = getattr(at, "lineno", 1)
    inner = [node for node in ast.walk(definition) if isinstance(node, ast.FunctionDef)]
    around = [node.name for node in inner if node.lineno <= line <= (node.end_lineno or line)]
    name = around[-1] if around else definition.name
    return name if name == definition.name else f"{definition.name}.{name}"
