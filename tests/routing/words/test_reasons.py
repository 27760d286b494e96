"""A refusal says in words which lane, line or rule stands in the way."""

from __future__ import annotations

from typing import Any

import example_book
import numpy as np
import pytest

from oneprice.core.quote import Refusal
from oneprice.core.refusal import CODES, LIMITS, STATUS
from oneprice.core.vocabulary import FX_KIND
from oneprice.routing.encode import encode_orders
from oneprice.routing.tables import REFUSED
from oneprice.routing.words.reasons import refusal_of

CART = "munich-cart"


def refused(code: str, **fields: int) -> Refusal:
    """Return the words for one record about the cart."""
    book, order = example_book.engine().book, example_book.order(CART)
    lines = encode_orders(book, [order], detail=True).lines
    record: Any = np.zeros(1, REFUSED)[0]
    record["status"], record["line"] = STATUS[code], -1
    for name, value in fields.items():
        record[name] = value
    return refusal_of(book, order, lines, record)


def lane(name: str) -> int:
    """Return the number of a lane."""
    return example_book.engine().book.ids.find("lane", name)


@pytest.mark.parametrize("code", CODES[1:])
def test_every_code_has_its_words(code: str) -> None:
    """Each code makes a sentence without open places."""
    fields = {"lane": 1, "line": 0, "fact": 1, "limit": 1, "what": 1, "route": 1}
    refusal = refused(code, **fields)
    assert refusal.code == code
    assert refusal.subject == "economy"
    assert refusal.reason
    assert "{" not in refusal.reason


@pytest.mark.parametrize(
    ("what", "limit", "fact", "words"),
    [
        (1, 2_000, 2_350, "allows piece weight up to 2 kg, needed 2.35 kg"),
        (2, 1_000, 1_001, "allows longest side up to 100 cm, needed 100.1 cm"),
        (7, 100_000, 140, "takes shipments from 100 kg, this one has 0.14 kg"),
        (8, 500_000, 612_345, "allows goods value up to 5000.00 CNY, needed 6123.45 CNY"),
        (10, 350, 351, "allows third side up to 35 cm, needed 35.1 cm"),
        (11, 84_000_000, 84_000_001, "allows volume up to 84000 cm3, needed 84000.001 cm3"),
        (12, 1, 2, "allows number of parcels up to 1, needed 2"),
        (9, 100_000, 160_500, "allows battery energy up to 100 Wh, needed 160.5 Wh"),
        (9, 100_000, -1, "an energy that the order does not give (watt_hours)"),
    ],
)
def test_limits_have_their_units(what: int, limit: int, fact: int, words: str) -> None:
    """A limit and what passes it are told in kilograms, centimetres, money or watt hours."""
    assert LIMITS[what]
    reason = refused("OVER_LIMIT", lane=lane("AP-DE-S"), what=what, limit=limit, fact=fact).reason
    assert "lane AP-DE-S" in reason
    assert words in reason


def test_limit_of_a_zone_names_it() -> None:
    """A limit of the zone that a parcel goes to is told with the zone's name."""
    book = example_book.engine().book
    row = len(book.tables["zone"]) - 1
    zone = book.ids.name("zone", book.tables["zone"][row]["zone"])
    fields = {"lane": lane("AP-DE-S"), "what": 1, "limit": 20_000, "fact": 20_001, "zone": row}
    reason = refused("OVER_LIMIT", **fields).reason
    words = "lane AP-DE-S allows piece weight up to 20 kg, needed 20.001 kg"
    assert reason == f"in zone {zone} {words}"


def test_exchange_rate_names_kind_and_pair() -> None:
    """A missing exchange rate names its kind and both currencies."""
    ids = example_book.engine().book.ids
    pair = {"fact": ids.find("currency", "CNY"), "limit": ids.find("currency", "JPY")}
    reason = refused("FX_MISSING", what=FX_KIND["customs"], **pair).reason
    assert "customs exchange rate from CNY to JPY" in reason


def test_part_of_an_order_is_named() -> None:
    """A reason about one consignment of several names its articles, one about all does not."""
    book = example_book.engine().book
    lines = encode_orders(book, [example_book.order(CART)], detail=True).lines
    classes = {int(line["cargo_class"]) for line in lines}
    assert len(classes) > 1
    whole = refused("NO_DEPARTURE", lane=1).reason
    part = refused("NO_DEPARTURE", lane=1, part=1).reason
    assert part == f"DRESS-42: {whole}"


def test_late_route_is_named() -> None:
    """A route that is too slow is named by its mode and linehaul."""
    refusals = example_book.quote("refused-watch").refusals
    late = [refusal for refusal in refusals if refusal.code == "TOO_SLOW"]
    assert late
    assert all(refusal.reason.startswith(("by air on ", "by sea on ")) for refusal in late)
