"""From parcels to quantities: units, volume, rounding, minimums."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from oneprice.carriers import _kernels_quantity as kernels
from oneprice.carriers.rating import Piece, Rating, piece_records, rate_shipment
from oneprice.carriers.tables import QTY_KIND, WEIGHT_SCOPE
from oneprice.core.days import parse_day

DAY = parse_day("2026-06-01", "day")


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables."""
    assert WEIGHT_SCOPE["shipment"] == kernels.SCOPE_SHIPMENT
    for word in ("cbm", "rt", "piece", "shipment"):
        assert QTY_KIND[word] == getattr(kernels, f"QTY_{word.upper()}")


def rated(book: Any, *pieces: Piece) -> Rating:
    """Price pieces on lane L."""
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, day=DAY)


def billed(book: Any, *pieces: Piece) -> Fraction:
    """Return the billed quantity in the lane's unit."""
    return rated(book, *pieces).charges[0].quantity


def measured(bk: Any, piece: Piece) -> list[int]:
    """Return actual and volumetric quantity and cubes of a piece."""
    scratch = np.zeros((kernels.MEASURED_ROWS, 1), np.int64)
    kernels.measure_pieces(bk, 1, piece_records([piece]), 1, scratch)
    return [int(scratch[row, 0]) for row in (kernels.ACTUAL, kernels.VOLUMETRIC, kernels.CUBES)]


def chargeable(bk: Any, actual: int, volume: int) -> int:
    """Return the chargeable quantity of one piece of given quantities."""
    scratch = np.zeros((kernels.MEASURED_ROWS, 1), np.int64)
    scratch[:6, 0] = (actual, volume, 0, bk.lane[1].piece_min_q, 0, 1)
    return int(kernels.chargeable(bk, 1, 0, scratch, 0))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"qty_unit": "kg", "dim_divisor": "5000"}, (454, 201)),
        ({"qty_unit": "kg"}, (454, 0)),
        ({"qty_unit": "lb", "dim_divisor": "139"}, (1001, 440)),
        ({"qty_unit": "cbm"}, (0, 1001)),
        ({"qty_unit": "rt"}, (454, 1001)),
        ({"qty_unit": "piece"}, (1, 0)),
        ({"qty_unit": "shipment"}, (1, 0)),
    ],
)
def test_quantity_of_a_piece(
    cards: Callable[..., Any], cells: dict[str, Any], expected: tuple[int, int]
) -> None:
    """454 g and 1,000,010 mm3 in each unit, rounded up."""
    bk = cards(lane=[cells]).bk
    assert measured(bk, Piece(454, (10, 100_001, 1)))[:2] == list(expected)


@pytest.mark.parametrize(("volume", "expected"), [(999, 1000), (1000, 1000), (1001, 1001)])
def test_the_larger_counts(cards: Callable[..., Any], volume: int, expected: int) -> None:
    """Volume counts only when it is above the weight."""
    bk = cards(lane=[{"dim_divisor": "6000"}]).bk
    assert chargeable(bk, 1000, volume) == expected


def test_volume_may_count_in_part(cards: Callable[..., Any]) -> None:
    """With a share of a half only half the excess counts, rounded up."""
    bk = cards(lane=[{"dim_divisor": "6000", "dim_mix": "1/2"}]).bk
    assert chargeable(bk, 1000, 2001) == 1501


@pytest.mark.parametrize(
    ("actual", "expected"),
    [(1, 500), (500, 500), (501, 1000), (21_000, 21_000), (21_001, 22_000)],
)
def test_rounding_steps(cards: Callable[..., Any], actual: int, expected: int) -> None:
    """Half kilograms up to 21 kg, whole ones above."""
    bk = cards(lane=[{"round_steps": "21:0.5;*:1"}]).bk
    assert chargeable(bk, actual, 0) == expected


@pytest.mark.parametrize(("actual", "expected"), [(11_999, 12_000), (12_001, 12_001)])
def test_minimum_quantity(cards: Callable[..., Any], actual: int, expected: int) -> None:
    """A minimum lifts what lies below it."""
    for column in ("min_qty", "piece_min_qty"):
        assert chargeable(cards(lane=[{column: "12"}]).bk, actual, 0) == expected


def test_minimum_per_piece_comes_before_rounding(cards: Callable[..., Any]) -> None:
    """The minimum of a piece is rounded up, that of the lane is not."""
    steps = {"round_steps": "*:1"}
    assert chargeable(cards(lane=[{"piece_min_qty": "0.5", **steps}]).bk, 1, 0) == 1000
    assert chargeable(cards(lane=[{"min_qty": "1.5", **steps}]).bk, 1, 0) == 1500


DENSE = Piece(3000, (100, 100, 100))
BULKY = Piece(1000, (100, 200, 900))  # 3 kg at a divisor of 6000


def test_scope_decides_when_volume_is_compared(cards: Callable[..., Any]) -> None:
    """Pieces alone count 3 + 3 kg; together 4 kg outweigh 3.167 kg of volume."""
    lane = {"dim_divisor": "6000"}
    assert billed(cards(lane=[lane]), DENSE, BULKY) == 6
    assert billed(cards(lane=[{**lane, "weight_scope": "shipment"}]), DENSE, BULKY) == 4


def test_rounding_follows_the_scope(cards: Callable[..., Any]) -> None:
    """Two pieces of 1.2 kg are two times 1.5 kg alone and 2.5 kg together."""
    lane = {"round_steps": "*:0.5"}
    pieces = [Piece(1200)] * 2
    assert billed(cards(lane=[lane]), *pieces) == 3
    assert billed(cards(lane=[{**lane, "weight_scope": "shipment"}]), *pieces) == Fraction(5, 2)


def test_minimum_per_piece_in_a_shipment(cards: Callable[..., Any]) -> None:
    """Weighed together, each piece still counts at least its minimum."""
    lane = {"weight_scope": "shipment", "piece_min_qty": "2"}
    assert billed(cards(lane=[lane]), Piece(500), Piece(5000)) == 7


def test_shipment_and_piece_units(cards: Callable[..., Any]) -> None:
    """A price per shipment is asked once, a price per piece for each."""
    pieces = [Piece(1)] * 3
    assert rated(cards(lane=[{"qty_unit": "shipment"}]), *pieces).total_minor == 1000
    assert rated(cards(lane=[{"qty_unit": "piece"}]), *pieces).total_minor == 3000


# --- when volume counts -----------------------------------------------------------------

BOX = (300, 200, 100)  # 6,000 cm3: 1 kg by a divisor of 6000


@pytest.mark.parametrize(
    ("least", "sides", "expected"),
    [
        ("6000", BOX, "0.5"), ("5999.999", BOX, "1"), ("0", BOX, "1"),
        ("6000", (301, 200, 100), "1.004"),
    ],
)  # fmt: skip
def test_least_volume(
    cards: Callable[..., Any], least: str, sides: tuple[int, int, int], expected: str
) -> None:
    """Volume counts only above the least volume, not at it."""
    book = cards(lane=[{"dim_divisor": "6000", "dim_min_volume_cm3": least}])
    assert billed(book, Piece(500, sides)) == Fraction(expected)


@pytest.mark.parametrize(("weight_g", "expected"), [(500, "0.5"), (499, "1"), (501, "0.501")])
def test_least_ratio(cards: Callable[..., Any], weight_g: int, expected: str) -> None:
    """Volume counts only where it is more than twice the weight, not at twice."""
    book = cards(lane=[{"dim_divisor": "6000", "dim_min_ratio": "2"}])
    assert billed(book, Piece(weight_g, BOX)) == Fraction(expected)


def test_least_volume_and_ratio_of_a_shipment(cards: Callable[..., Any]) -> None:
    """Weighed together the sums are compared: two boxes pass what one does not."""
    lane = {"dim_divisor": "6000", "dim_min_volume_cm3": "6000"}
    together = {**lane, "weight_scope": "shipment"}
    assert billed(cards(lane=[lane]), Piece(500, BOX), Piece(500, BOX)) == 1
    assert billed(cards(lane=[together]), Piece(500, BOX), Piece(500, BOX)) == 2
    ratio = {"dim_divisor": "6000", "dim_min_ratio": "2", "weight_scope": "shipment"}
    assert billed(cards(lane=[ratio]), Piece(400, BOX), Piece(600, BOX)) == 1
    assert billed(cards(lane=[ratio]), Piece(400, BOX), Piece(599, BOX)) == 2


@pytest.mark.parametrize(
    ("cells", "sides", "expected"),
    [
        # 12.01 x 10 x 10 in: 13 x 10 x 10 in3 by 139 are 9.353 lb
        ({"qty_unit": "lb", "dim_divisor": "139", "side_step": "1"}, (306, 254, 254), 9_353),
        ({"qty_unit": "lb", "dim_divisor": "139", "side_step": "1"}, (304, 254, 254), 8_634),
        ({"qty_unit": "kg", "dim_divisor": "5000", "side_step": "1"}, (301, 200, 100), 1_240),
        ({"qty_unit": "kg", "dim_divisor": "5000", "side_step": "1"}, (300, 200, 100), 1_200),
        ({"qty_unit": "kg", "dim_divisor": "5000", "side_step": "0.5"}, (301, 200, 100), 1_220),
    ],
)
def test_sides_are_rounded_first(
    cards: Callable[..., Any],
    cells: dict[str, Any],
    sides: tuple[int, int, int],
    expected: int,
) -> None:
    """Each side is rounded up to the step, then the volume is divided."""
    assert measured(cards(lane=[cells]).bk, Piece(1, sides))[1] == expected


def test_one_cubic_foot_of_rounded_inches(cards: Callable[..., Any]) -> None:
    """Ground parcels up to 1,728 in3 are charged by weight; 12.01 in is 13 in and above it."""
    lane = {"qty_unit": "lb", "dim_divisor": "139", "side_step": "1"}
    book = cards(lane=[{**lane, "dim_min_volume_cm3": "28316.846592"}])
    foot = Piece(0, (304, 304, 304), quantity=Fraction(5))  # 11.97 in
    more = Piece(0, (305, 304, 304), quantity=Fraction(5))  # 12.01 in
    assert billed(book, foot) == 5
    assert billed(book, more) == Fraction("13.468")  # 13 x 12 x 12 by 139


def test_minimum_of_a_piece_in_a_shipment_of_volume(cards: Callable[..., Any]) -> None:
    """The lifted sum takes actual quantities, the compared one volume; the larger counts."""
    lane = {"dim_divisor": "6000", "weight_scope": "shipment", "piece_min_qty": "2"}
    assert billed(cards(lane=[lane]), Piece(500, BOX), Piece(2500, BOX)) == Fraction("4.5")


@pytest.mark.parametrize(
    ("unit", "least", "expected"),
    [
        ("rt", "0.02", "0.06752"),  # 20,000 + 22,850 + 24,670
        ("cbm", "0.02", "0.06752"),
        ("kg", "4", "12.972"),  # 4,972 + 4,000 + 4,000
        ("piece", "2", "3"),  # no floor
    ],
)
def test_minimum_of_a_piece_by_unit(
    cards: Callable[..., Any], unit: str, least: str, expected: str
) -> None:
    """Together each piece counts its own weight or measure, or its minimum if that is more."""
    pieces = [Piece(4_972, (100, 100, 1_480)), Piece(3_379, (100, 100, 2_285)),
              Piece(2_102, (100, 100, 2_467))]  # fmt: skip
    lane = {"qty_unit": unit, "weight_scope": "shipment", "piece_min_qty": least}
    assert billed(cards(lane=[lane]), *pieces) == Fraction(expected)


@pytest.mark.parametrize(("scope", "amount"), [("piece", 300), ("shipment", 400)])
def test_weight_or_measure_finds_the_band(
    cards: Callable[..., Any], scope: str, amount: int
) -> None:
    """On lanes by weight or measure the actual quantity is the larger, of the sums if together."""
    lane = {"qty_unit": "rt", "band_basis": "actual", "weight_scope": scope}
    rates = [
        {"hi": "1", "base": "1"},
        {"lo": "1", "hi": "2", "base": "2"},
        {"lo": "2", "base": "4"},
    ]
    pieces = [Piece(400_000, (1000, 1000, 1500)), Piece(900_000, (1000, 1000, 600))]
    assert rated(cards(lane=[lane], rate=rates), *pieces).total_minor == amount


# --- pieces made one by one, then summed ----------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "grams", "expected"),
    [
        ({"piece_step": "0.5"}, (1200, 1200), "3"),
        ({"piece_step": "0.5"}, (1000, 1001), "2.5"),
        ({"round_steps": "*:0.5"}, (1200, 1200), "2.5"),
        ({"piece_step": "0.5", "round_steps": "*:2"}, (1200, 1200), "4"),
        ({"piece_step": "0.5", "piece_min_qty": "1.2"}, (100, 3000), "4.5"),
        ({"piece_min_qty": "1.2", "min_qty": "5"}, (100, 3000), "5"),
        ({"qty_unit": "piece"}, (100, 100), "2"),
    ],
)
def test_pieces_summed(
    cards: Callable[..., Any], cells: dict[str, str], grams: tuple[int, int], expected: str
) -> None:
    """Each piece is lifted and rounded first; the sum is rounded and lifted then."""
    book = cards(lane=[{**cells, "weight_scope": "each"}])
    assert billed(book, *(Piece(weight) for weight in grams)) == Fraction(expected)


def test_summed_pieces_find_one_band(cards: Callable[..., Any]) -> None:
    """The larger of weight and volume of each piece; the sum chooses band, density and sizes."""
    lane = {"weight_scope": "each", "dim_divisor": "6000"}
    rates = [{"hi": "5.999", "rate": "3"}, {"lo": "5.999", "rate": "2"}]
    assert rated(cards(lane=[lane], rate=rates), DENSE, BULKY).total_minor == 1200
    dense = [{"density_lo": "210", "base": "1"}, {"density_hi": "210", "base": "2"}]
    assert rated(cards(lane=[lane], rate=dense), DENSE, BULKY).total_minor == 100  # 4 / 0.019
    sized = [{"max_len_cm": "89.9", "base": "1"}, {"rate_group": "1", "base": "2"}]
    assert rated(cards(lane=[lane], rate=sized), DENSE, BULKY).total_minor == 200


def test_freight_tons_of_each_piece(cards: Callable[..., Any]) -> None:
    """By weight or measure each piece counts the larger, also where the actual finds the band."""
    pieces = [Piece(2_000_000, (1000, 1000, 1000)), Piece(1_000_000, (1000, 1000, 2000))]
    for basis in ("chargeable", "actual"):
        lane = {"qty_unit": "rt", "weight_scope": "each", "band_basis": basis}
        rates = [{"hi": "3", "rate": "1"}, {"lo": "3", "rate": "2"}]
        rating = rated(cards(lane=[lane], rate=rates), *pieces)
        assert (rating.charges[0].quantity, rating.total_minor) == (4, 800)


# --- when volume counts, and how sides are rounded ------------------------------------------


@pytest.mark.parametrize(("longest", "expected"), [(599, 1), (600, 2), (601, 3)])
@pytest.mark.parametrize("scope", ["piece", "each"])
def test_volume_counts_for_long_pieces_only(
    cards: Callable[..., Any], scope: str, longest: int, expected: int
) -> None:
    """One side of 60 cm or more makes volume count, piece by piece."""
    lane = {"dim_divisor": "6000", "dim_min_len_cm": "60", "weight_scope": scope}
    long = Piece(1000, (longest, 100, 200), quantity=Fraction(1))
    short = Piece(1000, (500, 500, 500))
    assert billed(cards(lane=[{**lane, "round_steps": "*:1"}]), long, short) == expected + 1


@pytest.mark.parametrize(("longest", "expected"), [("599", "2"), ("600", "22.834")])
def test_one_long_piece_counts_for_a_shipment(
    cards: Callable[..., Any], longest: str, expected: str
) -> None:
    """Weighed together the volume of all counts if any piece is long enough."""
    lane = {"dim_divisor": "6000", "dim_min_len_cm": "60", "weight_scope": "shipment"}
    pieces = [Piece(1000, (int(longest), 100, 200)), Piece(1000, (500, 500, 500))]
    assert billed(cards(lane=[lane]), *pieces) == Fraction(expected)


@pytest.mark.parametrize(
    ("sides", "cubes"),
    [((504, 404, 304), 60_000), ((505, 404, 304), 61_200), ((504, 404, 4), 0), ((504, 5, 5), 50)],
)
def test_sides_to_the_nearest_centimetre(
    cards: Callable[..., Any], sides: tuple[int, int, int], cubes: int
) -> None:
    """Half a centimetre goes up, less goes down (TACT 3.9.4)."""
    bk = cards(lane=[{"dim_divisor": "6000", "side_step": "1", "side_mode": "nearest"}]).bk
    assert measured(bk, Piece(1, sides))[2] == cubes


@pytest.mark.parametrize(("side", "inches"), [(12, 0), (13, 1), (38, 1), (39, 2)])
def test_sides_to_the_nearest_inch(cards: Callable[..., Any], side: int, inches: int) -> None:
    """12.7 mm are half an inch: 12 mm go down and 13 mm up, 38.1 mm are one and a half."""
    cells = {"qty_unit": "lb", "dim_divisor": "139", "side_step": "1", "side_mode": "nearest"}
    assert measured(cards(lane=[cells]).bk, Piece(1, (side, 25, 25)))[2] == inches
