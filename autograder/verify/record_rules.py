"""What a record must be made of, before anything in it is run."""

import inspect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ..core.record import Chapter, Exercise, Function, Variant, foreign_names
from ..worker.wire import pack

FEWEST_MISCONCEPTIONS = 3


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


def of_variants(exercise: Exercise) -> Iterator[str]:
    """The mistakes and other ways that are recorded: enough of them, with hints, each a function by itself."""
    if len(exercise.misconceptions) < FEWEST_MISCONCEPTIONS:
        yield f"has {len(exercise.misconceptions)} misconceptions; {FEWEST_MISCONCEPTIONS} is the least"
    for kind, variants in (("misconceptions", exercise.misconceptions), ("accepted variants", exercise.accepted)):
        for name, times in Counter(variant.name for variant in variants).items():
            if times > 1:
                yield f"has {times} {kind} named {name!r}"
    for misconception in exercise.misconceptions:
        for what in ("hint", "second_hint"):
            if not getattr(misconception, what).strip():
                yield f"has no {what!r} for the misconception {misconception.name!r}"
    yield from _needs_others("the probe", exercise.probe)
    for variant in (*exercise.accepted, *exercise.misconceptions):
        for name, function in _functions(variant, exercise).items():
            if name in exercise.functions:
                yield from _needs_others(f"{variant.name!r}", function)
            else:
                yield f"has a variant {variant.name!r} of {name}, which it does not ask for"


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


def _functions(variant: Variant, exercise: Exercise) -> Mapping[str, Function]:
    return variant.code if isinstance(variant.code, Mapping) else {exercise.name: variant.code}


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
