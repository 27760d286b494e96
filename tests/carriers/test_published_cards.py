"""Further published cards, typed by hand: compiled as tables and priced to the minor unit.

The files in `cards/` hold figures with their source. Where only billable units are published
they are priced at 1.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest

from oneprice.carriers._kernels import check_pieces
from oneprice.carriers.rating import Piece, Rater, Rating, Shipment, piece_records
from oneprice.core.days import parse_day
from oneprice.core.vocabulary import flag_mask, shown_mask
from oneprice.core.yaml_text import read_documents

FOLDER = Path(__file__).parent / "cards"
DAY = "2026-06-01"
POUND_G = Fraction(45_359_237, 100_000)
INCH_MM = Fraction(254, 10)
CARD_KEYS = {
    *("card", "source", "note", "currency", "node", "zone", "lane", "rate", "surcharge", "worked")
}
ASK_KEYS = {
    *("pieces", "price", "charged", "note", "declared", "service", "flags", "day", "zone"),
    "origin_zone",
}
PIECE_KEYS = {"count", "kg", "lb", "cm", "in"}
AT_LEAST_CARDS = 59
AT_LEAST_PRICES = 138

Card = dict[str, Any]


def all_cards() -> Iterator[Card]:
    """Yield the cards of all files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for document in read_documents(path):
            yield document.data


CARDS = {card["card"]: card for card in all_cards()}


def pieces_of(ask: Card) -> list[Piece]:
    """Return the parcels of an example."""
    return [piece_of(given) for given in ask["pieces"] for _ in range(int(given.get("count", "1")))]


def piece_of(given: Card) -> Piece:
    """Return a parcel told in kg and cm, or in lb and in; sides are cut to whole mm.

    Rounded up, a side of 22 in would be longer than 22 in.
    """
    pounds = Fraction(given["lb"]) if "lb" in given else None
    weight_g = Fraction(given["kg"]) * 1000 if pounds is None else pounds * POUND_G
    unit = INCH_MM if "in" in given else Fraction(10)
    a, b, c = (floor(Fraction(side) * unit) for side in given.get("in", given.get("cm", "000")))
    return Piece(ceil(weight_g), (a, b, c), pounds)


def shipment_of(ask: Card) -> Shipment:
    """Return what an example asks; its goods value stands in the lane's currency."""
    declared = int(Fraction(ask.get("declared", "0")) * 100)
    return Shipment(
        pieces_of(ask),
        parse_day(ask.get("day", DAY), "day"),
        zone=ask.get("zone", ""),
        origin_zone=ask.get("origin_zone", ""),
        service=ask.get("service", "ok"),
        flags=shown_mask(flag_mask(ask.get("flags", []))),
        declared_minor=declared,
    )


def price(card: Card, book: Any, ask: Card) -> Rating:
    """Price an example after asking the lane's limits of its parcels."""
    lane = book.ctx.ids.require("lane", card["card"], "lane")
    asked = shipment_of(ask)
    parcels = piece_records(asked.pieces)
    assert check_pieces(book.bk, lane, parcels, len(asked.pieces)) == (0, 0, 0, 0)
    return Rater(book.tables, book.ctx.ids).rate(card["card"], asked)


def tables_of(card: Card) -> dict[str, list[Card]]:
    """Return the tables of a card; its lane is called like the card."""
    usual = [{"currency": word, "exponent": 2} for word in ("CNY", "USD", "EUR")]
    known = [*usual, {"currency": "JPY", "exponent": 0}]
    key = {"lane_id": card["card"]}
    return {
        "currency": [*known, card["currency"]] if "currency" in card else known,
        "lane": [{**card["lane"], **key}],
        "rate": [{**row, **key} for row in card["rate"]],
        "surcharge": [{**row, **key} for row in card.get("surcharge", ())],
        **{name: card[name] for name in ("node", "zone") if name in card},
    }


def exponent_of(card: Card) -> int:
    """Return the decimals of a card's currency."""
    rows = {row["currency"]: row["exponent"] for row in tables_of(card)["currency"]}
    return int(rows[card["lane"]["currency"]])


@pytest.mark.parametrize("name", CARDS)
def test_published_price(name: str, cards: Callable[..., Any]) -> None:
    """A published card gives its published prices and billable quantities."""
    card = CARDS[name]
    book = cards(**tables_of(card))
    for ask in card["worked"]:
        rating = price(card, book, ask)
        assert rating.status == "OK"
        assert rating.total_minor == Fraction(ask["price"]) * 10 ** exponent_of(card), ask
        if "charged" in ask:
            assert rating.charges[0].quantity == Fraction(ask["charged"]), ask


def test_cards_are_written_in_known_words() -> None:
    """No key of a card is misspelt, so that nothing in a file goes unread."""
    for card in CARDS.values():
        assert set(card) <= CARD_KEYS
        assert card["source"]
        for ask in card["worked"]:
            assert set(ask) <= ASK_KEYS
            assert all(set(piece) <= PIECE_KEYS for piece in ask["pieces"])


def test_all_cards_are_read() -> None:
    """No card hides behind another of its name, and none has gone missing."""
    assert len(CARDS) == len(list(all_cards())) >= AT_LEAST_CARDS
    assert sum(len(card["worked"]) for card in CARDS.values()) >= AT_LEAST_PRICES
