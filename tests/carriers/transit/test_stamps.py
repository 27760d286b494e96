"""Time stamps of event tables."""

import re

import numpy as np
import pandas as pd
import pytest

from oneprice.carriers.transit.stamps import FAR, days_in, read_stamps
from oneprice.core.errors import InputError


def read(*texts: str) -> tuple[list[int], list[int]]:
    """Return minutes and days of stamps."""
    found = read_stamps(pd.Series(list(texts)), "at", "t.csv")
    return found.minute.tolist(), found.day.tolist()


def test_day_is_the_wall_day_of_the_own_offset() -> None:
    """One instant told with three offsets is one minute, on the wall day of each."""
    minutes, days = read(
        "2024-01-01T23:30:00-03:00", "2024-01-02T02:30Z", "2024-01-02 10:30:00+08:00"
    )
    assert len(set(minutes)) == 1
    assert [day - days[0] for day in days] == [0, 1, 1]
    assert minutes[0] == int(np.datetime64("2024-01-02T02:30", "m").astype(int))


def test_minute_is_rounded_up() -> None:
    """An event is never known before it happened."""
    minutes, _ = read("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5Z", "2024-01-01T00:00:01Z")
    assert [minute - minutes[0] for minute in minutes] == [0, 1, 1]


def test_empty_has_not_happened() -> None:
    """An empty stamp is far away."""
    assert read("", " ") == ([FAR, FAR], [FAR, FAR])


@pytest.mark.parametrize("text", ["2024-01-01T10:00:00", "2024-01-01 10:00", "2024-01-01"])
def test_naive_stamp_is_refused(text: str) -> None:
    """A stamp without an offset is an error that names row, field, value and remedy."""
    with pytest.raises(InputError, match=r"row 3, at: '2024.*UTC offset"):
        read("2024-01-01T10:00:00Z", text)


@pytest.mark.parametrize(
    "text", ["soon", "2024-02-30T10:00Z", "1960-01-01T00:00Z", "2024-1-1T1:1Z"]
)
def test_no_stamp_is_refused(text: str) -> None:
    """Words, days that do not exist and other ages are errors."""
    with pytest.raises(InputError, match="row 3, at: '"):
        read("2024-01-01T10:00Z", text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2026-02-30T10:00+08:00", "give a day of the calendar"),
        ("2026-02-03T24:00Z", "a time from 00:00 to 23:59"),
        ("2026-02-03T10:00+25:00", "give a UTC offset from -14:00"),
        ("2026-02-03T10:00+08:60", "give a UTC offset from -14:00"),
        ("1969-12-31T23:59Z", "1970 to 2189"),
        ("2026-01-09", r"as 2026-01-09T12:00\+08:00"),
        ("2026-01-09T10:30", r"as 2026-01-09T10:30\+08:00"),
    ],
)
def test_remedy_of_a_stamp_works(text: str, remedy: str) -> None:
    """What is wrong is told with row and value; a stamp given as an example can be read."""
    with pytest.raises(InputError, match=remedy) as refused:
        read("2024-01-01T10:00Z", "", text)
    assert f"row 4, at: '{text}'" in str(refused.value)
    for example in re.findall(r"as (\d\S+\d)", str(refused.value)):
        read(example)


def test_offsets_of_the_rims_are_read() -> None:
    """The earliest and latest clocks of the world are 26 hours apart."""
    minutes, _ = read("2026-02-03T10:00+14:00", "2026-02-03T10:00-12:00")
    assert minutes[1] - minutes[0] == 26 * 60


def test_days_in_a_zone_are_those_of_the_instant() -> None:
    """Seconds before midnight belong to the day before, by whatever clock they are written."""
    texts = ["2026-02-03T23:59:30+01:00", "2026-02-04T06:59:30+08:00", "2026-02-04T00:00+01:00", ""]
    found = read_stamps(pd.Series(texts), "at", "t.csv")
    days = days_in(found.floor_min, "Europe/Berlin")
    first = int(np.datetime64("2026-02-03").astype(int))
    assert days.tolist() == [first, first, first + 1, FAR]
    assert found.offset_min.tolist() == [60, 480, 60, 0]


def test_aware_column_is_read() -> None:
    """A column of aware datetimes counts by the wall clock of its zone."""
    column = pd.Series(pd.to_datetime(["2024-01-01T23:30:00-03:00", None])).dt.tz_convert("-03:00")
    found = read_stamps(column, "at", "t.parquet")
    assert found.minute.tolist() == [*read("2024-01-01T23:30:00-03:00")[0], FAR]
    assert found.day.tolist() == [*read("2024-01-01T23:30:00-03:00")[1], FAR]


@pytest.mark.parametrize("column", [pd.Series([1, 2]), pd.Series(pd.to_datetime(["2024-01-01"]))])
def test_other_types_are_refused(column: pd.Series) -> None:  # type: ignore[type-arg]
    """Numbers and naive datetimes are no time stamps."""
    with pytest.raises(InputError, match="column at"):
        read_stamps(column, "at", "t.parquet")
