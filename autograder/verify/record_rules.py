"""What a record must be made of, before anything in it is run."""

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ..core.forms import Form
from ..core.record import (
    INPUTS,
    NOTEBOOK_SEED,
    WARNINGS,
    Accepted,
    Chapter,
    Exercise,
    Function,
    Misconception,
    foreign_names,
)
from ..notebook.case import CheckedCase
from ..worker.wire import pack

FEWEST_MISCONCEPTIONS = 3
SHORTEST_HINT, SHORTEST_SECOND_HINT, LONGEST_HINT = 31, 11, 300  # in characters
SHORTEST_ABILITY, LONGEST_ABILITY = 30, 140
_OF_EVERY_CASE = {
    *(name for name in vars(CheckedCase) if not name.startswith("_")),
    "exercise",
    "aspect",
    "name",
    "message",
}
_TELLS_OFF = r"\b(simply|just|obviously|note that)\b|!(?!=)"


def of_aspects(exercise: Exercise) -> Iterator[str]:
    """What makes an exercise impossible to judge: its points, its cases, what waits for what."""
    if not exercise.aspects:
        yield "has no aspects, so nothing is judged"
    for name, times in Counter(aspect.name for aspect in exercise.aspects).items():
        if times > 1:
            yield f"has {times} aspects named {name!r}"
    # A case may stand in several aspects; two different cases of one name would be taken for each other.
    cases = {id(case): case for aspect in exercise.aspects for case in aspect.cases}.values()
    for name, times in Counter(case.name for case in cases).items():
        if times > 1:
            yield f"has {times} different cases named {name!r}"
    earlier: list[str] = []
    for aspect in exercise.aspects:
        if aspect.points <= 0:
            yield f"gives {aspect.points:g} points for {aspect.name!r}; every aspect carries some"
        if not aspect.cases:
            yield f"has no case for {aspect.name!r}"
        if aspect.requires and aspect.requires not in earlier:
            yield f"lets {aspect.name!r} need {aspect.requires!r}, which is no aspect before it"
        if not aspect.requires and {INPUTS, WARNINGS}.intersection(aspect.observations):
            yield f"lets {aspect.name!r} count by itself; only the sandbox can say it, so it needs an aspect of values"
        earlier.append(aspect.name)
    if exercise.time_limit <= 0:
        yield f"has a time limit of {exercise.time_limit:g} seconds"


def of_inputs(exercise: Exercise, seed: int) -> Iterator[str]:
    """Whether every case draws the same inputs twice, and inputs that the sandbox can be sent."""
    for case in exercise.cases:
        try:
            if pack(case.draw(seed)) != pack(case.draw(seed)):
                yield f"draws different inputs for {case.name!r} from the same seed; use the generator that it is given"
        except Exception as error:
            yield f"cannot draw the inputs of {case.name!r}: {type(error).__name__}: {error}"


def of_drawn(exercise: Exercise) -> Iterator[str]:
    """Some inputs come of the run's seed, so that no answer has seen them; none hides what every `case` has."""
    if not any(pack(case.draw(NOTEBOOK_SEED)) != pack(case.draw(NOTEBOOK_SEED + 1)) for case in exercise.cases):
        yield "has no case whose inputs are drawn: pass a function of a generator, lambda rng: {…}"
    for case in exercise.cases:
        for hidden in sorted(_OF_EVERY_CASE.intersection(case.draw(NOTEBOOK_SEED))):
            yield f"calls an input of {case.name!r} {hidden!r}, which every case() has; give it another name"


def of_ability(exercise: Exercise) -> Iterator[str]:
    """The sentence that the card says when the exercise passes for the first time."""
    said = exercise.ability
    if not said.startswith("You can now ") or not said.endswith(".") or ". " in said:
        yield f"does not say what can be done now: its .md begins with one sentence, “You can now …”, not {said[:60]!r}"
    elif not SHORTEST_ABILITY <= len(said) <= LONGEST_ABILITY:
        yield f"says in {len(said)} characters what can be done now; {SHORTEST_ABILITY} to {LONGEST_ABILITY} are read"
    elif told_off := re.search(_TELLS_OFF, said, re.IGNORECASE):
        yield f"says {told_off[0]!r} where it says what can be done now"


def of_variants(exercise: Exercise) -> Iterator[str]:
    """The mistakes and other ways that are recorded: enough of them, with hints, each a function by itself."""
    if len(exercise.misconceptions) < FEWEST_MISCONCEPTIONS:
        yield f"has {len(exercise.misconceptions)} misconceptions; {FEWEST_MISCONCEPTIONS} is the least"
    for kind, variants in (("misconceptions", exercise.misconceptions), ("accepted variants", exercise.accepted)):
        for name, times in Counter(variant.name for variant in variants).items():
            if times > 1:
                yield f"has {times} {kind} named {name!r}"
    for misconception in exercise.misconceptions:
        for trouble in of_hints(misconception, exercise.name):
            yield f"has {trouble} for the misconception {misconception.name!r}"
    yield from _needs_others("the probe", exercise.probe)
    for accepted in exercise.accepted:
        for name, function in _functions(accepted, exercise).items():
            if name not in exercise.functions:
                yield f"has a variant {accepted.name!r} of {name}, which it does not ask for"
            elif not isinstance(accepted.code, Form):  # a form has the names of its notebook
                yield from _needs_others(f"{accepted.name!r}", function)


def of_hints(misconception: Misconception, exercise: str) -> Iterator[str]:
    """Hints teach and leave the fix to the learner, in plain words that every card shows as they are meant."""
    for what, text, least in (
        ("hint", misconception.hint, SHORTEST_HINT),
        ("second hint", misconception.second_hint, SHORTEST_SECOND_HINT),
    ):
        if not least <= len(text.strip()) <= LONGEST_HINT:
            yield f"a {what} of {len(text.strip())} characters, which should be {least} to {LONGEST_HINT},"
        told_off = re.search(_TELLS_OFF, text, re.IGNORECASE)
        if told_off:
            yield f"a {what} that says {told_off[0]!r}"
        if text.count("`") % 2:
            yield f"a {what} with a backtick that has no partner"
        if "**" in "".join(text.split("`")[::2]):
            yield f"a {what} with ** outside of code, which a notebook shows as bold type,"
    if misconception.hint == misconception.second_hint:
        yield "the same text twice"
    if f"return {exercise}" in misconception.hint:
        yield "a hint that gives the answer away"


def of_left_alone(exercise: Exercise) -> Iterator[str]:
    """What a mistake does not name is the reference's, so that the verdict is about the mistake."""
    for mistake in exercise.misconceptions:
        for form, functions in zip(mistake.forms, exercise.implementations(mistake), strict=True):
            named = set(form) if isinstance(form, Mapping) else {exercise.name}
            for name, made, reference in zip(exercise.functions, functions, exercise.references, strict=True):
                if (made is reference) == (name in named):
                    yield f"lets the misconception {mistake.name!r} {'leave' if name in named else 'change'} {name}"


def names_across(chapters: Iterable[Chapter]) -> list[str]:
    """Functions that more than one exercise asks for: a check would not know which one is meant."""
    asked: dict[str, list[str]] = {}
    for chapter in chapters:
        for exercise in chapter.exercises:
            for function in exercise.functions:
                asked.setdefault(function, []).append(f"{exercise.name} of {chapter.stem}")
    return [f"{function} is written in {' and in '.join(where)}" for function, where in asked.items() if len(where) > 1]


def of_written(chapter: Chapter) -> Iterator[str]:
    """The written questions have points and names of their own."""
    taken = {exercise.name for exercise in chapter.exercises}
    for question in chapter.written:
        if question.points <= 0:
            yield f"gives {question.points:g} points for the written question {question.name!r}"
        if question.name in taken:
            yield f"has two questions named {question.name!r}"
        taken.add(question.name)


def _functions(accepted: Accepted, exercise: Exercise) -> Mapping[str, Function]:
    return accepted.code if isinstance(accepted.code, Mapping) else {exercise.name: accepted.code}


def _needs_others(what: str, function: Function) -> Iterator[str]:
    if getattr(function, "__name__", "") == "<lambda>":
        yield f"writes {what} as a lambda, whose source cannot be sent; write a def"
        return
    try:
        foreign = foreign_names(function)
    except (OSError, TypeError, SyntaxError) as error:
        yield f"hides the source of {what}: {error}"
        return
    if foreign:
        enclosed = foreign & set(inspect.getclosurevars(function).nonlocals) if inspect.isfunction(function) else set()
        how = "is a closure over" if enclosed else "uses"
        yield f"is not self-contained: {what} {how} {', '.join(sorted(foreign))}; only np and its own names travel"
