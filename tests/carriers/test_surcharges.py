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
    ("measure", "threshold"),
    [
        ("piece_kg", 2_000), ("volume_cm3", 2_000), ("girth_cm", 20), ("third_cm", 20),
        ("sum_cm", 20), ("longest_in", 50), ("second_in", 50), ("girth_in", 50), ("sum_in", 50),
        ("third_in", 50), ("piece_lb", 907), ("volume_in3", 32_774), ("shipment_kg", 2_000),
    ],
)  # fmt: skip
def test_threshold_units(cards: Callable[..., Any], measure: str, threshold: int) -> None:
    """Thresholds are kept in g, mm3 and mm, cut down for what lies above."""
    assert surcharge(cards, measure=measure, op=">", threshold="2")["threshold"] == threshold


def test_rows_are_sorted_by_seq(cards: Callable[..., Any]) -> None:
    """Rows stand by lane and seq, and the lane knows its span."""
    book = cards(surcharge=[{**FLAT, "seq": 2, "code": "b"}, {**FLAT, "seq": 1, "code": "a"}])
    codes = [book.ctx.ids.name("code", book.row("surcharge", n)["code"]) for n in (1, 2)]
    assert codes == ["a", "b"]
    assert (book.row("lane")["surcharge_lo"], book.row("lane")["surcharge_hi"]) == (1, 3)


MEASURED = {"measure": "longest_cm", "op": ">", "threshold": "100"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"lane_id": "X"}, "lane_id"),
        ({"basis": "per_day"}, "per_hs_line"),
        ({"amount": ""}, "give an amount"),
        ({"amount": "-1"}, "amount"),
        ({"index_id": "fuel"}, "percentage only"),
        ({"basis": "pct_base", "index_id": "fuel"}, "index_id"),
        ({"free_units": "1"}, "counts no units"),
        ({"step": "1"}, "counts no units"),
        ({"basis": "pct_base", "free_units": "1"}, "counts no units"),
        ({"basis": "per_piece", "free_units": "0.5"}, "0 decimals"),
        ({"basis": "per_kg", "free_units": "-1"}, "0 or more"),
        ({"basis": "per_kg", "step": "0"}, "more than 0"),
        ({"basis": "per_kg", "step": "0.0001"}, "decimals"),
        ({"per": "parcel"}, "piece"),
        ({"per": "piece", "group": "g", "combine": "sum"}, "in a group"),
        ({"per": "piece", "basis": "pct_running"}, "whole shipment"),
        ({"per": "piece", "basis": "pct_taxes"}, "whole shipment"),
        ({"per": "piece", "basis": "per_hs_line"}, "whole shipment"),
        ({"and_measure": "piece_kg", "and_op": ">", "and_threshold": "1"}, "measure first"),
        ({**MEASURED, "and_measure": "piece_kg"}, "and_measure, and_op and and_threshold"),
        ({**MEASURED, "and_op": ">"}, "together"),
        (
            {**MEASURED, "and_measure": "volumetric_kg", "and_op": ">", "and_threshold": "1"},
            "dim_divisor",
        ),
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
        ({"lane_id": "|"}, "name a lane"),
        ({"when_origin": "MOON"}, "known region"),
        ({"when_purpose": "gift"}, "b2b"),
        ({"group": "g"}, "together"),
        ({"combine": "max"}, "together"),
        ({"priority": "1"}, "rows of a group"),
        ({"group": "g", "combine": "priority"}, "the lowest of the group"),
        ({"group": "g", "combine": "least"}, "combine"),
        ({"min_billable": "0"}, "more than 0"),
        ({"min_billable": "1", "basis": "per_kg"}, "per_piece or per_shipment"),
        ({"probability": "0"}, "above 0"),
        ({"probability": "100.1%"}, "at most 1"),
        ({"probability": "-1%"}, "above 0"),
        ({"group": "g", "combine": "sum", "basis": "pct_running"}, "stands in no group"),
        ({"group": "g", "combine": "sum", "basis": "pct_taxes"}, "stands in no group"),
        ({"group": "g", "combine": "sum", "effect": "refuse"}, "effect refuse"),
        ({"requires": "S"}, "lower seq"),
        ({"measure": "volumetric_kg", "op": ">", "threshold": "1"}, "dim_divisor"),
        ({"measure": "volumetric_lb", "op": ">", "threshold": "1"}, "volumetric_kg"),
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


def test_a_list_of_lanes_is_a_row_for_each(cards: Callable[..., Any]) -> None:
    """One row for two lanes is kept in each lane's own currency and unit."""
    lanes = [{"lane_id": "A"}, {"lane_id": "B", "currency": "JPY", "qty_unit": "cbm"}]
    rates = [{"lane_id": "A"}, {"lane_id": "B"}]
    row = {"basis": "per_kg", "amount": "3", "lane_id": "A|B"}
    book = cards(lane=lanes, rate=rates, surcharge=[row])
    first, second = book.row("surcharge", 1), book.row("surcharge", 2)
    assert (first["lane"], first["num"], first["den"]) == (1, 3_000, 1)
    assert (second["lane"], second["num"], second["den"]) == (2, 3, 100)
    assert first["rule"] == second["rule"]


def test_volumetric_threshold_is_in_units_of_the_lane(cards: Callable[..., Any]) -> None:
    """A threshold on the volumetric quantity is kept in thousandths of a kilogram or pound."""
    row = {**FLAT, "measure": "volumetric_lb", "op": ">=", "threshold": "70.0001"}
    book = cards(lane=[{"qty_unit": "lb", "dim_divisor": "139"}], surcharge=[row])
    assert book.row("surcharge")["threshold"] == 70_001


GROUP = {"group": "g", "combine": "max", "amount": "1"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([GROUP, {**GROUP, "combine": "sum"}], "like row 2"),
        ([{**GROUP, "min_billable": "5"}, {**GROUP, "basis": "pct_base"}], "has min_billable"),
        ([{"code": "a"}, {**GROUP, "requires": "a", "seq": "2"}], "with requires"),
        ([{"code": "a"}, {"code": "b", "requires": "a"}], "lower seq"),
        ([{"code": "a", "seq": "3"}, {"code": "b", "requires": "a", "seq": "2"}], "lower seq"),
    ],
)
def test_groups_and_requirements_that_contradict(
    cards: Callable[..., Any], rows: list[dict[str, Any]], message: str
) -> None:
    """Rows of a lane that cannot hold together name the later one."""
    with pytest.raises(InputError, match=message):
        cards(surcharge=[{**FLAT, **row} for row in rows])


def test_groups_of_other_lanes_are_others(cards: Callable[..., Any]) -> None:
    """A group is one lane's: another lane may combine the same name in its own way."""
    lanes, rates = [{}, {"lane_id": "M"}], [{}, {"lane_id": "M"}]
    rows = [{**FLAT, **GROUP}, {**FLAT, **GROUP, "lane_id": "M", "combine": "sum"}]
    assert len(cards(lane=lanes, rate=rates, surcharge=rows).tables["surcharge"]) == 3


def test_groups_know_whether_they_are_decided_by_piece(cards: Callable[..., Any]) -> None:
    """Only a group of nothing but prices per piece is decided for each piece."""
    each = {**GROUP, "basis": "per_piece"}
    book = cards(surcharge=[each, {**each, "seq": 2}])
    assert book.tables["surcharge"]["by_piece"].tolist() == [0, 1, 1]
    book = cards(surcharge=[each, {**FLAT, **GROUP, "seq": 2, "valid_to": "2020-01-01"}])
    assert book.tables["surcharge"]["by_piece"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("excluded", "message"),
    [
        ("baf|thc", ""),
        ("isf", "surcharges of the lane"),
        ("size", "stands in a group"),
        ("heavy", "that lifts"),
        ("ctf", "another surcharge requires"),
    ],
)
def test_what_a_rate_row_may_exclude(
    cards: Callable[..., Any], excluded: str, message: str
) -> None:
    """A rate row may leave out plain surcharges of its lane only."""
    rows = [
        {**FLAT, "code": "baf"},
        {**FLAT, "code": "thc", "requires": "ctf", "seq": 2},
        {**FLAT, "code": "ctf"},
        {**FLAT, **GROUP, "code": "size"},
        {**FLAT, "code": "heavy", "min_billable": "5"},
    ]
    if message:
        with pytest.raises(InputError, match=message) as caught:
            cards(rate=[{"sur_exclude": excluded}], surcharge=rows)
        assert "rate.csv:2, column sur_exclude" in caught.value.where
    else:
        book = cards(rate=[{"sur_exclude": excluded}], surcharge=rows)
        codes = book.tables["rate_exclude"]["code"].tolist()[1:]
        assert [book.ctx.ids.name("code", code) for code in codes] == ["baf", "thc"]
