"""Rate texts of the Customs Tariff of Australia: Schedule 3 and the agreement schedules 4 to 12.

A cell holds the general rate, rates behind preference codes that are glued to them (`DCS4%`,
`CAFree`, `NZ/PG/FI/DC/LDC/SG $0.526/L`) and dated phases of all of them (`From1July2018 2.5%`).
In a phase that does not name a code again the code has the general rate.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from oneprice.tariffs.rates.duty import Cell, Duty, Phase, Phased, Preference, Rate, Unpriced
from oneprice.tariffs.rates.sentence import Sentence, read_sentence
from oneprice.tariffs.rates.unread import unread

_AU = Sentence(dollar="AUD")
_FROM = re.compile(r"From ?(\d{1,2}) ?([A-Z][a-z]{2})[a-z]* ?(\d{4}) ?:? ?")
_CODE = r"(?:DCS|DCT|DTC|LDC|DC|CA|MY|NZ|PG|FI|SG)"
# Codes stand before a rate; "L" and other letters of units never do.
_CODES = re.compile(rf"(?<![A-Z])({_CODE}(?: ?/ ?{_CODE})*);? ?(?=\$|\d|Free)")
_OVER = re.compile(
    r"L of alcohol, calculated on that alcohol content by which the percentage by volume of alcohol"
    r" of the goods exceeds 1\.15"
)
_MONTHS = list(calendar.month_abbr)


class Stage(NamedTuple):
    """What holds from a day on (None: from the beginning): the text for all and by code."""

    from_day: date | None
    general: str
    by_code: dict[tuple[str, ...], str]


def read_au(plain: str) -> Cell:
    """Return the cell of a cleaned text.

    Examples
    --------
    >>> cell = read_au("5% DCS4% DCT5% From1July2018 2.5% From1July2019 Free")
    >>> [one.programs for one in cell.preferences], len(cell.duty.phases)
    ([('DCS',), ('DCT',)], 3)
    """
    if not plain:
        return Cell(None)
    try:
        stages = read_stages(_OVER.sub("L of alcohol over 1.15% vol", plain))
    except ValueError:
        return Cell(Unpriced("unparsed", plain))
    codes = dict.fromkeys(code for stage in stages for code in stage.by_code)
    preferences = [
        Preference(code, _over_time(stages, [s.by_code.get(code, s.general) for s in stages]))
        for code in codes
    ]
    return Cell(_over_time(stages, [s.general for s in stages]), tuple(preferences))


def read_stages(text: str) -> tuple[Stage, ...]:
    """Return the dated stages of a cell, in its order.

    Raises
    ------
    ValueError
        A date that is none, or dates that do not ascend.
    """
    stages: list[Stage] = []
    start, begins = 0, None
    for found in _FROM.finditer(text):
        _add(stages, begins, text[start : found.start()])
        day, month, year = found.groups()
        start, begins = found.end(), date(int(year), _MONTHS.index(month), int(day))
    _add(stages, begins, text[start:])
    days = [stage.from_day or date.min for stage in stages]
    if days != sorted(set(days)):
        raise ValueError("dates do not ascend")
    return tuple(stages)


def _add(stages: list[Stage], begins: date | None, text: str) -> None:
    """Add a stage; nothing stands before the first date of some cells."""
    words = text.strip()
    if not words and begins is None:
        return
    parts = _CODES.split(words)
    by_code: dict[tuple[str, ...], str] = {}
    for codes, rate in zip(parts[1::2], parts[2::2], strict=True):
        programs = tuple(dict.fromkeys(re.split(r" ?/ ?", codes)))
        by_code[programs] = rate.strip()
    stages.append(Stage(begins, parts[0].strip(), by_code))


def _over_time(stages: tuple[Stage, ...], texts: list[str]) -> Rate:
    """Return one rate, or phases; the first that has no price makes all of it unpriced."""
    rates = [_rate(text) for text in texts]
    phases: list[Phase] = []
    for stage, rate in zip(stages, rates, strict=True):
        if isinstance(rate, Unpriced):
            return rate
        phases.append(Phase(stage.from_day, rate))
    if len(phases) == 1 and phases[0].from_day is None:
        return phases[0].duty
    return Phased(tuple(phases))


def _rate(text: str) -> Duty | Unpriced:
    return read_sentence(text, _AU) or unread(text)
