"""The leg that binds is found as if the book had been built with that law (C-70)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from orders import line, order
from promise_book import by_air, law, odd
from tiny_book import Tables, tiny_engine

from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.journey import ready_of
from oneprice.routing.last_mile import last_mile
from oneprice.routing.network.ways import route_of
from oneprice.routing.promises.answer import HANDLING, ConsignmentPromise
from oneprice.routing.promises.days import chances_of, delivered

LAWS = {"PICK": "pick", "AIR": "air", "AIR-C": "clear", "AIR-D": "mile", HANDLING: "hands"}
SLOW = line(seller="SLOW", handling_h=None)


def chance_by_eve(folder: Path, name: str, hour: int, promise: ConsignmentPromise) -> int:
    """Return the chance by the day before a promise of a book in which one law is an hour."""

    def certain(tables: Tables) -> None:
        odd(tables)
        rows = [row for row in tables["transit_law.csv"] if row["law_id"] != name]
        tables["transit_law.csv"] = rows + law(name, (hour, hour, 2**31))

    engine = tiny_engine(folder, certain)
    asked = Order.parse(order(SLOW))
    quote: Quote = engine.quote(asked)
    book, part = engine.book, quote.options[0].consignments[0]
    route = route_of(book, promise.route)
    arrivals = chances_of(book, "arrival", route, ready_of(book, asked, quote, part))
    eve = promise.promise_date - timedelta(days=1)
    days = delivered(arrivals, last_mile(book.tables, route, 0))
    return days.by((eve - type(eve)(1970, 1, 1)).days)


@pytest.mark.parametrize("lane", ["AIR", "AIR-D", HANDLING])
def test_chance_is_that_of_a_book_with_the_law_certain(lane: str, tmp_path: Path) -> None:
    """What a leg holds back is told to the last of 2^31 as a book built so would hold it."""
    promise = by_air(SLOW)
    leg = next(each for each in promise.legs if each.lane == lane)
    assert leg.median_h is not None
    assert leg.earlier_chance == chance_by_eve(tmp_path, LAWS[lane], leg.median_h, promise)


def test_leg_with_the_largest_chance_binds() -> None:
    """The first of the legs that would win most is told."""
    promise = by_air(SLOW)
    chances = {leg.lane: leg.earlier_chance or 0 for leg in promise.legs}
    assert list(chances) == [HANDLING, *promise.route]
    assert promise.binding == max(chances, key=lambda lane: chances[lane])
    assert chances[promise.binding] > promise.chance_before


def test_known_hours_are_no_leg() -> None:
    """Where the order gives the hours of handling there is no law of it."""
    legs = by_air(line(handling_h=4)).legs
    assert [leg.lane for leg in legs] == ["PICK", "AIR", "AIR-C", "AIR-D"]
