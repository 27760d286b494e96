"""Working days of a calendar, counted from the sections `calendar` and `workday` (C-18, C-19)."""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner

NO_DAY = -1  # beyond the calendars


@inner
def workdays_before(bk: Any, calendar: int, day: int) -> int:
    """Return the working days from the first day of a calendar up to `day`, that day left out.

    Days beyond the calendar count as closed.
    """
    row = bk.calendar[calendar]
    return int(bk.workday[row.lo + min(max(day - row.first_day, 0), row.n - 1)].before)


@inner
def nth_workday(bk: Any, calendar: int, count: int) -> int:
    """Return the `count`-th working day since a calendar begins, counted from 1, or NO_DAY."""
    row = bk.calendar[calendar]
    if count < 1 or bk.workday[row.lo + row.n - 1].before < count:
        return NO_DAY
    lo = 1
    hi = row.n - 1
    while lo < hi:
        mid = (lo + hi) // 2
        if bk.workday[row.lo + mid].before < count:
            lo = mid + 1
        else:
            hi = mid
    return int(row.first_day + lo - 1)
