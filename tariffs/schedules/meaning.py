"""What a rate text means: the one place where schedules ask the room of rates.

Two texts mean the same when their typed expressions are equal, or, where a text has no price,
when its words are equal after markup and odd blanks are gone. So `$1.13/m<sup>3</sup>` and
`$1.13/m3` are one rate, and a new rate is never mistaken for a new spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import AdValorem, Cell, Duty, Rate, Specific, Unpriced
from oneprice.tariffs.rates.render import render
from oneprice.tariffs.rates.text import clean

DIALECTS = ("plain", "us", "eu", "jp", "au", "br", "ca")
US = "us"
STATED = "unpriced:"
EVERYBODY = "*"  # the programme of a rate that names none


@cache
def read(text: str, dialect: str) -> Cell:
    """Return all that a rate text says; `unpriced: why` is understood in every dialect."""
    plain = clean(text)
    if plain.lower().startswith(STATED):
        return Cell(Unpriced("stated", plain[len(STATED) :].strip()))
    return read_cell(text, dialect)


@cache
def rates_of(text: str, dialect: str) -> Mapping[str, Rate]:
    """Return the rate of each programme a text names, `EVERYBODY` for those it does not name.

    A blank text, which means "look at the row above", gives nothing.
    """
    cell = read(text, dialect)
    found = {EVERYBODY: comparable(cell.duty)} if cell.duty is not None else {}
    for preference in cell.preferences:
        found |= {name: comparable(preference.duty) for name in preference.programs}
    return found


def same(old: str, new: str, dialect: str) -> bool:
    """Tell whether two rate texts mean the same."""
    if old == new:
        return True
    marks = [read(text, dialect).markers for text in (old, new)]
    return rates_of(old, dialect) == rates_of(new, dialect) and marks[0] == marks[1]


def comparable(rate: Rate) -> Rate:
    """Return a rate whose words, where it has no price, are free of markup and odd blanks."""
    if isinstance(rate, Unpriced):
        words = re.sub(r"\s+", "", clean(rate.text)).casefold()
        return Unpriced(rate.reason, words, rate.needs)
    return rate


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing of its own: look at the row above."""
    return not clean(text)


def form_of(text: str, dialect: str) -> str:
    """Return the form of the rate for everybody, as it is counted in `Report`.

    `free`, `percent`, `specific`, `specific+percent`; `compound` for every other priced rate (a
    bound, a part of the value, a content, several amounts); `preference` for a text with rates
    for programmes only; `blank`; else the reason why there is no price.
    """
    cell = read(text, dialect)
    rate = cell.duty
    if rate is None:
        return "preference" if cell.preferences else "blank"
    if isinstance(rate, Unpriced):
        return rate.reason
    return _form(rate) if isinstance(rate, Duty) else type(rate).__name__.lower()


def _form(duty: Duty) -> str:
    if duty.is_free:
        return "free"
    values = [term for term in duty.terms if isinstance(term, AdValorem)]
    amounts = [term for term in duty.terms if isinstance(term, Specific)]
    plain = not any(term.part for term in values) and not any(term.times for term in amounts)
    if not duty.is_sum or not plain or len(values) > 1 or len(amounts) > 1:
        return "compound"
    return "+".join(["specific"] * len(amounts) + ["percent"] * len(values))


def words_of(rate: Rate | None) -> str:
    """Return a rate in words, "" for none."""
    if rate is None:
        return ""
    return str(rate) if isinstance(rate, Unpriced) else render(rate)


def rate_for_everybody(text: str, dialect: str) -> Rate:
    """Return the rate for goods that claim no programme, or why there is none.

    Rates for programmes beside it (`5% CAFree`) do not make it uncertain: they are lower for
    those who claim them, and a claim is another measure.
    """
    rate = read(text, dialect).duty
    if rate is None:
        return Unpriced("empty" if is_blank(text) else "several", clean(text))
    return rate
