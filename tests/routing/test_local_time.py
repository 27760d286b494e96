"""Wall time and local days on the days the clocks change (C-11, C-15)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from oneprice.core.days import day_number
from oneprice.routing.local_time import local_days, wall_minute

BERLIN = ZoneInfo("Europe/Berlin")


def leaves(zone: str, day: str, hour: int, minute: int = 0) -> str:
    """Return the UTC instant of a wall time as text."""
    number = day_number(date.fromisoformat(day))
    at = wall_minute(ZoneInfo(zone), number, hour * 60 + minute)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=at)).strftime("%d %H:%M")


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


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]
)
def test_local_days_follow_the_clock(zone: str) -> None:
    """Each UTC hour of two years has the local date that the time zone says."""
    first = day_number(date(2026, 1, 1)) * 24 + 5
    found = local_days(ZoneInfo(zone), first, 2 * 365 * 24 + 7).tolist()
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=first)
    expected = [
        day_number((start + timedelta(hours=i)).astimezone(ZoneInfo(zone)).date())
        for i in range(len(found))
    ]
    assert found == expected


def test_short_span_of_local_days() -> None:
    """A span shorter than a day is answered in full."""
    first = day_number(date(2026, 3, 29)) * 24
    midnight = day_number(date(2026, 3, 29))
    assert local_days(BERLIN, first + 21, 2).tolist() == [midnight, midnight + 1]
