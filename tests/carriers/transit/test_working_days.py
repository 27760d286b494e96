"""Working days as a count."""

import numpy as np

from oneprice.carriers.transit.working_days import DAYS_AHEAD, work_axis
from oneprice.core.days import day_number, iso_date


def number(text: str) -> int:
    """Return a day number."""
    return day_number(iso_date(text))


def test_holidays_and_weekends_take_no_room() -> None:
    """Tiradentes (Saturday in 2018) changes nothing, Labour Day (a Tuesday) does."""
    axis = work_axis("BR", "12345", number("2018-04-01"), number("2018-06-01"))
    days = [number(text) for text in ("2018-04-20", "2018-04-23", "2018-05-01", "2018-05-02")]
    place = axis.position(np.array(days))
    assert np.diff(place).tolist() == [1, 6, 0]
    assert axis.day(place).tolist() == [days[0], days[1], days[3], days[3]]


def test_subdivision_and_own_week() -> None:
    """Good Friday is no holiday of the United States; a six-day week counts Saturdays."""
    friday = number("2024-03-29")
    germany = work_axis("DE-BY", "123456", friday - 5, friday)
    america = work_axis("US", "12345", friday - 5, friday)
    assert germany.position(np.array([friday, friday + 1, friday + 2])).tolist() == [4, 4, 5]
    assert america.position(np.array([friday, friday + 1, friday + 3])).tolist() == [4, 5, 5]


def test_beyond_the_span_nothing_is_early() -> None:
    """Unknown days count as working on the way in and as one a week on the way out."""
    axis = work_axis("none", "12345", 0, 10)
    last = axis.position(np.array([DAYS_AHEAD + 9, DAYS_AHEAD + 16]))
    assert np.diff(last).tolist() == [7]
    ahead = axis.day(np.array([len(axis.listed) - 1, len(axis.listed)]))
    assert np.diff(ahead).tolist() == [7]
