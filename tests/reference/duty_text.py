"""Duty texts read into sides and terms (C-57), and their seasons into stretches of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from reference.units import Unit, read_unit, unit_words

CENT = "\N{CENT SIGN}"
BOUND = re.compile(
    r"\s*,?\s*(?:but\s+)?\b(MIN|MAX|not\s+less\s+than|not\s+more\s+than|plus)\b\s*", re.IGNORECASE
)
SIGN = re.compile(r"\s*(\+|\bless\b)\s*", re.IGNORECASE)
AD_VALOREM = re.compile(r"([0-9.]+)\s*%(?:\s+on\s+(all\s+but\s+)?(.+))?", re.IGNORECASE)
SPECIFIC = re.compile(r"(\$)?([0-9.]+)\s*(\N{CENT SIGN}|[A-Z]{3})?\s*/\s*(.+)")
EACH = re.compile(r"\s+each$")  # `44¢ each` needs no stroke
SEASON = re.compile(r"\(\s*(\d\d?)\s+([A-Z]{3})\s*-\s*(\d\d?)\s+([A-Z]{3})\s*\)\s*$", re.IGNORECASE)
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
OPS = {"min": "at_least", "not less than": "at_least", "max": "at_most", "not more than": "at_most"}
YEARS = range(2024, 2030)  # in which seasons are laid out


@dataclass(frozen=True)
class Term:
    """A share of a value, or an amount (in currency units) per unit of quantity."""

    taken_off: bool
    rate: Fraction
    unit: Unit | None = None  # None: ad valorem
    degree: str = ""
    part: str = ""
    all_but: bool = False


@dataclass(frozen=True)
class Side:
    """A sum of terms, and how it is laid to what stands before it."""

    op: str  # first, at_least, at_most or plus
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Duty:
    """A rate: its sides, or why it cannot be priced, or that the kind does not apply."""

    sides: tuple[Side, ...]
    unpriced: str = ""
    is_none: bool = False


@cache
def parse_duty(text: str, currency: str) -> Duty:
    """Return the sides of a duty text; another currency than the jurisdiction's is an error."""
    if text.lower().startswith("unpriced"):
        return Duty((), text.partition(":")[2].strip() or "unpriced")
    if text.strip().lower() == "none":
        return Duty((), is_none=True)
    first, *rest = BOUND.split(text)
    sides = [Side("first", parse_side(first, currency))]
    for word, side in zip(rest[::2], rest[1::2], strict=True):
        op = OPS.get(" ".join(word.lower().split()), "plus")
        sides.append(Side(op, parse_side(side, currency)))
    return Duty(tuple(sides))


def parse_side(text: str, currency: str) -> tuple[Term, ...]:
    """Return the terms of a side: the first, and those added or taken off."""
    first, *rest = SIGN.split(text.strip())
    pairs = [("+", first), *zip(rest[::2], rest[1::2], strict=True)]
    terms = [parse_term(part.strip(), sign != "+", currency) for sign, part in pairs]
    return tuple(term for term in terms if term is not None)


def parse_term(text: str, taken_off: bool, currency: str) -> Term | None:
    """Return one term, None for `Free`."""
    if text.lower() == "free":
        return None
    share = AD_VALOREM.fullmatch(text)
    if share is None:
        return parse_specific(text, taken_off, currency)
    number, all_but, part = share.groups()
    rate = Fraction(number) / 100
    return Term(taken_off, rate, part=part_name(part or ""), all_but=bool(all_but))


def parse_specific(text: str, taken_off: bool, currency: str) -> Term:
    """Return an amount per unit, perhaps for each degree."""
    match = SPECIFIC.fullmatch(EACH.sub("/each", text))
    if match is None:
        raise ValueError(f"cannot read the duty {text!r}")
    dollar, number, mark, per = match.groups()
    named = "USD" if dollar or mark == CENT else mark
    if named not in (None, currency):
        raise ValueError(f"{text!r} is not in {currency}")
    degree, _, unit = per.replace("p/st", "each").rpartition("/")
    amount = Fraction(number) / (100 if mark == CENT else 1)
    return Term(taken_off, amount, read_unit(unit), unit_words(degree))


def part_name(text: str) -> str:
    """Return the name of a part as the order gives it: of `the strap or band` the first word."""
    named = " ".join(text.lower().split()).removeprefix("the ")
    return re.split(r",| or ", named)[0]


def alternatives(text: str) -> list[tuple[str, tuple[int, int, int, int] | None]]:
    """Return (rate, season) of a text such as `15% (01 JAN-14 FEB), 0%`; None: the rest."""
    found: list[tuple[str, tuple[int, int, int, int] | None]] = []
    if "(" not in text or text.lower().startswith("unpriced"):
        return [(text, None)]
    for part in text.split(","):
        season = SEASON.search(part)
        if season is None:
            found.append((part.strip(), None))
            continue
        day, month, last, end = season.groups()
        numbers = (MONTHS.index(month.upper()) + 1, int(day), MONTHS.index(end.upper()) + 1)
        found.append((part[: season.start()].strip(), (*numbers, int(last))))
    return found


def in_season(day: date, season: tuple[int, int, int, int]) -> bool:
    """Tell whether a day lies in a season, its first and last day included."""
    here, first, last = (day.month, day.day), season[:2], season[2:]
    return first <= here <= last if first <= last else here >= first or here <= last


def stretches(text: str) -> list[tuple[str, str, str]]:
    """Return (rate, first day, day after) for each stretch of days; empty: no end (C-57)."""
    parts = alternatives(text)
    if len(parts) == 1 and parts[0][1] is None:
        return [(text, "", "")]
    found: list[tuple[str, str, str]] = []
    day, end = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    while day <= end:
        rate = next((r for r, season in parts if season is None or in_season(day, season)), "")
        after = (day + timedelta(days=1)).isoformat()
        if found and found[-1][0] == rate:
            found[-1] = (rate, found[-1][1], after)
        else:
            found.append((rate, day.isoformat(), after))
        day += timedelta(days=1)
    return [stretch for stretch in found if stretch[0]]
