"""What a lane appends to the list of charges."""

from collections.abc import Callable
from typing import Any

import numpy as np

from oneprice.carriers import _kernels as kernels
from oneprice.carriers._kernels_quantity import MEASURED_ROWS
from oneprice.carriers.rating import Piece, piece_records
from oneprice.carriers.tables import CHARGE_WHAT, LANE_ASK, LANE_CHARGE
from oneprice.core.days import parse_day
from oneprice.core.refusal import STATUS

DAY = parse_day("2026-06-01", "day")
LANES = [{"lane_id": "L"}, {"lane_id": "M", "priced_by": "L"}]
FEES = [
    {"basis": "pct_taxes", "amount": "2%", "seq": 1},
    {"basis": "pct_running", "amount": "10%", "seq": 2},
]


def test_codes_agree_with_the_shared_ones() -> None:
    """The numbers in the kernel are those of the tables and the vocabulary."""
    assert CHARGE_WHAT[kernels.WHAT_BASE] == "base"


def ask(service: int = 0) -> Any:
    """Return what a lane is asked on the day: general goods of one heading."""
    asked = np.zeros(1, LANE_ASK).view(np.recarray)
    asked["day"], asked["cargo_class"], asked["headings"], asked["service"] = DAY, 1, 1, service
    return asked[0]


def priced(book: Any, lane: int, start: int) -> tuple[tuple[int, ...], Any]:
    """Return what price_lane says and the records it wrote."""
    out = np.zeros(8, LANE_CHARGE).view(np.recarray)
    pieces = piece_records([Piece(2000)] * 2)
    measured, kept = np.zeros((MEASURED_ROWS, 2), np.int64), np.zeros((2, 8), np.int64)
    said = kernels.price_lane(book.bk, lane, ask(), pieces, 2, measured, kept, out, start)
    return tuple(int(number) for number in said), out


def test_charges_are_appended(cards: Callable[..., Any]) -> None:
    """Base and surcharge follow each other from the start given, nothing else is touched."""
    said, out = priced(cards(lane=LANES, surcharge=FEES), 1, 3)
    assert said == (0, 0, 5)
    assert out[3].tolist() == (0, 1, 1, 4000, 4000, 0, 10_000, 1, 0)
    assert out[4].tolist() == (1, 1, 2, 0, 400, 40_000_000, 1, 10, 0)
    assert out[:3].tolist() == out[5:].tolist() == np.zeros(3, LANE_CHARGE).tolist()


def test_lane_inside_another_price_is_free(cards: Callable[..., Any]) -> None:
    """A lane with priced_by writes nothing, before the taxes and after them (C-35)."""
    book = cards(lane=LANES, surcharge=FEES)
    said, out = priced(book, 2, 0)
    assert said == (0, 0, 0)
    assert kernels.price_tax_fees(book.bk, 2, ask(), 1000, out, 0, 0) == (0, 0, 0)


def test_tax_fees_are_appended_after_the_taxes(cards: Callable[..., Any]) -> None:
    """Fees on taxes are left out of the freight and written once the taxes are known."""
    book = cards(lane=LANES, surcharge=FEES)
    out = np.zeros(8, LANE_CHARGE).view(np.recarray)
    assert kernels.price_tax_fees(book.bk, 1, ask(), 1000, out, 0, 2) == (0, 0, 3)
    assert out[2].tolist() == (1, 1, 1, 0, 20, 10_000_000, 1, 50, 0)


def test_refusing_row_of_any_basis(cards: Callable[..., Any]) -> None:
    """A row that refuses does so where it holds, though its basis counts nothing (C-34)."""
    row = {"basis": "pct_taxes", "effect": "refuse", "when_service": "remote"}
    book = cards(surcharge=[row])
    out = np.zeros(8, LANE_CHARGE).view(np.recarray)
    pieces = piece_records([Piece(1)])
    measured, kept = np.zeros((MEASURED_ROWS, 1), np.int64), np.zeros((2, 1), np.int64)
    for service, status in ((1, "SURCHARGE_REFUSES"), (0, "OK")):
        said = kernels.price_lane(book.bk, 1, ask(service), pieces, 1, measured, kept, out, 0)
        assert said[0] == STATUS[status]
    assert kernels.price_tax_fees(book.bk, 1, ask(1), 1000, out, 0, 0) == (0, 0, 0)
