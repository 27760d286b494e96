"""Opening hours of nodes: when goods that are there can go on (C-63)."""

from __future__ import annotations

from dataclasses import dataclass, field

from reference.calendars import WorkCalendar, local_day, wall_minute

DAYS_BACK = 2  # a node may be open since the day before, and midnight may be ambiguous
Interval = tuple[int, int]  # the closing minute is shut


@dataclass(frozen=True, eq=False)
class Doors:
    """The hours between which a node is open on working days of its calendar."""

    calendar: WorkCalendar
    zone: str
    opens: str
    closes: str
    memo: dict[int, Interval] = field(default_factory=dict)

    def interval(self, minute: int) -> Interval:
        """Return the first stretch of open minutes that a minute lies in, or before."""
        if minute not in self.memo:
            day = self.calendar.on_or_after(local_day(minute, self.zone) - DAYS_BACK)
            while minute >= self.closing(day):
                day = self.calendar.on_or_after(day + 1)
            self.memo[minute] = wall_minute(day, self.opens, self.zone), self.closing(day)
        return self.memo[minute]

    def closing(self, day: int) -> int:
        """Return the minute at which a node that opened on a day closes."""
        if self.closes == "24:00":
            return wall_minute(day + 1, "00:00", self.zone)
        overnight = self.closes <= self.opens
        return wall_minute(day + overnight, self.closes, self.zone)

    def first_open(self, minute: int) -> int:
        """Return the first open minute from a minute on."""
        return max(minute, self.interval(minute)[0])

    def after(self, minute: int, count: int) -> int:
        """Return the first open minute after a number of open minutes from a minute on."""
        minute = self.first_open(minute)
        while count:
            spent = min(count, self.interval(minute)[1] - minute)
            minute, count = self.first_open(minute + spent), count - spent
        return minute
