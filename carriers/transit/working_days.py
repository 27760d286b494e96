"""Working days as a count: a leg's days on an axis where holidays take no room (C-18, C-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
import numpy as np

from oneprice.carriers.transit.stamps import Ints
from oneprice.core.days import day_number, day_of

DAYS_AHEAD = 2_000  # a promise may lie so far after the last day of the data
EMPTY = "none"


@dataclass(frozen=True, eq=False)
class WorkAxis:
    """Working days of one calendar over a span of local days.

    A day that is no working day stands where the next working day stands. Beyond the span days
    are counted so that nothing comes too early.
    """

    first_day: int
    before: Ints  # before[i]: working days in [first_day, first_day + i)
    listed: Ints  # the working days

    def position(self, day: Ints) -> Ints:
        """Return how many working days lie before each day; all count beyond the span."""
        place = day - self.first_day
        last = len(self.before) - 1
        beyond = np.maximum(place - last, 0)
        return np.asarray(self.before[np.clip(place, 0, last)] + beyond, dtype=np.int64)

    def day(self, position: Ints) -> Ints:
        """Return the working day at each position; one a week beyond the span."""
        last = len(self.listed) - 1
        beyond = np.maximum(position - last, 0)
        return np.asarray(self.listed[np.minimum(position, last)] + 7 * beyond, dtype=np.int64)


@cache
def work_axis(country: str, workdays: str, first_day: int, last_day: int) -> WorkAxis:
    """Return the working days of a calendar.

    Parameters
    ----------
    country : str
        ISO country, with a subdivision as `US-CA`, or `none`.
    workdays : str
        ISO weekdays, as `12345`.
    first_day, last_day : int
        Local days of the data; `DAYS_AHEAD` more are added.
    """
    days = np.arange(first_day, last_day + DAYS_AHEAD, dtype=np.int64)
    weekday = (days + 3) % 7 + 1  # 1970-01-01 was a Thursday
    open_days = np.isin(weekday, [int(digit) for digit in workdays])
    years = range(day_of(first_day).year, day_of(last_day + DAYS_AHEAD).year + 1)
    for day in _holidays(country, years):
        if 0 <= day - first_day < len(days):
            open_days[day - first_day] = False
    before = np.concatenate([[0], np.cumsum(open_days)])[:-1].astype(np.int64)
    return WorkAxis(first_day, before, days[open_days])


def _holidays(country: str, years: range) -> list[int]:
    if country == EMPTY:
        return []
    code, _, part = country.partition("-")
    found: dict[date, str] = holidays.country_holidays(code, subdiv=part or None, years=years)
    return [day_number(day) for day in found]
