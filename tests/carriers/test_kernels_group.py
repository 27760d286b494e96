"""Surcharge groups, lifts, requirements, probabilities and exclusions (C-34)."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers import _kernels_group as kernels
from oneprice.carriers.rating import Piece, Rating, rate_shipment
from oneprice.carriers.tables import COMBINE
from oneprice.core.days import parse_day

DAY = parse_day("2026-06-01", "day")
SMALL = Piece(1000, (100, 100, 100))
LONG = Piece(1000, (1300, 100, 100))
HEAVY = Piece(32_000, (100, 100, 100))
BOTH = Piece(32_000, (1300, 100, 100))

IF_LONG = {"measure": "longest_cm", "op": ">", "threshold": "121"}
IF_HEAVY = {"measure": "piece_kg", "op": ">", "threshold": "31"}


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables."""
    for word, code in COMBINE.items():
        assert code == getattr(kernels, word.upper(), 0)


def rated(
    cards: Callable[..., Any], *surcharges: dict[str, Any], pieces: Any = (SMALL,), **how: Any
) -> Rating:
    """Price pieces on a lane of 10 CNY per kg with these surcharges, by rising seq."""
    rows = [
        {"seq": i, "code": f"s{i}", "basis": "per_piece", **row}
        for i, row in enumerate(surcharges, start=1)
    ]
    rates = how.pop("rate", [{}])
    book = cards(lane=[how.pop("lane", {})], rate=rates, surcharge=rows, index=how.pop("index", []))
    how.setdefault("day", DAY)
    return rate_shipment(book.tables, book.ctx.ids, "L", pieces, **how)


def charged(rating: Rating) -> dict[str, int]:
    """Return the amount of each surcharge by its code."""
    assert rating.status == "OK"
    return {charge.code: charge.amount_minor for charge in rating.charges[1:]}


def billed(rating: Rating) -> Fraction:
    """Return the billed quantity."""
    return rating.charges[0].quantity


# --- groups decided piece by piece ----------------------------------------------------------


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("sum", {"s1": 4000, "s2": 5000}),
        ("max", {"s1": 2000, "s2": 5000}),
        ("first", {"s1": 4000, "s2": 2500}),
        ("priority", {"s1": 2000, "s2": 5000}),
    ],
)
def test_each_piece_pays_by_its_own_reasons(
    cards: Callable[..., Any], combine: str, expected: dict[str, int]
) -> None:
    """Of a long, a heavy and a long and heavy piece the last is charged as the group says."""
    group = {"group": "size", "combine": combine}
    rows = [
        {"amount": "20", "priority": "2", **group, **IF_LONG},
        {"amount": "25", "priority": "1", **group, **IF_HEAVY},
    ]
    assert charged(rated(cards, *rows, pieces=[SMALL, LONG, HEAVY, BOTH])) == expected


def test_equal_amounts_fall_to_the_earlier_row(cards: Callable[..., Any]) -> None:
    """Rows of one amount or priority are tied, the lowest seq is kept, then the first written."""
    for combine in ("max", "priority"):
        group = {"group": "size", "combine": combine, "priority": "1", "amount": "20"}
        rows = [{**group, **IF_LONG, "seq": 2}, {**group, **IF_HEAVY, "seq": 1}]
        assert charged(rated(cards, *rows, pieces=[BOTH])) == {"s2": 2000}
        rows = [{**group, **IF_LONG, "seq": 1}, {**group, **IF_HEAVY, "seq": 1}]
        assert charged(rated(cards, *rows, pieces=[BOTH])) == {"s1": 2000}


def test_a_row_that_does_not_hold_beats_nobody(cards: Callable[..., Any]) -> None:
    """A dearer row of another day or service leaves the piece to the row that holds."""
    group = {"group": "size", "combine": "max"}
    for cells in (
        {"valid_from": "2026-06-02"},
        {"when_service": "remote"},
        {"when_purpose": "b2b"},
    ):
        rows = [{"amount": "20", **group}, {"amount": "25", **group, **cells}]
        assert charged(rated(cards, *rows)) == {"s1": 2000}


def test_a_mixed_row_of_any_day_makes_the_group_one_choice(cards: Callable[..., Any]) -> None:
    """A row per shipment, though of last year, lets the group be decided as a whole."""
    group = {"group": "size", "combine": "max"}
    rows = [{"amount": "20", **group, **IF_LONG}, {"amount": "25", **group, **IF_HEAVY}]
    old = {"basis": "per_shipment", "amount": "1", "valid_to": "2026-01-01", **group}
    pieces = [LONG, LONG, HEAVY]
    assert charged(rated(cards, *rows, pieces=pieces)) == {"s1": 4000, "s2": 2500}
    assert charged(rated(cards, *rows, old, pieces=pieces)) == {"s1": 4000}


# --- groups decided as a whole ---------------------------------------------------------------


def test_the_dearest_of_a_mixed_group(cards: Callable[..., Any]) -> None:
    """A percentage, a sum and a price per kilogram are compared by what is billed."""
    group = {"group": "g", "combine": "max"}
    rows = [
        {"basis": "pct_base", "amount": "20%", **group},
        {"basis": "per_shipment", "amount": "3", **group},
        {"basis": "per_kg", "amount": "1", "min": "2.5", **group},
    ]
    for weight_g, expected in (
        (1000, {"s2": 300}), (1497, {"s2": 300}), (1498, {"s1": 300}), (1501, {"s1": 300}),
        (1600, {"s1": 320}),
    ):  # fmt: skip
        assert charged(rated(cards, *rows, pieces=[Piece(weight_g)])) == expected


def test_first_and_priority_of_a_mixed_group(cards: Callable[..., Any]) -> None:
    """The lowest seq, or the lowest priority, of the rows that hold is kept for all pieces."""
    for combine, expected in (("first", {"s1": 4000}), ("priority", {"s2": 300})):
        group = {"group": "g", "combine": combine}
        rows = [
            {"amount": "20", "priority": "2", **group, **IF_LONG},
            {"basis": "per_shipment", "amount": "3", "priority": "1", **group},
        ]
        assert charged(rated(cards, *rows, pieces=[LONG, LONG])) == expected
        assert charged(rated(cards, *rows)) == {"s2": 300}


def test_rows_that_cost_nothing_are_not_charged(cards: Callable[..., Any]) -> None:
    """A group whose dearest row is free charges nothing and needs no index."""
    group = {"group": "g", "combine": "max"}
    rows = [
        {"basis": "pct_declared", "index_id": "old", "min": "5", **group},
        {"basis": "per_shipment", "amount": "0", **group},
    ]
    old = [{"index_id": "old", "value": "10%", "valid_to": "2026-01-01"}]
    assert charged(rated(cards, *rows, index=old)) == {}
    refused = rated(cards, *rows, index=old, declared_minor=1)
    assert (refused.status, refused.fact) == ("NO_INDEX", 1)


def test_ties_of_a_mixed_group(cards: Callable[..., Any]) -> None:
    """Two rows of one cost leave the lower seq."""
    group = {"group": "g", "combine": "max"}
    rows = [
        {"basis": "per_shipment", "amount": "10", "seq": 2, **group},
        {"basis": "pct_base", "amount": "100%", "seq": 1, **group},
    ]
    assert charged(rated(cards, *rows)) == {"s2": 1000}


# --- lifts -------------------------------------------------------------------------------------


def test_a_lift_comes_before_the_rate_row(cards: Callable[..., Any]) -> None:
    """A long piece is billed as 40 kg, and in the band of 40 kg; others are not."""
    rates = [{"hi": "39", "rate": "10"}, {"lo": "39", "rate": "1"}]
    lift = {"amount": "20", "min_billable": "40", **IF_LONG}
    rating = rated(cards, lift, rate=rates, pieces=[SMALL, LONG])
    assert [charge.amount_minor for charge in rating.charges] == [5000, 2000]
    assert billed(rating) == 41


def test_lifts_are_rounded_with_the_piece(cards: Callable[..., Any]) -> None:
    """A lift is a minimum of the piece: rounded up to the step, below the lane's minimum."""
    lift = {"amount": "1", "min_billable": "40.2", **IF_LONG}
    lane = {"round_steps": "*:0.5"}
    assert billed(rated(cards, lift, lane=lane, pieces=[LONG])) == Fraction("40.5")
    assert billed(rated(cards, lift, lane={"min_qty": "50"}, pieces=[LONG])) == 50
    assert billed(rated(cards, lift, lane={"piece_min_qty": "41"}, pieces=[LONG])) == 41


def test_lifts_of_a_shipment(cards: Callable[..., Any]) -> None:
    """Weighed together, the lifted piece counts its lift and the others themselves."""
    lift = {"amount": "1", "min_billable": "40", **IF_LONG}
    lane = {"weight_scope": "shipment", "dim_divisor": "6000"}
    assert billed(rated(cards, lift, lane=lane, pieces=[SMALL, LONG])) == 41
    bulky = Piece(1000, (600, 500, 900))  # 45 kg of volume
    assert billed(rated(cards, lift, lane=lane, pieces=[bulky, LONG])) == Fraction("47.167")


def test_only_the_kept_row_of_a_group_lifts(cards: Callable[..., Any]) -> None:
    """Of a group the row that is kept for a piece lifts it, the others do not."""
    for combine, expected in (("first", 40), ("max", 90), ("priority", 90), ("sum", 90)):
        group = {"group": "size", "combine": combine}
        rows = [
            {"amount": "20", "min_billable": "40", "priority": "2", **group, **IF_LONG},
            {"amount": "99", "min_billable": "90", "priority": "1", **group, **IF_HEAVY},
        ]
        assert billed(rated(cards, *rows, pieces=[BOTH])) == expected


def test_lifts_of_a_mixed_group_ask_what_it_costs(cards: Callable[..., Any]) -> None:
    """Of a row per piece and one per shipment the dearer one lifts its pieces."""
    group = {"group": "size", "combine": "max"}
    rows = [
        {"amount": "20", "min_billable": "40", **group, **IF_LONG},
        {"basis": "per_shipment", "amount": "30", "min_billable": "5", **group},
    ]
    one = rated(cards, *rows, pieces=[SMALL, LONG])
    assert (billed(one), charged(one)) == (10, {"s2": 3000})
    two = rated(cards, *rows, pieces=[SMALL, LONG, LONG])
    assert (billed(two), charged(two)) == (81, {"s1": 4000})


def test_of_free_rows_the_first_lifts(cards: Callable[..., Any]) -> None:
    """In a group of rows that all cost nothing none is charged, and the lowest seq lifts."""
    group = {"group": "size", "combine": "max", "amount": "0"}
    rows = [
        {**group, "min_billable": "5", "seq": 2},
        {**group, "min_billable": "7", "basis": "per_shipment", "seq": 1},
    ]
    rating = rated(cards, *rows)
    assert (billed(rating), charged(rating)) == (7, {})


def test_per_kg_of_lifted_pieces(cards: Callable[..., Any]) -> None:
    """A price per kilogram of the long pieces counts their lifted quantity."""
    lift = {"amount": "1", "min_billable": "40", **IF_LONG}
    each = {"basis": "per_kg", "amount": "1", **IF_LONG}
    assert charged(rated(cards, lift, each, pieces=[SMALL, LONG]))["s2"] == 4000


# --- requires, exclusions, probability ---------------------------------------------------------


def test_requires_a_charge_before(cards: Callable[..., Any]) -> None:
    """A surcharge on a surcharge is asked only where that one was charged with an amount."""
    first = {"amount": "20", "code": "size", **IF_LONG}
    then = {"basis": "per_shipment", "amount": "5", "requires": "size"}
    assert charged(rated(cards, first, then, pieces=[LONG])) == {"size": 2000, "s2": 500}
    assert charged(rated(cards, first, then, pieces=[SMALL])) == {}
    free = {**first, "amount": "0"}
    assert charged(rated(cards, free, then, pieces=[LONG])) == {}


def test_fee_on_taxes_may_require_a_surcharge(cards: Callable[..., Any]) -> None:
    """A fee priced after the taxes looks back at what the lane charged."""
    first = {"amount": "20", "code": "ddp", "when_purpose": "b2c"}
    fee = {"basis": "pct_taxes", "amount": "2%", "requires": "ddp"}
    second = {"basis": "pct_taxes", "amount": "1%", "requires": "s2"}
    said = charged(rated(cards, first, fee, second, taxes_minor=10_000))
    assert said == {"ddp": 2000, "s2": 200, "s3": 100}
    assert charged(rated(cards, first, fee, second, taxes_minor=10_000, purpose="b2b")) == {}


# Filed LCL tariffs say for each row what it is not subject to (Los Angeles-Hong Kong 57 per rt,
# pier pass 4 and CTF 2 per rt, bill fee 10; ratewave5.com, 2009).
def test_rows_subject_to_charges_or_not(cards: Callable[..., Any]) -> None:
    """A row that is not subject to a charge is not asked it, taxes included; others are."""
    lane = {"qty_unit": "rt", "zone_set": "Z"}
    zones = [
        {"zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": n, "zone": n}
        for n in "12"
    ]
    rates = [
        {"dest_zone": "1", "rate": "57", "min_charge": "65"},
        {"dest_zone": "2", "rate": "57", "min_charge": "65", "sur_exclude": "pier|adv"},
    ]
    rows = [
        {"code": "pier", "basis": "per_kg", "amount": "4", "seq": 1},
        {"code": "ctf", "basis": "per_kg", "amount": "2", "seq": 2},
        {"code": "bill", "basis": "per_shipment", "amount": "10", "seq": 3},
        {"code": "adv", "basis": "pct_taxes", "amount": "5%", "seq": 4},
    ]
    book = cards(lane=[lane], zone=zones, rate=rates, surcharge=rows)
    piece = Piece(1_500_000, (1000, 1000, 2000))
    for zone, expected in (
        ("1", {"pier": 800, "ctf": 400, "bill": 1000, "adv": 500}),
        ("2", {"ctf": 400, "bill": 1000}),
    ):
        asked: dict[str, Any] = {"zone": zone, "day": DAY, "taxes_minor": 10_000}
        rating = rate_shipment(book.tables, book.ctx.ids, "L", [piece], **asked)
        assert rating.charges[0].amount_minor == 11_400
        assert charged(rating) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"amount": "400", "probability": "6.5%"}, 2600),
        ({"amount": "0.10", "probability": "1/20"}, 1),  # half a cent, rounded up
        ({"amount": "0.09", "probability": "1/20"}, 0),
        ({"amount": "10", "min": "100", "probability": "1/2"}, 5000),
        ({"amount": "10", "max": "4", "probability": "1/2"}, 200),
        ({"amount": "10", "probability": "1"}, 1000),
    ],
)
def test_probability_comes_after_the_bounds(
    cards: Callable[..., Any], cells: dict[str, str], expected: int
) -> None:
    """An event is charged at its bounded price times its probability."""
    assert sum(charged(rated(cards, {"basis": "per_shipment", **cells})).values()) == expected


def test_refusals_come_in_order(cards: Callable[..., Any]) -> None:
    """What refuses is told first, then no rate, then a missing index: of groups, then by seq."""
    lone = {"basis": "pct_base", "index_id": "old"}
    grouped = {**lone, "group": "g", "combine": "max"}
    refuse = {"effect": "refuse", **IF_HEAVY}
    old = [{"index_id": "old", "value": "10%", "valid_to": "2026-01-01"}]
    for weight_g, told in ((40_001, ("SURCHARGE_REFUSES", 3)), (30_001, ("NO_RATE", 30_001)),
                           (30_000, ("NO_INDEX", 2))):  # fmt: skip
        how = {"rate": [{"hi": "30"}], "index": old, "pieces": [Piece(weight_g)]}
        rating = rated(cards, lone, grouped, refuse, **how)
        assert (rating.status, rating.fact) == told
    rating = rated(cards, lone, {**grouped, "when_service": "remote"}, index=old)
    assert (rating.status, rating.fact) == ("NO_INDEX", 1)
