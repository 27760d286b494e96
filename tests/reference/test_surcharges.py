"""The twin's surcharges: groups, lifts, and what needs or excludes what (C-34)."""

from __future__ import annotations

from typing import Any

import pytest

from reference.freight import RateCard
from reference.made import EURO, ask, lane, rows, settle
from reference.parcels import Parcel
from reference.reading import Row
from reference.refused import Refused
from reference.surcharges import LaneBill, Money, SurchargeSheet

SMALL = Parcel(1000, 200, 100, 100)
LONG = Parcel(1000, 700, 100, 100)
HEAVY = Parcel(9000, 700, 400, 100)
SHIPMENT = {"weight_scope": "shipment", "round_steps": "*:4"}
LENGTH = {"measure": "longest_cm", "op": ">", "threshold": "60"}
SIZES = rows(
    {"code": "long", "amount": "2", "measure": "longest_cm", "threshold": "60", "priority": "2"},
    {"code": "wide", "amount": "5", "measure": "second_cm", "threshold": "30", "priority": "1"},
    {"code": "kilo", "amount": "3", "measure": "piece_kg", "threshold": "5", "priority": "1"},
    basis="per_piece",
    op=">",
    group="size",
)


def billed(every: list[Row], *pieces: Parcel, rate: Row | None = None, **cells: Any) -> LaneBill:
    """Return the bill of a lane that charges 1.00 per kg and some surcharges."""
    on = lane(**cells.pop("on", {}))
    listed = [{"seq": str(n), "sur_id": f"s{n}"} | row for n, row in enumerate(every)]
    sheet = SurchargeSheet(rows(*listed, lane_id="L"), [], EURO)
    card = RateCard([{"lane_id": "L", "lo": "0", "rate": "1"} | (rate or {})], {"L": on}, EURO)
    money = Money(card.rounding(on), settle(), "EUR")
    return sheet.bill(ask(on, *pieces, **cells), card.freight, money)


def charged(bill: LaneBill) -> dict[str, int]:
    """Return what was charged by code."""
    return {row["code"]: amount for row, amount in bill.charged if amount}


@pytest.mark.parametrize(
    ("combine", "codes"),
    [
        ("sum", {"long": 400, "wide": 500, "kilo": 300}),
        ("max", {"long": 200, "wide": 500}),
        ("first", {"long": 400}),
        ("priority", {"long": 200, "wide": 500}),
    ],
)
def test_a_group_of_piece_fees_is_decided_for_each_piece(
    combine: str, codes: dict[str, int]
) -> None:
    """A long piece pays for its length, a wide and heavy one by the group's word."""
    group = rows(*SIZES, combine=combine)
    assert charged(billed(group, SMALL, LONG, HEAVY)) == codes


@pytest.mark.parametrize(
    ("combine", "codes"),
    [
        ("sum", {"long": 400, "wide": 500, "kilo": 300, "flat": 350}),
        ("max", {"wide": 500}),
        ("first", {"long": 400}),
        ("priority", {"wide": 500}),
    ],
)
def test_another_group_is_decided_once(combine: str, codes: dict[str, int]) -> None:
    """One row of another basis makes it a group of the shipment, also on a day before."""
    flat = {"code": "flat", "basis": "per_shipment", "amount": "3.5", "group": "size"}
    group = rows(*SIZES, flat | {"priority": "9"}, combine=combine)
    assert charged(billed(group, SMALL, LONG, HEAVY)) == codes
    gone = rows(*SIZES, flat | {"priority": "9", "valid_to": "2026-03-01"}, combine=combine)
    assert charged(billed(gone, SMALL, LONG, HEAVY)) == {
        k: v for k, v in codes.items() if k != "flat"
    }


def test_equal_cost_takes_the_first() -> None:
    """Of two rows that cost the same to the cent the one with the lowest seq is kept."""
    group = rows(
        {"code": "a", "basis": "pct_base", "amount": "10%"},
        {"code": "b", "basis": "per_shipment", "amount": "0.104"},
        {"code": "c", "basis": "per_shipment", "amount": "9", "probability": "1/100"},
        group="g",
        combine="max",
    )
    assert charged(billed(group, SMALL)) == {"a": 10}


@pytest.mark.parametrize(
    ("row", "base"),
    [
        ({"min_billable": "4", "measure": "longest_cm", "op": ">", "threshold": "60"}, 500),
        ({"min_billable": "4"}, 800),
        ({"min_billable": "0.5"}, 200),
        ({"min_billable": "4", "when_purpose": "b2b"}, 200),
        ({"min_billable": "4", "when_origin": "north|south"}, 800),
        ({"min_billable": "4", "when_origin": "south"}, 200),
        ({"min_billable": "4", "basis": "per_shipment", "probability": "1/1000"}, 800),
    ],
)
def test_a_kept_row_lifts_its_pieces(row: Row, base: int) -> None:
    """What holds lifts the pieces that pass, whatever it costs itself."""
    lift = {"code": "big", "basis": "per_piece", "amount": "1"} | row
    assert billed([lift], SMALL, LONG).base_minor == base


def test_only_kept_rows_lift() -> None:
    """In a group that is decided by piece each piece is lifted by its own row."""
    group = rows(
        {"code": "a", "amount": "9", "min_billable": "3", "measure": "longest_cm"},
        {"code": "b", "amount": "1", "min_billable": "8"},
        basis="per_piece",
        op=">",
        threshold="60",
        group="g",
        combine="max",
    )
    assert billed(group, SMALL, LONG).least == [8000, 3000]


def test_one_fee_needs_another() -> None:
    """What needs a code is charged after it, and not where it came to nothing."""
    needs = {"code": "peak", "basis": "per_shipment", "amount": "1", "requires": "big"}
    big = {"code": "big", "basis": "per_shipment", "amount": "2"}
    assert charged(billed([big, needs], SMALL)) == {"big": 200, "peak": 100}
    assert charged(billed([big | {"amount": "0.004"}, needs], SMALL)) == {}
    assert charged(billed([needs, big], SMALL)) == {"big": 200}
    assert charged(billed([big, needs], SMALL, rate={"sur_exclude": "big"})) == {}


def test_probability_comes_after_bounds() -> None:
    """The bounded amount is multiplied, cut to pips and rounded."""
    fee = {"code": "f", "basis": "per_shipment", "amount": "1", "min": "3.33"}
    assert charged(billed([fee | {"probability": "50%"}], SMALL)) == {"f": 167}
    assert charged(billed([fee | {"probability": "1/3"}], SMALL)) == {"f": 111}


@pytest.mark.parametrize(
    ("measure", "threshold", "passes"),
    [
        ("third_cm", "9.9", True),
        ("third_cm", "10", False),
        ("sum_cm", "39.9", True),
        ("sum_in", "15.748", True),  # 15.74803..
        ("sum_in", "15.7481", False),
        ("longest_in", "7.87", True),
        ("piece_lb", "2.2046", True),
        ("piece_lb", "2.2047", False),
        ("volume_in3", "122.04", False),  # 122.047.. is above 122.04, not below
        ("volumetric_kg", "0.399", True),
        ("volumetric_kg", "0.4", False),
    ],
)
def test_measures_are_exact(measure: str, threshold: str, passes: bool) -> None:
    """A piece of 20 x 10 x 10 cm and 1 kg is compared exactly in any unit."""
    op = "<" if measure == "volume_in3" else ">"
    row = {"measure": measure, "op": op, "threshold": threshold}
    fee = {"code": "f", "basis": "per_piece", "amount": "1"} | row
    assert bool(charged(billed([fee], SMALL, on={"dim_divisor": "5000"}))) is passes


def test_a_refusing_row_comes_before_the_rate() -> None:
    """What is refused by a surcharge needs no rate row."""
    refuse = {"code": "no", "basis": "per_shipment", "effect": "refuse"}
    with pytest.raises(Refused, match="SURCHARGE_REFUSES"):
        billed([refuse], SMALL, rate={"lo": "5"})


def test_pieces_alone_use_the_divisor_of_their_row() -> None:
    """A fee per kg of some pieces weighs them as the freight was weighed."""
    fee = {"code": "f", "basis": "per_kg", "amount": "1", "op": ">", "threshold": "60"}
    fee |= {"measure": "longest_cm"}
    on = {"band_basis": "actual", "dim_divisor": "7000", "weight_scope": "shipment"}
    assert charged(billed([fee], LONG, SMALL, on=on)) == {"f": 100}
    own = {"dim_divisor": "3500"}
    assert charged(billed([fee], LONG, SMALL, on=on, rate=own)) == {"f": 200}


@pytest.mark.parametrize(
    ("row", "on", "amount"),
    [
        ({}, {}, 400),  # 2 kg each by round_steps, no measure
        ({}, SHIPMENT, 400),
        (LENGTH, {}, 200),
        (LENGTH, SHIPMENT, 150),  # alone, without round_steps
        (LENGTH, SHIPMENT | {"piece_min_qty": "9"}, 900),
        ({"when_flag": "brand"}, SHIPMENT, 150),
        ({"measure": "shipment_kg", "op": ">", "threshold": "1"}, SHIPMENT, 400),
        ({"per": "piece"}, SHIPMENT, 300),
        ({"per": "piece", "min": "1.6"}, SHIPMENT, 320),
        ({"basis": "per_actual"}, SHIPMENT, 300),
        ({"basis": "per_actual", "free_units": "0.5"}, {}, 250),
        ({"basis": "per_actual", "free_units": "0.5", "step": "2"}, {}, 200),
        ({"basis": "per_actual", "free_units": "0.5", "step": "2", "per": "piece"}, {}, 200),
        ({"basis": "per_actual", "free_units": "3"}, {}, 0),
        ({"basis": "per_piece", "free_units": "1"}, {}, 100),
        ({"basis": "per_shipment", "per": "piece"}, {}, 200),
        ({"basis": "pct_base", "amount": "10%", "per": "piece", "min": "0.21"}, {}, 42),
        ({"basis": "pct_declared", "amount": "10%", "per": "piece"}, {}, 100),
    ],
)
def test_what_of_a_quantity_counts(row: Row, on: dict[str, str], amount: int) -> None:
    """Free units, steps and `per = piece` on two pieces of 1.5 kg, one of them long."""
    fee = {"code": "f", "basis": "per_kg", "amount": "1"} | row
    long = Parcel(1500, 700, 100, 100, flags=frozenset({"brand"}), goods_minor=300)
    small = Parcel(1500, 200, 100, 100, goods_minor=700)
    assert (
        charged(billed([fee], long, small, on=on or {"round_steps": "*:2"})).get("f", 0) == amount
    )


def test_a_piece_passes_by_flag_and_both_measures() -> None:
    """The second condition is asked of the same piece as the first, and so is the flag."""
    fee = {"code": "f", "basis": "per_piece", "amount": "1", "op": ">", "threshold": "60"}
    fee |= {
        "measure": "longest_cm",
        "and_measure": "piece_kg",
        "and_op": ">=",
        "and_threshold": "5",
    }
    heavy = Parcel(9000, 200, 100, 100, flags=frozenset({"brand"}))
    assert charged(billed([fee], LONG, heavy)) == {}
    assert charged(billed([fee], LONG, HEAVY)) == {"f": 100}
    assert charged(billed([fee | {"when_flag": "brand"}], heavy, HEAVY)) == {}


def test_what_a_row_leaves_out_counts_piece_by_piece() -> None:
    """In scope piece only pieces priced by such a row are free of it, and their freight."""
    fees = rows(
        {"code": "f", "basis": "per_piece", "amount": "1"},
        {"code": "p", "basis": "pct_base", "amount": "10%"},
        **{"lane_id": "L", "seq": "1", "sur_id": "s"},
    )
    light = {"hi": "5", "sur_exclude": "f|p"}
    on = lane()
    sheet = SurchargeSheet(
        rows(*({"seq": "1", "sur_id": "s"} | x for x in fees), lane_id="L"), [], EURO
    )
    every = rows(light, {"lo": "5"}, lane_id="L", rate="1")
    card = RateCard([{"lo": "0"} | row for row in every], {"L": on}, EURO)
    money = Money(card.rounding(on), settle(), "EUR")
    bill = sheet.bill(ask(on, SMALL, HEAVY), card.freight, money)
    assert charged(bill) == {"f": 100, "p": 90}
    assert charged(sheet.bill(ask(on, SMALL), card.freight, money)) == {}


def test_rounding_counts_what_was_lost() -> None:
    """A third of a cent is rounded up to the lane's unit; bounds make an amount exact."""
    on = {"round_unit": "0.10", "round_mode": "up"}
    fee = {"code": "f", "basis": "per_shipment", "amount": "1", "probability": "1/3"}
    assert charged(billed([fee], SMALL, on=on)) == {"f": 40}
    assert charged(billed([fee | {"min": "0.9"}], SMALL, on=on)) == {"f": 40}
    assert charged(billed([fee | {"min": "0.9", "probability": "1/9"}], SMALL, on=on)) == {"f": 20}
