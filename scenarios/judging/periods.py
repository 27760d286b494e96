"""The weeks and months of a rolling evaluation, as UTC minutes of local midnights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

EVERY = ("week", "month")


@dataclass(frozen=True)
class Period:
    """One period: learned at its start, asked for what is ordered in [`first_min`, `end_min`).

    Attributes
    ----------
    start : date
        Monday, or first of the month.
    start_min, first_min, end_min : int
        UTC minutes. `first_min` is later than `start_min` only where the judged days begin
        within the period.
    """

    start: date
    start_min: int
    first_min: int
    end_min: int


def periods_of(since: date, until: date, every: str, zone: ZoneInfo) -> list[Period]:
    """Return the periods that hold the days of [since, until).

    Parameters
    ----------
    since, until : date
        First day judged and first day not judged, local to `zone`.
    every : str
        "week", from Monday 00:00, or "month".
    zone : ZoneInfo
    """
    found = []
    start = _start(since, every)
    while start < until:
        following = _next(start, every)
        first, end = max(start, since), min(following, until)
        minutes = (midnight_min(day, zone) for day in (start, first, end))
        found.append(Period(start, *minutes))
        start = following
    return found


def first_period_after(minute: int, every: str, zone: ZoneInfo) -> date:
    """Return the start of the first period that begins after a UTC minute."""
    start = _start(datetime.fromtimestamp(minute * 60, zone).date(), every)
    while midnight_min(start, zone) <= minute:
        start = _next(start, every)
    return start


def midnight_min(day: date, zone: ZoneInfo) -> int:
    """Return the UTC minute of a local midnight; one that the clocks skip is the first after."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) // 60


def _start(day: date, every: str) -> date:
    """Return the first day of the period that holds a day."""
    return day.replace(day=1) if every == "month" else day - timedelta(days=day.weekday())


def _next(start: date, every: str) -> date:
    """Return the first day of the period after one that starts on a day."""
    return _start(start + timedelta(days=31 if every == "month" else 7), every)
