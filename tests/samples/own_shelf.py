"""Shelves as a learner may have them: of the chapters' solutions, each call counted, and of functions that fail."""

import functools
from collections import Counter
from typing import Any

from autograder.core.answers import run
from autograder.exercises import answer, find


class Solutions:
    """Every exercise solved as its chapter has it. calls: how often each has been called, a class when one is made."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._made: dict[str, Any] = {}

    def passed(self, name: str) -> Any | None:
        if name not in self._made:
            try:
                exercise = find(name).name
            except KeyError:
                return None
            found = answer(exercise)
            space = run(found.text, f"<{exercise}>", found.lookup)
            self._made |= {one: self._counted(one, space[one]) for one in find(name).functions}
        return self._made[name]

    def failed(self, _: str) -> None:
        return None

    def _counted(self, name: str, thing: Any) -> Any:
        if isinstance(thing, type):

            def made(own: Any, *given: Any, **options: Any) -> None:
                self.calls[name] += 1
                thing.__init__(own, *given, **options)

            return type(name, (thing,), {"__init__": made})

        @functools.wraps(thing)
        def called(*given: Any, **options: Any) -> Any:
            self.calls[name] += 1
            return thing(*given, **options)

        return called


class Raising:
    """Every exercise with an answer that raises; passed or failed, as is asked for."""

    def __init__(self, as_passed: bool = True) -> None:
        self._as_passed = as_passed

    def passed(self, name: str) -> Any | None:
        return self._raising(name) if self._as_passed else None

    def failed(self, name: str) -> Any | None:
        return None if self._as_passed else self._raising(name)

    @functools.cache  # noqa: B019  # the same function each time, as on a real shelf
    def _raising(self, name: str) -> Any | None:
        try:
            find(name)
        except KeyError:
            return None

        def raises(*_: Any, **__: Any) -> None:
            raise TypeError("lists only")

        return raises
