"""Every single edit of an exercise's solution, judged: which of them cost no marks?

A record whose cases let an edit through lets the same slip of a learner's through. The edits are those that the search
for a repair knows. A few make no difference to anybody; the record lists them, with the reason.
"""

import ast
import contextlib
import io
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from ..core.answers import Answer
from ..core.comparison import Comparison, comparison
from ..core.forms import Form
from ..core.record import NOTEBOOK_SEED, Case, Exercise, Function
from ..repair.candidates import edits_of
from ..repair.edit import Edit
from ..repair.learner_source import Definition, source_of_answer
from ..repair.trial_limits import TooLong
from ..repair.workshop import FILE, Workshop
from .changes import Change, change, lines_of, squeezed

LEAST_SHARE = 0.98  # of the edits that make a difference, in each chapter
_LEAST_SECONDS, _PATIENCE = 0.1, 20  # of processor time for one case; or so many times what it takes with the solution


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

    mutants: how many different ones there are. equivalent: how many of them keep full marks and are listed
    unnoticed: those that keep full marks and are not. stale: what is listed and does cost marks
    """

    exercise: str
    mutants: int = 0
    equivalent: int = 0
    unnoticed: tuple[Unnoticed, ...] = ()
    stale: tuple[str, ...] = ()
    problem: str = ""

    @property
    def rejected(self) -> int:
        """How many edits cost marks."""
        return self.mutants - self.equivalent - len(self.unnoticed)


def judge_mutants(exercise: Exercise, answer: Answer, seed: int = NOTEBOOK_SEED) -> MutantResult:
    """Judge every edit of a solution under a seed."""
    form = Form(f"{answer.where}: {exercise.name}", exercise.functions, answer, ())
    functions = tuple(form[name] for name in exercise.functions)
    source = source_of_answer(functions, exercise.functions)
    if source is None:
        return MutantResult(exercise.name, problem="its solution defines nothing that could be edited")
    workshop = Workshop(source, functions, float("inf"))
    trials = _Trials(comparison(exercise, seed), workshop)
    if trials.notice(workshop.functions()):
        return MutantResult(exercise.name, problem="its solution does not get full marks, so no edit can be judged")
    mutants = 0
    kept = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python says of an odd edit when it compiles it
        for definition in workshop.definitions:
            before = lines_of(definition)
            for edit in _different(definition):
                mutants += 1
                with edit.made():
                    if not trials.notice_edit(definition):
                        where = _function_at(definition, edit.at)
                        after = change(before, lines_of(definition))
                        kept.append(Unnoticed(edit.kind, where, getattr(edit.at, "lineno", 1), after))
    listed = {squeezed(equivalent.change): equivalent.change for equivalent in exercise.equivalents}
    found = Counter(squeezed(mutant.change.text) for mutant in kept)
    unnoticed = tuple(mutant for mutant in kept if squeezed(mutant.change.text) not in listed)
    stale = tuple(text for key, text in listed.items() if key not in found)
    return MutantResult(exercise.name, mutants, len(kept) - len(unnoticed), unnoticed, stale)


class _Trials:
    """Asks the cases about edited functions, first the one that has rejected the most in the least time."""

    def __init__(self, compared: Comparison, workshop: Workshop) -> None:
        self._compared, self._workshop = compared, workshop
        self._cases = list(compared.exercise.cases)
        self._seconds: dict[Case, float] = dict.fromkeys(self._cases, float("inf"))
        self._rejected: Counter[Case] = Counter()
        with contextlib.redirect_stdout(io.StringIO()):
            solution = compared.implementation(workshop.functions())
            for case in self._cases:
                compared.expected(compared.exercise.aspects[0], case)  # draws the inputs, drives the reference
                start = time.process_time()
                solution.observation(case)
                self._seconds[case] = time.process_time() - start + 1e-4

    def notice_edit(self, definition: Definition) -> bool:
        """Whether a definition as it is now costs marks, be it that it is no Python or takes too long."""
        at = self._workshop.definitions.index(definition)
        try:  # what stands below may be a subclass, made of it
            functions = self._workshop.functions(self._workshop.definitions[at:])
        except Exception:
            return True
        return self.notice(functions)

    def notice(self, functions: tuple[Function, ...]) -> bool:
        """Whether a case fails."""
        candidate = self._compared.implementation(functions)
        for case in sorted(self._cases, key=lambda case: self._seconds[case] / (1 + self._rejected[case])):
            aspects = [aspect for aspect in self._compared.exercise.aspects if case in aspect.cases]
            try:
                with self._workshop.trial(max(_LEAST_SECONDS, _PATIENCE * self._seconds[case])):
                    failed = not all(candidate.outcome(aspect, case).holds for aspect in aspects)
            except (Exception, TooLong):
                failed = True
            if failed:
                self._rejected[case] += 1
                return True
        return False


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
