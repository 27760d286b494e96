"""The plain face over the kernels."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers.rating import Piece, Rater, Shipment, most_surcharges, rate_shipment
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError

DAY = parse_day("2026-06-01", "day")
POUNDS = {"lane": [{"qty_unit": "lb", "round_steps": "*:1"}]}


def rated(book: Any, lane_id: str, *pieces: Piece) -> Any:
    """Price pieces on a lane."""
    return rate_shipment(book.tables, book.ctx.ids, lane_id, pieces, day=DAY)


def test_charges_carry_names(cards: Callable[..., Any]) -> None:
    """Base freight is named after its lane, a surcharge after its code."""
    sur = {"code": "doc", "basis": "per_shipment", "amount": "45"}
    rating = rated(cards(surcharge=[sur]), "L", Piece(2000))
    assert [(c.what, c.code, c.amount_minor) for c in rating.charges] == [
        ("base", "L", 2000), ("surcharge", "doc", 4500)
    ]  # fmt: skip
    assert rating.total_minor == 6500


@pytest.mark.parametrize(("quantity", "billed"), [("4.999", 5), ("5", 5), ("5.001", 6)])
def test_exact_pounds(cards: Callable[..., Any], quantity: str, billed: int) -> None:
    """Five pounds stay five pounds though no gram says so."""
    piece = Piece(2268, quantity=Fraction(quantity))
    assert rated(cards(**POUNDS), "L", piece).charges[0].quantity == billed


def test_five_pounds_in_grams_are_more(cards: Callable[..., Any]) -> None:
    """2268 g are above five pounds and rounded up to six; 2267 g are not."""
    book = cards(**POUNDS)
    assert rated(book, "L", Piece(2268)).charges[0].quantity == 6
    assert rated(book, "L", Piece(2267)).charges[0].quantity == 5


@pytest.mark.parametrize("quantity", [Fraction(1, 3000), Fraction(-1)])
def test_quantity_must_be_whole_units(cards: Callable[..., Any], quantity: Fraction) -> None:
    """A quantity finer than the smallest unit, or below 0, is an error."""
    with pytest.raises(InputError, match="multiple of 1/1000"):
        rated(cards(**POUNDS), "L", Piece(1, quantity=quantity))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"service": "far"}, "super_remote"),
        ({"cargo_class": "heavy"}, "liquid_powder"),
        ({"purpose": "gift"}, "b2b"),
        ({"zone": "9"}, "known zone"),
        ({"origin_zone": "MOON"}, "known region"),
    ],
)
def test_unknown_words_are_errors(
    cards: Callable[..., Any], asked: dict[str, Any], message: str
) -> None:
    """A word that the tables do not know is refused with those they do."""
    book = cards()
    with pytest.raises(InputError, match=message):
        rate_shipment(book.tables, book.ctx.ids, "L", [Piece(1)], day=DAY, **asked)


def test_no_piece_is_an_error(cards: Callable[..., Any]) -> None:
    """A shipment has at least one piece."""
    with pytest.raises(InputError, match="at least one piece"):
        rated(cards(), "L")


def test_a_rater_prices_one_shipment_after_another(cards: Callable[..., Any]) -> None:
    """What one shipment left in the scratch does not reach the next one."""
    lanes = [{}, {"lane_id": "M"}]
    rates = [{}, {"lane_id": "M", "rate": "20"}]
    row = {"basis": "per_piece", "amount": "1", "min_billable": "5", "measure": "piece_kg",
           "op": ">", "threshold": "2"}  # fmt: skip
    book = cards(lane=lanes, rate=rates, surcharge=[row])
    rater = Rater(book.tables, book.ctx.ids)
    heavy, light = Shipment([Piece(2001)] * 3, DAY), Shipment([Piece(2000)], DAY)
    asked = [("L", heavy), ("L", light), ("M", light), ("L", heavy)]
    said = [rater.rate(lane, shipment).total_minor for lane, shipment in asked]
    assert said == [15_300, 2000, 4000, 15_300]
    assert most_surcharges(book.tables) == 1


def test_unknown_lane_is_an_error(cards: Callable[..., Any]) -> None:
    """A lane that the tables do not hold is named with those they do."""
    with pytest.raises(InputError, match="known lane"):
        rated(cards(), "X", Piece(1))


def test_lane_inside_another_price_has_no_charges(cards: Callable[..., Any]) -> None:
    """A lane with priced_by is rated at nothing."""
    lanes = [{"lane_id": "L"}, {"lane_id": "M", "priced_by": "L"}]
    rating = rated(cards(lane=lanes), "M", Piece(1))
    assert (rating.status, rating.charges) == ("OK", ())
