"""Days and instants at the rims (C-11)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.core.days import day_number, day_of, minute_to_datetime, parse_day, utc_minute
from oneprice.core.errors import InputError


@given(day=st.dates())
def test_day_numbers_go_both_ways(day: date) -> None:
    """A date becomes a number and the same date again."""
    assert day_of(day_number(day)) == day
    assert parse_day(day.isoformat(), "day") == day_number(day)


def test_epoch_is_day_zero() -> None:
    """Days count from 1970-01-01."""
    assert [parse_day(text, "d") for text in ("1969-12-31", "1970-01-01", "2000-03-01")] == [
        -1,
        0,
        11017,
    ]


@pytest.mark.parametrize(
    "text",
    ["2026-02-29", "2026-13-01", "20260101", "2026-1-1", "2026-W01-1", "", "2026-01-01T00", "now"],
)
def test_other_texts_are_refused(text: str) -> None:
    """Only YYYY-MM-DD of a date that exists is read, errors name the place and the form."""
    with pytest.raises(InputError, match="YYYY-MM-DD") as caught:
        parse_day(text, "deadline")
    assert caught.value.where == "deadline"


@pytest.mark.parametrize(
    ("second", "micro", "minute"), [(0, 0, 0), (0, 1, 1), (1, 0, 1), (59, 999_999, 1)]
)
def test_minutes_round_up(second: int, micro: int, minute: int) -> None:
    """An order is never taken as earlier than it was."""
    assert utc_minute(datetime(1970, 1, 1, 0, 0, second, micro, UTC), "at") == minute


@pytest.mark.parametrize(("hours", "minute"), [(0, 600), (2, 480), (-5, 900), (5.5, 270)])
def test_offset_is_honoured(hours: float, minute: int) -> None:
    """The same wall time in another offset is another minute."""
    zone = timezone(timedelta(hours=hours))
    assert utc_minute(datetime(1970, 1, 1, 10, 0, tzinfo=zone), "at") == minute


def test_before_the_epoch() -> None:
    """Instants before 1970 are negative minutes, rounded up as well."""
    assert utc_minute(datetime(1969, 12, 31, 23, 58, 30, tzinfo=UTC), "at") == -1


def test_naive_instant_is_refused() -> None:
    """An instant without offset is refused with its field."""
    with pytest.raises(InputError, match="UTC offset") as caught:
        utc_minute(datetime(2026, 1, 1), "quoted_at")
    assert caught.value.where == "quoted_at"


@given(minute=st.integers(-(10**8), 10**8))
def test_minutes_go_both_ways(minute: int) -> None:
    """A minute becomes an aware instant and the same minute again."""
    assert utc_minute(minute_to_datetime(minute), "at") == minute
