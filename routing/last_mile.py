"""Working days and delivery days in plain Python, for explanations and the inverse (C-19, C-72).

Checkout asks `_kernels_workdays`, `_kernels_last_mile` and `_kernels_late`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Tables = Mapping[str, Any]


@dataclass(frozen=True)
class Workdays:
    """The working days of a calendar.

    Attributes
    ----------
    first_day : int
        Where the calendar begins.
    before : int64[days + 1]
        Working days in [first_day, first_day + i).
    """

    first_day: int
    before: npt.NDArray[np.int64]

    def count(self, day: int) -> int:
        """Return the working days up to `day`, that day left out; none are known beyond the end."""
        return int(self.before[min(max(day - self.first_day, 0), len(self.before) - 1)])

    def nth(self, count: int) -> int | None:
        """Return the `count`-th working day of the calendar, from 1; None outside it."""
        if not 1 <= count <= int(self.before[-1]):
            return None
        return self.first_day + int(np.searchsorted(self.before, count)) - 1


def workdays_of(tables: Tables, calendar: int) -> Workdays:
    """Return the working days of a calendar of the book."""
    row = tables["calendar"][calendar]
    lo, n = int(row["lo"]), int(row["n"])
    return Workdays(int(row["first_day"]), tables["workday"]["before"][lo : lo + n])


@dataclass(frozen=True)
class LastMile:
    """What turns the days of a route's law into days of delivery.

    Attributes
    ----------
    own : Workdays
        Of the last lane.
    zone : Workdays or None
        That the buyer's zone shifts days by, None without a shift.
    extra_days : int
        Working days that a delivery there takes longer.
    """

    own: Workdays
    zone: Workdays | None
    extra_days: int

    def delivery(self, day: int) -> int | None:
        """Return the delivery day for a day of the law; None beyond the calendars."""
        if self.zone is None:
            return day
        return self.zone.nth(self.zone.count(day) + 1 + self.extra_days)

    def reached(self, day: int) -> int | None:
        """Return the last day of the law whose delivery day is not after `day`; None if none is."""
        if self.zone is None:
            return day
        return self.zone.nth(self.zone.count(day + 1) - self.extra_days)

    def last_within(self, promise_day: int, days: int, works: bool) -> int | None:
        """Return the last day that is so many days after the promise; None = no end is known."""
        if not works:
            return promise_day + days
        after = self.own.nth(self.own.count(promise_day + 1) + days + 1)
        return None if after is None else after - 1


def last_mile(tables: Tables, route: int, postcode_lo: int) -> LastMile:
    """Return the last mile of a route for a buyer's postcode, given by its first key."""
    leg = int(tables["route"][route]["leg_hi"]) - 1
    lane = tables["lane"][int(tables["route_leg"][leg]["lane"])]
    calendar, extra_days = zone_days(tables, int(lane["zone_set"]), postcode_lo)
    own = workdays_of(tables, int(lane["calendar"]))
    if not calendar and not extra_days:
        return LastMile(own, None, 0)
    return LastMile(own, workdays_of(tables, calendar) if calendar else own, extra_days)


def zone_days(tables: Tables, zone_set: int, postcode_lo: int) -> tuple[int, int]:
    """Return (calendar, extra days) of a postcode in a zone set; zeros without a set or a key."""
    zone = tables["zone"]
    here = (zone["zone_set"] == zone_set) & (zone["key_lo"] <= postcode_lo)
    found = np.flatnonzero(here & (postcode_lo < zone["key_hi"]))
    if not zone_set or not len(found):
        return 0, 0
    return int(zone[found[-1]]["calendar"]), int(zone[found[-1]]["extra_days"])
