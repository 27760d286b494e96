"""From parcels to base freight: quantity, chargeable, rate row, next break."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers import _kernels_rate as kernels
from oneprice.carriers._kernels import chargeable, find_rate, lane_quantity
from oneprice.carriers.rating import Piece, Rating, piece_records, rate_shipment
from oneprice.carriers.tables import BAND_BASIS, QTY_KIND, WEIGHT_SCOPE
from oneprice.core.days import parse_day
from oneprice.core.vocabulary import CARGO_CLASS

DAY = parse_day("2026-06-01", "day")


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables and the vocabulary."""
    assert WEIGHT_SCOPE["shipment"] == kernels.SCOPE_SHIPMENT
    assert BAND_BASIS["actual"] == kernels.BAND_ACTUAL
    assert (QTY_KIND["piece"], QTY_KIND["shipment"]) == (kernels.QTY_PIECE, kernels.QTY_SHIPMENT)


def rated(book: Any, *pieces: Piece, **how: Any) -> Rating:
    """Price pieces on lane L."""
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def billed(book: Any, *pieces: Piece) -> Fraction:
    """Return the billed quantity in the lane's unit."""
    return rated(book, *pieces).charges[0].quantity


# --- quantity -------------------------------------------------------------------------


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
    piece = piece_records([Piece(454, (10, 100_001, 1))])[0]
    assert lane_quantity(bk, 1, piece) == expected


@pytest.mark.parametrize(("volume", "expected"), [(999, 1000), (1000, 1000), (1001, 1001)])
def test_the_larger_counts(cards: Callable[..., Any], volume: int, expected: int) -> None:
    """Volume counts only when it is above the weight."""
    bk = cards(lane=[{"dim_divisor": "6000"}]).bk
    assert chargeable(bk, 1, 1000, volume) == expected


def test_volume_may_count_in_part(cards: Callable[..., Any]) -> None:
    """With a share of a half only half the excess counts, rounded up."""
    bk = cards(lane=[{"dim_divisor": "6000", "dim_mix": "1/2"}]).bk
    assert chargeable(bk, 1, 1000, 2001) == 1501


@pytest.mark.parametrize(
    ("actual", "expected"),
    [(1, 500), (500, 500), (501, 1000), (21_000, 21_000), (21_001, 22_000)],
)
def test_rounding_steps(cards: Callable[..., Any], actual: int, expected: int) -> None:
    """Half kilograms up to 21 kg, whole ones above."""
    bk = cards(lane=[{"round_steps": "21:0.5;*:1"}]).bk
    assert chargeable(bk, 1, actual, 0) == expected


@pytest.mark.parametrize(("actual", "expected"), [(11_999, 12_000), (12_001, 12_001)])
def test_minimum_quantity(cards: Callable[..., Any], actual: int, expected: int) -> None:
    """A minimum lifts what lies below it."""
    for column in ("min_qty", "piece_min_qty"):
        assert chargeable(cards(lane=[{column: "12"}]).bk, 1, actual, 0) == expected


def test_minimum_per_piece_comes_before_rounding(cards: Callable[..., Any]) -> None:
    """The minimum of a piece is rounded up, that of the lane is not."""
    steps = {"round_steps": "*:1"}
    assert chargeable(cards(lane=[{"piece_min_qty": "0.5", **steps}]).bk, 1, 1, 0) == 1000
    assert chargeable(cards(lane=[{"min_qty": "1.5", **steps}]).bk, 1, 1, 0) == 1500


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


# --- choice of the row ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "q", "row"),
    [
        ("(]", 0, 1), ("(]", 1000, 1), ("(]", 1001, 2), ("(]", 2000, 2), ("(]", 2001, 0),
        ("[)", 0, 1), ("[)", 999, 1), ("[)", 1000, 2), ("[)", 1999, 2), ("[)", 2000, 0),
    ],
)  # fmt: skip
def test_band_bounds(cards: Callable[..., Any], bounds: str, q: int, row: int) -> None:
    """Parcel bands hold their upper edge, freight breaks their lower one."""
    rates = [{"lo": "0", "hi": "1", "bounds": bounds}, {"lo": "1", "hi": "2", "bounds": bounds}]
    assert find_rate(cards(rate=rates).bk, 1, 0, 1, DAY, q) == row


def test_gap_has_no_rate(cards: Callable[..., Any]) -> None:
    """A quantity that falls between two bands is refused with that quantity."""
    book = cards(rate=[{"lo": "0", "hi": "0.1"}, {"lo": "0.101"}])
    assert rated(book, Piece(100)).status == "OK"
    assert rated(book, Piece(102)).status == "OK"
    refused = rated(book, Piece(101))
    assert (refused.status, refused.fact, refused.charges) == ("NO_RATE", 101, ())


@pytest.mark.parametrize(
    ("day", "amount"), [("2026-05-31", 100), ("2026-06-01", 200), ("2026-06-02", 200)]
)
def test_rate_of_the_day(cards: Callable[..., Any], day: str, amount: int) -> None:
    """A new price holds from its first day."""
    rates = [
        {"base": "1", "valid_to": "2026-06-01"},
        {"base": "2", "valid_from": "2026-06-01"},
    ]
    rating = rated(cards(rate=rates), Piece(1), day=parse_day(day, "day"))
    assert rating.total_minor == amount


ZONES = [
    {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": n, "zone": n} for n in "12"
]


@pytest.mark.parametrize(
    ("zone", "cargo_class", "amount"),
    [("1", "battery", 1), ("1", "general", 2), ("2", "battery", 3), ("2", "general", 4)],
)
def test_exact_zone_and_class_win(
    cards: Callable[..., Any], zone: str, cargo_class: str, amount: int
) -> None:
    """The exact zone wins before the exact class, any of both comes last."""
    rates = [
        {"base": "0.04"},
        {"cargo_class": "battery", "base": "0.03"},
        {"dest_zone": "1", "base": "0.02"},
        {"dest_zone": "1", "cargo_class": "battery", "base": "0.01"},
    ]
    book = cards(lane=[{"zone_set": "Z"}], zone=ZONES, rate=rates)
    assert rated(book, Piece(1), zone=zone, cargo_class=cargo_class).total_minor == amount


def test_exact_zone_without_the_band_falls_back(cards: Callable[..., Any]) -> None:
    """A zone row wins only where its band holds the quantity."""
    rates = [{"base": "2"}, {"dest_zone": "1", "base": "1", "hi": "1"}]
    book = cards(lane=[{"zone_set": "Z"}], zone=ZONES, rate=rates)
    assert rated(book, Piece(1000), zone="1").total_minor == 100
    assert rated(book, Piece(1001), zone="1").total_minor == 200


def test_classes_of_one_zone_do_not_mix(cards: Callable[..., Any]) -> None:
    """A class without a row of its own or for any class has no rate."""
    book = cards(rate=[{"cargo_class": "battery"}])
    assert [int(find_rate(book.bk, 1, 0, CARGO_CLASS[word], DAY, 5)) for word in
            ("battery", "general", "mixed")] == [1, 0, 0]  # fmt: skip


def test_band_by_actual_weight(cards: Callable[..., Any]) -> None:
    """The band follows the actual weight, the price the larger quantity."""
    lane = {"dim_divisor": "6000", "band_basis": "actual"}
    rates = [{"lo": "0", "hi": "2", "rate": "1"}, {"lo": "2", "rate": "100"}]
    assert rated(cards(lane=[lane], rate=rates), BULKY).total_minor == 300


def test_band_by_actual_weight_rounds_alike(cards: Callable[..., Any]) -> None:
    """The actual weight is rounded up before it chooses the band."""
    lane = {"band_basis": "actual", "round_steps": "*:1"}
    rates = [{"lo": "0", "hi": "1.5", "base": "1"}, {"lo": "1.5", "base": "2"}]
    assert rated(cards(lane=[lane], rate=rates), Piece(1001)).total_minor == 200


# --- price ----------------------------------------------------------------------------


def test_minimum_of_a_row_lifts_after_the_choice(cards: Callable[..., Any]) -> None:
    """A row's own minimum changes the price, not the row."""
    rates = [{"lo": "0", "hi": "1", "rate": "10", "min_qty": "3"}, {"lo": "1", "rate": "1"}]
    charge = rated(cards(rate=rates), Piece(500)).charges[0]
    assert (charge.row, charge.quantity, charge.amount_minor) == (1, 3, 3000)


@pytest.mark.parametrize(("weight_g", "amount"), [(500, 2900), (501, 3300), (1000, 3300)])
def test_first_and_continued_weight(cards: Callable[..., Any], weight_g: int, amount: int) -> None:
    """The first half kilogram has a price, each further one begun another."""
    rates = [{"base": "29", "rate": "4", "q0": "0.5", "step": "0.5"}]
    assert rated(cards(rate=rates), Piece(weight_g)).total_minor == amount


@pytest.mark.parametrize(("weight_g", "amount"), [(40, 451), (46, 460), (600, 5000)])
def test_least_and_greatest_charge(cards: Callable[..., Any], weight_g: int, amount: int) -> None:
    """The charge of a row stays between its bounds."""
    rates = [{"rate": "100", "min_charge": "4.51", "max_charge": "50"}]
    assert rated(cards(rate=rates), Piece(weight_g)).total_minor == amount


# 22.9 CNY per kg from 45 kg makes 1030.50 at the break: dearer than 25.9 per kg up to 39.787 kg.
BREAKS = [
    {"lo": "0", "hi": "45", "rate": "25.9", "bounds": "[)"},
    {"lo": "45", "rate": "22.9", "bounds": "[)"},
]


@pytest.mark.parametrize(
    ("weight_g", "row", "amount"),
    [(39_787, 1, 103_048), (39_788, 2, 103_050), (40_000, 2, 103_050), (45_000, 2, 103_050)],
)
def test_next_break(cards: Callable[..., Any], weight_g: int, row: int, amount: int) -> None:
    """Air freight is billed at the next break where that is cheaper."""
    charge = rated(cards(lane=[{"next_break": 1}], rate=BREAKS), Piece(weight_g)).charges[0]
    assert (charge.row, charge.amount_minor) == (row, amount)


def test_next_break_is_never_a_habit(cards: Callable[..., Any]) -> None:
    """Without the flag the own row counts, though the next would be cheaper."""
    assert rated(cards(rate=BREAKS), Piece(40_000)).total_minor == 103_600


def test_next_break_stays_in_class_and_day(cards: Callable[..., Any]) -> None:
    """Cheaper rows of another class or another time are no break."""
    rates = [
        *BREAKS,
        {"lo": "50", "rate": "0.01", "bounds": "[)", "cargo_class": "battery"},
    ]
    old = {**BREAKS[1], "rate": "0.01", "valid_to": "2026-06-01"}
    new = {**BREAKS[1], "valid_from": "2026-06-01"}
    for listed in (rates, [BREAKS[0], old, new]):
        book = cards(lane=[{"next_break": 1}], rate=listed)
        assert rated(book, Piece(40_000)).total_minor == 103_050


def test_pieces_are_rounded_one_by_one(cards: Callable[..., Any]) -> None:
    """Each piece's price is rounded half up to the minor unit, then they are summed."""
    book = cards(rate=[{"rate": "1"}])
    assert rated(book, Piece(4)).total_minor == 0
    assert rated(book, Piece(5)).total_minor == 1
    assert rated(book, *[Piece(5)] * 3).total_minor == 3


def test_amount_too_large_is_refused(cards: Callable[..., Any]) -> None:
    """A price that passes the range of amounts is a refusal, never a wrapped number."""
    book = cards(rate=[{"rate": "30000000"}])
    assert rated(book, Piece(1_000_000)).status == "OK"
    assert rated(book, Piece(2_000_000)).status == "AMOUNT_TOO_LARGE"
    assert rated(book, *[Piece(1_000_000)] * 2).status == "AMOUNT_TOO_LARGE"
