"""Pricing one basket on every edition of the United States schedule, with exact fractions.

Two independent ways: the interval table over 44 editions, and the four published exports through
the compiled tables of a book. Both add the base rate (a programme of the special column where the
origin has one, in the history only) and what the headings of footnotes charge goods of China.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from schedule_files import EXPORTS

from oneprice.core.compiling import Compiling
from oneprice.core.days import day_number
from oneprice.tariffs.options import measures_of
from oneprice.tariffs.rates.duty import AdValorem, Duty, Rate, Relative, Side
from oneprice.tariffs.schedules.meaning import EVERYBODY, rates_of, read
from oneprice.tariffs.schedules.s301 import Additional, Headings, additional_duties

VALUE = Fraction(1000)  # USD of goods, and this many of every unit a rate asks for
QUANTITY = Fraction(250)
# Programme of the special column by origin: KORUS, USMCA; none for China and Germany.
PROGRAMMES = {"CN": "", "KR": "KR", "MX": "S", "DE": ""}
ADDED_TO = "CN"
UNPUBLISHED = {"2026_rev_8": "2026-05-22"}  # left out of the dates as editorial only
Price = Fraction | str  # an amount, or why there is none


class Interval(NamedTuple):
    """What the interval table says of a code from one edition to another, both inclusive."""

    first: int
    last: int
    general: str
    special: str
    links: frozenset[str]


@dataclass(frozen=True)
class History:
    """The interval table, and the day on which each edition took effect."""

    names: tuple[str, ...]
    days: tuple[int, ...]
    intervals: Mapping[str, tuple[Interval, ...]]

    def at(self, code: str, edition: int) -> Interval | None:
        """Return what a row of the schedule said in an edition."""
        for interval in self.intervals.get(code, ()):
            if interval.first <= edition <= interval.last:
                return interval
        return None

    def begun(self, codes: Iterable[str], old: int, new: int) -> list[str]:
        """Return the codes of which an interval began or ended between two editions."""
        return [
            code
            for code in codes
            for interval in self.intervals.get(code, ())
            if old < interval.first <= new or old <= interval.last < new
        ]


def read_history(shared: Path) -> History:
    """Read the interval table and the dates of its editions."""
    folder = shared / "data/tariffs"
    names = tuple(row["revision"] for row in _rows(folder / "us_hts_revision_counts.csv.gz"))
    dated = dict(UNPUBLISHED)
    for row in _rows(folder / "us_hts_revision_dates.csv.gz"):
        name = row["revision"]
        dated[name if name.startswith("2026") else f"2025_{name}"] = row["effective_date"]
    days = tuple(day_number(date.fromisoformat(dated[name])) for name in names)
    at = {name: number for number, name in enumerate(names)}
    found: dict[str, list[Interval]] = {}
    for row in _rows(folder / "us_hts_rate_history_2025_2026.csv.gz"):
        found.setdefault(row["htsno"].replace(".", ""), []).append(
            Interval(
                at[row["first_revision"]],
                at[row["last_revision"]],
                row["general"],
                row["special"],
                frozenset(filter(None, row["links99"].split("|"))),
            )
        )
    return History(names, days, {code: tuple(rows) for code, rows in found.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# --- amounts --------------------------------------------------------------------------


def amount(rate: Rate) -> Price:
    """Return what a rate asks of the goods, or the class of what it lacks."""
    if not isinstance(rate, Duty):
        return f"unpriced: {getattr(rate, 'reason', type(rate).__name__)}"
    lacking = [term for term in rate.terms if isinstance(term, AdValorem) and term.part]
    if lacking:
        return "unpriced: value of a part"
    if any(getattr(term, "times", ()) for term in rate.terms):
        return "unpriced: degree"
    stands = Fraction(0)
    for side in rate.sides:
        stands = _meet(side.op, stands, _sum(side))
    return max(stands, Fraction(0))


def _sum(side: Side) -> Fraction:
    def size(term: Any) -> Fraction:
        here = VALUE * term.rate if isinstance(term, AdValorem) else QUANTITY * term.amount
        return Fraction(here)

    return sum(map(size, side.plus), Fraction(0)) - sum(map(size, side.minus), Fraction(0))


def _meet(op: str, stands: Fraction, side: Fraction) -> Fraction:
    if op == "first":
        return side
    if op == "plus":
        return stands + side
    return max(stands, side) if op == "at_least" else min(stands, side)


def added(one: Price, other: Price) -> Price:
    """Return the sum of two amounts, or the first that is none."""
    if isinstance(one, str):
        return one
    return other if isinstance(other, str) else one + other


# --- by the interval table ------------------------------------------------------------


def stems(code: str) -> tuple[str, ...]:
    """Return a code and the shorter ones a rate or footnote may stand on, longest first."""
    return tuple(code[:length] for length in (10, 8, 6, 4) if length <= len(code))


def history_price(
    history: History,
    headings: Headings,
    origins: Mapping[str, int],
    code: str,
    origin: str,
    at: int,
) -> Price | None:
    """Return the duty by the texts of an edition on its day; None for no line."""
    rows = [row for stem in stems(code) if (row := history.at(stem, at)) is not None]
    general = next((row.general for row in rows if row.general), "")
    special = next((row.special for row in rows if row.special), "")
    if not general:
        return None
    programme = rates_of(special, "us_special").get(PROGRAMMES[origin])
    usable = programme is not None and not isinstance(programme, Relative)
    base = amount(programme if usable and programme else rates_of(general, "us")[EVERYBODY])
    named = {name for row in rows for name in row.links}
    return added(
        base, _charged(additional_duties(named, headings), origins[origin], history.days[at])
    )


def _charged(duties: tuple[Additional, ...] | str, origin: int, day: int) -> Price:
    if isinstance(duties, str):
        return f"unpriced: {duties}"
    total: Price = Fraction(0)
    for duty in duties:
        meant = duty.kind == "s301" and (not duty.origins or origin in duty.origins)
        if meant and duty.from_day <= day < duty.to_day:
            rate = read(duty.rate, "plain").duty
            assert rate is not None
            total = added(total, amount(rate))
    return total


# --- through a compiled book ----------------------------------------------------------


class CompiledTariff:
    """The tables of a book as the kernels read them, priced with exact fractions."""

    def __init__(self, ctx: Compiling, tables: Mapping[str, Any]) -> None:
        self.ids = ctx.ids
        self.commodity = tables["commodity"]
        self.lo = self.commodity["lo"].tolist()
        self.tables, self.terms = tables, tables["duty_term"]
        self.pips = 1_000_000

    def price(self, code: str, origin: str, day: int) -> Price | None:
        """Return base duty and Section 301 of a code; None where the book knows no such code."""
        number = int(code.ljust(10, "0"))
        row = bisect_right(self.lo, number, lo=1) - 1
        if row < 1 or number >= self.commodity[row]["hi"]:
            return None
        parts = [self._kind(row, kind, origin, day) for kind in ("base", "s301")]
        return None if parts[0] is None else added(parts[0], parts[1] or Fraction(0))

    def _kind(self, row: int, kind: str, origin: str, day: int) -> Price | None:
        number, country = self.ids.find("measure_kind", kind), self.ids.find("country", origin)
        for each in measures_of(self.tables, row):
            fits = each["kind"] == number and each["origin"] in (0, country)
            if fits and each["from_day"] <= day < each["to_day"]:
                return self._amount(each)
        return None

    def _amount(self, measure: Any) -> Price:
        if measure["unpriced"]:
            return "unpriced: " + self.ids.name("text", measure["unpriced"])
        stands, sides = Fraction(0), {}
        for term in self.terms[measure["term_lo"] : measure["term_hi"]]:
            if term["part"]:
                return "unpriced: value of a part"
            if term["degree"]:
                return "unpriced: degree"
            rate = Fraction(int(term["num"]), int(term["den"]))
            here = rate * QUANTITY * 1000 / self.pips if term["fact"] else rate * VALUE
            sides.setdefault((int(term["side"]), int(term["op"])), []).append(
                -here if term["minus"] else here
            )
        for (_, op), amounts in sorted(sides.items()):
            name = ("first", "at_least", "at_most", "plus")[op]
            stands = _meet(name, stands, sum(amounts, Fraction(0)))
        return max(stands, Fraction(0))


def same_price(one: Price | None, other: Price | None) -> bool:
    """Tell whether two prices are equal; two without a price are, whatever their words."""
    if isinstance(one, str) and isinstance(other, str):
        return True
    return one == other


__all__ = ["EXPORTS", "CompiledTariff", "History", "history_price", "read_history"]
