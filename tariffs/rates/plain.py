"""Rates as our own law tables write them, and the canonical form of every typed rate.

The union of what is unambiguous: `Free`, `N%`, amounts per unit, sums, `not less than` / `MIN`,
`MAX` / `not more than`, `less`, `N% on PART`; `base + 25%` as `base plus: 25%`; seasons
`5% (01 JAN - 14 FEB)`; phases `5%; from 2026-07-01: 4%`; `unpriced: why`. `render` writes it.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from oneprice.tariffs.rates.duty import (
    REASONS,
    Cell,
    Duty,
    Phase,
    Phased,
    Preference,
    Rate,
    Relative,
    Seasonal,
    Unpriced,
)
from oneprice.tariffs.rates.eu import read_eu
from oneprice.tariffs.rates.seasons import read_seasonal
from oneprice.tariffs.rates.sentence import Sentence, read_sentence
from oneprice.tariffs.rates.terms import NUMBER, read_part
from oneprice.tariffs.rates.text import clean
from oneprice.tariffs.rates.unread import unread
from oneprice.tariffs.rates.us import read_us
from oneprice.tariffs.rates.us_additional import BASE_PARTS, read_us_99

_UNPRICED = re.compile(r"unpriced(?:\[(\w+)((?:; [^;\]]+)*)\])?:(.*)", re.IGNORECASE | re.DOTALL)
_MIXED = rf"({NUMBER}(?: \d+/\d+)?)"
_BASE = re.compile(
    rf"(instead of )?(?:{_MIXED}% of )?base(?: of ([\d., ]+?))?(?: on (.+?))?"
    rf"(?: less {_MIXED}%)?(?: plus: (.+))?"
)
_PHASE = re.compile(r"(?:^|; )from (\d{4}-\d\d-\d\d): ")
_PREFERENCE = re.compile(r"\{([^{}]+)\}: (.+)", re.DOTALL)
_BASE_PARTS = frozenset(part.removeprefix("-") for part in BASE_PARTS)
_PLAIN = Sentence(any_part=True)
_UNREAD = frozenset(("unparsed", "unit_missing", "truncated"))
NO_RATE = "none"


def read_plain(text: str) -> Rate | None:
    """Return the rate of a text in any unambiguous form; None where it is blank.

    Examples
    --------
    >>> read_plain("base plus: 25%").keep_base
    True
    """
    stated = _UNPRICED.fullmatch(text.strip())
    if stated:
        return _unpriced(*stated.groups())
    plain = clean(text)
    if not plain:
        return None
    return _phased(plain) or _relative(plain) or _one(plain)


def parse_duty(text: str) -> Duty | Unpriced:
    """Return the duty of a text; seasons, phases and rates on a base are unpriced here.

    Examples
    --------
    >>> parse_duty("76¢/pr. + 32%").needs
    ('pr',)
    """
    rate = read_plain(text)
    if isinstance(rate, Duty | Unpriced):
        return rate
    if rate is None:
        return Unpriced("empty", "")
    return Unpriced("reference" if isinstance(rate, Relative) else "seasonal", clean(text))


def read_plain_cell(text: str) -> Cell:
    """Return the cell of a canonical text: `5% | {CA, MY}: Free | marks: BK`."""
    head, *rest = text.strip().split(" | ")
    preferences: list[Preference] = []
    markers: tuple[str, ...] = ()
    for part in rest:
        found = _PREFERENCE.fullmatch(part)
        rate = read_plain(found[2]) if found else None
        if found and rate is not None:
            preferences.append(Preference(tuple(found[1].split(", ")), rate))
        elif part.startswith("marks: "):
            markers = tuple(part.removeprefix("marks: ").split(", "))
        else:
            return Cell(unread(clean(text)))
    return Cell(None if head == NO_RATE else read_plain(head), tuple(preferences), markers)


def _one(plain: str) -> Duty | Seasonal | Relative | Unpriced:
    """Return a rate without phases: sentence, seasons, texts of the EU, texts of the US."""
    rate = _sentence(plain) or read_seasonal(plain, _sentence)
    if rate is not None:
        return rate
    eu = read_eu(plain)
    if not isinstance(eu, Unpriced) or eu.reason not in _UNREAD:
        return eu
    us = read_us(plain)
    return read_us_99(plain) if isinstance(us, Unpriced) and us.reason in _UNREAD else us


def _sentence(plain: str) -> Duty | None:
    return read_sentence(plain, _PLAIN)


def _unpriced(reason: str | None, needs: str | None, text: str) -> Unpriced:
    """Return a stated reason; `unpriced: why` gives it in words."""
    words = text.strip()
    if reason is None:
        return Unpriced("stated", words or REASONS["stated"])
    if reason not in REASONS:
        return Unpriced("stated", f"{reason}: {words}")
    return Unpriced(reason, words, tuple((needs or "").split("; ")[1:]))


def _phased(plain: str) -> Phased | Unpriced | None:
    """Return dated phases, None where the text has none."""
    first, *rest = _PHASE.split(plain)
    if not rest:
        return None
    try:
        days = [date.fromisoformat(day) for day in rest[::2]]
    except ValueError:
        return Unpriced("unparsed", plain)
    duties = [_sentence(words) for words in rest[1::2]]
    starts: list[date | None] = [*days]
    if first:
        starts, duties = [None, *starts], [_sentence(first), *duties]
    known = [duty for duty in duties if duty is not None]
    if len(known) < len(duties) or days != sorted(set(days)):
        return Unpriced("unparsed", plain)
    return Phased(tuple(Phase(day, duty) for day, duty in zip(starts, known, strict=True)))


def _relative(plain: str) -> Relative | Unpriced | None:
    """Return a rate in terms of the base, None where the text is of another form."""
    found = _BASE.fullmatch(plain)
    if found is None:
        return None
    instead, factor, of, on, less, plus = found.groups()
    added = _sentence(plus) if plus else None
    part = "" if on is None else _part(on)
    if (plus and added is None) or part is None:
        return Unpriced("unparsed", plain)
    codes = tuple(of.split(", ")) if of else ()
    shares = (_number(factor) / 100 if factor else Fraction(1), _number(less or "0") / 100)
    return Relative(added, instead is None, *shares, part, codes)


def _part(words: str) -> str | None:
    """Return the part of the value that the base is charged on."""
    if words.removeprefix("all but ") in _BASE_PARTS:
        return words.replace("all but ", "-")
    parts = read_part(words, any_part=True)
    return parts[0] if len(parts) == 1 and parts[0] else None


def _number(text: str) -> Fraction:
    """Return a number such as `33 1/3`."""
    return sum((Fraction(part) for part in text.split()), Fraction(0))
