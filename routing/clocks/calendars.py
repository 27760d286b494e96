"""Working days: weekday patterns, public holidays and their exceptions (C-18, C-24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import holidays
import numpy as np
import numpy.typing as npt

from oneprice.core.compiling import Compiling, Table, unique
from oneprice.core.days import NEVER_DAY, day_number, day_of, parse_day
from oneprice.core.errors import InputError, require
from oneprice.core.source import Row
from oneprice.routing.laws.tables import CALENDAR, WORKDAY

Days = npt.NDArray[np.int64]

DAYS_BEFORE = 40  # a calendar reaches this far before the window of the book
DAYS_AFTER = 400  # ... and this far after it
MONDAY_SHIFT = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True)
class Calendars:
    """The open days of every calendar over one span of local days.

    Attributes
    ----------
    first_day : int
        Local day number of column 0.
    open_days : bool[calendars, days]
        By calendar number; row 0 ("none") is always open.
    """

    first_day: int
    open_days: npt.NDArray[np.bool_]

    @property
    def end_day(self) -> int:
        """Return the first day after the span."""
        return self.first_day + len(self.open_days[0])

    def is_open(self, calendar: int, day: int) -> bool:
        """Return whether a day inside the span is a working day (C-24)."""
        require(self.first_day <= day < self.end_day, f"day {day} is outside the calendars")
        return bool(self.open_days[calendar, day - self.first_day])

    def are_open(self, calendar: int, days: Days) -> npt.NDArray[np.bool_]:
        """Return `is_open` of many days; days outside the span are closed."""
        inside = (days >= self.first_day) & (days < self.end_day)
        column = np.where(inside, days - self.first_day, 0)
        return np.asarray(inside & self.open_days[calendar, column])

    def nth_working_day(self, calendar: int, days: Days, n: int) -> Days:
        """Return the n-th working day after each day (C-18).

        Parameters
        ----------
        calendar : int
            Calendar number.
        days : int64[k]
            Local days, none before the span.
        n : int
            0: the first working day on or after the day; n >= 1: the n-th one after that, so
            that a closed day counts as the next working day.

        Returns
        -------
        int64[k]
            Local days; `NEVER_DAY` where the span ends first, so that nothing beyond what is
            known is ever promised.
        """
        require(bool((days >= self.first_day).all()), "a day lies before the calendars")
        listed = np.flatnonzero(self.open_days[calendar])
        index = np.searchsorted(listed, days - self.first_day) + n
        known = np.append(listed + self.first_day, NEVER_DAY)
        return np.asarray(known[np.minimum(index, len(listed))], dtype=np.int64)

    def tables(self) -> dict[str, Table]:
        """Return the sections `calendar` and `workday`."""
        calendar = np.zeros(len(self.open_days), CALENDAR)
        count = self.open_days.shape[1] + 1
        workday = np.zeros(1 + (len(calendar) - 1) * count, WORKDAY)
        for number in range(1, len(calendar)):
            lo = 1 + (number - 1) * count
            calendar[number] = (self.first_day, lo, count)
            np.cumsum(self.open_days[number], out=workday["before"][lo + 1 : lo + count])
        return {"calendar": calendar, "workday": workday}


def calendars_of(tables: Mapping[str, Table], first_day: int, end_day: int) -> Calendars:
    """Return the calendars of an opened book whose window is [first_day, end_day)."""
    calendar, before = tables["calendar"], tables["workday"]["before"]
    first, end = first_day - DAYS_BEFORE, end_day + DAYS_AFTER
    open_days = np.ones((len(calendar), end - first), np.bool_)
    for number in range(1, len(calendar)):
        _, lo, n = calendar[number].tolist()
        open_days[number] = np.diff(before[lo : lo + n]) > 0
    return Calendars(first, open_days)


def read_calendars(ctx: Compiling) -> Calendars:
    """Read `calendar.csv` and `calendar_day.csv` over the window and its margins.

    Raises
    ------
    InputError
        Bad weekdays, a holiday country or subdivision that the `holidays` library does not
        know, a day given twice, a calendar that a node, lane or zone names and no row defines.
    """
    columns = ("calendar_id", "workdays", "holiday_country", "holiday_subdivision")
    rows = ctx.rows("calendar.csv", columns, columns[:2])
    unique(rows, "calendar_id")
    first = ctx.window_from_day - DAYS_BEFORE
    days = np.arange(first, ctx.window_to_day + DAYS_AFTER, dtype=np.int64)
    patterns = {ctx.ids.add("calendar", row["calendar_id"]): _pattern(row, days) for row in rows}
    open_days = np.ones((ctx.ids.count("calendar"), len(days)), np.bool_)
    for number in range(1, len(open_days)):
        if number not in patterns:
            name = ctx.ids.name("calendar", number)
            remedy = "add its row: a node, lane or zone uses it"
            raise InputError("calendar.csv, column calendar_id", name, remedy)
        open_days[number] = patterns[number]
    _apply_exceptions(ctx, first, open_days)
    return Calendars(first, open_days)


def _pattern(row: Row, days: Days) -> npt.NDArray[np.bool_]:
    """Return the working days of one row before exceptions."""
    weekdays = _weekdays(row)
    works = np.isin((days + MONDAY_SHIFT) % 7, weekdays)
    closed = sorted(_holidays(row, int(days[0]), int(days[-1])))
    return np.asarray(works & ~np.isin(days, closed))


def _weekdays(row: Row) -> list[int]:
    """Return weekdays counted from Monday = 0."""
    digits = row["workdays"]
    if not set(digits) <= set("1234567") or len(set(digits)) != len(digits):
        raise row.error("workdays", "give ISO weekdays such as 12345, each once (1 = Monday)")
    return [int(digit) - 1 for digit in digits]


def _holidays(row: Row, first: int, last: int) -> set[int]:
    """Return the public holidays of a row's country between two days."""
    country, part = row["holiday_country"], row["holiday_subdivision"]
    if not country:
        if part:
            raise row.error("holiday_subdivision", "give holiday_country as well")
        return set()
    years = range(day_of(first).year, day_of(last).year + 1)
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise row.error("holiday_country", "give an ISO 3166 country of the holidays library")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=years)
    except NotImplementedError:
        remedy = f"give a subdivision of {country}: {', '.join(known[country][:8]) or 'none'}"
        raise row.error("holiday_subdivision", remedy) from None
    return {day_number(day) for day in found}


def _apply_exceptions(ctx: Compiling, first: int, open_days: npt.NDArray[np.bool_]) -> None:
    """Write the days of `calendar_day.csv` over the patterns (C-24)."""
    columns = ("calendar_id", "date", "open", "reason")
    seen: set[tuple[int, int]] = set()
    for row in ctx.rows("calendar_day.csv", columns, columns[:3]):
        calendar = ctx.ids.require("calendar", row["calendar_id"], row.where("calendar_id"))
        day = parse_day(row["date"], row.where("date"))
        if (calendar, day) in seen:
            raise row.error("date", "give each day of a calendar once")
        seen.add((calendar, day))
        works = row.yes("open")
        if 0 <= day - first < open_days.shape[1]:
            open_days[calendar, day - first] = works
