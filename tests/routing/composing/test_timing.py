"""Composing again from an opened book gives the chances that stand in it (C-20)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oneprice.core.book import Book
from oneprice.routing.composing.arrivals import compose, delivery_outcome
from oneprice.routing.composing.timing import Timing
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.schema import open_book


@pytest.fixture(scope="module")
def book(example_book: Path) -> Book:
    """Return the example book."""
    return open_book(example_book)


def way(book: Book, route: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the lanes of a route and the hours before presence at each."""
    lo, hi = book.tables["route"][route][["leg_lo", "leg_hi"]]
    legs = book.tables["route_leg"][lo:hi]
    return tuple(legs["lane"].tolist()), tuple(legs["transfer_h"].tolist())


def test_composes_the_rows_of_the_book(book: Book) -> None:
    """Every departure of every ninth route has the chances that were compiled."""
    timing, tables = Timing.of_book(book), book.tables
    for route in range(1, len(tables["route"]), 9):
        found = compose(timing, *way(book, route), delivery_outcome)
        record = tables["route"][route]
        rows = tables["arrival"][record["arrival_lo"] :][: len(found)]
        assert len(found) == record["event_hi"] - record["event_lo"]
        for number, row in enumerate(rows):
            day, run = found.of(number)
            assert day == row["day"] or row["n"] == 0
            assert np.array_equal(run, tables["mass"]["chance"][row["lo"] : row["lo"] + row["n"]])


def test_another_law_changes_its_own_lane_only(book: Book) -> None:
    """A lane that takes forty days more delivers later; the timing it came from stays."""
    timing = Timing.of_book(book)
    lanes, hours = way(book, 1)
    runs = timing.laws[lanes[0]].runs
    slow = timing.with_law(lanes[0], tuple((a + 960, b + 960, mass) for a, b, mass in runs))
    before, after = (compose(each, lanes, hours, delivery_outcome) for each in (timing, slow))
    assert after.of(0)[0] >= before.of(0)[0] + 35
    assert timing.laws[lanes[0]].runs == runs
    assert slow.laws[1:] != timing.laws[1:]
    assert sum(a != b for a, b in zip(slow.laws, timing.laws, strict=True)) == 1


def test_lanes_are_alike_in_all_that_time_depends_on(book: Book) -> None:
    """The first lane alike has the same law, calendar and clocks, and is alike to itself."""
    timing = Timing.of_book(book)
    for lane, first in enumerate(timing.first_alike):
        assert first <= lane
        assert timing.first_alike[first] == first
        assert timing.laws[lane] == timing.laws[first]
        assert timing.lane[lane]["calendar"] == timing.lane[first]["calendar"]
    assert sum(timing.laws[1].masses().values()) == FULL_MASS
