"""Time stamps of event tables."""

import numpy as np
import pandas as pd
import pytest

from oneprice.carriers.transit.stamps import FAR, read_stamps
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
    with pytest.raises(InputError):
        read(text)


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
