"""Reading surcharge.csv: amounts by basis, thresholds, and what is refused."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from oneprice.carriers.tables import OP
from oneprice.core.errors import InputError

FLAT = {"basis": "per_shipment", "amount": "45"}


def surcharge(cards: Callable[..., Any], **cells: Any) -> dict[str, int]:
    """Return the record of one surcharge."""
    record: dict[str, int] = cards(surcharge=[{**FLAT, **cells}]).row("surcharge")
    return record


@pytest.mark.parametrize(
    ("basis", "amount", "rate"),
    [
        ("per_shipment", "45", 45_000_000),
        ("per_piece", "0.01", 10_000),
        ("per_hs_line", "10", 10_000_000),
        ("per_kg", "4", 4_000),
        ("pct_base", "4", 4),
        ("pct_running", "12.5%", Fraction(1, 8)),
        ("pct_declared", "0.007", Fraction(7, 1000)),
        ("pct_taxes", "2%", Fraction(1, 50)),
    ],
)
def test_amount_by_basis(
    cards: Callable[..., Any], basis: str, amount: str, rate: Fraction
) -> None:
    """An amount is pips per unit counted, or the ratio of a percentage."""
    record = surcharge(cards, basis=basis, amount=amount)
    assert Fraction(record["num"], record["den"]) == rate


@pytest.mark.parametrize(
    ("op", "threshold"), [(">", 1219), (">=", 1220), ("<", 1220), ("<=", 1219)]
)
def test_threshold_between_millimetres(cards: Callable[..., Any], op: str, threshold: int) -> None:
    """48 inches lie between two millimetres; each comparison stays exact."""
    record = surcharge(cards, measure="longest_cm", op=op, threshold="121.92")
    assert (record["op"], record["threshold"]) == (OP[op], threshold)


@pytest.mark.parametrize(
    ("measure", "threshold"), [("piece_kg", 2_000), ("volume_cm3", 2_000), ("girth_cm", 20)]
)
def test_threshold_units(cards: Callable[..., Any], measure: str, threshold: int) -> None:
    """Thresholds are kept in g, mm3 and mm."""
    assert surcharge(cards, measure=measure, op=">", threshold="2")["threshold"] == threshold


def test_rows_are_sorted_by_seq(cards: Callable[..., Any]) -> None:
    """Rows stand by lane and seq, and the lane knows its span."""
    book = cards(surcharge=[{**FLAT, "seq": 2, "code": "b"}, {**FLAT, "seq": 1, "code": "a"}])
    codes = [book.ctx.ids.name("code", book.row("surcharge", n)["code"]) for n in (1, 2)]
    assert codes == ["a", "b"]
    assert (book.row("lane")["surcharge_lo"], book.row("lane")["surcharge_hi"]) == (1, 3)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"lane_id": "X"}, "lane_id"),
        ({"basis": "per_day"}, "per_hs_line"),
        ({"amount": ""}, "give an amount"),
        ({"amount": "-1"}, "amount"),
        ({"index_id": "fuel"}, "percentage only"),
        ({"basis": "pct_base", "index_id": "fuel"}, "index_id"),
        ({"free_units": "1"}, "per_hs_line only"),
        ({"min": "2", "max": "1"}, "at least min"),
        ({"when_zone": "9"}, "zone_set"),
        ({"when_service": "slow"}, "when_service"),
        ({"when_flag": "bricks"}, "when_flag"),
        ({"measure": "longest_cm"}, "together"),
        ({"op": ">"}, "together"),
        ({"measure": "piece_kg", "op": "=", "threshold": "1"}, "op"),
        ({"basis": "pct_taxes", "measure": "piece_kg", "op": ">", "threshold": "1"}, "no pieces"),
        ({"basis": "pct_taxes", "fuelable": "1"}, "after all percentages"),
        ({"effect": "shout"}, "refuse"),
        ({"kind": "duty"}, "fee"),
        ({"seq": "1.5"}, "whole number"),
    ],
)
def test_unusable_surcharges_are_refused(
    cards: Callable[..., Any], cells: dict[str, Any], message: str
) -> None:
    """A surcharge that could not be priced as written names the cell."""
    with pytest.raises(InputError, match=message):
        surcharge(cards, **cells)


@pytest.mark.parametrize(("start", "overlaps"), [("2026-05-31", True), ("2026-06-01", False)])
def test_versions_of_one_id(cards: Callable[..., Any], start: str, overlaps: bool) -> None:
    """One id may stand twice on a lane only on different days."""
    rows = [
        {**FLAT, "sur_id": "S", "valid_to": "2026-06-01"},
        {**FLAT, "sur_id": "S", "valid_from": start},
    ]
    if overlaps:
        with pytest.raises(InputError, match="row 2 in days"):
            cards(surcharge=rows)
    else:
        assert len(cards(surcharge=rows).bk.surcharge) == 3


def test_surcharge_on_a_lane_inside_another_price_is_refused(cards: Callable[..., Any]) -> None:
    """What belongs to a price stands on the lane that has the price."""
    lanes = [{"lane_id": "A"}, {"lane_id": "B", "priced_by": "A"}]
    with pytest.raises(InputError, match="whose price holds this one"):
        cards(lane=lanes, rate=[{"lane_id": "A"}], surcharge=[{**FLAT, "lane_id": "B"}])


def test_refusal_needs_no_amount(cards: Callable[..., Any]) -> None:
    """A row that refuses may leave the amount empty."""
    assert surcharge(cards, amount="", effect="refuse")["effect"] == 1
