"""Worked prices of 33 published rate cards, priced to the cent by compiled tables."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from golden_cards import (
    DAY,
    Case,
    cases,
    groups_of,
    lane_of,
    minor,
    pieces_of,
    prefix_of,
    translate,
)

from oneprice.carriers._kernels import check_pieces, find_zone
from oneprice.carriers.rating import Piece, Rating, piece_records, rate_shipment
from oneprice.carriers.zones import postcode_key

EXPECTED_CARDS = 33
EXPECTED_PRICES = 66
# Cards with a form that lanes cannot hold yet: card id -> what is missing.
MISSING: dict[str, str] = {}


def parameters() -> list[Any]:
    """Return the cases as test parameters named after card and price."""
    listed = [
        pytest.param(case, id=f"{case.card['id']}-{case.worked['price']}", marks=_marks(case))
        for case in cases()
    ]
    return listed or [pytest.param(None, marks=pytest.mark.skip("needs the published cards"))]


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    missing = MISSING.get(case.card["id"])
    return [pytest.mark.xfail(reason=missing)] if missing else []


def priced(case: Case, cards: Callable[..., Any]) -> Rating:
    """Price a case through the tables, its zone found by postcode."""
    book = cards(**translate(case))
    given = case.worked["input"]
    key = dict(given.get("key", {}))
    wanted, origin, group = (key.pop(name, None) for name in ("zone", "origin", "group"))
    lane_id = lane_of(key)
    lane = book.ctx.ids.require("lane", lane_id, "lane")
    pieces = pieces_of(case)
    check_limits(book, lane, pieces)
    zone = zone_at(book, lane, prefix_of(case.form, wanted) + "123") if wanted else ""
    rating = rate_shipment(
        book.tables,
        book.ctx.ids,
        lane_id,
        pieces,
        zone=zone,
        origin_zone=origin or "",
        day=DAY,
        value_minor=minor(given.get("declared_rub", 0)),
        declared_minor=minor(given.get("declared", 0)),
        hs_lines=given.get("hs_lines", 1),
        taxes_minor=minor(given.get("outlay", 0)),
    )
    if group is not None:
        row = book.tables["rate"][rating.charges[0].row]
        assert groups_of(case.form)[row["rate_group"]] == group
    return rating


def zone_at(book: Any, lane: int, postcode: str) -> str:
    """Return the name of the zone of a postcode."""
    row, found = find_zone(book.bk, book.bk.lane[lane].zone_set, *postcode_key(postcode))
    assert found
    name: str = book.ctx.ids.name("zone", book.bk.zone[row].zone)
    return name


def check_limits(book: Any, lane: int, pieces: list[Piece]) -> None:
    """Assert that the published example stays within the published limits."""
    parcels = piece_records(pieces)
    status, what, fact, limit = check_pieces(book.bk, lane, parcels, len(pieces))
    assert (status, what, fact, limit) == (0, 0, 0, 0)


@pytest.mark.parametrize("case", parameters())
def test_worked_price(case: Case, cards: Callable[..., Any]) -> None:
    """A published card gives its published price and chargeable quantity."""
    rating = priced(case, cards)
    assert rating.status == "OK"
    assert rating.total_minor == minor(case.worked["price"])
    assert rating.charges[0].quantity == Fraction(str(case.worked["chargeable"]))


def test_all_worked_prices_are_read(shared_dir: Path) -> None:
    """The file holds as many cards and prices as it says, all counted, none left out."""
    meta = json.loads((shared_dir / "golden" / "rate-cards.json").read_text(encoding="utf-8"))
    counts = meta["meta"]["counts"]
    alternative = [case for case in cases() if case.worked not in case.card["worked"]]
    assert len({case.card["id"] for case in cases()}) == counts["rate_cards"] == EXPECTED_CARDS
    assert len(list(cases())) - len(alternative) == counts["worked_prices"] == EXPECTED_PRICES
    assert len(alternative) == 1  # one lane is sold by the cubic metre, too
    assert MISSING == {}
