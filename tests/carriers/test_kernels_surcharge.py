"""Surcharges: conditions, bases, order, bounds."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.carriers import _kernels_surcharge as kernels
from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.carriers.tables import EFFECT, MEASURE, OP
from oneprice.core.days import parse_day
from oneprice.core.vocabulary import FLAG

DAY = parse_day("2026-06-01", "day")
PIECE = Piece(2000, (300, 200, 100))


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables and the vocabulary."""
    words = {"piece": "WEIGHT"}
    for word, code in MEASURE.items():
        name = word.split("_")[0]
        assert getattr(kernels, f"MEASURE_{words.get(name, name.upper() or 'NONE')}") == code
    assert (
        OP[">"], OP[">="], OP["<"]
    ) == (kernels.OP_ABOVE, kernels.OP_AT_LEAST, kernels.OP_BELOW)  # fmt: skip
    assert EFFECT["refuse"] == kernels.REFUSE


def rated(
    cards: Callable[..., Any], *surcharges: dict[str, Any], pieces: Any = (PIECE,), **how: Any
) -> Rating:
    """Price pieces on a lane of 10 CNY per kg with these surcharges, by rising seq."""
    rows = [{"seq": i, "code": f"s{i}", **row} for i, row in enumerate(surcharges, start=1)]
    book = cards(lane=how.pop("lane", [{}]), surcharge=rows, index=how.pop("index", []))
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def amounts(rating: Rating) -> list[int]:
    """Return the amounts of the surcharges alone."""
    assert rating.status == "OK"
    return [charge.amount_minor for charge in rating.charges[1:]]


FLAT = {"basis": "per_shipment", "amount": "3"}


@pytest.mark.parametrize(
    ("row", "how", "expected"),
    [
        ({"basis": "per_shipment", "amount": "3"}, {"pieces": [PIECE] * 2}, 300),
        ({"basis": "per_piece", "amount": "3"}, {"pieces": [PIECE] * 2}, 600),
        ({"basis": "per_kg", "amount": "3"}, {"pieces": [PIECE] * 2}, 1200),
        ({"basis": "pct_base", "amount": "15%"}, {}, 300),
        ({"basis": "pct_running", "amount": "15%"}, {}, 300),
        ({"basis": "pct_declared", "amount": "0.7%"}, {"declared_minor": 150_000}, 1050),
        ({"basis": "per_hs_line", "amount": "10"}, {"hs_lines": 3}, 3000),
        ({"basis": "per_hs_line", "amount": "10", "free_units": "1"}, {"hs_lines": 3}, 2000),
        ({"basis": "pct_taxes", "amount": "2%"}, {"taxes_minor": 90_000}, 1800),
    ],
)
def test_each_basis(
    cards: Callable[..., Any], row: dict[str, Any], how: dict[str, Any], expected: int
) -> None:
    """Each basis counts its own units or takes its own share."""
    assert amounts(rated(cards, row, **how)) == [expected]


@pytest.mark.parametrize(
    ("row", "how"),
    [
        ({"basis": "per_hs_line", "amount": "10", "free_units": "2", "min": "5"}, {"hs_lines": 2}),
        ({"basis": "pct_taxes", "amount": "2%", "min": "11"}, {"taxes_minor": 0}),
        ({"basis": "pct_declared", "amount": "2%", "min": "11"}, {"declared_minor": 0}),
    ],
)
def test_nothing_to_count_costs_nothing(
    cards: Callable[..., Any], row: dict[str, Any], how: dict[str, Any]
) -> None:
    """A minimum is asked only when there is something to charge for."""
    assert amounts(rated(cards, row, **how)) == []


@pytest.mark.parametrize(("taxes", "expected"), [(54_900, 1100), (55_100, 1102), (990_000, 5000)])
def test_bounds(cards: Callable[..., Any], taxes: int, expected: int) -> None:
    """A disbursement fee is the share of the outlay between its bounds."""
    row = {"basis": "pct_taxes", "amount": "2%", "min": "11", "max": "50"}
    assert amounts(rated(cards, row, taxes_minor=taxes)) == [expected]


def test_running_percentage_counts_what_is_fuelable_before_it(cards: Callable[..., Any]) -> None:
    """Fuel is taken of the base and of the fuelable surcharges that stand before it."""
    fuel = {"basis": "pct_running", "amount": "10%"}
    before = {**FLAT, "fuelable": 1}
    assert amounts(rated(cards, before, fuel)) == [300, 230]
    assert amounts(rated(cards, FLAT, fuel)) == [300, 200]
    assert amounts(rated(cards, fuel, before)) == [200, 300]


def test_each_surcharge_is_rounded_alone(cards: Callable[..., Any]) -> None:
    """Half a minor unit goes up, on each surcharge by itself (C-33)."""
    half = {"basis": "pct_base", "amount": "0.025%"}
    assert amounts(rated(cards, half, half)) == [1, 1]


# --- index ----------------------------------------------------------------------------


INDEX = [
    {"index_id": "fuel", "value": "10%", "valid_from": "2026-05-01", "valid_to": "2026-06-01"},
    {"index_id": "other", "value": "99%"},
    {"index_id": "fuel", "value": "20%", "valid_from": "2026-06-01", "valid_to": "2026-07-01"},
]
FUEL = {"basis": "pct_base", "index_id": "fuel"}


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-05-01", 200), ("2026-05-31", 200), ("2026-06-01", 400)]
)
def test_index_of_the_day(cards: Callable[..., Any], day: str, expected: int) -> None:
    """An indexed percentage is the value that holds on the day."""
    assert amounts(rated(cards, FUEL, index=INDEX, day=parse_day(day, "day"))) == [expected]


@pytest.mark.parametrize("day", ["2026-04-30", "2026-07-01"])
def test_index_without_a_value_is_refused(cards: Callable[..., Any], day: str) -> None:
    """Without a value on the day the lane cannot be priced; the fact is the surcharge row."""
    rating = rated(cards, FLAT, FUEL, index=INDEX, day=parse_day(day, "day"))
    assert (rating.status, rating.fact, rating.charges) == ("NO_INDEX", 2, ())


# --- conditions -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [(">", 0, 0, 1), (">=", 0, 1, 1), ("<", 1, 0, 0), ("<=", 1, 1, 0)],
)
def test_operators(cards: Callable[..., Any], op: str, below: int, at: int, above: int) -> None:
    """Each comparison is right one millimetre below, at and above the threshold."""
    row = {"basis": "per_piece", "amount": "0.01", "measure": "longest_cm", "op": op}
    row["threshold"] = "120"
    for side, expected in ((1199, below), (1200, at), (1201, above)):
        pieces = [Piece(1000, (side, 10, 10))]
        assert amounts(rated(cards, row, pieces=pieces)) == [1] * expected


@pytest.mark.parametrize(
    ("measure", "holds", "breaks"),
    [
        ("longest_cm", "29.9", "30"),
        ("second_cm", "19.9", "20"),
        ("girth_cm", "89.9", "90"),
        ("piece_kg", "1.999", "2"),
        ("volume_cm3", "5999.999", "6000"),
        ("shipment_kg", "1.999", "2"),
    ],
)
def test_measures(cards: Callable[..., Any], measure: str, holds: str, breaks: str) -> None:
    """A piece of 30 x 20 x 10 cm and 2 kg lies above just less and not above itself."""
    row = {**FLAT, "measure": measure, "op": ">"}
    assert amounts(rated(cards, {**row, "threshold": holds})) == [300]
    assert amounts(rated(cards, {**row, "threshold": breaks})) == []


LIGHT = Piece(1000, (100, 100, 100))


def test_only_pieces_that_pass_are_counted(cards: Callable[..., Any]) -> None:
    """A piece condition narrows pieces and kilograms to those that pass, a flat sum stays one."""
    when = {"measure": "piece_kg", "op": ">=", "threshold": "2"}
    pieces = [LIGHT, PIECE, PIECE]
    bases = ("per_piece", "per_kg", "per_shipment")
    rows = [{"basis": basis, "amount": "1", **when} for basis in bases]
    assert amounts(rated(cards, *rows, pieces=pieces)) == [200, 400, 100]


def test_shipment_condition_counts_all_pieces(cards: Callable[..., Any]) -> None:
    """A condition on the shipment's weight lets all pieces pass or none."""
    row = {"basis": "per_kg", "amount": "1", "measure": "shipment_kg", "op": ">"}
    row["threshold"] = "4.999"
    assert amounts(rated(cards, row, pieces=[LIGHT, PIECE, PIECE])) == [500]
    assert amounts(rated(cards, row, pieces=[PIECE, PIECE])) == []


def test_pieces_of_a_shipment_are_weighed_alone_for_a_condition(cards: Callable[..., Any]) -> None:
    """Per kilogram under a piece condition, a bulky piece counts its own volume."""
    bulky = Piece(1000, (100, 200, 900))
    lane = [{"dim_divisor": "6000", "weight_scope": "shipment"}]
    row = {"basis": "per_kg", "amount": "1"}
    narrow = {**row, "measure": "longest_cm", "op": ">", "threshold": "80"}
    rating = rated(cards, row, narrow, lane=lane, pieces=[PIECE, PIECE, bulky])
    assert amounts(rating) == [500, 300]


@pytest.mark.parametrize(
    ("row", "how", "expected"),
    [
        ({"when_service": "remote"}, {"service": "remote"}, 1),
        ({"when_service": "remote"}, {"service": "super_remote"}, 0),
        ({"when_service": "ok"}, {}, 1),
        ({"when_flag": "food|brand"}, {"flags": FLAG["brand"] | FLAG["knife"]}, 1),
        ({"when_flag": "food|brand"}, {"flags": FLAG["knife"]}, 0),
        ({"valid_from": "2026-06-01"}, {}, 1),
        ({"valid_from": "2026-06-02"}, {}, 0),
        ({"valid_to": "2026-06-01"}, {}, 0),
        ({"valid_to": "2026-06-02"}, {}, 1),
    ],
)
@pytest.mark.parametrize("basis", ["per_shipment", "pct_taxes"])
def test_conditions_without_pieces(
    cards: Callable[..., Any], basis: str, row: dict[str, Any], how: dict[str, Any], expected: int
) -> None:
    """Service, flags and days decide alike for freight and for fees on taxes."""
    sur = {"basis": basis, "amount": "1", **row}
    assert len(amounts(rated(cards, sur, taxes_minor=100, **how))) == expected


@pytest.mark.parametrize(("zone", "expected"), [("1", [300]), ("2", [])])
def test_zone_condition(cards: Callable[..., Any], zone: str, expected: list[int]) -> None:
    """A surcharge of one zone is not asked in another."""
    zones = [
        {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": n, "zone": n}
        for n in "12"
    ]
    book = cards(lane=[{"zone_set": "Z"}], zone=zones, surcharge=[{**FLAT, "when_zone": "1"}])
    rating = rate_shipment(book.tables, book.ctx.ids, "L", [PIECE], zone=zone, day=DAY)
    assert amounts(rating) == expected


def test_refusing_surcharge(cards: Callable[..., Any]) -> None:
    """A condition may refuse a piece; the fact is the surcharge row."""
    row = {"basis": "per_piece", "effect": "refuse", "measure": "piece_kg", "op": ">"}
    row["threshold"] = "2"
    assert amounts(rated(cards, row)) == []
    rating = rated(cards, FLAT, row, pieces=[LIGHT, Piece(2001)])
    assert (rating.status, rating.fact, rating.charges) == ("SURCHARGE_REFUSES", 2, ())


@pytest.mark.parametrize("basis", ["pct_base", "pct_declared", "pct_taxes"])
def test_percentage_too_large_is_refused(cards: Callable[..., Any], basis: str) -> None:
    """A percentage beyond the range of amounts is refused, not wrapped."""
    row = {"basis": basis, "amount": "1000000000000"}
    rating = rated(cards, row, declared_minor=10_000, taxes_minor=10_000)
    assert rating.status == "AMOUNT_TOO_LARGE"
