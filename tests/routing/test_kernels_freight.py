"""What a lane is asked before it is priced: origin zone, purpose, values (C-31, C-33, C-58)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from orders import line, order
from tiny_book import Tables, find, only, tiny_engine

from oneprice.core.quote import Charge, Quote


def quoted(folder: Path, edit: Any, *lines: Any, **more: Any) -> Quote:
    """Quote lines by AIR alone on a changed tiny book."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        edit(tables)

    return tiny_engine(folder, changed).quote(order(*lines, **more))


def charges(quote: Quote, kind: str) -> dict[str, Charge]:
    """Return the charges of a kind of the first option."""
    return {charge.code: charge for charge in quote.options[0].charges if charge.kind == kind}


def fx(kind: str, base: str, quote: str, rate: str) -> dict[str, str]:
    """Return a row of `fx.csv`."""
    return {"kind": kind, "authority": "*", "base": base, "quote": quote, "rate": rate}


def banded(tables: Tables) -> None:
    """Price AIR in EUR by the goods value in JPY: up to 20,000 JPY 5 EUR, above 9 EUR."""
    row = {"lane_id": "AIR", "lo": "0", "rate": "0", "source": "made up", "value_currency": "JPY"}
    tables["rate.csv"] = [
        row | {"base": "5", "value_lo": "0", "value_hi": "20000"},
        row | {"base": "9", "value_lo": "20000"},
    ]
    tables["fx.csv"] = [fx("settlement", "EUR", "JPY", "160")]


@pytest.mark.parametrize(
    ("goods_minor", "freight_minor"),
    [(12_499, 500), (12_500, 500), (12_501, 900)],
)
def test_value_bands_in_another_currency(
    tmp_path: Path, goods_minor: int, freight_minor: int
) -> None:
    """The goods value is converted to the bands' currency, half up to its minor unit (C-31)."""
    quote = quoted(tmp_path, banded, line(unit_price_minor=goods_minor))
    assert charges(quote, "freight")["AIR"].source_amount_minor == freight_minor


def test_value_rounds_before_it_is_compared(tmp_path: Path) -> None:
    """125.003 EUR at 160 are 20,000.48 JPY, which is 20,000 and still in the lower band."""

    def finer(tables: Tables) -> None:
        banded(tables)
        tables["fx.csv"] = [fx("settlement", "EUR", "JPY", "160.00384")]

    quote = quoted(tmp_path, finer, line(unit_price_minor=12_500))
    assert charges(quote, "freight")["AIR"].source_amount_minor == 500


def test_bands_need_a_rate_of_exchange(tmp_path: Path) -> None:
    """Without a settlement rate into the bands' currency the lane has no price."""

    def without(tables: Tables) -> None:
        banded(tables)
        tables["fx.csv"] = []

    (reason,) = {
        each.reason for each in quoted(tmp_path, without).refusals if "rate" in each.reason
    }
    assert reason == "no settlement exchange rate from EUR to JPY on 2026-07-01"


@pytest.mark.parametrize(("by", "freight_minor"), [("lane", 700), ("ship_from", 300)])
def test_origin_zone_of_a_later_lane(tmp_path: Path, by: str, freight_minor: int) -> None:
    """A lane's origin zone is that of its own origin, or of where the chain starts (C-58)."""

    def edit(tables: Tables) -> None:
        for row in tables["node.csv"]:
            row["region"] = {"SHOP": "EAST", "PORT": "WEST"}.get(row["node_id"], "")
        mile = find(tables["lane.csv"], lane_id="AIR-D")
        mile.update(priced_by="", origin_by=by)
        row = {"lane_id": "AIR-D", "lo": "0", "rate": "0", "source": "made up"}
        tables["rate.csv"] += [
            row | {"origin_zone": "EAST", "base": "3"},
            row | {"origin_zone": "WEST", "base": "7"},
        ]

    quote = quoted(tmp_path, edit)
    assert charges(quote, "freight")["AIR-D"].source_amount_minor == freight_minor


def surcharge(name: str, basis: str, amount: str, seq: str, **more: str) -> dict[str, str]:
    """Return a surcharge row of AIR."""
    row = {"sur_id": name, "lane_id": "AIR", "code": name, "basis": basis, "amount": amount}
    return row | {"seq": seq, "source": "made up"} | more


@pytest.mark.parametrize(("purpose", "codes"), [("b2c", {"home"}), ("b2b", {"dock"})])
def test_surcharges_by_purpose(tmp_path: Path, purpose: str, codes: set[str]) -> None:
    """A row with a purpose is charged for orders of that purpose alone."""

    def edit(tables: Tables) -> None:
        tables["surcharge.csv"] = [
            surcharge("home", "per_shipment", "3", "1", when_purpose="b2c"),
            surcharge("dock", "per_shipment", "4", "2", when_purpose="b2b"),
        ]

    quote = quoted(tmp_path, edit, shipment_purpose=purpose)
    assert set(charges(quote, "surcharge")) == codes


@pytest.mark.parametrize(("amount", "charged"), [("2", True), ("0", False)])
def test_tax_fee_that_requires_a_surcharge(tmp_path: Path, amount: str, charged: bool) -> None:
    """A fee on advanced taxes that requires a surcharge is charged only after it (C-34)."""

    def edit(tables: Tables) -> None:
        tables["surcharge.csv"] = [
            surcharge("broker", "per_shipment", amount, "1"),
            surcharge("advance", "pct_taxes", "10%", "2", requires="broker"),
        ]

    quote = quoted(tmp_path, edit)
    assert ("advance" in charges(quote, "surcharge")) is charged


@pytest.mark.parametrize(("excluded", "charged"), [("", True), ("advance", False)])
def test_tax_fee_that_a_rate_row_is_not_subject_to(
    tmp_path: Path, excluded: str, charged: bool
) -> None:
    """A rate row leaves out the fees on advanced taxes that it names."""

    def edit(tables: Tables) -> None:
        find(tables["rate.csv"], lane_id="AIR")["sur_exclude"] = excluded
        tables["surcharge.csv"] = [surcharge("advance", "pct_taxes", "10%", "2")]

    assert ("advance" in charges(quoted(tmp_path, edit), "surcharge")) is charged


def test_value_bands_are_found_from_the_price(tmp_path: Path) -> None:
    """The inverse of a price finds the unit prices on both sides of a value band (C-55)."""

    def changed(tables: Tables) -> None:
        only(tables, "AIR")
        banded(tables)
        tables["rate.csv"][0]["base"] = "60"  # dearer below the bound: the price falls there

    engine = tiny_engine(tmp_path, changed)
    found = 0
    for unit in (11_000, 12_500, 12_501, 14_000):
        option = engine.quote(order(line(unit_price_minor=unit))).option("economy")
        assert option is not None
        answer = engine.unit_prices(order(), option.price_minor, tier="economy")
        assert any(first <= unit <= last for first, last in answer.values)
        found += len(answer.values)
    assert found > 4


# --- whose day ------------------------------------------------------------------------


def truck(tables: Tables) -> None:
    """Bring the goods to AIR by a truck that takes 1 to 3 days.

    It leaves on July 2 at 10:00 UTC. Of the 49 hours at which it may arrive 21 reach the flight of
    July 4 (cut-off 06:00 UTC), 24 that of July 5 and 4 that of July 6: July 5 is the named day.
    """
    air = find(tables["lane.csv"], lane_id="AIR")
    ends = {"lane_id": "TRUCK", "leg": "pickup", "mode": "road", "dest_node": "DOCK"}
    days = {"transit_min_days": "1", "transit_max_days": "3", "segment": "before_export"}
    tables["lane.csv"].append(air | ends | days)
    tables["node.csv"].append(find(tables["node.csv"], node_id="SHOP") | DOCK)
    tables["rate.csv"].append({"lane_id": "TRUCK", "lo": "0", "base": "1", "source": "made up"})
    air["origin_node"] = "DOCK"


DOCK = {"node_id": "DOCK", "kind": "hub"}


def test_the_truck_may_come_for_three_flights(tmp_path: Path) -> None:
    """The dates that the tests below build on."""
    (part,) = quoted(tmp_path, truck).options[0].consignments
    assert (part.export_date.isoformat(), part.entry_date.isoformat()) == (
        "2026-07-05", "2026-07-07"
    )  # fmt: skip


SALE, EXPORT, ENTRY = "2026-07-01", "2026-07-05", "2026-07-07"


@pytest.mark.parametrize(("day_of", "day"), [("", SALE), ("export", EXPORT), ("entry", ENTRY)])
def test_rates_and_surcharges_of_the_day_of_a_lane(tmp_path: Path, day_of: str, day: str) -> None:
    """Rates, surcharges, indexes and fees on taxes hold on the day that the lane names (C-12)."""
    after = {SALE: "2026-07-02", EXPORT: "2026-07-06", ENTRY: "2026-07-08"}[day]
    dates = {"valid_from": day, "valid_to": after}

    def edit(tables: Tables) -> None:
        truck(tables)
        find(tables["lane.csv"], lane_id="AIR")["day_of"] = day_of
        rate = find(tables["rate.csv"], lane_id="AIR")
        tables["rate.csv"] += [rate | dates | {"base": "77"}, rate | {"valid_from": after}]
        rate["valid_to"] = day
        tables["surcharge.csv"] = [
            surcharge("demand", "per_shipment", "18", "1", **dates),
            surcharge("fuel", "pct_base", "", "2", index_id="FUEL"),
            surcharge("advance", "pct_taxes", "10%", "3", **dates),
        ]
        tables["index.csv"] = [{"index_id": "FUEL", "value": "10%", "source": "made up"} | dates]

    quote = quoted(tmp_path, edit)
    assert charges(quote, "freight")["AIR"].source_amount_minor == 7900
    assert charges(quote, "freight")["TRUCK"].source_amount_minor == 100
    fees = charges(quote, "surcharge")
    assert set(fees) == {"demand", "fuel", "advance"}
    assert fees["fuel"].source_amount_minor == 790


@pytest.mark.parametrize(
    ("first", "after", "refused"),
    [
        ("2026-07-01", "2026-07-04", False),
        ("2026-07-04", "2026-07-05", True),
        ("2026-07-05", "2026-07-06", True),
        ("2026-07-06", "2026-07-07", True),
        ("2026-07-07", "", False),
    ],
)
def test_cargo_rules_of_every_flight_that_may_be(
    tmp_path: Path, first: str, after: str, refused: bool
) -> None:
    """A rule of any day on which the goods may be loaded counts, also the least likely (C-12)."""

    def edit(tables: Tables) -> None:
        truck(tables)
        cells = {"mode": "air", "flag": "UN3480", "limit": "forbid", "source": "the law"}
        tables["cargo_rule.csv"] = [cells | {"valid_from": first, "valid_to": after}]

    quote = quoted(tmp_path, edit, line(hs_code="850760", cargo_flags=["UN3480"]))
    codes = {each.code for each in quote.refusals if each.subject == "economy"}
    assert codes == ({"CARGO_RULE"} if refused else set())
    assert bool(quote.options) is not refused


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"basis": "per_actual", "amount": "2"}, ("actual", "3 kg", "2.00 EUR/kg")),
        ({"basis": "per_kg", "amount": "2", "free_units": "0.5"},
         ("chargeable", "3 kg", "2.00 EUR/kg above 0.5 kg")),
        ({"basis": "per_kg", "amount": "2", "step": "0.5"},
         ("chargeable", "3 kg", "2.00 EUR/0.5 kg")),
        ({"basis": "per_piece", "amount": "2", "step": "2"}, ("parcels", "1", "2.00 EUR/2")),
    ],
)  # fmt: skip
def test_words_for_what_a_surcharge_counts(
    tmp_path: Path, cells: dict[str, str], words: tuple[str, str, str]
) -> None:
    """Basis, its amount and the rate are told in the lane's unit."""
    fee = surcharge("fee", "", "", "1") | cells
    quote = quoted(tmp_path, lambda tables: tables.update({"surcharge.csv": [fee]}),
                   line(quantity=3))  # fmt: skip
    told = charges(quote, "surcharge")["fee"]
    assert (told.basis, told.basis_amount, told.rate) == words
