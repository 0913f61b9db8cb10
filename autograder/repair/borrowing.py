"""Finds the first value of an answer that is wrong: with the value of a right program in its place, everything holds.

No edit has to be guessed for that, so it finds slips that no catalogue lists. A value is to blame when all that it is
computed from is right, it is not, and lending it one that a right program computes makes the answer right, in every
case and under another seed.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from .tracing import Functions, Program, Series, Site, has_values, same_series, tells_much
from .trial_limits import TooLong, limited

Check = Callable[[Functions], bool]  # whether functions pass one check; made anew at each call


class _Lender(NamedTuple):
    """A site of a right program, and what it gives in the first failing check."""

    program: Program
    site: int
    series: Series


def first_wrong_value(
    answer: Program, right: Sequence[Program], checks: Sequence[Check], seconds: float
) -> Site | None:
    """The site to blame, or None. checks: the first is one that the answer fails. seconds: of processor time."""
    search = _Search(answer, right, checks, time.process_time() + seconds)
    try:
        return search.found()
    except TooLong:
        return None


class _Search:
    def __init__(self, answer: Program, right: Sequence[Program], checks: Sequence[Check], deadline: float) -> None:
        self._answer, self._right, self._checks, self._deadline = answer, right, checks, deadline
        self._known: dict[tuple[Program, int], dict[int, Series]] = {}

    def found(self) -> Site | None:
        """Site by site, in the order in which they give their first value."""
        lenders = list(self._lenders())
        for number, series in self._trace(self._answer, 0).items():
            site = self._answer.sites[number]
            # A name or what is kept under it went wrong where it was computed, if it did.
            if not has_values(series) or self._is_fetched(number):
                continue
            same = [lender for lender in lenders if same_series(series, lender.series)]
            if same and tells_much(series):
                continue  # it is right
            others = [lender for lender in lenders if lender not in same and len(lender.series) == len(series)]
            for lender in sorted(others, key=lambda one: not _alike(one.series, series)):
                if time.process_time() > self._deadline:
                    return None
                if self._mends(number, lender):
                    return site if self._is_sound(site) else None
        return None

    def _is_sound(self, site: Site) -> bool:
        """Whether all that a value is computed from is right: a right program has the same, in every check."""
        return all(self._is_right(number) for number in site.inner if self._is_fetched(number))

    def _is_fetched(self, number: int) -> bool:
        """Whether a site only gives what a name stands for, or what an object keeps: an entry of an array is more."""
        values, site = self._trace(self._answer, 0), self._answer.sites[number]
        given = number in values and has_values(values[number])
        return site.is_kept and given and not any(one in values and has_values(values[one]) for one in site.inner)

    def _is_right(self, number: int) -> bool:
        mine = [self._trace(self._answer, check).get(number, []) for check in range(len(self._checks))]
        return any(
            all(same_series(self._trace(program, check).get(site, []), series) for check, series in enumerate(mine))
            for program in self._right
            for site in range(len(program.sites))
        )

    def _mends(self, site: int, lender: _Lender) -> bool:
        """Whether every check holds with the lender's value at a site; the first one, which fails, is asked first."""
        for number in range(len(self._checks)):
            series = self._trace(lender.program, number).get(lender.site, []) if number else lender.series
            if not self._holds(number, site, series):
                return False
        return True

    def _holds(self, number: int, site: int, series: Series) -> bool:
        try:
            with self._answer.lent(site, series), limited():
                return self._checks[number](self._answer.functions)
        except TooLong:  # or the site gives more values than the lender has
            return False

    def _lenders(self) -> Iterator[_Lender]:
        """The sites of right programs, each value once."""
        found: list[_Lender] = []
        for program in self._right:
            for site, series in self._trace(program, 0).items():
                if has_values(series) and not any(same_series(series, other.series) for other in found):
                    found.append(_Lender(program, site, series))
                    yield found[-1]

    def _trace(self, program: Program, number: int) -> dict[int, Series]:
        key = program, number
        if key not in self._known:
            with program.watched() as seen, suppress(TooLong), limited():
                self._checks[number](program.functions)
            self._known[key] = dict(seen)
        return self._known[key]


def _alike(one: Series, other: Series) -> bool:
    """Whether two series begin with values of one shape."""
    return getattr(one[0], "shape", ()) == getattr(other[0], "shape", ())
