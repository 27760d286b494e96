"""The front: each point the cheapest by its date, the last one the fastest (C-71)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from orders import EXAMPLES, example, line, order
from tiny_book import Tables, find, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.vocabulary import TIERS
from oneprice.routing.engine import Engine
from oneprice.routing.front import Point, front_of

DAY = timedelta(days=1)


def said(point: Point | None) -> tuple[int, date, str] | None:
    """Return price, date and tier of a point."""
    return (point.price_minor, point.promise_date, point.service_tier) if point else None


@pytest.mark.parametrize("name", EXAMPLES)
def test_dates_fall_and_prices_rise(engine: Engine, name: str) -> None:
    """From point to point the date is earlier and the price higher, and the lines add up."""
    points = engine.front(example(name))
    for before, after in pairwise(points):
        assert before.promise_date > after.promise_date
        assert before.price_minor < after.price_minor
    for point in points:
        billed = [c.amount_minor for c in point.option.charges if c.payer == "seller"]
        assert sum(billed) == point.price_minor == point.option.price_minor
        assert point.option.promise_date == point.promise_date
        assert point.option.service_tier == point.service_tier


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_offer_of_a_quote_beats_the_front(engine: Engine, name: str) -> None:
    """Whatever a quote offers, a point is as cheap and as early, or better."""
    points = engine.front(example(name))
    for option in engine.quote(example(name)).options:
        assert any(
            point.price_minor <= option.price_minor and point.promise_date <= option.promise_date
            for point in points
        )


@pytest.mark.parametrize("name", ["munich-cart", "us-steel-pan", "two-sellers-gb"])
@pytest.mark.parametrize("tier", [None, "economy", "premium"])
def test_every_day_has_its_cheapest_offer(engine: Engine, name: str, tier: str | None) -> None:
    """By every day from before the fastest to after the cheapest the front has the best offer."""
    points = engine.front(example(name), tier)
    day = points[-1].promise_date - DAY
    assert engine.cheapest(example(name), day, tier) is None
    while day <= points[0].promise_date:
        day += DAY
        expected = next(point for point in points if point.promise_date <= day)
        assert said(engine.cheapest(example(name), day, tier)) == said(expected)
    assert said(engine.fastest(example(name), tier)) == said(points[-1])


def test_first_point_is_the_cheapest_of_its_tier(engine: Engine) -> None:
    """Economy has no tier before it: its first point is its offer in a quote, in full."""
    for name in EXAMPLES:
        option = engine.quote(example(name)).option("economy")
        points = engine.front(example(name), "economy")
        assert (points[0].option if points else None) == option


def test_day_leaves_out_what_is_later(engine: Engine) -> None:
    """With `by` the front begins at the cheapest offer that is promised by the day."""
    points = engine.front(example("munich-cart"))
    until = points[1].promise_date
    assert [said(p) for p in engine.front(example("munich-cart"), by=until)] == [
        said(p) for p in points[1:]
    ]


def test_deadline_of_the_order_holds(engine: Engine) -> None:
    """An order's own deadline bounds the front as it bounds a quote."""
    document = example("express-deadline-de")
    points = engine.front(document)
    assert points and all(str(point.promise_date) <= document["deadline"] for point in points)
    later = date.fromisoformat(document["deadline"]) + 30 * DAY
    assert [said(p) for p in engine.front(document, by=later)] == [said(p) for p in points]


def test_chosen_code_is_told(engine: Engine) -> None:
    """A code in doubt is settled as in a quote, and told with each point (C-52)."""
    document = example("us-doubtful-code") | {"hs_policy": "highest"}
    chosen = engine.quote(document).options[0].consignments[0].hs_chosen
    points = engine.front(document)
    assert chosen
    assert {tuple(point.option.consignments[0].hs_chosen.items()) for point in points} == {
        tuple(chosen.items())
    }


def test_nothing_offered_is_an_empty_front(engine: Engine) -> None:
    """Where no tier has an offer there is no point, no cheapest and no fastest."""
    assert engine.front(example("refused-watch")) == ()
    assert engine.fastest(example("refused-watch")) is None
    assert engine.cheapest(example("refused-watch"), date(2030, 1, 1)) is None


def test_consignments_are_late_one_by_one(tmp_path: Path) -> None:
    """Two consignments of one order trade price for days each on its own."""

    def edit(tables: Tables) -> None:
        find(tables["tier.csv"], tier="economy")["modes"] = "sea|air|express"
        slow = find(tables["lane.csv"], lane_id="SEA")
        slow.update(cargo_allow="none")

    lines = line(), line(sku="B", seller="OTHER", cargo_flags=["fragile"])
    points = tiny_engine(tmp_path, edit).front(order(*lines), "economy")
    modes = [[part.route[0] for part in point.option.consignments] for point in points]
    assert modes == [["AIR", "SEA"], ["AIR", "AIR"], ["FAST", "FAST"]]


@pytest.mark.parametrize(
    ("offers", "kept"),
    [
        ([(5, 9, 0), (7, 9, 1), (7, 8, 0)], [(5, 9, 0), (7, 8, 0)]),
        ([(5, 9, 1), (5, 9, 0)], [(5, 9, 0)]),  # of equal ones the lower tier
        ([(5, 9, 0), (5, 8, 1)], [(5, 8, 1)]),  # as cheap and earlier
        ([(5, 9, 0), (4, 10, 1)], [(4, 10, 1), (5, 9, 0)]),
        ([], []),
    ],
)
def test_beaten_offers_are_left_out(
    offers: list[tuple[int, int, int]], kept: list[tuple[int, int, int]]
) -> None:
    """An offer stays only if no other is as cheap and as early."""
    assert front_of(iter(offers)) == kept


@pytest.mark.parametrize("by", ["2026-09-01", datetime(2026, 9, 1), 5])
def test_day_must_be_a_date(engine: Engine, by: object) -> None:
    """Anything but a date is an error that says what to give."""
    with pytest.raises(InputError, match="date"):
        engine.cheapest(example("munich-cart"), by)  # type: ignore[arg-type]  # on purpose


def test_tier_must_be_one(engine: Engine) -> None:
    """An unknown tier is an error that names the tiers."""
    with pytest.raises(InputError, match=", ".join(TIERS)):
        engine.front(example("munich-cart"), "overnight")
