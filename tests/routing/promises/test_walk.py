"""A path of a promise is the path that the composition of laws would take."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from orders import line
from promise_book import ask, by_air, odd_engine

from oneprice.core.days import day_number
from oneprice.routing.composing.arrivals import compose, delivery_outcome
from oneprice.routing.composing.timing import Timing
from oneprice.routing.handling import Readiness, departures
from oneprice.routing.journey import ready_of
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.network.ways import route_of
from oneprice.routing.promises.binding import row_of
from oneprice.routing.promises.days import delivered
from oneprice.routing.promises.laws import HALF, hour_of
from oneprice.routing.promises.telling import Teller
from oneprice.routing.promises.times import BookTimes
from oneprice.routing.promises.walk import Way, slowest, walk

QUOTED = [f"2026-07-{day:02d}T{hour}:00+00:00" for day, hour in ((1, "08:00"), (3, "03:30"))]
QUOTED += ["2026-07-05T23:10:00+00:00", "2026-07-09T11:00:00+00:00"]
PACES = (1, FULL_MASS // 4, HALF, HALF + 1, FULL_MASS * 3 // 5, FULL_MASS * 9 // 10)


def way_of(quoted_at: str, **more: Any) -> tuple[Way, int]:
    """Return the way of the air product for an order, and its route."""
    slow = line(seller="SLOW", handling_h=None)
    order, quote, answers = ask(slow, quoted_at=quoted_at, **more)
    option = next(each for each in quote.options if each.consignments[0].route[1] == "AIR")
    assert answers
    part = option.consignments[0]
    route = route_of(odd_engine().book, part.route)
    return Teller(odd_engine().book)._way(order, quote, part, route), route


@pytest.mark.parametrize("postcode", ["12345", "99999"])
@pytest.mark.parametrize("quoted_at", QUOTED)
def test_path_is_the_composition_of_its_hours(quoted_at: str, postcode: str) -> None:
    """With each law one hour alone, the composed chance is certain on the day of the path."""
    book = odd_engine().book
    buyer = {"country": "XX", "postcode": postcode}
    way, route = way_of(quoted_at, buyer=buyer)
    first = int(book.tables["route"][route]["event_lo"])
    for pace in PACES:
        found = walk(BookTimes(book), way, pace)
        assert found is not None
        timing = Timing.of_book(book)
        for lane, law in zip(way.lanes, way.laws, strict=True):
            hour = hour_of(law, pace)
            assert hour is not None
            timing = timing.with_law(lane, ((hour, hour, FULL_MASS),))
        chances = compose(timing, way.lanes, way.transfers, delivery_outcome)
        ready = Readiness.certain(found.ready_min)
        ((event, _),) = departures(book.tables, route, ready)
        law_by_day = delivered(row_of(chances, event - first), way.mile)
        assert law_by_day.chances == (FULL_MASS,)
        assert law_by_day.first_day == found.delivered_day


def test_slowest_path_is_at_the_edge() -> None:
    """The slowest path keeps the promise day, and the next larger pace does not."""
    times = BookTimes(odd_engine().book)
    way, _ = way_of(QUOTED[0])
    promised = day_number(by_air(line(seller="SLOW", handling_h=None)).promise_date)
    found = slowest(lambda pace: walk(times, way, pace), promised)
    assert found is not None
    after = walk(times, way, found.pace + 1)
    assert found.delivered_day is not None
    assert found.delivered_day <= promised
    assert after is None or after.delivered_day is None or after.delivered_day > promised


def test_larger_pace_is_never_earlier() -> None:
    """Paths are ordered by their pace, leg by leg."""
    times = BookTimes(odd_engine().book)
    way, _ = way_of(QUOTED[1])
    found = [walk(times, way, pace) for pace in PACES]
    for earlier, later in pairwise(found):
        assert earlier is not None
        assert later is not None
        for before, after in zip(earlier.steps, later.steps, strict=True):
            assert (before.start_min, before.arrives_min) <= (after.start_min, after.arrives_min)


def test_path_by_hand() -> None:
    """The median path waits for the pickup, the hub, the flight, the storm, the transfer, Monday.

    Offer until Wed 1 Jul 09:00 UTC, 17:00 in Shanghai, 4 hours of handling: the pickup of Friday
    18:00 takes 6 hours; the hub opens at 08:00, the flight at 18:00 on Saturday takes 47 hours,
    half as long again and 6 more for the storm: 77 hours to Tue 7 Jul 15:00 UTC. Five hours of
    transfer, 6 hours of clearance on working days; the port is shut from 2 to 6; 27 hours of the
    last mile are one working day and 3 hours.
    """
    part = by_air(line(seller="SLOW", handling_h=None))
    path = part.median
    assert f"{path.ready_at:%a %d %b %H:%M %Z}" == "Wed 01 Jul 21:00 CST"
    told = [
        (step.lane, f"{step.present_at:%a %H:%M}", f"{step.starts_at:%a %H:%M}")
        for step in path.steps
    ]
    assert told == [
        ("PICK", "Wed 21:00", "Fri 18:00"),
        ("AIR", "Sat 08:00", "Sat 18:00"),
        ("AIR-C", "Tue 20:00", "Tue 20:00"),
        ("AIR-D", "Wed 06:00", "Wed 06:00"),
    ]
    arrivals = [f"{step.arrives_at:%a %d %H:%M %Z}" for step in path.steps if step.arrives_at]
    assert arrivals == [
        *("Sat 04 00:00 CST", "Tue 07 15:00 UTC", "Wed 08 02:00 UTC", "Thu 09 11:00 CEST")
    ]
    assert [step.transfer_h for step in path.steps] == [0, 0, 5, 0]
    assert [step.uplift for step in path.steps] == [(), ("Typhoon",), (), ()]
    assert path.delivered_on == date(2026, 7, 9)


def test_goods_that_are_ready_later_wait_for_the_next_departure() -> None:
    """Goods ready at the cut-off minute go, a minute later they wait for the next departure."""
    # Friday 3 July, 14:00 in Shanghai is 06:00 UTC; the offer stands for an hour.
    at, after = (by_air(line(), quoted_at=f"2026-07-03T05:0{minute}:00+00:00") for minute in (0, 1))
    starts = [part.median.steps[0].starts_at for part in (at, after)]
    assert starts[1] - starts[0] == timedelta(days=3)
    assert at.ready_from == at.median.steps[0].cutoff_at


def test_readiness_is_that_of_the_quote() -> None:
    """What a path starts from is what the quote was made of."""
    order, quote, _ = ask(line(seller="SLOW", handling_h=None))
    ready = ready_of(odd_engine().book, order, quote, quote.options[0].consignments[0])
    assert ready.spread
    assert (ready.last_min - ready.first_min) == 23 * 60
