"""What an exercise record is made of: cases, aspects that carry the points, misconceptions, accepted variants.

A record says what is asked, what is right and what goes wrong. One record serves the check in the notebook, the
test of the tests (`autograder verify`), the grader and the class report, so none of them can drift from the others.
"""

import builtins
import inspect
import linecache
import symtable
import textwrap
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Function = Callable[..., Any]
Inputs = Mapping[str, Any]

INPUTS = "inputs"  # look at whether the inputs are as they were
WARNINGS = "warnings"  # look at whether a warning was raised
NOTEBOOK_SEED = 0  # the seed of `check`; a grading run draws its own
_SOURCE = "__edited_source__"  # where `edited` keeps the source of what it made


@dataclass(frozen=True, eq=False)
class Case:
    """Named inputs for a probe.

    inputs: the probe's keyword arguments, or a function of a random generator that draws them. The grader draws
        with a seed of its own, so that an answer cannot be a table of the inputs it has seen.
    rtol, atol: how far a value may be from the expected one: |got - expected| <= atol + rtol * |expected|
    """

    name: str
    inputs: Inputs | Callable[[np.random.Generator], Inputs]
    rtol: float = 1e-6
    atol: float = 1e-9

    def draw(self, seed: int) -> dict[str, Any]:
        """The inputs of this case under a run's seed."""
        if callable(self.inputs):
            return dict(self.inputs(np.random.default_rng([seed, zlib.crc32(self.name.encode())])))
        return dict(self.inputs)


@dataclass(frozen=True, eq=False)
class Aspect:
    """Something that can be right or wrong by itself, and carries points.

    cases: the cases in which it shows
    observations: names of observations to compare; empty: everything that the probe returns
    requires: the name of an aspect that must hold too; for virtues that an empty function would have as well
    derive: only where the observed values differ between right answers, such as those of two trained networks, and what
        they have in common follows from them. Called with the case's inputs and the observed values; returns, by name,
        what is compared in their place. The judge's side works it out: what a probe worked out could be forged.
    verify: only where comparing with the reference is not the right test. Called with the case's inputs and the
        observed values; returns what is wrong, in words, or "" when nothing is.
    """

    name: str
    points: float
    cases: tuple[Case, ...]
    observations: tuple[str, ...] = ()
    requires: str = ""
    derive: Callable[[Inputs, Mapping[str, Any]], Mapping[str, Any]] | None = None
    verify: Callable[[Inputs, Mapping[str, Any]], str] | None = None


def leaves_inputs_alone(points: float, cases: tuple[Case, ...], requires: str) -> Aspect:
    """The aspect that every array comes back as it was. Counts once the aspect `requires` holds."""
    return Aspect("leaves its input alone", points, cases, observations=(INPUTS,), requires=requires)


@dataclass(frozen=True, eq=False)
class Variant:
    """A way to write the exercise.

    code: a function that stands for the exercise's first function, or functions by name. What is not named is taken
        from the reference. Like a learner's code, it may use `np` and nothing else.
    """

    name: str
    code: Function | Mapping[str, Function]


@dataclass(frozen=True, eq=False)
class Accepted(Variant):
    """A correct way to write it that differs from the reference; it must get full marks."""


@dataclass(frozen=True, eq=False)
class Misconception(Variant):
    """A mistake that people make, under the name the card gives it ("This looks like: ...").

    hint: what was seen, why it happens, how to see it oneself; the fix is left to the learner
    second_hint: one step further, on request: it names the line of reasoning
    """

    hint: str
    second_hint: str


def call(function: Function, **inputs: Any) -> dict[str, Any]:
    """The default probe: call the function with the case's inputs, in their order."""
    return {"output": function(*inputs.values())}


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise: what it is held against, how it is driven, and what goes wrong.

    reference: the `layerwise` function or class, or several that are written together. Their names are the names
        that the learner defines; the first is the exercise's own.
    probe: takes the functions by position and a case's inputs by name, and returns named observations. Its source
        is sent to the sandbox, so it uses `np` and what it defines itself, nothing else.
    time_limit: seconds that one case may take when graded
    """

    reference: Function | tuple[Function, ...]
    aspects: tuple[Aspect, ...]
    misconceptions: tuple[Misconception, ...]
    accepted: tuple[Accepted, ...] = ()
    probe: Function = call
    time_limit: float = 5.0

    @property
    def references(self) -> tuple[Function, ...]:
        """The reference functions, in the order in which the probe takes them."""
        return self.reference if isinstance(self.reference, tuple) else (self.reference,)

    @property
    def functions(self) -> tuple[str, ...]:
        """The names that a learner's cell defines."""
        return tuple(reference.__name__ for reference in self.references)

    @property
    def name(self) -> str:
        """The exercise id: the name of its first function, and nbgrader's grade_id."""
        return self.functions[0]

    @property
    def points(self) -> float:
        """What a complete answer is worth."""
        return sum(aspect.points for aspect in self.aspects)

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case once, in the order of the aspects."""
        return tuple({case.name: case for aspect in self.aspects for case in aspect.cases}.values())

    def implementation(self, variant: Variant) -> tuple[Function, ...]:
        """The functions of a variant, completed by the reference's."""
        code = variant.code if isinstance(variant.code, Mapping) else {self.name: variant.code}
        return tuple(code.get(reference.__name__, reference) for reference in self.references)

    def implementations(self, variant: Variant) -> tuple[tuple[Function, ...], ...]:
        """The functions of every form in which the variant is written: an accepted variant has one form."""
        return (self.implementation(variant),)


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand."""

    name: str
    points: float


@dataclass(frozen=True, eq=False)
class Chapter:
    """The exercises of one chapter, in the order in which the notebook asks them, and its written questions."""

    stem: str
    exercises: tuple[Exercise, ...]
    written: tuple[Written, ...] = ()

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name. Raises KeyError that names the ones there are."""
        for exercise in self.exercises:
            if name == exercise.name:
                return exercise
        raise KeyError(f"{self.stem} has no exercise {name!r}; it has {[e.name for e in self.exercises]}")


def source_of(function: Function) -> str:
    """The source of a probe or a variant, dedented, as it is sent elsewhere."""
    kept = vars(function).get(_SOURCE)
    return textwrap.dedent(kept if isinstance(kept, str) else inspect.getsource(function))


def edited(function: Function, *changes: tuple[str, str]) -> Function:
    """The function or class with pieces of its source replaced, wherever they stand.

    For a longer answer, of which a mistake is best told as the difference: `edited(by_hand, (" @ W.T", " @ W"))`.
    """
    source = source_of(function)
    for old, new in changes:
        if old not in source:
            raise ValueError(f"{old!r} does not occur in {function.__name__}")
        source = source.replace(old, new)
    name = f"<{function.__module__}.{function.__name__} edited {zlib.crc32(source.encode()):08x}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)  # inspect looks here
    space: dict[str, Any] = {"np": np, "__name__": function.__module__}
    exec(compile(source, name, "exec"), space)  # our own records' source
    made: Function = space[function.__name__]
    setattr(made, _SOURCE, source)  # for a class, inspect would look in its module's file and find the original
    return made


def foreign_names(function: Function) -> set[str]:
    """The names that a function's source needs besides `np` and the builtins; empty when it is self-contained."""
    # Annotations stay text in the sandbox, as this import makes them here.
    table = symtable.symtable("from __future__ import annotations\n" + source_of(function), "<record>", "exec")

    def walk(scope: symtable.SymbolTable) -> set[str]:
        found = {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
        return found.union(*(walk(child) for child in scope.get_children() if child.get_type() != "annotation"))

    defined = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    free = set(inspect.getclosurevars(function).nonlocals) if inspect.isfunction(function) else set()
    return (walk(table) - defined - set(dir(builtins)) - {"np"}) | free
