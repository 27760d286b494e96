"""Handling laws in plain Python are those of checkout (C-18, C-68)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from handling_books import FULL, HALF, air_only, handled, order_of, unsaid
from orders import line, order
from tiny_book import Tables, tiny_book, tiny_engine

from oneprice.core.book import Book
from oneprice.core.days import EPOCH, day_number, utc_minute
from oneprice.core.order import Order
from oneprice.routing.encode import encode_orders
from oneprice.routing.engine import Engine
from oneprice.routing.handling import day_law, departures, handling_law, readiness
from oneprice.routing.last_mile import last_mile
from oneprice.routing.network.ways import route_of
from oneprice.routing.schema import open_book

SELLERS = ("A", "B", "C")


def spread(tables: Tables) -> None:
    """Give three sellers laws of many hours, of working days, and with missing mass."""
    air_only("0.6")(tables)
    dice = Random(5)
    tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "1235"})
    runs = [(h, h, dice.randrange(1, FULL // 30)) for h in range(0, 100, 5)]
    handled(tables, runs, "A", "SHOP")
    handled(tables, [(0, 9, FULL // 20), (30, 39, FULL // 20)], "B")
    work = {"day_type": "work", "calendar_id": "WORK"}
    handled(tables, [(6, 6, HALF), (26, 29, HALF // 4)], "*", "*", **work)


@pytest.fixture(scope="module")
def spread_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of a tiny book with handling laws of all kinds."""
    return tiny_engine(tmp_path_factory.mktemp("spread"), spread)


def random_order(dice: Random) -> dict[str, Any]:
    """Return an order of up to four lines of three sellers, half of them without hours."""
    lines = [
        unsaid(seller=seller) if dice.random() < 0.7 else line(seller=seller, handling_h=hours)
        for seller, hours in [
            (dice.choice(SELLERS), dice.choice((0, 1, 30, 47))) for _ in range(dice.randint(1, 4))
        ]
    ]
    quoted_at = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(minutes=dice.randrange(6 * 1440))
    return order_of(*lines, quoted_at=quoted_at.isoformat())


def test_laws_are_those_of_checkout(spread_engine: Engine) -> None:
    """Promise, chance, entry and export day of any mix of sellers come out alike."""
    dice, told = Random(7), 0
    tables = spread_engine.book.tables
    for _ in range(60):
        parsed = Order.parse(random_order(dice))
        encoded = encode_orders(spread_engine.book, [parsed], True)
        head = encoded.orders[0]
        for option in spread_engine.quote(parsed).options[:1]:
            (part,) = option.consignments
            route = route_of(spread_engine.book, part.route)
            ready = readiness(tables, int(head["valid_until_min"]), encoded.lines)
            first, chances = day_law(tables, "arrival", route, ready)
            at = int(np.searchsorted(chances, FULL - FULL * 4 // 10))
            assert (first + at, int(chances[at])) == (
                day_number(part.promise_date),
                part.promise_chance,
            )
            for kind, named in (("entry", part.entry_date), ("export", part.export_date)):
                first, chances = day_law(tables, kind, route, ready)
                assert first + int(np.argmax(np.diff(chances, prepend=0))) == day_number(named)
            told += 1
    assert told > 20


def test_departures_share_what_is_ready(spread_engine: Engine) -> None:
    """The chances of the departures add up to what is ever ready, by G and by the least F."""
    parsed = Order.parse(order_of(unsaid(seller="A"), unsaid(seller="B")))
    encoded = encode_orders(spread_engine.book, [parsed], True)
    tables = spread_engine.book.tables
    ready = readiness(tables, int(encoded.orders[0]["valid_until_min"]), encoded.lines)
    for kind, chances in (("arrival", ready.chance), ("entry", ready.least)):
        shares = [chance for _, chance in departures(tables, 1, ready, kind)]
        assert sum(shares) == int(chances[-1]) < FULL
    assert bool((ready.chance <= ready.least).all())
    half = ready.minute_at(HALF // 2)
    assert half is not None
    assert ready.by(half - 1) < HALF // 2 <= ready.by(half)
    assert ready.minute_at(FULL) is None


def test_unit_price_is_found_again(spread_engine: Engine) -> None:
    """The inverse of a price knows the dates that handling laws make possible (C-55)."""
    dice = Random(11)
    for _ in range(4):
        document = random_order(dice)
        for option in spread_engine.quote(document).options:
            found = spread_engine.unit_prices(document, option.price_minor, 0, option.service_tier)
            assert any(lo <= 10_000 <= hi for lo, hi in found.values)


ZONES = ("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York")


@pytest.fixture(scope="module", params=ZONES)
def clocks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book whose origin changes its clocks inside the window, or never."""

    def edit(tables: Tables) -> None:
        air_only()(tables)
        tables["book.csv"][1]["value"], tables["book.csv"][2]["value"] = "2026-09-25", "2026-11-05"
        tables["node.csv"][0]["tz"] = request.param
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "12356"})
        work = {"day_type": "work", "calendar_id": "WORK"}
        handled(tables, [(h, h, 1) for h in range(0, 130)], **work)

    return open_book(tiny_book(tmp_path_factory.mktemp("clocks"), edit))


def test_working_hours_over_clock_changes(clocks: Book) -> None:
    """Hours in working days end when going through the days one by one says so (C-18)."""
    tz = int(clocks.tables["node"][1]["tz"])
    zone = ZoneInfo(clocks.ids.name("tz", tz))
    dice = Random(3)
    for _ in range(25):
        valid_until = datetime(2026, 9, 25, tzinfo=UTC) + timedelta(
            minutes=dice.randrange(40 * 1440)
        )
        minutes, chances = handling_law(
            clocks.tables, 1, utc_minute(valid_until, "valid_until"), tz
        )
        assert chances.tolist() == list(range(1, 131))
        for h in dice.choices(range(130), k=6):
            assert EPOCH + timedelta(minutes=int(minutes[h])) == ended(valid_until, h, zone)


def ended(start: datetime, h: int, zone: ZoneInfo) -> datetime:
    """Return when h hours in working days end, Thursdays and Sundays being closed."""
    whole = start.replace(minute=0, second=0)
    whole += timedelta(hours=1) if whole < start else timedelta()
    local = (whole + timedelta(hours=h % 24)).astimezone(zone)
    day, wall = local.date(), local.time()
    if not works(day):
        wall = wall.replace(hour=0, minute=0)
        while not works(day):
            day += timedelta(days=1)
    for _ in range(h // 24):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    naive = datetime.combine(day, wall)
    found = max(naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    skipped = found.astimezone(zone).replace(tzinfo=None) != naive
    if skipped:  # the clocks jump over it: moved forward by the gap
        found = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    hours = -((EPOCH - found) // timedelta(hours=1))
    return EPOCH + timedelta(hours=hours)


def works(day: date) -> bool:
    """Tell whether a day is a working day of the test's calendar."""
    return day.isoweekday() in (1, 2, 3, 5, 6)


def test_zone_days_of_a_last_mile(tmp_path: Path) -> None:
    """Days of the law and days of delivery go both ways, closed days of the zone included."""

    def edit(tables: Tables) -> None:
        air_only()(tables)
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "12345"})
        cells = {"zone_set": "Z", "country": "XX", "key_kind": "all", "zone": "one"}
        cells |= {"extra_days": "1", "calendar_id": "WORK"}
        tables["zone.csv"] = [cells]
        next(row for row in tables["lane.csv"] if row["lane_id"] == "AIR-D")["zone_set"] = "Z"

    engine = tiny_engine(tmp_path, edit)
    head = encode_orders(engine.book, [Order.parse(order())], True).orders[0]
    mile = last_mile(engine.book.tables, 1, int(head["postcode_lo"]))
    friday = day_number(date(2026, 7, 3))
    monday, tuesday = friday + 3, friday + 4
    assert [mile.delivery(friday + i) for i in range(4)] == [monday, tuesday, tuesday, tuesday]
    assert (mile.reached(monday), mile.reached(tuesday - 1)) == (friday, friday)
    assert mile.reached(tuesday) == monday
    assert mile.delivery(10**6) is None
