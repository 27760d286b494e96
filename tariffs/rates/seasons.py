"""Rates by season, as the EU and the UK write them: `15.00% (01 JAN-14 FEB), 0.00% (...)`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from oneprice.tariffs.rates.duty import Duty, Season, Seasonal, Unpriced

MonthDay = tuple[int, int]
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAY = r"(\d{1,2})"
_MONTH = rf"({'|'.join(_MONTHS)})[A-Z]*"
_RANGE = re.compile(rf"{_DAY}(?: {_MONTH})? ?- ?{_DAY} {_MONTH}", re.IGNORECASE)
_PART = re.compile(rf"([^()]+?) ?\(([^()]*?{_RANGE.pattern}[^()]*?)\)(?:, |$)", re.IGNORECASE)


class SeasonText(NamedTuple):
    """The words of a rate and the days (month, day) from which and to which it holds."""

    rate: str
    first: MonthDay
    last: MonthDay


def read_seasons(plain: str) -> tuple[SeasonText, ...]:
    """Return the seasons of a cleaned text; none where it names no season.

    A last rate without dates holds on the days that the others leave. A day that the month does
    not have (31 APR) is its last.

    Raises
    ------
    ValueError
        Dates that are none, or words between the seasons.

    Examples
    --------
    >>> read_seasons("2.0% (25 NOV - 25 JAN)")
    (SeasonText(rate='2.0%', first=(11, 25), last=(1, 25)),)
    """
    seasons: list[SeasonText] = []
    end = 0
    for found in _PART.finditer(plain):
        if found.start() != end:
            raise ValueError(f"words outside the seasons: {plain[end : found.start()]!r}")
        end = found.end()
        for days in found[2].split(","):
            seasons.append(SeasonText(found[1].strip(), *_days(days.strip())))
    rest = plain[end:].strip(", ")
    if seasons and rest:
        seasons += [SeasonText(rest, *gap) for gap in _gaps(seasons)]
    return tuple(seasons)


def read_seasonal(plain: str, read: Callable[[str], Duty | None]) -> Seasonal | Unpriced | None:
    """Return the seasons of a cleaned text with their duties; None where it names no season."""
    if not _RANGE.search(plain):
        return None
    try:
        seasons = read_seasons(plain)
    except ValueError:
        return Unpriced("unparsed", plain)
    duties = [read(season.rate) for season in seasons]
    if not seasons or any(duty is None for duty in duties):
        return Unpriced("unparsed", plain)
    return Seasonal(
        tuple(
            Season(duty, season.first, season.last)
            for season, duty in zip(seasons, duties, strict=True)
            if duty is not None
        )
    )


def _days(text: str) -> tuple[MonthDay, MonthDay]:
    """Return the first and last day of `01 JAN-14 FEB` or `01-31 DEC`."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no range of days")
    day, month, last_day, last_month = found.groups()
    months = [_MONTHS.index(name.upper()) + 1 for name in (month or last_month, last_month)]
    return month_day(int(day), months[0]), month_day(int(last_day), months[1])


def month_day(day: int, month: int) -> MonthDay:
    """Return (month, day); a day from 29 to 31 that the month lacks is its last one.

    Raises
    ------
    ValueError
        No day or month of any year.
    """
    if not (1 <= day <= 31 and 1 <= month <= 12):
        raise ValueError(f"{day}.{month}. is no day")
    return month, min(day, calendar.monthrange(2000, month)[1])


def _gaps(seasons: list[SeasonText]) -> list[tuple[MonthDay, MonthDay]]:
    """Return the stretches of the year (with 29 February) that no season holds."""
    days = [date(2000, 1, 1) + timedelta(number) for number in range(366)]
    named = [Season(Duty.of(), season.first, season.last) for season in seasons]
    free = [day for day in days if not any(season.holds_on(day) for season in named)]
    gaps: list[tuple[MonthDay, MonthDay]] = []
    for day in free:
        if gaps and day - timedelta(1) in free:
            gaps[-1] = (gaps[-1][0], (day.month, day.day))
        else:
            gaps.append(((day.month, day.day), (day.month, day.day)))
    return gaps
