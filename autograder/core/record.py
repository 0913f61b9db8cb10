"""What an exercise record is made of: cases, aspects that carry the points, misconceptions, accepted variants.

A record says what is asked, what is right and what goes wrong. One record serves the check in the notebook, the
test of the tests (`autograder verify`), the grader and the class report, so none of them can drift from the others.
"""

import inspect
import textwrap
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .answers import free_names

if TYPE_CHECKING:
    from .stored import Stored

Function = Callable[..., Any]
Code = Function | Mapping[str, Function]  # of an exercise's first function, or of those that are named
Inputs = Mapping[str, Any]

INPUTS = "inputs"  # look at whether the inputs are as they were
WARNINGS = "warnings"  # look at whether a warning was raised
NOTEBOOK_SEED = 0  # the seed of `check`; a grading run draws its own


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
class OwnCase(Case):
    """A case with a probe of its own, such as a docstring's example: all that it returns is compared as it is.

    probe: drives the functions in the place of the exercise's probe
    """

    probe: Function = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class Aspect:
    """Something that can be right or wrong by itself, and carries points.

    cases: the cases in which it shows
    observations: names of observations to compare; empty: everything that the probe returns
    requires: the name of an aspect that must hold too; for virtues that an empty function would have as well, and for
        INPUTS and WARNINGS, which are the word of the process that a learner's code runs in
    derive: only where the observed values differ between right answers, such as those of two trained networks, and what
        they have in common follows from them. Called with the case's inputs and the observed values; returns, by name,
        what is compared in their place. The judge's side works it out: what a probe worked out could be forged.
    beside_reference: whether `derive` gets the reference's values as well, as a third: where what counts is how near
        the observed ones are to them. Nothing that judges may call the reference: a class edition has only its values.
    verify: only where comparing with the reference is not the right test. Called with the case's inputs and the
        observed values; returns what is wrong, in words, or "" when nothing is.
    """

    name: str
    points: float
    cases: tuple[Case, ...]
    observations: tuple[str, ...] = ()
    requires: str = ""
    derive: Callable[..., Mapping[str, Any]] | None = None
    beside_reference: bool = False
    verify: Callable[[Inputs, Mapping[str, Any]], str] | None = None


def leaves_inputs_alone(points: float, cases: tuple[Case, ...], requires: str) -> Aspect:
    """The aspect that every array comes back as it was. Counts once the aspect `requires` holds."""
    return Aspect("leaves its input alone", points, cases, observations=(INPUTS,), requires=requires)


@dataclass(frozen=True, eq=False)
class Accepted:
    """A correct way to write it that differs from the reference; it must get full marks.

    code: a function that stands for the exercise's first function, or functions by name. What is not named is taken
        from the reference. Like a learner's code, it may use `np` and nothing else.
    """

    name: str
    code: Code

    @property
    def forms(self) -> tuple[Code, ...]:
        """The code."""
        return (self.code,)


@dataclass(frozen=True, eq=False)
class Misconception:
    """A mistake that people make, under the name the card gives it ("This looks like: ...").

    forms: the ways in which it is written; each a function, or functions by name, as for an accepted variant
    hint: what was seen, why it happens, how to see it oneself; the fix is left to the learner
    second_hint: one step further, on request: it names the line of reasoning
    """

    name: str
    forms: tuple[Code, ...]
    hint: str
    second_hint: str


Variant = Accepted | Misconception


@dataclass(frozen=True)
class Equivalent:
    """A single edit of the solution that no case can notice, because it makes no difference.

    change: the edit, as `autograder verify --mutants` writes it
    why: why it makes none
    """

    change: str
    why: str


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
    ability: what a learner can do once it passes, in a sentence; the Markdown of its mistakes begins with it
    equivalents: single edits of the solution that make no difference
    stored: in a class edition, what was seen of the reference and of the mistakes, in the place of their code
    """

    reference: Function | tuple[Function, ...]
    aspects: tuple[Aspect, ...]
    misconceptions: Sequence[Misconception] = ()
    accepted: Sequence[Accepted] = ()
    probe: Function = call
    time_limit: float = 5.0
    equivalents: Sequence[Equivalent] = ()
    ability: str = ""
    stored: "Stored | None" = None

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

    def probe_of(self, case: Case) -> Function:
        """What drives the functions in a case."""
        return case.probe if isinstance(case, OwnCase) else self.probe

    def implementations(self, variant: Variant) -> tuple[tuple[Function, ...], ...]:
        """The functions of each form of a variant, completed by the reference's. An accepted variant has one form."""
        return tuple(self._completed(form) for form in variant.forms)

    def _completed(self, code: Code) -> tuple[Function, ...]:
        named = code if isinstance(code, Mapping) else {self.name: code}
        return tuple(named.get(reference.__name__, reference) for reference in self.references)


@dataclass(frozen=True)
class Written:
    """A question answered in words and graded by hand."""

    name: str
    points: float


@dataclass(frozen=True, eq=False)
class Chapter:
    """The exercises of one chapter, in the order in which the notebook asks them, and its written questions.

    allows: what of layerwise is there when an answer is graded, for it and for the probes that drive it, each as one
        writes it behind `lw.`, such as "nn.Module". What they need is there too; nothing else is,
        and nothing that an exercise of the chapter asks for.
    """

    stem: str
    exercises: tuple[Exercise, ...]
    written: tuple[Written, ...] = ()
    allows: tuple[str, ...] = ()

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name. Raises KeyError that names the ones there are."""
        for exercise in self.exercises:
            if name == exercise.name:
                return exercise
        raise KeyError(f"{self.stem} has no exercise {name!r}; it has {[e.name for e in self.exercises]}")


def source_of(function: Function) -> str:
    """The source of a probe or an accepted variant, dedented, as it is sent elsewhere."""
    return textwrap.dedent(inspect.getsource(function))


def foreign_names(function: Function) -> set[str]:
    """The names that a function's source needs besides `np` and the builtins; empty when it is self-contained."""
    closed = set(inspect.getclosurevars(function).nonlocals) if inspect.isfunction(function) else set()
    return (free_names(source_of(function)) - {"np"}) | closed
