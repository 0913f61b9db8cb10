"""Answers by rote: a table of results, an input given back, zeros, luck. In no exercise may they bring a point.

They are judged as observations, by the judge that grades. Whatever a function gives by rote, what is observed of it is
what was observed of the reference under another seed, one of the inputs, or a constant; and whoever forges what is
observed has no more to put there. Which case it is, such an answer is taken to know.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from ..core.comparison import Comparison
from ..core.judge import judge
from ..core.record import Case, Exercise
from ..core.values import compare
from ..worker.observe import Observation
from ..worker.wire import pack

RECORDED_SEEDS = tuple(range(101, 109))  # the runs whose results an answer has by heart
TRIED_SEEDS = tuple(range(151, 155))  # the runs in which it was tried out
PLAYED_SEEDS = tuple(range(201, 211))  # the runs in which it is judged

Guess = Callable[[Comparison, Case, str], Any]  # of a run, a case and the name of an observation: its value


@dataclass(frozen=True)
class Gain:
    """What an answer by rote gets for an aspect. seeds: those under which it does"""

    answer: str
    aspect: str
    points: float
    seeds: tuple[int, ...]


def gains(exercise: Exercise, played: Sequence[int] = PLAYED_SEEDS) -> list[Gain]:
    """For each aspect that some answer by rote holds, the answer that holds it under the most seeds."""
    best: dict[str, Gain] = {}
    runs = [Comparison(exercise, seed) for seed in played]
    for answer, guess in answers_by_rote(exercise).items():
        held: dict[str, list[int]] = {}
        for run in runs:
            for name in _held(run, guess):
                held.setdefault(name, []).append(run.seed)
        for aspect in exercise.aspects:
            seeds = tuple(held.get(aspect.name, ()))
            if len(seeds) > (len(best[aspect.name].seeds) if aspect.name in best else 0):
                best[aspect.name] = Gain(answer, aspect.name, aspect.points, seeds)
    return list(best.values())


def of_rote(exercise: Exercise) -> Iterator[str]:
    """Which points can be had by rote."""
    for gain in gains(exercise):
        yield (
            f"gives {gain.points:g} points for {gain.aspect!r} by rote: {gain.answer}, under {len(gain.seeds)} of "
            f"{len(PLAYED_SEEDS)} seeds"
        )


def answers_by_rote(exercise: Exercise) -> dict[str, Guess]:
    """The answers, by what they are called."""
    memory = _Memory([Comparison(exercise, seed) for seed in RECORDED_SEEDS])
    tried = [Comparison(exercise, seed) for seed in TRIED_SEEDS]
    answers: dict[str, Guess] = {
        "the results of another run": memory.of_another_run,
        "the result that is right most often": memory.usual,
        "one constant for all cases": memory.constant,
        "a table by the inputs": lambda run, case, name: memory.looked_up(run, case, name, pack),
        "a table by the inputs' shapes": lambda run, case, name: memory.looked_up(run, case, name, _shapes),
        "an input given back": lambda run, case, name: _input(run, case, name, 0),
        "another input given back": lambda run, case, name: _input(run, case, name, -1),
        "zeros": lambda run, case, name: _filled(run, case, name, np.zeros),
        "ones": lambda run, case, name: _filled(run, case, name, np.ones),
        "random numbers": lambda run, case, name: _filled(run, case, name, np.random.default_rng(0).normal),
    }

    @cache
    def best(case: Case, name: str) -> Guess:
        return max(answers.values(), key=lambda guess: sum(_is_right(run, case, name, guess) for run in tried))

    return answers | {"the best for each case": lambda run, case, name: best(case, name)(run, case, name)}


class _Memory:
    """What was observed of the reference in some runs."""

    def __init__(self, runs: Sequence[Comparison]) -> None:
        self._runs = runs
        self._often, self._everywhere, self._table = (
            cache(self._right_most_often),
            cache(self._favourite),
            cache(_table),
        )

    def of_another_run(self, run: Comparison, case: Case, name: str) -> Any:
        """What was seen in the first run."""
        return _seen(self._runs[0], case).values[name]

    def usual(self, run: Comparison, case: Case, name: str) -> Any:
        """The value that would have been right in the most runs."""
        return self._often(case, name)

    def constant(self, run: Comparison, case: Case, name: str) -> Any:
        """The value that was seen in the most cases."""
        return self._everywhere(name)

    def looked_up(self, run: Comparison, case: Case, name: str, key: Callable[[Any], object]) -> Any:
        """What was seen most often with inputs that are alike; with new ones, what is usual in the case."""
        place = key(run.inputs(case)), name
        found = [value for past in self._runs for value in self._table(past, key).get(place, ())]
        return _most_frequent(found) if found else self.usual(run, case, name)

    def _right_most_often(self, case: Case, name: str) -> Any:
        values = [_seen(run, case).values[name] for run in self._runs]
        return max(values, key=lambda value: sum(not compare(v, value, case.rtol, case.atol) for v in values))

    def _favourite(self, name: str) -> Any:
        of_cases = (_seen(run, case).values for run in self._runs for case in run.exercise.cases)
        return _most_frequent([values[name] for values in of_cases if name in values])


def _held(run: Comparison, guess: Guess) -> list[str]:
    """The aspects that hold for an answer in a run."""

    def observed(case: Case) -> Observation:
        right = _seen(run, case)
        return replace(right, values={name: guess(run, case, name) for name in right.values}, warnings=[])

    answer = run.observed({case.name: observed(case) for case in run.exercise.cases})
    return [result.name for result in judge(run, answer) if result.passed]


def _is_right(run: Comparison, case: Case, name: str, guess: Guess) -> bool:
    return not compare(_seen(run, case).values[name], guess(run, case, name), case.rtol, case.atol)


def _seen(run: Comparison, case: Case) -> Observation:
    seen = run.reference.observation(case)
    assert seen is not None  # what is observed in this process always is
    return seen


def _table(run: Comparison, key: Callable[[Any], object]) -> Mapping[tuple[object, str], list[Any]]:
    """The values of a run by the inputs, as far as `key` tells them apart, and by name."""
    table: dict[tuple[object, str], list[Any]] = {}
    for case in run.exercise.cases:
        inputs = key(run.inputs(case))
        for name, value in _seen(run, case).values.items():
            table.setdefault((inputs, name), []).append(value)
    return table


def _most_frequent(values: Sequence[Any]) -> Any:
    packed = [pack(value) for value in values]
    return values[packed.index(Counter(packed).most_common(1)[0][0])]


def _leaves(value: Any) -> list[Any]:
    """The arrays, numbers and texts of nested inputs."""
    if isinstance(value, Mapping | list | tuple):
        parts = value.values() if isinstance(value, Mapping) else value
        return [leaf for part in parts for leaf in _leaves(part)]
    return [value]


def _shapes(inputs: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(leaf if isinstance(leaf, str) else (np.shape(leaf), type(leaf)) for leaf in _leaves(inputs))


def _input(run: Comparison, case: Case, name: str, which: int) -> Any:
    """The first or last input that has the shape of the result; if there is none, the first or last."""
    given = [np.asarray(leaf) for leaf in _leaves(run.inputs(case)) if not isinstance(leaf, str)]
    alike = [leaf for leaf in given if leaf.shape == np.shape(_seen(run, case).values[name])]
    return (alike or given or [np.zeros(())])[which]


def _filled(run: Comparison, case: Case, name: str, make: Callable[..., Any]) -> Any:
    """Numbers of the right shape."""
    shape = np.shape(_seen(run, case).values[name])
    return make(size=shape) if make not in (np.zeros, np.ones) else make(shape)
