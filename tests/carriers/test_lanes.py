"""Reading lane.csv: units, limits, timing, and what is refused."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.days import NEVER_DAY
from oneprice.core.errors import InputError
from oneprice.core.vocabulary import ALL_FLAGS, FLAG

LEAVES = {"departure_days": "1", "departure_time": "10:00"}


def lane(cards: Callable[..., Any], **cells: Any) -> dict[str, int]:
    """Return the record of one lane."""
    record: dict[str, int] = cards(lane=[cells]).row("lane")
    return record


def test_absent_cells_get_their_defaults(cards: Callable[..., Any]) -> None:
    """An absent maximum is unbounded, an absent minimum 0, a piece is rated alone."""
    record = lane(cards)
    assert record["max_piece_g"] == record["max_wh_mwh"] == record["max_value_minor"] == UNBOUNDED
    assert record["min_shipment_g"] == record["min_q"] == record["piece_min_q"] == 0
    assert record["weight_scope"] == record["volume_num"] == record["zone_set"] == 0
    assert (record["share_num"], record["share_den"]) == (1, 1)


def test_limits_become_whole_units(cards: Callable[..., Any]) -> None:
    """Limits are cut down to whole g, mm, mWh and minor units, minimums lifted."""
    record = lane(
        cards, max_piece_kg="30.0005", max_len_cm="121.92", max_wh="100", max_value="800.50",
        min_shipment_kg="2.0005",
    )  # fmt: skip
    assert record["max_piece_g"] == 30_000
    assert record["max_len_mm"] == 1_219
    assert record["max_wh_mwh"] == 100_000
    assert record["max_value_minor"] == 80_050
    assert record["min_shipment_g"] == 2_001


@pytest.mark.parametrize(
    ("cells", "weight", "volume"),
    [
        ({"qty_unit": "kg", "dim_divisor": 6000}, Fraction(1), Fraction(1, 6000)),
        (
            {"qty_unit": "lb", "dim_divisor": 139},
            Fraction(100_000_000, 45_359_237),
            Fraction(1_000_000, 16_387_064 * 139),
        ),
        ({"qty_unit": "cbm"}, Fraction(0), Fraction(1, 1000)),
        ({"qty_unit": "rt"}, Fraction(1), Fraction(1, 1000)),
        ({"qty_unit": "piece"}, Fraction(0), Fraction(0)),
    ],
)
def test_units_of_quantity(
    cards: Callable[..., Any], cells: dict[str, Any], weight: Fraction, volume: Fraction
) -> None:
    """Each unit turns grams and cubic millimetres into its own smallest unit (C-29)."""
    record = lane(cards, **cells)
    assert Fraction(record["weight_num"], record["weight_den"]) == weight
    assert Fraction(record["volume_num"], record["volume_den"]) == volume


def test_shipment_unit_is_weighed_together(cards: Callable[..., Any]) -> None:
    """A price per shipment is asked once, however many pieces it has."""
    assert lane(cards, qty_unit="shipment")["weight_scope"] == 1


def test_flags(cards: Callable[..., Any]) -> None:
    """Allowed flags are a list, all or none; required ones a list."""
    assert lane(cards, cargo_allow="none")["allow_mask"] == 0
    assert lane(cards, cargo_allow="*")["allow_mask"] == ALL_FLAGS
    record = lane(cards, cargo_allow="knife|food", cargo_require="food")
    assert record["allow_mask"] == FLAG["knife"] | FLAG["food"]
    assert record["require_mask"] == FLAG["food"]


def test_un_number_alone_means_all_its_instructions(cards: Callable[..., Any]) -> None:
    """A lane that names a UN number takes all its packing instructions, or those it names."""
    every = FLAG["UN3481"] | FLAG["PI966"] | FLAG["PI967"]
    assert lane(cards, cargo_allow="UN3481")["allow_mask"] == every
    one = lane(cards, cargo_allow="UN3481|PI967", cargo_require="UN3481")
    assert one["allow_mask"] == FLAG["UN3481"] | FLAG["PI967"]
    assert one["require_mask"] == every
    with pytest.raises(InputError, match="give UN3481 too"):
        lane(cards, cargo_allow="PI967")


@pytest.mark.parametrize(
    ("cells", "aircraft"),
    [
        ({"mode": "air"}, 1),
        ({"mode": "post"}, 1),
        ({"mode": "express", "aircraft": "freighter"}, 2),
        ({"mode": "rail"}, 0),
    ],
)
def test_aircraft(cards: Callable[..., Any], cells: dict[str, Any], aircraft: int) -> None:
    """What flies without a word is taken as passenger aircraft, the rest has none."""
    assert lane(cards, **cells)["aircraft"] == aircraft


def test_origin_zone_is_the_region_of_the_origin(cards: Callable[..., Any]) -> None:
    """A lane starts in the region of its own origin node, and says by which origin it asks."""
    nodes = [
        {"node_id": "A", "kind": "origin", "country": "CN", "tz": "UTC", "region": "EAST"},
        {"node_id": "B", "kind": "zone", "country": "US", "tz": "UTC"},
    ]
    book = cards(node=nodes, lane=[{"origin_by": "ship_from"}])
    assert book.ctx.ids.name("region", book.row("lane")["origin_zone"]) == "EAST"
    assert book.row("lane")["origin_by"] == 1


def test_least_money_is_whole_minor_units(cards: Callable[..., Any]) -> None:
    """Minimum charges are kept in minor units of the lane's currency."""
    record = lane(cards, piece_min_charge="4.51", shipment_min_charge="171")
    assert record["piece_min_charge_minor"] == 451
    assert record["shipment_min_charge_minor"] == 17_100


def test_round_steps(cards: Callable[..., Any]) -> None:
    """Steps are kept in the lane's smallest unit, the last one without bound."""
    book = cards(lane=[{"round_steps": "21:0.5;*:1"}])
    steps = [tuple(step) for step in book.tables["round_step"].tolist()]
    assert steps[1:] == [(21_000, 500), (UNBOUNDED, 1_000)]
    assert (book.row("lane")["step_lo"], book.row("lane")["step_hi"]) == (1, 3)


def test_departures(cards: Callable[..., Any]) -> None:
    """Departures are a set of weekdays from Monday, a minute of the day and a lead."""
    record = lane(cards, departure_days="137", departure_time="18:30", cutoff_lead_h="1.5")
    assert record["departure_days"] == 0b1000101
    assert record["departure_minute"] == 18 * 60 + 30
    assert record["cutoff_lead_min"] == 90


def test_season_of_a_lane(cards: Callable[..., Any]) -> None:
    """A lane may leave on some days of the year only (C-15); without bounds on all."""
    record = lane(cards, **LEAVES, runs_from="2026-04-01", runs_to="2026-10-01")
    assert record["runs_to_day"] - record["runs_from_day"] == 183
    always = lane(cards)
    assert (always["runs_from_day"], always["runs_to_day"]) == (-NEVER_DAY, NEVER_DAY)


@pytest.mark.parametrize(("cell", "minute"), [("", 0), ("24:00", 0), ("17:30", 1050), ("00:01", 1)])
def test_end_of_the_delivery_day(cards: Callable[..., Any], cell: str, minute: int) -> None:
    """A last mile may stop before midnight, which is the same as not at all (C-19)."""
    assert lane(cards, leg="last_mile", delivers_until=cell)["delivers_until_min"] == minute


def test_bonded_linehauls(cards: Callable[..., Any]) -> None:
    """A linehaul may carry goods that are not cleared yet (C-65)."""
    assert lane(cards, leg="linehaul", bonded="1")["bonded"] == 1
    assert lane(cards, leg="linehaul")["bonded"] == 0


def test_transit_is_rounded_up_to_hours(cards: Callable[..., Any]) -> None:
    """Decimal days become whole hours, all rounded up (C-17)."""
    record = lane(
        cards,
        transit_min_days="1.01",
        transit_max_days="2.5",
        late_share="5%",
        late_max_days="3.01",
    )
    assert (record["law_min_h"], record["law_max_h"], record["late_max_h"]) == (25, 60, 73)
    assert (record["late_num"], record["late_den"]) == (1, 20)


def test_lane_numbers_are_rows(cards: Callable[..., Any]) -> None:
    """The number of a lane's id is its row, so priced_by may name a later lane."""
    rows = [{"lane_id": "A", "priced_by": "B"}, {"lane_id": "B"}]
    book = cards(lane=rows, rate=[{"lane_id": "B"}])
    assert book.row("lane", 1)["priced_by"] == 2
    assert [book.row("lane", n)["name"] for n in (1, 2)] == [1, 2]
    assert book.row("lane", 1)["rate_lo"] == book.row("lane", 1)["rate_hi"] == 0


def test_destination_country_comes_from_the_node(cards: Callable[..., Any]) -> None:
    """A lane delivers to the country of its destination node."""
    book = cards()
    assert book.ctx.ids.name("country", book.row("lane")["dest_country"]) == "US"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"leg": "walk"}, "leg"),
        ({"mode": ""}, "mode"),
        ({"origin_node": "X"}, "origin_node"),
        ({"dest_node": "X"}, "dest_node"),
        ({"currency": "XXX"}, "currency"),
        ({"zone_set": "X"}, "X:US"),
        ({"priced_by": "X"}, "priced_by"),
        ({"priced_by": "L"}, "another lane"),
        ({"cargo_allow": "bricks"}, "UN3480"),
        ({"cargo_allow": "food", "cargo_require": "knife"}, "cargo_require"),
        ({"max_piece_kg": "-1"}, "max_piece_kg"),
        ({"max_value": "1.2345678"}, "max_value"),
        ({"min_shipment_kg": "31", "max_shipment_kg": "30"}, "at most max_shipment_kg"),
        ({"aircraft": "freighter", "mode": "sea"}, "leave it empty"),
        ({"origin_by": "buyer"}, "ship_from"),
        ({"lane_id": "A|B"}, "without |"),
        ({"lane_id": "*"}, "stands for every"),
        ({"max_pieces": "0"}, "from 1 on"),
        ({"max_pieces": "1.5"}, "whole number"),
        ({"max_volume_cm3": "-1"}, "max_volume_cm3"),
        ({"piece_min_charge": "0.001"}, "at most 2 decimals"),
        ({"dim_divisor": "6000", "side_step": "0.09"}, "1 mm or more"),
        ({"dim_divisor": "6000", "dim_min_volume_cm3": "-1"}, "0 or more"),
        ({"dim_divisor": "6000", "dim_min_ratio": "-1"}, "ratio >= 0"),
        ({"side_step": "1"}, "dim_divisor too"),
        ({"dim_min_ratio": "2"}, "dim_divisor too"),
        ({"qty_unit": "rt", "side_step": "1"}, "kg and lb"),
        ({"qty_unit": "shipment", "piece_min_qty": "1"}, "no pieces"),
        ({"qty_unit": "shipment", "weight_scope": "each"}, "weight_scope"),
        ({"weight_scope": "all"}, "each"),
        ({"piece_step": "1"}, "weight_scope each only"),
        ({"weight_scope": "each", "piece_step": "0"}, "more than 0"),
        ({"day_of": "arrival"}, "export"),
        ({"dim_min_len_cm": "60"}, "dim_divisor too"),
        ({"qty_unit": "rt", "dim_min_len_cm": "60"}, "kg and lb"),
        ({"dim_divisor": "6000", "dim_min_len_cm": "-1"}, "0 or more"),
        ({"dim_divisor": "6000", "side_mode": "nearest"}, "side_step too"),
        ({"dim_divisor": "6000", "side_step": "1", "side_mode": "down"}, "nearest"),
        ({"round_unit": "0"}, "one minor unit"),
        ({"round_unit": "0.001"}, "at most 2 decimals"),
        ({"round_mode": "floor"}, "half_even"),
        ({"qty_unit": "stone"}, "qty_unit"),
        ({"qty_unit": "shipment", "weight_scope": "piece"}, "weight_scope"),
        ({"qty_unit": "cbm", "band_basis": "actual"}, "band_basis"),
        ({"dim_divisor": "0"}, "dim_divisor"),
        ({"qty_unit": "cbm", "dim_divisor": "6000"}, "dim_divisor"),
        ({"dim_mix": "50%"}, "dim_mix"),
        ({"dim_divisor": "6000", "dim_mix": "2"}, "between 0 and 1"),
        ({"min_qty": "0.0001"}, "min_qty"),
        ({"round_steps": "*:0"}, "above 0"),
        ({"round_steps": "21:0.5"}, "end with"),
        ({"round_steps": "*:1;21:0.5"}, "rising bounds"),
        ({"round_steps": "21"}, "bound:step"),
        ({"round_steps": "*:0.0005"}, "decimals"),
        ({"next_break": "maybe"}, "next_break"),
        ({"segment": "after_entry", "dutiable_share": "1/2"}, "international"),
        ({"dutiable_share": "101%"}, "between 0 and 1"),
        ({"departure_days": "1"}, "together"),
        ({"departure_days": "18", "departure_time": "10:00"}, "ISO weekdays"),
        ({"departure_days": "11", "departure_time": "10:00"}, "ISO weekdays"),
        ({"departure_days": "1", "departure_time": "24:00"}, "HH:MM"),
        ({"departure_days": "1", "departure_time": "9:00"}, "HH:MM"),
        ({"cutoff_lead_h": "2"}, "departure_days"),
        ({"departure_days": "1", "departure_time": "10:00", "cutoff_lead_h": "-1"}, "0 or more"),
        ({"runs_from": "2026-02-01"}, "departure_days"),
        ({"runs_to": "2026-02-01"}, "departure_days"),
        ({"runs_to": "1 Feb", **LEAVES}, "YYYY-MM-DD"),
        ({"runs_from": "2026-02-01", "runs_to": "2026-02-01", **LEAVES}, "after runs_from"),
        ({"leg": "linehaul", "delivers_until": "18:00"}, "last_mile only"),
        ({"leg": "last_mile", "delivers_until": "00:00"}, "00:01"),
        ({"leg": "last_mile", "delivers_until": "6pm"}, "HH:MM"),
        ({"leg": "clearance", "bonded": "1"}, "linehauls only"),
        ({"leg": "linehaul", "bonded": "yes"}, "1 or 0"),
        ({"transit_min_days": "10"}, "at least transit_min_days"),
        ({"late_share": "5%"}, "late_max_days"),
        ({"late_max_days": "12"}, "late_share"),
        ({"late_share": "100%", "late_max_days": "12"}, "below 1"),
        ({"late_share": "5%", "late_max_days": "9"}, "more than transit_max_days"),
        ({"published_at": "June"}, "published_at"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-02-01"}, "after valid_from"),
        ({"source": ""}, "source"),
    ],
)
def test_unusable_lanes_are_refused(
    cards: Callable[..., Any], cells: dict[str, Any], message: str
) -> None:
    """A cell that is unknown, out of range or at odds with another names itself."""
    with pytest.raises(InputError, match=message) as caught:
        lane(cards, **cells)
    assert "lane.csv row 2" in caught.value.where


def test_lane_ids_are_unique(cards: Callable[..., Any]) -> None:
    """A second lane of one id is refused."""
    with pytest.raises(InputError, match="each key once"):
        cards(lane=[{}, {}])


def test_chains_of_priced_by_are_refused(cards: Callable[..., Any]) -> None:
    """A lane inside another's price cannot hold a third one's."""
    rows = [
        {"lane_id": "A", "priced_by": "B"}, {"lane_id": "B", "priced_by": "C"}, {"lane_id": "C"}
    ]  # fmt: skip
    with pytest.raises(InputError, match="price of its own"):
        cards(lane=rows, rate=[{"lane_id": "C"}])
