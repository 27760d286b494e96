"""Working days: weekdays, public holidays, exceptions, and counting them (C-18, C-24)."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small_network import make_context

from oneprice.core.days import NEVER_DAY, day_number
from oneprice.core.errors import InputError, InternalError
from oneprice.routing.clocks.calendars import DAYS_AFTER, DAYS_BEFORE, Calendars, read_calendars

FIRST, END = date(2026, 9, 1), date(2026, 11, 1)


def read(folder: Path, calendar: str, days: str = "") -> Calendars:
    """Return the calendars of two CSV bodies; the first row is calendar 1."""
    return read_calendars(make_context(folder, FIRST, END, calendar, days))


def opened(calendars: Calendars, *text: str) -> list[bool]:
    """Return whether calendar 1 is open on some dates."""
    return [calendars.is_open(1, day_number(date.fromisoformat(day))) for day in text]


def nth(calendars: Calendars, day: str, n: int) -> str:
    """Return the n-th working day of calendar 1 as text."""
    days = np.array([day_number(date.fromisoformat(day))])
    found = int(calendars.nth_working_day(1, days, n)[0])
    return date.fromordinal(found + date(1970, 1, 1).toordinal()).isoformat()


def test_weekend_is_closed(tmp_path: Path) -> None:
    """Saturday and Sunday are closed where the week has five days."""
    calendars = read(tmp_path, "A,12345,,\n")
    days = ("2026-09-04", "2026-09-05", "2026-09-06", "2026-09-07")
    assert opened(calendars, *days) == [True, False, False, True]


def test_public_holiday_is_closed(tmp_path: Path) -> None:
    """German Unity Day and the Chinese National Day week are closed, their neighbours open."""
    german = read(tmp_path / "de", "A,1234567,DE,\n")
    assert opened(german, "2026-10-02", "2026-10-03", "2026-10-04") == [True, False, True]
    chinese = read(tmp_path / "cn", "A,1234567,CN,\n")
    assert opened(chinese, "2026-09-30", "2026-10-01", "2026-10-07") == [True, False, False]


def test_subdivision_adds_its_holidays(tmp_path: Path) -> None:
    """Reformation Day is closed in Brandenburg and open in the federal calendar."""
    calendars = read(tmp_path, "A,1234567,DE,BB\nB,1234567,DE,\n")
    day = day_number(date(2026, 10, 31))
    assert (calendars.is_open(1, day), calendars.is_open(2, day)) == (False, True)


def test_exception_wins_both_ways(tmp_path: Path) -> None:
    """A dated exception opens a holiday and closes a plain day."""
    days = "A,2026-10-03,1\nA,2026-10-05,0\n"
    calendars = read(tmp_path, "A,12345,DE,\n", days)
    assert opened(calendars, "2026-10-03", "2026-10-05", "2026-10-06") == [True, False, True]


def test_exception_outside_the_span_is_ignored(tmp_path: Path) -> None:
    """Exceptions of other years do no harm."""
    calendars = read(tmp_path, "A,12345,,\n", "A,2020-01-01,0\nA,2031-01-01,0\n")
    assert opened(calendars, "2026-09-01") == [True]


def test_span_has_its_margins(tmp_path: Path) -> None:
    """Calendars reach from 40 days before the window to 400 days after it, and no further."""
    calendars = read(tmp_path, "A,1234567,,\n")
    first, end = day_number(FIRST) - DAYS_BEFORE, day_number(END) + DAYS_AFTER
    assert calendars.is_open(1, first)
    assert calendars.is_open(1, end - 1)
    with pytest.raises(InternalError):
        calendars.is_open(1, first - 1)
    with pytest.raises(InternalError):
        calendars.is_open(1, end)


def test_calendar_none_is_always_open(tmp_path: Path) -> None:
    """Calendar 0 has no closed day."""
    assert read(tmp_path, "A,1,,\n").open_days[0].all()


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-09-04", 0, "2026-09-04"),  # a Friday
        ("2026-09-05", 0, "2026-09-07"),
        ("2026-09-03", 1, "2026-09-04"),
        ("2026-09-04", 1, "2026-09-07"),
        ("2026-09-05", 1, "2026-09-08"),
        ("2026-09-06", 1, "2026-09-08"),
        ("2026-09-07", 1, "2026-09-08"),
        ("2026-09-04", 6, "2026-09-14"),
    ],
)
def test_nth_working_day(tmp_path: Path, day: str, n: int, expected: str) -> None:
    """A closed day counts as the next open day; n open days after it are counted."""
    assert nth(read(tmp_path, "A,12345,,\n"), day, n) == expected


def test_nth_working_day_past_the_span_is_never(tmp_path: Path) -> None:
    """What lies beyond the known calendar is never promised."""
    calendars = read(tmp_path, "A,1234567,,\n")
    last = calendars.end_day - 1
    found = calendars.nth_working_day(1, np.array([last, last - 1, last + 9]), 1)
    assert found.tolist() == [NEVER_DAY, last, NEVER_DAY]
    assert calendars.nth_working_day(1, np.array([last]), 0).tolist() == [last]


@pytest.mark.parametrize(
    ("calendar", "days", "where"),
    [
        ("A,12348,,\n", "", "calendar.csv row 2, column workdays"),
        ("A,1123,,\n", "", "calendar.csv row 2, column workdays"),
        ("A,12345,XX,\n", "", "calendar.csv row 2, column holiday_country"),
        ("A,12345,DE,QQ\n", "", "calendar.csv row 2, column holiday_subdivision"),
        ("A,12345,,BY\n", "", "calendar.csv row 2, column holiday_subdivision"),
        ("A,12345,,\nA,12345,,\n", "", "calendar.csv row 3, column calendar_id"),
        ("A,12345,,\n", "B,2026-09-01,1\n", "calendar_day.csv row 2, column calendar_id"),
        ("A,12345,,\n", "A,2026-09-31,1\n", "calendar_day.csv row 2, column date"),
        ("A,12345,,\n", "A,2026-09-01,yes\n", "calendar_day.csv row 2, column open"),
        (
            "A,12345,,\n",
            "A,2026-09-01,1\nA,2026-09-01,1\n",
            "calendar_day.csv row 3, column date",
        ),
    ],
)
def test_error_names_file_row_and_column(
    tmp_path: Path, calendar: str, days: str, where: str
) -> None:
    """A cell that cannot be used is named with file, row and column."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, calendar, days)
    assert caught.value.where == where


def test_calendar_without_a_row_is_refused(tmp_path: Path) -> None:
    """A calendar that a node names must have a row."""
    ctx = make_context(tmp_path, FIRST, END, "A,12345,,\n")
    ctx.ids.add("calendar", "LOST")
    with pytest.raises(InputError, match="LOST"):
        read_calendars(ctx)
