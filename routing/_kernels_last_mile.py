"""From the day of arrival to the day of delivery in a zone that has days of its own (C-19).

Laws are kept by the days of the last lane's calendar; a zone shifts days, and keeps their order.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner
from oneprice.routing._kernels_workdays import nth_workday, workdays_before


@inner
def last_calendar(bk: Any, route: int) -> int:
    """Return the calendar of the last lane of a route."""
    return int(bk.lane[bk.route_leg[bk.route[route].leg_hi - 1].lane].calendar)


@inner
def zone_shift(bk: Any, wk: Any, route: int) -> tuple[int, int]:
    """Return (calendar, extra days) of the zone of the buyer; calendar 0 = no shift."""
    rt = bk.route[route]
    row = wk.zone_row[rt.leg_hi - 1 - rt.leg_lo]
    if row == 0 or (bk.zone[row].extra_days == 0 and bk.zone[row].calendar == 0):
        return 0, 0
    calendar = bk.zone[row].calendar
    return last_calendar(bk, route) if calendar == 0 else calendar, bk.zone[row].extra_days


@inner
def delivery_day(bk: Any, calendar: int, extra_days: int, day: int) -> int:
    """Return the working day that is `extra_days` after a day; a closed one counts as the next."""
    return nth_workday(bk, calendar, workdays_before(bk, calendar, day) + 1 + extra_days)


@inner
def arrival_day(bk: Any, calendar: int, extra_days: int, day: int) -> int:
    """Return the last day whose delivery day is not after `day`; NO_DAY, before all, if none is."""
    return nth_workday(bk, calendar, workdays_before(bk, calendar, day + 1) - extra_days)
