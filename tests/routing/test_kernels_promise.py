"""Dates of a quote: cut-off, level, several consignments, named entry day (C-14 to C-22)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders import line, order
from tiny_book import Tables, only, tiny_engine

from oneprice.core.quote import Option
from oneprice.routing._kernels_promise import (
    entered_before,
    entry_mass,
    first_event,
    named_day,
    needed_chance,
    promise_at,
)
from oneprice.routing.network_tables import ARRIVAL, ENTRY, EVENT, MASS

FULL = 2**31


class Dates(NamedTuple):
    """The sections the date kernels read."""

    event: Any
    arrival: Any
    entry: Any
    mass: Any


def dates(cutoffs: tuple[int, ...] = (), day: int = 100, chances: tuple[int, ...] = ()) -> Dates:
    """Return departures by cut-off, and one law of cumulated chances from a day."""
    event, mass = np.zeros(1 + len(cutoffs), EVENT), np.zeros(1 + len(chances), MASS)
    event["cutoff_min"][1:], mass["chance"][1:] = cutoffs, chances
    law = np.array([(0, 0, 0), (day, 1, len(chances))], ARRIVAL)
    return Dates(event, law, law.astype(ENTRY), mass)


@pytest.mark.parametrize(
    ("ready", "event"),
    [(0, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3), (300, 3), (301, 4)],
)
def test_first_departure_at_the_cutoff(ready: int, event: int) -> None:
    """Goods ready at the cut-off minute go, a minute later they take the next departure."""
    assert first_event(dates((100, 200, 300)), 1, 4, ready) == event


@given(level=st.integers(1, 9_999), count=st.integers(1, 100))
def test_needed_chance_is_shared_over_consignments(level: int, count: int) -> None:
    """With k consignments each may fail with a k-th of the tier's allowance (C-21)."""
    exact = FULL * (1 - Fraction(10_000 - level, 10_000) / count)
    assert needed_chance(level, 10_000, count) == -(-exact.numerator // exact.denominator)


@pytest.mark.parametrize(
    ("need", "expected"),
    [(1, (100, 10)), (10, (100, 10)), (11, (102, 40)), (40, (102, 40)), (41, (0, 0))],
)
def test_promise_is_the_first_day_that_reaches_the_level(
    need: int, expected: tuple[int, int]
) -> None:
    """The level is met at its own value and missed one above."""
    assert promise_at(dates(chances=(10, 10, 40)), 1, need) == expected


def test_law_without_mass_promises_nothing() -> None:
    """A departure whose arrivals lie beyond the horizon has no promise."""
    assert promise_at(dates(), 1, 1) == (0, 0)


@pytest.mark.parametrize(
    ("chances", "day"), [((5, 10, 14), 100), ((5, 11, 14), 101), ((5, 10, 16), 102), ((5,), 100)]
)
def test_named_day_is_the_heaviest(chances: tuple[int, ...], day: int) -> None:
    """The day with most mass is named, of equal days the earlier (C-22)."""
    bk = dates(chances=chances)
    assert named_day(bk, bk.entry[1]) == day


@pytest.mark.parametrize(
    ("lo", "hi", "mass"), [(90, 100, 0), (90, 101, 5), (100, 102, 11), (102, 200, 3), (103, 104, 0)]
)
def test_entry_mass_of_a_run_of_days(lo: int, hi: int, mass: int) -> None:
    """The mass of days [lo, hi) is a difference of cumulated chances."""
    bk = dates(chances=(5, 11, 14))
    assert entry_mass(bk, 1, lo, hi) == mass
    assert entered_before(bk, 1, 1000) == 14


# --- whole quotes: AIR leaves at 10:00 UTC, cut-off 06:00, 48 to 72 hours --------------------


def air(folder: Path, document: dict[str, Any], level: str = "0.9") -> Option:
    """Return the economy option of an order that can only go by AIR."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables["tier.csv"][0]["level"] = level

    option = tiny_engine(folder, edit).quote(document).option("economy")
    assert option is not None
    return option


@pytest.mark.parametrize(
    ("quoted_at", "handling_h", "promise"),
    [
        ("2026-07-02T04:59:00+00:00", 0, "2026-07-05"),
        ("2026-07-02T05:00:00+00:00", 0, "2026-07-05"),  # ready at 06:00, the cut-off itself
        ("2026-07-02T05:00:01+00:00", 0, "2026-07-06"),  # a second is a minute
        ("2026-07-02T05:01:00+00:00", 0, "2026-07-06"),
        ("2026-07-02T04:00:00+00:00", 1, "2026-07-05"),
        ("2026-07-02T04:01:00+00:00", 1, "2026-07-06"),
    ],
)
def test_cutoff_minute_of_a_quote(
    tmp_path: Path, quoted_at: str, handling_h: int, promise: str
) -> None:
    """The validity of the quote and the handling time count up to the cut-off minute (C-14)."""
    option = air(tmp_path, order(line(handling_h=handling_h), quoted_at=quoted_at))
    assert option.promise_date.isoformat() == promise


def test_longest_handling_of_the_lines_counts(tmp_path: Path) -> None:
    """A consignment is ready when its slowest line is."""
    lines = line(), line(sku="HAT", handling_h=24)
    assert air(tmp_path, order(*lines)).promise_date.isoformat() == "2026-07-06"


@pytest.mark.parametrize(
    ("level", "promise"),
    [("0.5599", "2026-07-04"), ("0.56", "2026-07-05"), ("0.5601", "2026-07-05")],
)
def test_level_at_the_edge_of_a_day(tmp_path: Path, level: str, promise: str) -> None:
    """Fourteen of 25 hours fall on the first day: floors make that a hair below 0.56."""
    option = air(tmp_path, order(), level)
    assert option.promise_date.isoformat() == promise
    first = 14 * (FULL // 25)
    assert option.consignments[0].promise_chance == (first if promise.endswith("04") else FULL)
    assert option.promise_level == level


def test_two_consignments_share_the_allowance(tmp_path: Path) -> None:
    """A level that one consignment keeps on the first day takes two to the second (C-21)."""
    one = order()
    two = order(line(), line(seller="OTHER"))
    assert air(tmp_path / "a", one, "0.5").promise_date.isoformat() == "2026-07-04"
    assert air(tmp_path / "b", two, "0.5").promise_date.isoformat() == "2026-07-05"


def test_option_promises_the_latest_consignment(tmp_path: Path) -> None:
    """The date of an option is that of its latest consignment."""
    option = air(tmp_path, order(line(), line(seller="OTHER", handling_h=48)))
    parts = [part.promise_date.isoformat() for part in option.consignments]
    assert parts == ["2026-07-07", "2026-07-05"]  # OTHER stands before SELLER
    assert option.promise_date.isoformat() == "2026-07-07"


def test_entry_day_is_where_most_mass_lies(tmp_path: Path) -> None:
    """Fourteen of 25 hours reach the border on July 4."""
    assert air(tmp_path, order()).consignments[0].entry_date.isoformat() == "2026-07-04"


def test_no_departure_after_the_horizon(tmp_path: Path) -> None:
    """A lane whose departures have all gone is NO_DEPARTURE."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables["calendar.csv"].append({"calendar_id": "SHUT", "workdays": "1234567"})
        tables["calendar_day.csv"] = [
            {"calendar_id": "SHUT", "date": f"2026-07-{day:02}", "open": "0"}
            for day in range(5, 32)
        ]
        tables["lane.csv"][0]["calendar_id"] = "SHUT"
        tables["lane.csv"][0]["departure_days"] = "3"  # July 1 and 8 are Wednesdays
        days = [f"2026-{month:02}-{day:02}" for month in range(8, 13) for day in range(1, 32)]
        days += [f"2027-{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 32)]
        tables["calendar_day.csv"] += [
            {"calendar_id": "SHUT", "date": day, "open": "0"} for day in days if real(day)
        ]

    engine = tiny_engine(tmp_path, edit)
    assert engine.quote(order(quoted_at="2026-07-01T05:00:00Z")).options != ()
    quote = engine.quote(order(quoted_at="2026-07-01T05:01:00Z"))
    assert {refusal.code for refusal in quote.refusals} == {"NO_DEPARTURE", "MODE_NOT_IN_TIER"}


def real(day: str) -> bool:
    """Tell whether a date exists."""
    year, month, number = map(int, day.split("-"))
    lengths = (31, 28 + (year % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return number <= lengths[month - 1]
