"""The twin's quantities and rate rows against figures worked out by hand (C-29 to C-33)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from reference.freight import Freight, RateCard
from reference.made import EURO, ask, lane, rows
from reference.parcels import Parcel
from reference.quantities import Weighed, of_piece, of_shipment
from reference.reading import Row
from reference.refused import Refused

BOX = Parcel(1000, 250, 200, 100)  # 5,000 cm3, 200 kg per cbm
FLAT = Parcel(900, 301, 200, 100)


def divisor(text: str) -> Fraction | None:
    """Return a divisor, or none."""
    return Fraction(text) if text else None


@pytest.mark.parametrize(
    ("cells", "piece", "grams"),
    [
        ({}, BOX, 1000),
        ({"dim_divisor": "4000"}, BOX, 1250),
        ({"dim_divisor": "4000", "dim_mix": "1/2"}, BOX, 1125),
        ({"dim_divisor": "4000", "dim_min_volume_cm3": "4999.999"}, BOX, 1250),
        ({"dim_divisor": "4000", "dim_min_volume_cm3": "5000"}, BOX, 1000),
        ({"dim_divisor": "4000", "dim_min_ratio": "1.249"}, BOX, 1250),
        ({"dim_divisor": "4000", "dim_min_ratio": "5/4"}, BOX, 1000),
        ({"dim_divisor": "4000", "side_step": "1"}, FLAT, 1550),  # 31 x 20 x 10 cm
        ({"dim_divisor": "4000", "side_step": "1", "dim_min_volume_cm3": "6199"}, FLAT, 1550),
        ({"dim_divisor": "4000", "side_step": "1", "dim_min_volume_cm3": "6200"}, FLAT, 900),
        ({"dim_divisor": "4000", "side_step": "1", "side_mode": "nearest"}, FLAT, 1500),
        ({"dim_divisor": "4000", "side_step": "0.2", "side_mode": "nearest"}, FLAT, 1510),  # 30.2
        ({"dim_divisor": "4000", "dim_min_len_cm": "25"}, BOX, 1250),
        ({"dim_divisor": "4000", "dim_min_len_cm": "25.1"}, BOX, 1000),
        ({"piece_min_qty": "2"}, BOX, 2000),
        ({"piece_min_qty": "0.1", "min_qty": "3"}, BOX, 3000),
    ],
)
def test_chargeable_grams_of_a_piece(cells: dict[str, str], piece: Parcel, grams: int) -> None:
    """Volume counts above the thresholds only, of sides rounded up to the step."""
    weighed = Weighed(piece, None, divisor(cells.get("dim_divisor", "")))
    assert of_piece(lane(**cells), weighed)[0] == grams


def test_pounds_step_in_inches() -> None:
    """254 x 203 x 102 mm are 10 x 8 x 5 inches on a lane by the pound, 400 in3."""
    on = lane(qty_unit="lb", dim_divisor="160", side_step="1")
    piece = Parcel(100, 254, 203, 102)
    assert of_piece(on, Weighed(piece, None, Fraction(160)))[0] == 2500
    assert of_piece(on, Weighed(Parcel(100, 255, 203, 102), None, Fraction(160)))[0] == 2750


@pytest.mark.parametrize(
    ("cells", "least", "expected"),
    [
        ({}, [None, None], 1900),
        ({}, [2000, None], 2900),
        ({}, [950, None], 1900),
        ({"piece_min_qty": "1"}, [None, None], 2000),
        ({"piece_min_qty": "1"}, [None, 1500], 2500),
        ({"qty_unit": "rt"}, [None, 7000], 5000 + 7000),
        ({"qty_unit": "cbm"}, [5500, None], 5500 + 6020),
    ],
)
def test_minima_of_a_shipment(
    cells: dict[str, str], least: list[int | None], expected: int
) -> None:
    """A lifted piece makes the sum of the pieces' minima the least of the shipment."""
    every = [Weighed(x, low, None) for x, low in zip((BOX, FLAT), least, strict=True)]
    assert of_shipment(lane(weight_scope="shipment", **cells), every)[0] == expected


def priced(every: list[Row], *pieces: Parcel, on: dict[str, str], **cells: Any) -> Freight:
    """Return the base freight of parcels on a lane with some rate rows."""
    made = lane(**on)
    card = RateCard(rows(*every, lane_id="L", lo="0"), {"L": made}, EURO)
    return card.freight(ask(made, *pieces, **cells), [None] * len(pieces))


@pytest.mark.parametrize(
    ("row", "cells", "base"),
    [
        ({"origin_zone": "north"}, {}, 100),
        ({"origin_zone": "south"}, {}, 200),
        ({"dest_zone": "A"}, {}, 100),
        ({"value_hi": "10", "value_currency": "EUR"}, {"value_minor": 1000}, 100),
        ({"value_hi": "10", "value_currency": "EUR"}, {"value_minor": 1001}, 200),
        ({"value_lo": "10", "value_currency": "EUR"}, {"value_minor": 1000}, 200),
        ({"value_lo": "0", "value_currency": "EUR"}, {"value_minor": 0}, 100),
        ({"density_lo": "200"}, {}, 100),
        ({"density_hi": "200"}, {}, 200),
        ({"density_lo": "201"}, {}, 200),
        ({"max_len_cm": "25"}, {}, 100),
        ({"max_len_cm": "24.9"}, {}, 200),
        ({"max_third_cm": "9.9"}, {}, 200),
        ({"max_sum_cm": "55", "max_girth_cm": "85", "max_volume_cm3": "5000"}, {}, 100),
        ({"max_girth_cm": "84.9"}, {}, 200),
    ],
)
def test_conditions_of_a_row(row: Row, cells: dict[str, Any], base: int) -> None:
    """A row is used at the edges that it holds, else the parcel moves up a group."""
    every = [{"base": "1", **row}, {"base": "2", "rate_group": "3"}]
    assert priced(every, BOX, on={}, **cells).minor == base


def test_exact_origin_comes_before_zone_class_and_group() -> None:
    """An exact origin zone wins over an exact zone, that over a class, that over a low group."""
    every = [
        {"base": "1", "cargo_class": "general", "rate_group": "1"},
        {"base": "2", "dest_zone": "A", "rate_group": "2"},
        {"base": "3", "origin_zone": "north", "rate_group": "3"},
        {"base": "4"},
    ]
    assert [priced(every[start:], BOX, on={}).minor for start in (0, 3)] == [300, 400]
    assert priced([*every[:2], every[3]], BOX, on={}).minor == 200
    assert priced([every[0], every[3]], BOX, on={}).minor == 100


def test_a_row_of_its_own_divisor() -> None:
    """On actual bands a row may divide the volume itself, or not at all."""
    on = {"band_basis": "actual", "dim_divisor": "5000"}
    for own, base in (("", 100), ("4000", 125), ("none", 100), ("2500", 200)):
        assert priced([{"rate": "1", "dim_divisor": own}], BOX, on=on).minor == base


def test_every_piece_of_a_shipment_keeps_the_sizes() -> None:
    """One parcel over the limits of a group moves the whole shipment up."""
    every = [{"base": "1", "max_len_cm": "30"}, {"base": "2", "rate_group": "1"}]
    shipment = {"weight_scope": "shipment"}
    assert priced(every, BOX, FLAT, on=shipment).minor == 200
    assert priced(every, BOX, FLAT, on={}).minor == 300
    with pytest.raises(Refused, match="NO_RATE"):
        priced(every[:1], FLAT, on={})


def test_least_charges_of_pieces_and_shipment() -> None:
    """Each piece's freight is lifted first, then that of the shipment."""
    every = [{"rate": "1"}]
    assert priced(every, BOX, FLAT, on={"piece_min_charge": "0.95"}).minor == 195
    assert priced(every, BOX, FLAT, on={"shipment_min_charge": "1.91"}).minor == 191
    shipment = {"weight_scope": "shipment", "piece_min_charge": "0.96"}
    assert priced(every, BOX, FLAT, on=shipment).minor == 192


def test_a_higher_break_names_the_row() -> None:
    """The row whose price is charged is the one that leaves out surcharges."""
    every = [{"base": "5", "hi": "2"}, {"base": "3", "lo": "2", "sur_exclude": "fuel|peak"}]
    assert not priced(every, BOX, on={}).leaves_out("fuel", 0)
    found = priced(every, BOX, on={"next_break": "1"})
    assert found.minor == 300
    assert [found.leaves_out(code, 0) for code in ("fuel", "peak", "other")] == [True, True, False]


def test_each_piece_is_stepped_before_the_sum() -> None:
    """Scope `each` rounds every piece up to its step, then the sum by the lane's steps."""
    on = {"weight_scope": "each", "piece_step": "0.7", "round_steps": "*:1"}
    every = [Weighed(BOX, None, None), Weighed(FLAT, 2000, None)]
    assert of_shipment(lane(**on), every) == (4000, 4000)  # 1.4 and 2.1 kg
    actual = lane(**on, band_basis="actual")
    assert of_shipment(actual, every) == (4000, 2000)


def test_value_bands_of_pieces() -> None:
    """In scope piece each parcel asks for its own share of the goods value."""
    every = [
        {"base": "1", "value_hi": "10", "value_currency": "EUR"},
        {"base": "5", "value_lo": "10", "value_currency": "EUR"},
    ]
    cheap, dear = (replace(BOX, goods_minor=value) for value in (700, 1300))
    assert priced(every, cheap, dear, on={}, value_minor=2000).minor == 600
    assert priced(every, cheap, dear, on={}, value_minor=1500).minor == 200
    assert priced(every, cheap, dear, on={"weight_scope": "each"}, value_minor=1500).minor == 500


@pytest.mark.parametrize(
    ("mode", "base"),
    [("", 335), ("half_up", 335), ("half_even", 335), ("down", 330), ("up", 335)],
)
def test_freight_is_rounded_as_the_lane_says(mode: str, base: int) -> None:
    """A third of 10.00 is rounded to five cents, the lost part counted."""
    on = {"round_unit": "0.05", "round_mode": mode}
    rate = {"rate": "3.333333", "q0": "0"}
    assert priced([rate], BOX, on=on).minor == base
