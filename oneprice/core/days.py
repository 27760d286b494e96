"""Instants and days at the rims: aware datetimes outside, integers inside (C-11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from oneprice.core.errors import InputError

EPOCH_DAY = date(1970, 1, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOURS_PER_DAY, MINUTES_PER_HOUR = 24, 60
MINUTES_PER_DAY = HOURS_PER_DAY * MINUTES_PER_HOUR
NEVER_DAY = 3_000_000  # "open end" of a validity, far beyond any window


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - EPOCH_DAY).days


def day_of(number: int) -> date:
    """Return the calendar date of a day number."""
    return EPOCH_DAY + timedelta(days=int(number))


def iso_date(text: str) -> date:
    """Return the date of `YYYY-MM-DD`; any other form, ISO weeks too, is a ValueError."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_day(text: str, where: str) -> int:
    """Return the day number of `YYYY-MM-DD`, or raise `InputError`."""
    try:
        return day_number(iso_date(text))
    except ValueError:
        raise InputError(where, text, "give a date as YYYY-MM-DD") from None


def utc_minute(instant: datetime, where: str) -> int:
    """Return UTC minutes since 1970-01-01 of an aware datetime, rounded up to the minute.

    Rounding up keeps promises safe: an order is never taken as earlier than it was.
    """
    if instant.utcoffset() is None:
        raise InputError(where, instant.isoformat(), "give an instant with its UTC offset")
    return -((EPOCH - instant) // timedelta(minutes=1))


def utc_day(instant: datetime) -> int:
    """Return the day number of an aware datetime in UTC (C-12)."""
    return (instant - EPOCH) // timedelta(days=1)


def minute_to_datetime(minute: int) -> datetime:
    """Return the aware UTC datetime of a minute number."""
    return EPOCH + timedelta(minutes=int(minute))
