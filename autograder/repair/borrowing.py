"""Finds the first value of an answer that is wrong: with the value of a right program in its place, everything holds.

No edit has to be guessed for that, so it finds slips that no catalogue lists. A value is to blame when all that it is
computed from is right, it is not, and lending it one that a right program computes makes the answer right, in every
case and under another seed. Where two values are wrong, each needs a loan.

The more right programs lend, the more often a value that is right can be bent so that it makes up for a later one that
is not. So `wrong_values` can be asked to doubt: then it looks for a second line that a loan would put right as well.
"""

import ast
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np

from .tracing import Functions, Program, Series, Site, has_values, origin_of, same_series, tells_much
from .trial_limits import TooLong, limited

Check = Callable[[Functions], bool]  # whether functions pass one check; made anew at each call

_MOST_FIRST = 3  # values that are taken for the first of two
_MOST_LENDERS = 12  # for each of them


class Blame(NamedTuple):
    """The expressions that go wrong.

    whole: with them put right everything holds, and not only a part. together: all of them; otherwise one of the two.
    """

    sites: tuple[Site, ...]
    whole: bool
    together: bool = True


class _Lender(NamedTuple):
    """A site of a right program, and what it gives in the first failing check."""

    program: Program
    site: int
    series: Series


class _Found(NamedTuple):
    """A loan that mends some checks. origin: the site to point to, where it is not the one with the loan."""

    site: int
    lender: _Lender
    mended: frozenset[int]
    origin: Site | None = None


Loans = tuple[tuple[int, _Lender], ...]


def wrong_values(
    answer: Program, right: Sequence[Program], checks: Sequence[Check], seconds: float, doubt: bool = False
) -> Blame | None:
    """What is to blame, or None.

    checks: the first is one that the answer fails. seconds: of processor time. doubt: of two lines that might be to
    blame both are told, of more none.
    """
    search = _Search(answer, right, checks, time.process_time() + seconds)
    try:
        return search.found(doubt)
    except TooLong:
        return None


class _Search:
    def __init__(self, answer: Program, right: Sequence[Program], checks: Sequence[Check], deadline: float) -> None:
        self._answer, self._right, self._checks, self._deadline = answer, right, checks, deadline
        self._known: dict[tuple[object, ...], dict[int, Series]] = {}
        self._failing = frozenset(n for n in range(len(checks)) if not self._holds(n, ()))

    def found(self, doubt: bool) -> Blame | None:
        """One value, or two that together explain everything, or one that explains at least half of it."""
        if 0 not in self._failing:
            return None
        one = self._one((), self._failing)
        if one is not None and one.mended == self._failing:
            return self._doubted(one) if doubt else self._blame(one)
        if self._keeps_state():
            return None
        firsts = [one] if one is not None else self._firsts()
        for first in firsts:
            second = self._one(((first.site, first.lender),), self._failing - first.mended)
            if second is not None and first.mended | second.mended == self._failing:
                return self._blame(first, second)
        if one is not None and 2 * len(one.mended) >= len(self._failing):
            return self._blame(one, whole=False)
        return None

    def _doubted(self, one: _Found) -> Blame | None:
        """The value, or the two on different lines of which either may be to blame; None for more, or for no time."""
        found = [one]
        while len(found) < 3:
            lines = frozenset(line for other in found for line in self._answer.sites[other.site].lines)
            another = self._one((), self._failing, lines)
            if time.process_time() > self._deadline:
                return None
            if another is None or another.mended != self._failing:
                return self._blame(*found)._replace(together=False)
            found.append(another)
        return None

    def _keeps_state(self) -> bool:
        """Whether methods hand values on to one another: then a second loan may hide what the first one shows."""
        return any(isinstance(site.definition, ast.ClassDef) for site in self._answer.sites)

    def _blame(self, *found: _Found, whole: bool = True) -> Blame:
        return Blame(tuple(one.origin or self._answer.sites[one.site] for one in found), whole)

    def _one(self, loans: Loans, failing: frozenset[int], but: frozenset[int] = frozenset()) -> _Found | None:
        """The first value that mends what fails still; else the one that mends the most, and breaks nothing.

        but: lines that are left out.
        """
        best: _Found | None = None
        first = min(failing)
        lenders = list(self._lenders(first))
        for number, series in self._trace(self._answer, first, loans).items():
            site = self._answer.sites[number]
            # A name or what is kept under it went wrong where it was computed, if it did.
            if not has_values(series) or self._is_fetched(number, first, loans) or number in dict(loans):
                continue
            if but.intersection(site.lines):
                continue
            if tells_much(series) and any(same_series(series, lender.series) for lender in lenders):
                continue  # it is right
            for lender in sorted(lenders, key=lambda one: not _alike(one.series, series)):
                if time.process_time() > self._deadline:
                    return best
                if not _may_stand_for(lender.series, series):
                    continue
                mended = self._mended((*loans, (number, lender)), failing)
                if len(mended) > (len(best.mended) if best else 0) and self._is_sound(site, first, loans):
                    best = _Found(number, lender, mended, self._origin(site, loans, failing, mended))
                    if mended == failing:
                        return best
        return best

    def _origin(self, site: Site, loans: Loans, failing: frozenset[int], mended: frozenset[int]) -> Site | None:
        """Where a name in a site got its value, if another value of it alone would mend as much.

        A position or a number of rows is too little to tell a right value from a wrong one.
        """
        first = min(failing)
        values = self._trace(self._answer, first, loans)
        for number in site.inner:
            node, series = self._answer.sites[number].node, values.get(number, [])
            if not isinstance(node, ast.Name) or not all(isinstance(value, int) for value in series or [None]):
                continue
            for lender in self._lenders(first):
                fits = _may_stand_for(lender.series, series) and not tells_much(lender.series)
                if fits and self._mended((*loans, (number, lender)), failing) >= mended:
                    return origin_of(site, node.id)
        return None

    def _firsts(self) -> list[_Found]:
        """Values that are wrong, each with the loan after which the most of what follows is right."""
        found: list[tuple[int, _Found]] = []
        lenders = list(self._lenders(0))
        before = self._trace(self._answer, 0, ())
        unknown = [n for n, series in before.items() if self._is_unknown(series, lenders)]
        for number in [n for n in unknown if not self._is_fetched(n, 0, ())]:
            alike = [one for one in lenders if _alike(one.series, before[number]) and tells_much(one.series)]
            for lender in alike[:_MOST_LENDERS]:
                if time.process_time() > self._deadline:
                    return []
                after = self._trace(self._answer, 0, ((number, lender),))
                known = sum(n in after and not self._is_unknown(after[n], lenders) for n in unknown if n > number)
                if known:
                    found.append((known, _Found(number, lender, frozenset())))
        return [one for _, one in sorted(found, key=lambda pair: -pair[0])][:_MOST_FIRST]

    def _is_unknown(self, series: Series, lenders: Sequence[_Lender]) -> bool:
        """Whether no right program has a value that tells much."""
        telling = has_values(series) and tells_much(series)
        return telling and not any(same_series(series, lender.series) for lender in lenders)

    def _is_sound(self, site: Site, first: int, loans: Loans) -> bool:
        """Whether all that a value is computed from is right: a right program has the same, in every check."""
        return all(self._is_right(number, loans) for number in site.inner if self._is_fetched(number, first, loans))

    def _is_fetched(self, number: int, check: int, loans: Loans) -> bool:
        """Whether a site only gives what a name stands for, or what an object keeps: an entry of an array is more."""
        values, site = self._trace(self._answer, check, loans), self._answer.sites[number]
        given = number in values and has_values(values[number])
        return site.is_kept and given and not any(one in values and has_values(values[one]) for one in site.inner)

    def _is_right(self, number: int, loans: Loans) -> bool:
        mine = [self._trace(self._answer, check, loans).get(number, []) for check in range(len(self._checks))]
        return any(
            all(_same_values(self._trace(program, check).get(site, []), series) for check, series in enumerate(mine))
            for program in self._right
            for site in range(len(program.sites))
        )

    def _mended(self, loans: Loans, failing: frozenset[int]) -> frozenset[int]:
        """The failing checks that hold with these loans; none where the first does not, or another one breaks."""
        if not self._holds(min(failing), loans):
            return frozenset()
        holding = frozenset(number for number in range(len(self._checks)) if self._holds(number, loans))
        kept = frozenset(range(len(self._checks))) - failing
        return holding & failing if kept <= holding else frozenset()

    def _holds(self, number: int, loans: Loans) -> bool:
        series = {site: self._trace(lender.program, number).get(lender.site, []) for site, lender in loans}
        try:
            with self._answer.lent(series), limited():
                return self._checks[number](self._answer.functions)
        except TooLong:  # or a site gives more values than its lender has
            return False

    def _lenders(self, check: int) -> Iterator[_Lender]:
        """The sites of right programs, each value once."""
        found: list[_Lender] = []
        for program in self._right:
            for site, series in self._trace(program, check).items():
                if has_values(series) and not any(same_series(series, other.series) for other in found):
                    found.append(_Lender(program, site, series))
                    yield found[-1]

    def _trace(self, program: Program, number: int, loans: Loans = ()) -> dict[int, Series]:
        key = program, number, tuple((site, id(lender)) for site, lender in loans)
        if key not in self._known:
            lent = {site: self._trace(lender.program, number).get(lender.site, []) for site, lender in loans}
            with program.watched() as seen, program.lent(lent), suppress(TooLong), limited():
                self._checks[number](program.functions)
            self._known[key] = dict(seen)
        return self._known[key]


def _may_stand_for(one: Series, other: Series) -> bool:
    """Whether one series may be lent for another: as long, not the same, and no result for a room full of zeros."""
    is_room = any(isinstance(value, np.ndarray) and value.size > 1 for value in other) and not tells_much(other)
    return len(one) == len(other) and not same_series(one, other) and not (is_room and tells_much(one))


def _same_values(one: Series, other: Series) -> bool:
    """Whether two series are the same, or each the same value all the time: then it does not matter how often."""
    if len(one) == len(other) or not one or not other:
        return same_series(one, other)
    steady = (same_series(series[1:], series[:-1]) for series in (one, other))
    return same_series(one[:1], other[:1]) and all(steady)


def _alike(one: Series, other: Series) -> bool:
    """Whether two series begin with values of one shape."""
    return bool(one and other) and getattr(one[0], "shape", ()) == getattr(other[0], "shape", ())
