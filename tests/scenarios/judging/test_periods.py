"""Weeks and months of a rolling evaluation."""

from datetime import date
from zoneinfo import ZoneInfo

from oneprice.scenarios.judging.periods import midnight_min, periods_of

UTC = ZoneInfo("UTC")


def test_weeks_start_on_monday_and_judge_from_the_first_day() -> None:
    """A Wednesday is judged from that day on, learned as of its Monday."""
    first, second = periods_of(date(2017, 11, 1), date(2017, 11, 9), "week", UTC)
    assert first.start == date(2017, 10, 30)
    assert first.first_min == midnight_min(date(2017, 11, 1), UTC)
    assert first.end_min == second.start_min == second.first_min
    assert second.end_min == midnight_min(date(2017, 11, 9), UTC)


def test_months_start_on_the_first() -> None:
    """Months run from first to first, over the end of a year."""
    found = periods_of(date(2017, 12, 1), date(2018, 2, 1), "month", UTC)
    assert [period.start for period in found] == [date(2017, 12, 1), date(2018, 1, 1)]
    assert found[0].first_min == found[0].start_min


def test_no_days_no_periods() -> None:
    """An empty span has no period."""
    assert periods_of(date(2018, 1, 1), date(2018, 1, 1), "week", UTC) == []


def test_midnight_is_that_of_the_zone() -> None:
    """Sao Paulo's midnight is three hours later than UTC's; one that is skipped is 01:00."""
    zone = ZoneInfo("America/Sao_Paulo")
    day = date(2018, 4, 16)
    assert midnight_min(day, zone) - midnight_min(day, UTC) == 180
    skipped = date(2017, 10, 15)
    assert midnight_min(skipped, zone) - midnight_min(skipped, UTC) == 180
