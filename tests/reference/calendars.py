"""Working days and wall clocks (C-11, C-15, C-24)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from reference.reading import EPOCH, Row, day_number

FURTHEST_DAYS = 800


class WorkCalendar:
    """One calendar: ISO weekdays, public holidays, and days of its own."""

    def __init__(self, row: Row, own_days: list[Row]) -> None:
        self.weekdays = {int(digit) for digit in row["workdays"]}
        country = row.get("holiday_country", "")
        subdivision = row.get("holiday_subdivision", "") or None
        self.public = holidays.country_holidays(country, subdiv=subdivision) if country else None
        self.own = {day_number(r["date"]): r["open"] == "1" for r in own_days}
        self.memo: dict[int, bool] = {}
        self.next_memo: dict[int, int] = {}

    def works(self, day: int) -> bool:
        """Tell whether a day number is a working day (C-24)."""
        if day not in self.memo:
            self.memo[day] = self.own[day] if day in self.own else self.usual(day)
        return self.memo[day]

    def usual(self, day: int) -> bool:
        """Tell whether a day works without days of its own."""
        there = date.fromordinal(day + EPOCH)
        free = self.public is not None and there in self.public
        return there.isoweekday() in self.weekdays and not free

    def on_or_after(self, day: int) -> int:
        """Return the first working day on or after a day."""
        if day not in self.next_memo:
            later = range(day, day + FURTHEST_DAYS)
            self.next_memo[day] = next(found for found in later if self.works(found))
        return self.next_memo[day]

    def after(self, day: int, count: int) -> int:
        """Return the count-th working day strictly after a day; 0 means the day (C-18)."""
        for _ in range(count):
            day = self.on_or_after(day + 1)
        return day


@cache
def local_day(minute: int, zone: str) -> int:
    """Return the local day number of a UTC minute."""
    there = datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(zone))
    return there.date().toordinal() - EPOCH


@cache
def local_time(minute: int, zone: str) -> tuple[int, str]:
    """Return the local day number and the wall time of a UTC minute."""
    there = datetime.fromtimestamp(minute * 60, UTC).astimezone(ZoneInfo(zone))
    return there.date().toordinal() - EPOCH, there.strftime("%H:%M")


@cache
def wall_minute(day: int, clock: str, zone: str, earlier: bool = False) -> int:
    """Return the UTC minute of a wall time (C-15: gaps move forward, doubles are the later)."""
    hours, _, minutes = clock.partition(":")
    wall = datetime.combine(date.fromordinal(day + EPOCH), time(int(hours), int(minutes)))
    early = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    exists = early.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
    late = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    # fold 0 reads a skipped time with the offset before
    instant = late if exists and not earlier else early
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)


def wall_before(day: int, clock: str, lead_min: int) -> tuple[int, str]:
    """Return day and wall time some minutes earlier on the clock on the wall."""
    hours, _, minutes = clock.partition(":")
    days, rest = divmod(60 * int(hours) + int(minutes) - lead_min, 1440)
    return day + days, f"{rest // 60:02d}:{rest % 60:02d}"
