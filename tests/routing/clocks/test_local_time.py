"""Wall time and local days on the days the clocks change (C-11, C-15)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from oneprice.core.days import EPOCH, day_number
from oneprice.routing.clocks.local_time import local_clock, wall_minute

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin",
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]


def leaves(zone: str, day: str, hour: int, minute: int = 0) -> str:
    """Return the UTC instant of a wall time as text."""
    number = day_number(date.fromisoformat(day))
    at = wall_minute(ZoneInfo(zone), number, hour * 60 + minute)
    return (EPOCH + timedelta(minutes=at)).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (1, 59, "29 00:59"),
        (2, 0, "29 01:00"),  # skipped: 03:00 summer time
        (2, 30, "29 01:30"),  # skipped: 03:30 summer time
        (3, 0, "29 01:00"),
    ],
)
def test_skipped_time_moves_forward_by_the_gap(hour: int, minute: int, expected: str) -> None:
    """Berlin 2026-03-29 has no 02:00 to 02:59: such a departure leaves an hour later."""
    assert leaves("Europe/Berlin", "2026-03-29", hour, minute) == expected


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (1, 59, "24 23:59"),
        (2, 0, "25 01:00"),  # twice: the second one, in winter time
        (2, 59, "25 01:59"),
        (3, 0, "25 02:00"),
    ],
)
def test_ambiguous_time_is_the_later_instant(hour: int, minute: int, expected: str) -> None:
    """Berlin 2026-10-25 has 02:00 to 02:59 twice: such a departure is the second one."""
    assert leaves("Europe/Berlin", "2026-10-25", hour, minute) == expected


def test_half_hour_change_is_followed() -> None:
    """Lord Howe skips half an hour on 2026-10-04: 02:15 leaves at 02:45."""
    assert leaves("Australia/Lord_Howe", "2026-10-04", 2, 15) == "03 15:45"


@pytest.mark.parametrize("zone", ZONES)
def test_wall_clock_follows_the_zone(zone: str) -> None:
    """Each UTC hour of two years has the local date and minute that the time zone says."""
    first, end = day_number(date(2026, 1, 1)), day_number(date(2028, 1, 1))
    hours = np.arange(first * 24, end * 24)
    days, minutes = local_clock(ZoneInfo(zone), first, end).wall(hours)
    for hour, day, minute in zip(hours, days.tolist(), minutes.tolist(), strict=True):
        wall = (EPOCH + timedelta(hours=int(hour))).astimezone(ZoneInfo(zone))
        assert (day, minute) == (day_number(wall.date()), 60 * wall.hour + wall.minute)


@pytest.mark.parametrize("zone", ZONES)
def test_wall_times_become_hours(zone: str) -> None:
    """Every quarter of an hour of two years on the wall is the instant of C-15, rounded up."""
    first, end = day_number(date(2026, 1, 1)), day_number(date(2028, 1, 1))
    quarters = np.arange(first * 96, end * 96)
    days, minutes = quarters // 96, quarters % 96 * 15
    found = local_clock(ZoneInfo(zone), first, end).utc_hours(days, minutes)
    pairs = zip(days.tolist(), minutes.tolist(), strict=True)
    assert found.tolist() == [-(-wall_minute(ZoneInfo(zone), *pair) // 60) for pair in pairs]


def test_clock_reaches_past_its_ends() -> None:
    """Local days just before and after the span are known."""
    first = day_number(date(2026, 3, 29))
    clock = local_clock(BERLIN, first, first + 1)
    assert clock.wall(np.array([first * 24 + 23]))[0].tolist() == [first + 1]
    days, minutes = np.array([first - 1, first + 1]), np.array([90, 90])
    assert clock.utc_hours(days, minutes).tolist() == [first * 24 - 23, first * 24 + 24]
