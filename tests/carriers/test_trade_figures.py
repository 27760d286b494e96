"""Billing as carriers and forwarders do it, with their figures; collected 2026-11-22."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.core.days import parse_day
from oneprice.core.vocabulary import FLAG, shown_mask

DAY = parse_day("2026-06-01", "day")


def rated(
    cards: Callable[..., Any], *surcharges: dict[str, Any], pieces: Any, **how: Any
) -> Rating:
    """Price pieces on a lane of 10 per kg with these surcharges, by rising seq."""
    rows = [{"seq": i, "code": f"s{i}", **row} for i, row in enumerate(surcharges, start=1)]
    tables = {name: how.pop(name) for name in ("rate", "index") if name in how}
    book = cards(lane=[how.pop("lane", {})], surcharge=rows, **tables)
    how.setdefault("day", DAY)
    rating = rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)
    assert rating.status == "OK"
    return rating


def extras(rating: Rating) -> list[int]:
    """Return the amounts of the surcharges."""
    return [charge.amount_minor for charge in rating.charges[1:]]


# Billable weight of several packages: the greater of actual and dimensional of each, then the
# total (ups.com, "determine billable weight").
SEVERAL = [Piece(10_000, (250, 250, 400)), Piece(2000, (400, 400, 250))]


@pytest.mark.parametrize(
    ("scope", "total"), [("each", 18_000), ("shipment", 13_000), ("piece", 18_000)]
)
def test_billable_weight_of_several_packages(
    cards: Callable[..., Any], scope: str, total: int
) -> None:
    """10 kg and 8 kg of volume are 18 kg, though together 12 kg stand against 13."""
    lane = {"dim_divisor": "5000", "weight_scope": scope}
    assert rated(cards, lane=lane, pieces=SEVERAL).total_minor == total


def test_least_weight_of_each_box(cards: Callable[..., Any]) -> None:
    """Per box at least 12 kg: 15 kg and 20 kg of volume are 35 kg."""
    lane = {"dim_divisor": "5000", "weight_scope": "each", "piece_min_qty": "12"}
    boxes = [Piece(15_000, (250, 250, 400)), Piece(2000, (500, 500, 400))]
    assert rated(cards, lane=lane, pieces=boxes).charges[0].quantity == 35


def test_lifted_box_beside_a_bulky_one(cards: Callable[..., Any]) -> None:
    """A long box lifted to 30 kg and one of 20 kg of volume are 50 kg."""
    lift = {"basis": "per_piece", "amount": "1", "min_billable": "30",
            "measure": "longest_cm", "op": ">", "threshold": "120"}  # fmt: skip
    lane = {"dim_divisor": "5000", "weight_scope": "each"}
    boxes = [Piece(5000, (1210, 100, 100)), Piece(2000, (500, 500, 400))]
    assert rated(cards, lift, lane=lane, pieces=boxes).charges[0].quantity == 50


def test_box_by_box_rounding(cards: Callable[..., Any]) -> None:
    """Each box up to the next half kilogram, then one band for the sum."""
    lane = {"weight_scope": "each", "piece_step": "0.5"}
    rates = [{"hi": "3", "rate": "10"}, {"lo": "3", "rate": "8"}]
    boxes = [Piece(1010)] * 2
    assert rated(cards, lane=lane, rate=rates, pieces=boxes).total_minor == 3000
    assert rated(cards, lane=lane, rate=rates, pieces=boxes * 2).total_minor == 4800


def test_half_a_centimetre_up_less_down(cards: Callable[..., Any]) -> None:
    """50.4 x 40.4 x 30.4 cm are 60.00 dm3 and so 10 kg (TACT 3.9.4)."""
    box = [Piece(1000, (504, 404, 304))]
    lane = {"dim_divisor": "6000", "side_step": "1"}
    near = rated(cards, lane={**lane, "side_mode": "nearest"}, pieces=box)
    assert near.charges[0].quantity == 10
    assert rated(cards, lane=lane, pieces=box).charges[0].quantity == Fraction("10.804")


BATTERY = {"basis": "per_piece", "amount": "5", "when_flag": "PI966"}
TOOL = shown_mask(FLAG["UN3481"] | FLAG["PI966"])


@pytest.mark.parametrize("tools", [0, 1, 3])
def test_battery_fee_of_the_parcels_that_hold_one(cards: Callable[..., Any], tools: int) -> None:
    """5.00 for each parcel with the power tool, none for the others."""
    pieces = [Piece(1000, flags=TOOL if i < tools else 0) for i in range(3)]
    assert extras(rated(cards, BATTERY, pieces=pieces)) == [500 * tools] * (tools > 0)


def test_parcels_that_say_nothing_show_all_flags(cards: Callable[..., Any]) -> None:
    """The caller's own parcels each hold everything."""
    assert extras(rated(cards, BATTERY, pieces=[Piece(1000)] * 3, flags=TOOL)) == [1500]


def test_textile_of_its_own_box(cards: Callable[..., Any]) -> None:
    """3.00 per kg on 10 of 100 kg are 30.00."""
    row = {"basis": "per_kg", "amount": "3", "when_flag": "textile"}
    pieces = [Piece(90_000, flags=FLAG["toys"]), Piece(10_000, flags=FLAG["textile"])]
    for scope in ("piece", "each", "shipment"):
        rating = rated(cards, row, lane={"weight_scope": scope}, pieces=pieces)
        assert extras(rating) == [3000]


@pytest.mark.parametrize("light_first", [True, False])
def test_fuel_on_the_parcel_that_is_subject(cards: Callable[..., Any], light_first: bool) -> None:
    """1 kg free of fuel and 10 kg subject to 10 %: 110.00 of freight and 10.00 of fuel."""
    rates = [{"hi": "2", "rate": "10", "sur_exclude": "FUEL"}, {"lo": "2", "rate": "10"}]
    fuel = {"basis": "pct_base", "amount": "10%", "code": "FUEL"}
    pieces = [Piece(1000), Piece(10_000)][:: 1 if light_first else -1]
    rating = rated(cards, fuel, rate=rates, pieces=pieces)
    assert (rating.total_minor, extras(rating)) == (12_000, [1000])


@pytest.mark.parametrize(("per", "expected"), [("piece", 7500), ("shipment", 2500), ("", 2500)])
def test_remote_minimum_of_each_waybill(cards: Callable[..., Any], per: str, expected: int) -> None:
    """4.00 per kg, at least 25.00 per waybill; of three parcels each is one."""
    row = {"basis": "per_kg", "amount": "4", "min": "25", "per": per, "when_service": "remote"}
    pieces = [Piece(1000)] * 3
    assert extras(rated(cards, row, pieces=pieces, service="remote")) == [expected]


def test_insurance_of_each_waybill(cards: Callable[..., Any]) -> None:
    """0.7 % of what a parcel holds, at least 5.00: 1000.00 and 100.00 are 7.00 and 5.00."""
    row = {"basis": "pct_declared", "amount": "0.7%", "min": "5", "per": "piece"}
    pieces = [Piece(1000, goods_minor=10), Piece(1000, goods_minor=1)]
    assert extras(rated(cards, row, pieces=pieces, declared_minor=110_000)) == [1200]


@pytest.mark.parametrize(("rubles", "total"), [(1500, 200), (1501, 500)])
def test_russian_value_bands_of_a_parcel(
    cards: Callable[..., Any], rubles: int, total: int
) -> None:
    """Two parcels of 800 RUB are two times the row up to 1500 RUB, not one above it."""
    rates = [
        {"value_hi": "1500", "value_currency": "RUB", "base": "1"},
        {"value_lo": "1500", "value_currency": "RUB", "base": "4"},
    ]
    two = [Piece(500, goods_minor=800)] * 2
    assert rated(cards, rate=rates, pieces=two, value_minor=160_000).total_minor == 200
    mixed = [Piece(500, goods_minor=rubles), Piece(500, goods_minor=800)]
    value_minor = 100 * (rubles + 800)
    assert rated(cards, rate=rates, pieces=mixed, value_minor=value_minor).total_minor == total


@pytest.mark.parametrize(("day", "expected"), [("2024-09-15", []), ("2024-09-16", [1800])])
def test_demand_fee_of_the_day_that_is_asked(
    cards: Callable[..., Any], day: str, expected: list[int]
) -> None:
    """18.00 per kg from 2024-09-16; which day is asked the lane says (`day_of`)."""
    row = {"basis": "per_kg", "amount": "18", "valid_from": "2024-09-16"}
    rating = rated(cards, row, pieces=[Piece(1000)], day=parse_day(day, "day"))
    assert extras(rating) == expected


@pytest.mark.parametrize(("grams", "expected"), [(1049, 100), (1050, 100), (1500, 200)])
def test_taiwan_dollars_are_whole(cards: Callable[..., Any], grams: int, expected: int) -> None:
    """TWD has two decimals, its tariffs have none: 1.49 is 1, 1.50 is 2."""
    lane = {"currency": "TWD", "round_unit": "1"}
    fee = {"basis": "per_kg", "amount": "1"}
    rating = rated(cards, fee, lane=lane, rate=[{"rate": "1"}], pieces=[Piece(grams)])
    assert [charge.amount_minor for charge in rating.charges] == [expected] * 2


@pytest.mark.parametrize(
    ("grams", "step", "expected"),
    [(30_000, "", []), (30_500, "", [50]), (32_500, "", [250]), (32_500, "1", [300])],
)
def test_overweight_above_thirty_kilograms(
    cards: Callable[..., Any], grams: int, step: str, expected: list[int]
) -> None:
    """1.00 for each kilogram of a parcel above 30 kg, or for each started one."""
    row = {"basis": "per_kg", "amount": "1", "free_units": "30", "per": "piece", "step": step}
    assert extras(rated(cards, row, pieces=[Piece(grams), Piece(29_000)])) == expected


@pytest.mark.parametrize(
    ("sides", "grams", "expected"),
    [
        ((1210, 100, 100), 25_001, [5000]), ((1210, 100, 100), 25_000, []),
        ((1200, 100, 100), 25_001, []),
    ],
)  # fmt: skip
def test_long_and_heavy(
    cards: Callable[..., Any], sides: tuple[int, int, int], grams: int, expected: list[int]
) -> None:
    """Longer than 120 cm and heavier than 25 kg: both in one parcel, not in two."""
    row = {"basis": "per_piece", "amount": "50",
           "measure": "longest_cm", "op": ">", "threshold": "120",
           "and_measure": "piece_kg", "and_op": ">", "and_threshold": "25"}  # fmt: skip
    assert extras(rated(cards, row, pieces=[Piece(grams, sides)])) == expected
    assert extras(rated(cards, row, pieces=[Piece(1, (1210, 1, 1)), Piece(99_000)])) == []


@pytest.mark.parametrize(("grams", "expected"), [((600, 401), [100]), ((600, 400), [])])
def test_heavy_shipment_with_a_long_parcel(
    cards: Callable[..., Any], grams: tuple[int, int], expected: list[int]
) -> None:
    """A measure of the shipment and one of the parcel may stand together."""
    row = {"basis": "per_piece", "amount": "1",
           "measure": "shipment_kg", "op": ">", "threshold": "1",
           "and_measure": "longest_cm", "and_op": ">=", "and_threshold": "100"}  # fmt: skip
    pieces = [Piece(grams[0], (1000, 1, 1)), Piece(grams[1])]
    assert extras(rated(cards, row, pieces=pieces)) == expected


def test_fee_per_kilogram_of_a_heavy_shipment(cards: Callable[..., Any]) -> None:
    """With a measure of the shipment alone the kilograms are those of the shipment."""
    row = {"basis": "per_kg", "amount": "1", "measure": "shipment_kg", "op": ">", "threshold": "1"}
    lane = {"weight_scope": "shipment", "round_steps": "*:1"}
    assert extras(rated(cards, row, lane=lane, pieces=[Piece(1200)] * 2)) == [300]
