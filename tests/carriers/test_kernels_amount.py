"""What surcharges come to: free units, steps, each piece alone, who is subject, rounding."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.carriers import _kernels_amount as kernels
from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.carriers.tables import PER, SURCHARGE_BASIS
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.vocabulary import FLAG

DAY = parse_day("2026-06-01", "day")
ONE = Piece(1000, (300, 200, 100))
TWO = Piece(2000, (300, 200, 100))


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables."""
    for word, code in SURCHARGE_BASIS.items():
        assert getattr(kernels, word.upper()) == code
    assert PER["piece"] == kernels.FOR_EACH


def rated(
    cards: Callable[..., Any], *surcharges: dict[str, Any], pieces: Any = (ONE, TWO), **how: Any
) -> Rating:
    """Price pieces on a lane of 10 CNY per kg with these surcharges, by rising seq."""
    rows = [{"seq": i, "code": f"s{i}", **row} for i, row in enumerate(surcharges, start=1)]
    tables = {name: how.pop(name) for name in ("rate", "index") if name in how}
    book = cards(lane=[how.pop("lane", {})], surcharge=rows, **tables)
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def amounts(rating: Rating) -> list[int]:
    """Return the amounts of the surcharges alone."""
    assert rating.status == "OK"
    return [charge.amount_minor for charge in rating.charges[1:]]


# --- free units and steps -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grams", "free", "step", "expected"),
    [
        (3000, "3", "", []), (3001, "3", "", [0]), (3010, "3", "", [1]), (5000, "3", "", [200]),
        (3001, "3", "0.5", [100]), (3500, "3", "0.5", [100]), (3501, "3", "0.5", [200]),
        (1, "", "0.5", [100]), (500, "", "0.5", [100]), (501, "", "0.5", [200]),
    ],
)  # fmt: skip
def test_free_units_and_started_steps(
    cards: Callable[..., Any], grams: int, free: str, step: str, expected: list[int]
) -> None:
    """1 CNY per kg above what is free, or per started half kilogram."""
    row = {"basis": "per_kg", "amount": "1", "free_units": free, "step": step}
    said = amounts(rated(cards, row, pieces=[Piece(grams)]))
    assert said == [amount for amount in expected if amount]


@pytest.mark.parametrize("grams", [3000, 3001])
def test_free_quantity_is_not_lifted_to_the_minimum(cards: Callable[..., Any], grams: int) -> None:
    """A minimum binds from the first gram above the free units."""
    row = {"basis": "per_kg", "amount": "1", "free_units": "3", "min": "9"}
    assert amounts(rated(cards, row, pieces=[Piece(grams)])) == [900] * (grams - 3000)


@pytest.mark.parametrize(("pieces", "expected"), [(1, []), (2, [500]), (3, [1000])])
def test_free_pieces(cards: Callable[..., Any], pieces: int, expected: list[int]) -> None:
    """The first parcel is free, each further one costs 5."""
    row = {"basis": "per_piece", "amount": "5", "free_units": "1"}
    assert amounts(rated(cards, row, pieces=[ONE] * pieces)) == expected


@pytest.mark.parametrize(
    ("headings", "expected"), [(5, []), (6, [5000]), (10, [5000]), (11, [10_000])]
)
def test_started_pages(cards: Callable[..., Any], headings: int, expected: list[int]) -> None:
    """A further page of the declaration holds five headings, the first page is free."""
    row = {"basis": "per_hs_line", "amount": "50", "free_units": "5", "step": "5"}
    assert amounts(rated(cards, row, hs_lines=headings)) == expected


# --- actual quantity ------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["piece", "shipment", "each"])
def test_per_actual_is_of_the_scale(cards: Callable[..., Any], scope: str) -> None:
    """Security is charged per kilogram on the scale, whatever is billed as freight."""
    lane = {"weight_scope": scope, "dim_divisor": "1000", "round_steps": "*:1", "min_qty": "9"}
    rows = [{"basis": basis, "amount": "1"} for basis in ("per_actual", "per_kg")]
    pieces = [Piece(1250, (300, 200, 100)), Piece(2250, (300, 200, 100))]
    billed = {"piece": 1800, "shipment": 1200, "each": 1200}  # 9 + 9, 12, 6 + 6
    assert amounts(rated(cards, *rows, lane=lane, pieces=pieces)) == [350, billed[scope]]


def test_per_actual_of_passing_pieces(cards: Callable[..., Any]) -> None:
    """Only the pieces that pass count, and freight tons count the larger of both."""
    row = {"basis": "per_actual", "amount": "1", "measure": "piece_kg", "op": ">", "threshold": "1"}
    assert amounts(rated(cards, row)) == [200]
    big = Piece(1000, (1000, 1000, 2000))
    tons = {"qty_unit": "rt", "weight_scope": "shipment"}
    assert amounts(rated(cards, {**row, "measure": "", "op": "", "threshold": ""}, lane=tons,
                         pieces=[big, Piece(3_000_000, (1000, 1000, 1000))])) == [500]  # fmt: skip


# --- each piece alone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"basis": "per_shipment", "amount": "7"}, 1400),
        ({"basis": "per_piece", "amount": "7", "max": "5"}, 1000),
        ({"basis": "per_kg", "amount": "4", "min": "5"}, 500 + 800),
        ({"basis": "per_actual", "amount": "4", "max": "5"}, 400 + 500),
        ({"basis": "per_kg", "amount": "1", "free_units": "1", "min": "3"}, 300),
        ({"basis": "pct_base", "amount": "10%", "min": "1.50"}, 150 + 200),
        ({"basis": "pct_declared", "amount": "1%", "min": "3"}, 300 + 600),
        ({"basis": "per_piece", "amount": "0.01", "probability": "1/2"}, 2),
        ({"basis": "per_shipment", "amount": "7", "measure": "piece_kg", "op": ">",
          "threshold": "1"}, 700),
    ],
)  # fmt: skip
def test_each_piece_is_bounded_and_rounded_alone(
    cards: Callable[..., Any], row: dict[str, Any], expected: int
) -> None:
    """With `per = piece` every passing piece is a waybill of its own."""
    pieces = [Piece(1000, goods_minor=1), Piece(2000, goods_minor=2)]
    how = {"declared_minor": 90_000, "pieces": pieces}
    assert amounts(rated(cards, {**row, "per": "piece"}, **how)) == [expected]


def test_goods_value_is_shared_to_the_last_unit(cards: Callable[..., Any]) -> None:
    """Of 100.01 in three equal parcels the first holds the odd cents (C-08)."""
    row = {"basis": "pct_declared", "amount": "100%", "per": "piece", "max": "33.34"}
    assert amounts(rated(cards, row, pieces=[ONE] * 3, declared_minor=10_001)) == [10_001]
    row["max"] = "33.33"
    assert amounts(rated(cards, row, pieces=[ONE] * 3, declared_minor=10_001)) == [9999]


@pytest.mark.parametrize(("goods_minor", "status"), [(0, "OK"), (1, "NO_INDEX")])
def test_index_is_asked_where_a_piece_has_a_basis(
    cards: Callable[..., Any], goods_minor: int, status: str
) -> None:
    """No value of the index is missed where there is nothing to take it of."""
    row = {"basis": "pct_declared", "index_id": "FSC", "per": "piece"}
    index = [{"index_id": "FSC", "value": "10%", "valid_to": "2026-06-01"}]
    assert rated(cards, row, index=index, declared_minor=goods_minor).status == status


@pytest.mark.parametrize("scope", ["shipment", "each"])
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"basis": "per_shipment", "amount": "7"}, 1400),
        ({"basis": "per_piece", "amount": "7", "max": "5"}, 1000),
        ({"basis": "per_kg", "amount": "4", "min": "5"}, 500 + 800),
        ({"basis": "per_actual", "amount": "4", "max": "5"}, 400 + 500),
    ],
)
def test_each_piece_of_a_shipment(
    cards: Callable[..., Any], row: dict[str, Any], expected: int, scope: str
) -> None:
    """Pieces that are priced together may be charged alone, too."""
    lane = {"weight_scope": scope, "round_steps": "*:10"}
    assert amounts(rated(cards, {**row, "per": "piece"}, lane=lane)) == [expected]


@pytest.mark.parametrize("basis", ["pct_base", "pct_declared"])
def test_percentages_of_a_piece_need_its_own_price(cards: Callable[..., Any], basis: str) -> None:
    """Where pieces are priced together none has a freight or value of its own."""
    row = {"basis": basis, "amount": "1%", "per": "piece"}
    with pytest.raises(InputError, match="with scope piece only"):
        rated(cards, row, lane={"weight_scope": "each"})


@pytest.mark.parametrize(
    ("scope", "light", "expected"),
    [("shipment", 2000, 240), ("each", 2000, 240), ("piece", 2000, 300), ("piece", 3000, 300)],
)
def test_kilograms_of_some_pieces(
    cards: Callable[..., Any], scope: str, light: int, expected: int
) -> None:
    """Of pieces priced together some count as they are, unrounded; alone each is rounded."""
    row = {"basis": "per_kg", "amount": "1", "when_flag": "textile"}
    lane = {"weight_scope": scope, "round_steps": "*:1"}
    pieces = [Piece(light), Piece(2400, flags=FLAG["textile"])]
    assert amounts(rated(cards, row, lane=lane, pieces=pieces)) == [expected]


def test_some_pieces_are_never_more_than_all(cards: Callable[..., Any]) -> None:
    """Bulky pieces alone would count 6 kg, but with a dense one the shipment counts 5."""
    row = {"basis": "per_kg", "amount": "1", "measure": "longest_cm", "op": ">", "threshold": "50"}
    lane = {"weight_scope": "shipment", "dim_divisor": "6000", "piece_min_qty": "2"}
    bulky = Piece(1000, (600, 300, 200))  # 6 kg of volume
    for dense, expected in ((Piece(9000), 6), (Piece(100), 6)):
        said = amounts(rated(cards, row, lane=lane, pieces=[bulky, dense]))
        assert said == [100 * expected]
    ratio = {"weight_scope": "shipment", "dim_divisor": "6000", "dim_min_ratio": "2"}
    # 6 > 2 x 1 counts alone; together 6 > 2 x 4 does not, and 4 kg are the shipment's
    assert amounts(rated(cards, row, lane=ratio, pieces=[bulky, Piece(3000)])) == [400]
    row["per"] = "piece"
    assert amounts(rated(cards, row, lane=ratio, pieces=[bulky, Piece(3000)])) == [400]


# --- rows that are not subject --------------------------------------------------------------
LIGHT_FREE = [
    {"lo": 0, "hi": 2, "rate": 10, "sur_exclude": "FUEL"},
    {"lo": 2, "rate": 10},
]
HEAVY = Piece(10_000)


@pytest.mark.parametrize("pieces", [[Piece(1000), HEAVY], [HEAVY, Piece(1000)]])
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"basis": "pct_base", "amount": "10%"}, 1000),
        ({"basis": "pct_running", "amount": "10%"}, 1000),
        ({"basis": "per_piece", "amount": "1"}, 100),
        ({"basis": "per_kg", "amount": "1"}, 1000),
        ({"basis": "per_actual", "amount": "1"}, 1000),
        ({"basis": "per_shipment", "amount": "1"}, 100),
        ({"basis": "per_shipment", "amount": "1", "per": "piece"}, 100),
        ({"basis": "pct_base", "amount": "10%", "per": "piece"}, 1000),
        ({"basis": "pct_declared", "amount": "10%"}, 1000),
        ({"basis": "pct_declared", "amount": "10%", "per": "piece"}, 500),
        ({"basis": "pct_taxes", "amount": "10%"}, 1000),
    ],
)
def test_each_piece_asks_its_own_row(
    cards: Callable[..., Any], row: dict[str, Any], expected: int, pieces: list[Piece]
) -> None:
    """A light parcel that is free of fuel frees no other, wherever it stands."""
    how = {"declared_minor": 10_000, "taxes_minor": 10_000, "rate": LIGHT_FREE, "pieces": pieces}
    assert amounts(rated(cards, {**row, "code": "FUEL"}, **how)) == [expected]


@pytest.mark.parametrize("basis", ["pct_base", "pct_taxes", "per_shipment", "per_hs_line"])
def test_no_piece_is_subject(cards: Callable[..., Any], basis: str) -> None:
    """Where every parcel is free of it a surcharge is not charged, before or after the taxes."""
    amount = "1" if basis.startswith("per") else "10%"
    row = {"basis": basis, "amount": amount, "min": "5", "code": "FUEL"}
    rating = rated(cards, row, rate=LIGHT_FREE, pieces=[Piece(1000)] * 2, taxes_minor=100)
    assert amounts(rating) == []


def test_running_counts_what_others_added(cards: Callable[..., Any]) -> None:
    """Fuel is of the freight that is subject and of the fuelable surcharges of all pieces."""
    rows = [
        {"basis": "per_piece", "amount": "5", "fuelable": "1"},
        {"basis": "pct_running", "amount": "10%", "code": "FUEL"},
    ]
    said = rated(cards, *rows, rate=LIGHT_FREE, pieces=[Piece(1000), HEAVY])
    assert amounts(said) == [1000, 1100]


def test_least_money_of_the_shipment_stays_subject(cards: Callable[..., Any]) -> None:
    """What the shipment is lifted by counts as freight that is subject."""
    row = {"basis": "pct_base", "amount": "10%", "code": "FUEL"}
    lane = {"shipment_min_charge": "200"}
    rating = rated(cards, row, lane=lane, rate=LIGHT_FREE, pieces=[Piece(1000), HEAVY])
    assert amounts(rating) == [1900]


@pytest.mark.parametrize("scope", ["shipment", "each"])
def test_one_row_for_all_frees_all(cards: Callable[..., Any], scope: str) -> None:
    """Priced together the pieces have one row, and it decides for all of them."""
    row = {"basis": "per_piece", "amount": "1", "code": "FUEL"}
    for pieces, expected in (([ONE, ONE], []), ([ONE, TWO], [200])):
        how = {"lane": {"weight_scope": scope}, "rate": LIGHT_FREE, "pieces": pieces}
        assert amounts(rated(cards, row, **how)) == expected


def test_taxes_of_several_rows(cards: Callable[..., Any]) -> None:
    """Each row on the taxes is left out for itself: by exclusion, by flag, or not at all."""
    rows = [
        {"basis": "pct_taxes", "amount": "1%", "code": "FUEL"},
        {"basis": "pct_taxes", "amount": "2%", "when_flag": "liquid"},
        {"basis": "pct_taxes", "amount": "3%"},
    ]
    how = {"rate": LIGHT_FREE, "taxes_minor": 10_000}
    assert amounts(rated(cards, *rows, pieces=[Piece(1000)], **how)) == [300]
    wet = Piece(1000, flags=FLAG["liquid"])
    assert amounts(rated(cards, *rows, pieces=[Piece(1000), wet], **how)) == [200, 300]
    assert amounts(rated(cards, *rows, pieces=[HEAVY], **how)) == [100, 300]


# --- rounding -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("", 20), ("half_up", 20), ("half_even", 20), ("down", 10), ("up", 20)],
)
def test_surcharges_are_rounded_like_freight(
    cards: Callable[..., Any], mode: str, expected: int
) -> None:
    """0.15 in tenths is 0.20, but for cutting down; an exact tenth stays."""
    lane = {"round_unit": "0.1", "round_mode": mode}
    rows = [{"basis": "per_shipment", "amount": amount} for amount in ("0.15", "0.1")]
    assert amounts(rated(cards, *rows, lane=lane)) == [expected, 10]


def test_what_was_cut_counts(cards: Callable[..., Any]) -> None:
    """A third of a pip above a whole unit is rounded up to the next, also after a probability."""
    row = {"basis": "pct_base", "amount": "10000/29999"}
    lane = {"round_mode": "up"}
    rate = [{"base": "0.03"}]
    assert amounts(rated(cards, row, lane=lane, rate=rate, pieces=[ONE])) == [2]
    half = {**row, "amount": "20000/29999", "probability": "1/2"}
    assert amounts(rated(cards, half, lane=lane, rate=rate, pieces=[ONE])) == [2]
