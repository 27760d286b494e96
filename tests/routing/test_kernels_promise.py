"""Dates of a quote: cut-off, level, several consignments, named entry day (C-14 to C-22)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core.quote import Option, Quote
from oneprice.routing._kernels_day_laws import (
    DELIVERY,
    chance_by,
    first_day_with,
    mass_between,
    named_day,
)
from oneprice.routing._kernels_promise import needed_chance
from oneprice.routing._kernels_timetable import first_event
from oneprice.routing.network.tables import EVENT, MASS
from oneprice.routing.tables import DAY_LAW

FULL = 2**31


class Departures(NamedTuple):
    """The section that the search for a departure reads."""

    event: Any


class Chances(NamedTuple):
    """Chances by day, as sections of a book and as scratch of a call."""

    mass: Any
    day_law: Any
    mixed: Any


@pytest.mark.parametrize(
    ("ready", "event"),
    [(0, 1), (99, 1), (100, 1), (101, 2), (200, 2), (201, 3), (300, 3), (301, 4)],
)
def test_first_departure_at_the_cutoff(ready: int, event: int) -> None:
    """Goods ready at the cut-off minute go, a minute later they take the next departure."""
    table = np.zeros(4, EVENT)
    table["cutoff_min"][1:] = 100, 200, 300
    assert first_event(Departures(table), 1, 4, ready) == event


@given(level=st.integers(1, 9_999), count=st.integers(1, 100))
def test_needed_chance_is_shared_over_consignments(level: int, count: int) -> None:
    """With k consignments each may fail with a k-th of the tier's allowance (C-21)."""
    exact = FULL * (1 - Fraction(10_000 - level, 10_000) / count)
    assert needed_chance(level, 10_000, count) == -(-exact.numerator // exact.denominator)


@njit
def ask(law: Any, need: int, first_day: int, end_day: int) -> tuple[int, int, int, int, int]:
    """Return what the kernels say of one law of delivery."""
    day, chance = first_day_with(law, law, DELIVERY, need)
    named, by = named_day(law, law, DELIVERY), chance_by(law, law, DELIVERY, end_day - 1)
    return day, chance, named, mass_between(law, law, DELIVERY, first_day, end_day), by


def asked(
    chances: tuple[int, ...], need: int = 1, between: tuple[int, int] = (0, 0), mixed: int = 0
) -> tuple[int, ...]:
    """Return (day, chance, named day, mass, chance before its end) of chances from day 100 on."""
    table, law = np.zeros(1 + len(chances), MASS), np.zeros(1, DAY_LAW)
    table["chance"][1:] = chances
    law[0] = (100, 1, len(chances), mixed)
    scratch = np.array([0, *chances], np.int64)
    empty = np.zeros(1, MASS)
    found: tuple[int, ...] = ask(
        Chances(empty if mixed else table, law, scratch if mixed else scratch[:0]), need, *between
    )
    return found


@pytest.mark.parametrize("mixed", [0, 1])
@pytest.mark.parametrize(
    ("need", "expected"),
    [(1, (100, 10)), (10, (100, 10)), (11, (102, 40)), (40, (102, 40)), (41, (0, 0))],
)
def test_promise_is_the_first_day_that_reaches_the_level(
    need: int, expected: tuple[int, int], mixed: int
) -> None:
    """The level is met at its own value and missed one above, by rows and by mixtures."""
    assert asked((10, 10, 40), need, mixed=mixed)[:2] == expected


@given(steps=st.lists(st.integers(0, 3), min_size=1, max_size=40), need=st.integers(1, 100))
def test_search_finds_what_counting_finds(steps: list[int], need: int) -> None:
    """The binary search gives the day that going through all days gives."""
    chances = tuple(np.cumsum([1, *steps]).tolist())
    listed = [(100 + i, chance) for i, chance in enumerate(chances) if chance >= need]
    assert asked(chances, need)[:2] == (listed[0] if listed else (0, 0))


def test_law_without_mass_promises_nothing() -> None:
    """A departure whose arrivals lie beyond the horizon has no promise."""
    assert asked(())[:2] == (0, 0)


@pytest.mark.parametrize(
    ("chances", "day"), [((5, 10, 14), 100), ((5, 11, 14), 101), ((5, 10, 16), 102), ((5,), 100)]
)
def test_named_day_is_the_heaviest(chances: tuple[int, ...], day: int) -> None:
    """The day with most mass is named, of equal days the earlier (C-22)."""
    assert asked(chances)[2] == day


@pytest.mark.parametrize(
    ("lo", "hi", "mass", "by"),
    [(90, 100, 0, 0), (90, 101, 5, 5), (100, 102, 11, 11), (102, 200, 3, 14), (103, 104, 0, 14)],
)
def test_mass_of_a_run_of_days(lo: int, hi: int, mass: int, by: int) -> None:
    """The mass of days [lo, hi) is a difference of cumulated chances."""
    assert asked((5, 11, 14), between=(lo, hi))[3:] == (mass, by)


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


# --- zones with days of their own (C-19) -----------------------------------------------


def zone(**cells: str) -> dict[str, str]:
    """Return the key of all postcodes of XX."""
    row = {"zone_set": "Z", "country": "XX", "key_kind": "all", "zone": "one"}
    return row | {"source": "made up"} | cells


def zoned(folder: Path, *rows: dict[str, str], level: str = "0.9", mile: str = "ALL") -> Quote:
    """Quote by AIR to a door in zones, July 1 being a Wednesday."""

    def edit(tables: Tables) -> None:
        only(tables, "AIR")
        tables["tier.csv"][0]["level"] = level
        tables["calendar.csv"] += [
            {"calendar_id": "WORK", "workdays": "12345"},
            {"calendar_id": "ISLE", "workdays": "24"},
        ]
        tables["zone.csv"] = list(rows)
        find(tables["lane.csv"], lane_id="AIR-D").update(zone_set="Z", calendar_id=mile)

    return tiny_engine(folder, edit).quote(order())


@pytest.mark.parametrize(
    ("cells", "mile", "level", "promise"),
    [
        ({}, "ALL", "0.9", "2026-07-05"),
        ({"extra_days": "2"}, "ALL", "0.9", "2026-07-07"),
        ({"extra_days": "0"}, "WORK", "0.9", "2026-07-06"),  # Saturday and Sunday come on Monday
        ({"extra_days": "2"}, "WORK", "0.9", "2026-07-08"),
        ({"calendar_id": "ISLE"}, "ALL", "0.9", "2026-07-07"),  # Tuesdays and Thursdays
        ({"calendar_id": "ISLE", "extra_days": "1"}, "ALL", "0.5", "2026-07-09"),
        ({"calendar_id": "WORK", "extra_days": "1"}, "ALL", "0.5", "2026-07-07"),
    ],
)
def test_zone_shifts_the_delivery_day(
    tmp_path: Path, cells: dict[str, str], mile: str, level: str, promise: str
) -> None:
    """Extra days are working days of the zone's calendar, by default the last lane's (C-19)."""
    option = zoned(tmp_path, zone(**cells), level=level, mile=mile).options[0]
    assert option.promise_date.isoformat() == promise


def test_chance_goes_with_the_delivery_day(tmp_path: Path) -> None:
    """Saturday's goods reach the level, but Sunday's are delivered on the same Tuesday."""
    part = zoned(tmp_path, zone(calendar_id="ISLE"), level="0.5").options[0].consignments[0]
    assert (part.promise_date.isoformat(), part.promise_chance) == ("2026-07-07", FULL)


def test_extra_days_count_for_the_limits_of_a_tier(tmp_path: Path) -> None:
    """Thirty more Tuesdays and Thursdays are later than the 60 days of economy."""
    quote = zoned(tmp_path, zone(extra_days="30", calendar_id="ISLE"))
    reasons = {refusal.code for refusal in quote.refusals if refusal.subject == "economy"}
    assert reasons == {"TOO_SLOW"}


@pytest.mark.parametrize("cells", [{"extra_days": "1"}, {"calendar_id": "WORK"}])
def test_short_postcode_of_two_rates_of_days(tmp_path: Path, cells: dict[str, str]) -> None:
    """A short postcode that spans keys of different days is not found, never guessed."""
    halves = [{"key_kind": "prefix", "key_lo": "12345" + end} for end in "01"]
    rows = [zone(**halves[0]), zone(**halves[1], **cells)]
    rows += [zone(key_kind="range", key_lo="123452", key_hi="12345Z")]
    quote = zoned(tmp_path, *rows)
    assert "NO_ZONE" in {refusal.code for refusal in quote.refusals}


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
