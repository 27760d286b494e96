"""Tiers and the best route of each (C-46, C-51)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import EXAMPLES, example, line, order
from tiny_book import Tables, find, only, product, tiny_engine

from oneprice.core.quote import Quote
from oneprice.routing.engine import Engine

TIERS = ("economy", "standard", "premium")


def quoted(folder: Path, edit: Any = lambda _: None, **more: Any) -> Quote:
    """Quote the coat on a changed tiny book."""
    return tiny_engine(folder, edit).quote(order(**more))


def routes(quote: Quote) -> dict[str, str]:
    """Return the linehaul of each offered tier."""
    return {option.service_tier: option.route[0] for option in quote.options}


def codes(quote: Quote, tier: str) -> set[str]:
    """Return the reasons a tier was refused for."""
    return {refusal.code for refusal in quote.refusals if refusal.subject == tier}


def set_tier(name: str, **cells: str) -> Any:
    """Return a change of one tier."""
    return lambda tables: find(tables["tier.csv"], tier=name).update(cells)


def test_each_tier_takes_the_cheapest_of_its_modes(tmp_path: Path) -> None:
    """Sea is cheapest, air cheapest of the faster, express all that is left."""
    quote = quoted(tmp_path)
    assert routes(quote) == {"economy": "SEA", "standard": "AIR", "premium": "FAST"}
    assert [option.service_tier for option in quote.options] == list(TIERS)
    assert quote.refusals == ()


@pytest.mark.parametrize("name", EXAMPLES)
def test_dearer_tiers_are_never_slower(engine: Engine, name: str) -> None:
    """Premium promises no later day than standard, and standard no later than economy."""
    quote = engine.quote(example(name))
    dates = [option.promise_date for option in quote.options]
    assert [option.service_tier for option in quote.options] == [
        tier for tier in TIERS if quote.option(tier)
    ]
    assert dates == sorted(dates, reverse=True)
    assert {refusal.subject for refusal in quote.refusals} <= set(TIERS) - {
        option.service_tier for option in quote.options
    }


def test_tier_below_caps_the_date(tmp_path: Path) -> None:
    """A premium that could use any mode must keep the date of standard, so it cannot go by sea."""
    quote = quoted(tmp_path, set_tier("premium", modes="sea|air|express", max_days="60"))
    assert routes(quote)["premium"] == "AIR"
    assert quote.options[2].promise_date == quote.options[1].promise_date


def test_refused_tier_caps_nothing(tmp_path: Path) -> None:
    """The cap comes from the last tier that was offered."""

    def edit(tables: Tables) -> None:
        set_tier("standard", modes="road")(tables)
        set_tier("premium", modes="sea|air|express", max_days="60")(tables)

    assert routes(quoted(tmp_path, edit)) == {"economy": "SEA", "premium": "SEA"}


def test_later_than_the_tier_below_is_refused(tmp_path: Path) -> None:
    """A tier whose routes all arrive later than the one before is refused with that reason."""

    def edit(tables: Tables) -> None:
        set_tier("economy", modes="express")(tables)
        set_tier("standard", modes="air")(tables)

    quote = quoted(tmp_path, edit)
    assert routes(quote) == {"economy": "FAST", "premium": "FAST"}
    assert codes(quote, "standard") == {"LATER_THAN_TIER"}


@pytest.mark.parametrize(("days", "route"), [("25", "SEA"), ("24", "AIR")])
def test_days_of_a_tier(tmp_path: Path, days: str, route: str) -> None:
    """Sea promises July 26, 25 days after the sale: a tier of 25 days takes it, of 24 not."""
    assert routes(quoted(tmp_path, set_tier("economy", max_days=days)))["economy"] == route


@pytest.mark.parametrize(
    ("deadline", "offered"),
    [
        ("2026-07-26", {"economy": "SEA", "standard": "AIR", "premium": "FAST"}),
        ("2026-07-25", {"economy": "AIR", "standard": "AIR", "premium": "FAST"}),
        ("2026-07-05", {"economy": "AIR", "standard": "AIR", "premium": "FAST"}),
        ("2026-07-04", {"economy": "FAST", "standard": "FAST", "premium": "FAST"}),
        ("2026-07-03", {"economy": "FAST", "standard": "FAST", "premium": "FAST"}),
        ("2026-07-02", {}),
    ],
)
def test_deadline_at_the_promise(tmp_path: Path, deadline: str, offered: dict[str, str]) -> None:
    """A route whose promise is the deadline itself serves, one a day later does not."""
    quote = quoted(tmp_path, deadline=deadline)
    assert routes(quote) == offered
    if not offered:
        assert codes(quote, "premium") == {"AFTER_DEADLINE"}


def twins(tables: Tables, **second: str) -> None:
    """Offer AIR and a second product B-AIR that is like it but for some cells."""
    only(tables, "AIR")
    lanes, rates = product("BAIR", "air", ("2", "3"), "5", "2")
    for lane in lanes:
        lane.update(second)
    tables["lane.csv"] = lanes + tables["lane.csv"]
    tables["rate.csv"] = rates + tables["rate.csv"]


@pytest.mark.parametrize(("carrier", "route"), [("Mover", "AIR"), ("Aero", "BAIR")])
def test_tie_goes_to_the_first_route(tmp_path: Path, carrier: str, route: str) -> None:
    """Of equal price and date the lower carrier ids win, then the lower lane ids."""

    def edit(tables: Tables) -> None:
        twins(tables, carrier=carrier)

    assert routes(quoted(tmp_path, edit))["economy"] == route


def test_tie_in_price_goes_to_the_earlier_date(tmp_path: Path) -> None:
    """Of equal price the earlier promise wins over the lower route number."""

    def edit(tables: Tables) -> None:
        twins(tables)
        find(tables["lane.csv"], lane_id="BAIR")["transit_max_days"] = "2"

    assert routes(quoted(tmp_path, edit))["economy"] == "BAIR"


def test_price_goes_before_date(tmp_path: Path) -> None:
    """One cent less wins over an earlier date."""

    def edit(tables: Tables) -> None:
        twins(tables)
        find(tables["lane.csv"], lane_id="BAIR")["transit_max_days"] = "2"
        find(tables["rate.csv"], lane_id="BAIR")["base"] = "5.01"

    assert routes(quoted(tmp_path, edit))["economy"] == "AIR"


def test_country_without_law(tmp_path: Path) -> None:
    """Without law of the country nothing is offered."""
    quote = quoted(tmp_path, buyer={"country": "YY", "postcode": "1"})
    assert (quote.options, codes(quote, "economy")) == ((), {"NO_JURISDICTION"})


def test_origin_without_routes(tmp_path: Path) -> None:
    """Goods at a node where no chain begins have no route."""
    quote = tiny_engine(tmp_path).quote(order(line(ship_from="PORT")))
    assert (quote.options, codes(quote, "standard")) == ((), {"NO_ROUTE"})


def test_tier_without_its_modes(tmp_path: Path) -> None:
    """A tier none of whose modes lead there is told as such."""
    quote = quoted(tmp_path, set_tier("economy", modes="rail"))
    assert codes(quote, "economy") == {"MODE_NOT_IN_TIER"}


def test_tier_of_another_day(tmp_path: Path) -> None:
    """A tier that does not hold on the day of sale is neither offered nor refused."""
    quote = quoted(tmp_path, set_tier("standard", valid_from="2026-07-02"))
    assert (list(routes(quote)), quote.refusals) == (["economy", "premium"], ())


@pytest.mark.parametrize(
    ("lane", "cells", "code"),
    [
        ("FAST-D", {"status": "suspended"}, "LANE_CLOSED"),
        ("FAST", {"valid_from": "2026-07-02"}, "LANE_CLOSED"),
        ("FAST-C", {"valid_to": "2026-07-01"}, "LANE_CLOSED"),
        ("FAST", {"cargo_require": "fragile"}, "CLASS_REQUIRED"),
        ("FAST", {"max_value": "99.99"}, "OVER_LIMIT"),
        ("FAST", {"max_shipment_kg": "0.9"}, "OVER_LIMIT"),
        ("FAST", {"min_shipment_kg": "1.1"}, "OVER_LIMIT"),
    ],
)
def test_lane_that_cannot_take_the_goods(
    tmp_path: Path, lane: str, cells: dict[str, str], code: str
) -> None:
    """A tier is refused with the reason and the name of the lane that stands in the way."""
    quote = quoted(tmp_path, lambda tables: find(tables["lane.csv"], lane_id=lane).update(cells))
    assert codes(quote, "premium") == {code}
    reasons = [refusal.reason for refusal in quote.refusals if refusal.subject == "premium"]
    assert f"lane {lane} " in reasons[0]


def test_rules_known_until_a_day(tmp_path: Path) -> None:
    """An entry window that reaches the end of what is known is refused (C-23)."""

    def known(day: str) -> Any:
        row = "law/XX/jurisdiction.csv"
        return lambda tables: tables[row][0].update(known_until=day)

    # FAST reaches the border on July 3 alone, AIR on July 4 and 5.
    assert routes(quoted(tmp_path / "a", known("2026-07-06")))["standard"] == "AIR"
    assert routes(quoted(tmp_path / "b", known("2026-07-05")))["standard"] == "FAST"
    quote = quoted(tmp_path / "c", known("2026-07-03"))
    assert codes(quote, "premium") == {"RULES_STALE"}


def test_lane_that_never_leaves_is_a_refusal(tmp_path: Path) -> None:
    """Routes whose first lane has no departure make a good book and are refused NO_DEPARTURE."""

    def weekends(tables: Tables) -> None:
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "12345"})
        for row in tables["lane.csv"]:
            if row["departure_days"]:
                row.update(departure_days="67", calendar_id="WORK")

    quote = quoted(tmp_path, weekends)
    assert quote.options == ()
    assert all(codes(quote, tier) == {"NO_DEPARTURE"} for tier in TIERS)
