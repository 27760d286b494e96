"""From typed duty rates to rows of DUTY_TERM, each text once (C-57).

A rate with seasons or dated phases becomes one set of fields for each stretch of days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.days import NEVER_DAY, day_number, day_of
from oneprice.core.source import ratio_of
from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    AdValorem,
    Cell,
    Duty,
    Phased,
    Rate,
    Season,
    Seasonal,
    Specific,
    Term,
    Unpriced,
)
from oneprice.tariffs.readers.law import Place
from oneprice.tariffs.tables import OPS

Fields = dict[str, int]
NONE = "none"  # the kind of measure does not apply
# Days around the window on which goods sold in it may enter.
LEAD_DAYS, TRAIL_DAYS = 31, 730
FIRST_DAY, LAST_DAY = day_number(date(1990, 1, 1)), day_number(date(2051, 1, 1))


class RateFields(NamedTuple):
    """The rate fields of a MEASURE record."""

    term_lo: int
    term_hi: int
    none: int
    unpriced: int
    text: int


class Stretch(NamedTuple):
    """What a rate says on the half-open days [from_day, to_day)."""

    from_day: int
    to_day: int
    fields: RateFields


Stretches = tuple[Stretch, ...]


@dataclass
class DutyTerms:
    """Rows of DUTY_TERM as they grow; row numbers start at 1."""

    rows: list[Fields] = field(default_factory=list)

    def add(self, terms: Iterable[Fields]) -> tuple[int, int]:
        """Append the terms of one duty and return their range of rows."""
        start = len(self.rows) + 1
        self.rows += terms
        return start, len(self.rows) + 1


@dataclass
class RateReader:
    """Turns duty texts into rate fields in a jurisdiction's currency, each text once."""

    ctx: Compiling
    place: Place
    terms: DutyTerms
    known: dict[tuple[str, str], Stretches] = field(default_factory=dict)

    def read(self, text: str, where: str, dialect: str = "plain") -> Stretches:
        """Return the stretches of a duty text; amounts in another currency are unpriced."""
        key = (text, dialect)
        if key not in self.known:
            if text.strip().lower() == NONE:
                self.known[key] = _always(RateFields(0, 0, 1, 0, self._words(text)))
            else:
                self.known[key] = self.take(_rate_of(read_cell(text, dialect), text), text, where)
        return self.known[key]

    def take(self, rate: Rate, text: str, where: str) -> Stretches:
        """Return the stretches of a rate that was read already, under its own words."""
        if isinstance(rate, Seasonal | Phased):
            days = _stretches(rate, *self._span())
            return tuple(Stretch(lo, hi, self._fields(each, text, where)) for lo, hi, each in days)
        return _always(self._fields(rate, text, where))

    def _span(self) -> tuple[int, int]:
        """Return the half-open days on which seasons are written out."""
        if self.ctx.window_to_day <= self.ctx.window_from_day:
            return FIRST_DAY, LAST_DAY
        return self.ctx.window_from_day - LEAD_DAYS, self.ctx.window_to_day + TRAIL_DAYS

    def _words(self, text: str) -> int:
        return self.ctx.ids.add("rate_text", text.strip() or "(empty)")

    def _fields(self, rate: Rate, text: str, where: str) -> RateFields:
        words = self._words(text)
        if isinstance(rate, Duty):
            rate = self._priceable(rate, text)
        if isinstance(rate, Duty):
            return RateFields(*self.terms.add(self._rows(rate, where)), 0, 0, words)
        if not isinstance(rate, Unpriced):
            rate = Unpriced("reference", text)
        return RateFields(0, 0, 0, self.ctx.ids.add("text", str(rate)), words)

    def _priceable(self, duty: Duty, text: str) -> Duty | Unpriced:
        """Return the duty, or why the kernels cannot price it."""
        if any(currency != self.place.currency_code for currency in duty.currencies):
            return Unpriced("currency", text)
        if any(isinstance(term, Specific) and len(term.times) > 1 for term in duty.terms):
            return Unpriced("formula", text)
        return duty

    def _rows(self, duty: Duty, where: str) -> Iterator[Fields]:
        """Yield the terms side by side; a side without terms is a term of nothing."""
        for number, side in enumerate(duty.sides):
            head = {"side": number, "op": OPS[side.op]}
            for minus, terms in enumerate((side.plus, side.minus)):
                for term in terms:
                    yield head | {"minus": minus} | self._term(term, where)
            if not side.terms and number > 0:
                yield head | {"num": 0, "den": 1}

    def _term(self, term: Term, where: str) -> Fields:
        if isinstance(term, AdValorem):
            num, den = ratio_of(term.rate, where)
            name = term.part.removeprefix("-")
            part = self.ctx.ids.add("fact", f"part:{name}") if name else 0
            return {"num": num, "den": den, "part": part, "rest": int(term.part.startswith("-"))}
        per_milli = term.amount * self.place.pips_per_unit / 1000
        num, den = ratio_of(per_milli, where)
        fact = self.ctx.ids.add("fact", term.unit)
        degree = self.ctx.ids.add("fact", term.times[0]) if term.times else 0
        return {"num": num, "den": den, "fact": fact, "degree": degree}


def per_thing(amount: Fraction, currency: str, unit: str) -> Duty:
    """Return the duty of an amount per unit of quantity."""
    return Duty.of(Specific(amount, currency, unit))


def _rate_of(cell: Cell, text: str) -> Rate:
    """Return the one rate of a cell, or why there is none for everybody."""
    if cell.preferences:
        return Unpriced("several", text)
    return Unpriced("empty", text) if cell.duty is None else cell.duty


def _always(fields: RateFields) -> Stretches:
    return (Stretch(-NEVER_DAY, NEVER_DAY, fields),)


def _stretches(
    rate: Seasonal | Phased, first: int, end: int
) -> Iterator[tuple[int, int, Duty | Unpriced]]:
    """Yield what holds on each stretch of days; the outermost reach without end."""
    starts = [day for day in sorted({first, *_starts(rate, first, end)}) if first <= day < end]
    found: list[tuple[int, Duty | Unpriced]] = []
    for day in starts:
        holds = rate.on(day_of(day))
        if not found or found[-1][1] != holds:
            found.append((day, holds))
    days = [-NEVER_DAY, *(day for day, _ in found[1:]), NEVER_DAY]
    for (lo, hi), (_, holds) in zip(pairwise(days), found, strict=True):
        yield lo, hi, holds


def _starts(rate: Seasonal | Phased, first: int, end: int) -> Iterator[int]:
    """Yield the days on which another duty may begin."""
    if isinstance(rate, Phased):
        yield from (day_number(each.from_day) for each in rate.phases if each.from_day)
        return
    for year in range(day_of(first).year, day_of(end).year + 1):
        for season in rate.seasons:
            yield from _edges(season, year)


def _edges(season: Season, year: int) -> tuple[int, int]:
    """Return the first day of a season and the day after its last, in a year."""
    after = _day_in(year, season.last) + timedelta(days=_exists(year, season.last))
    return day_number(_day_in(year, season.first)), day_number(after)


def _exists(year: int, day: tuple[int, int]) -> bool:
    """Tell whether a year has a day: 29 February is not in every one."""
    return day != (2, 29) or date(year, 3, 1) - date(year, 2, 28) > timedelta(days=1)


def _day_in(year: int, day: tuple[int, int]) -> date:
    """Return the day in a year, 1 March for a missing 29 February."""
    return date(year, *day) if _exists(year, day) else date(year, 3, 1)
