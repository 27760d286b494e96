"""Worked prices of 33 published rate cards, priced to the cent by compiled tables.

The cards are tests of form, not offers. Each is translated by form alone, never by name: keys
other than the zone become lanes of their own, a zone becomes a postcode prefix.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from oneprice.carriers._kernels import check_pieces, find_zone
from oneprice.carriers.rating import Piece, Rating, piece_records, rate_shipment
from oneprice.carriers.zones import postcode_key
from oneprice.core.days import parse_day

CARDS = Path(__file__).parents[3] / "shared" / "golden" / "rate-cards.json"
EXPECTED_CARDS = 33
EXPECTED_PRICES = 66
# Cards with a form that lanes cannot hold yet: card id -> what is missing.
MISSING: dict[str, str] = {}

DAY = parse_day("2026-06-01", "day")
POUND_G = Fraction(45_359_237, 100_000)
SIDE_MM = {"lb": Fraction(254, 10)}  # pounds go with inches, all else with centimetres
UNIT = {"container": "piece", "uld": "kg"}
BASIS = {"pct_outlay": "pct_taxes"}
LIMITS = {
    "max_weight_kg": "max_piece_kg",
    "max_length_cm": "max_len_cm",
    "max_side_cm": "max_len_cm",
    "max_second_side_cm": "max_second_cm",
    "max_sum_cm": "max_sum_cm",
}
PRICE_COLUMNS = {
    **{name: name for name in ("lo", "hi", "bounds", "base", "rate", "q0", "step", "min_qty")},
    "min": "min_charge",
    "max": "max_charge",
}
ROW_LIMITS = {"max_side_cm": "max_len_cm", "max_sum_cm": "max_sum_cm"}
# Which price rows a declared value may use; the cases name the group, so the lane is known.
VALUE_BAND = ("value_lo", "value_hi", "value_currency")


@dataclass(frozen=True)
class Case:
    """One worked price: the card, the form it is written in, and the example."""

    card: dict[str, Any]
    form: dict[str, Any]
    worked: dict[str, Any]

    @property
    def unit(self) -> str:
        """Return the lane's unit of quantity."""
        unit = self.form["billing"]["qty_unit"]
        return UNIT.get(unit, unit)


def cases() -> Iterator[Case]:
    """Yield every worked price; each `worked` belongs to the `canonical` of the same ending."""
    text = CARDS.read_text(encoding="utf-8") if CARDS.exists() else '{"rate_cards": []}'
    for card in json.loads(text)["rate_cards"]:
        for ending in ("", "_alt"):
            for worked in card.get(f"worked{ending}", ()):
                yield Case(card, card[f"canonical{ending}"], worked)


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


# --- translation ----------------------------------------------------------------------


def row_key(row: dict[str, Any]) -> dict[str, Any]:
    """Return what chooses a row besides zone and quantity: class, origin, group, carrier."""
    own = {*PRICE_COLUMNS, *ROW_LIMITS, *VALUE_BAND, "zone", "dim_divisor"}
    return {name: value for name, value in row.items() if name not in own}


def lane_of(key: dict[str, Any]) -> str:
    """Return the lane id of a key."""
    return "L" + "".join(f"/{name}={key[name]}" for name in sorted(key))


def zones_of(form: dict[str, Any]) -> list[str]:
    """Return the zones of a form."""
    return sorted({row["zone"] for row in form["rates"] if "zone" in row})


def prefix_of(form: dict[str, Any], zone: str) -> str:
    """Return the postcode prefix that stands for a zone."""
    return f"Z{zones_of(form).index(zone)}"


def translate(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a case; surcharges are those its example applies."""
    form = case.form
    lanes = {lane_of(row_key(row)): row for row in form["rates"]}
    applied = case.worked["input"].get("apply", ())
    wanted = [sur for sur in form.get("surcharges", ()) if sur["id"] in applied]
    return {
        "lane": [lane_row(case, lane_id, row) for lane_id, row in lanes.items()],
        "rate": [rate_row(row) for row in form["rates"]],
        "zone": [zone_row(zone, prefix_of(form, zone)) for zone in zones_of(form)],
        "surcharge": [
            surcharge_row(lane_id, seq, sur)
            for lane_id in lanes
            for seq, sur in enumerate(wanted, start=1)
        ],
    }


def lane_row(case: Case, lane_id: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a lane from the billing rules, the card's limits and those of its row."""
    billing = case.form["billing"]
    limits = case.card["limits"] if isinstance(case.card["limits"], dict) else {}
    found = {LIMITS[name]: limits[name] for name in LIMITS if limits.get(name) is not None}
    found |= {ROW_LIMITS[name]: row[name] for name in ROW_LIMITS if name in row}
    return {
        "lane_id": lane_id,
        "carrier": case.card["carrier"],
        "currency": case.card["currency"],
        "zone_set": "Z" if zones_of(case.form) else "",
        "qty_unit": case.unit,
        "dim_divisor": row.get("dim_divisor", billing.get("dim_divisor")),
        "dim_mix": billing.get("dim_mix", ""),
        "band_basis": billing.get("band_basis", ""),
        "round_steps": ";".join(f"{upto or '*'}:{s}" for upto, s in billing.get("round_steps", ())),
        "min_qty": billing.get("min_qty", ""),
        "next_break": int(billing.get("next_break", False)),
        **found,
    }


def rate_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a rate row in the words of `rate.csv`."""
    prices = {PRICE_COLUMNS[name]: row[name] for name in PRICE_COLUMNS if name in row}
    if row.get("hi") is None:
        prices.pop("hi", None)
    return {"lane_id": lane_of(row_key(row)), "dest_zone": row.get("zone", "*"), **prices}


def zone_row(zone: str, prefix: str) -> dict[str, Any]:
    """Return the key of a zone."""
    return {
        "zone_set": "Z", "country": "US", "key_kind": "prefix", "key_lo": prefix, "zone": zone
    }  # fmt: skip


def surcharge_row(lane_id: str, seq: int, sur: dict[str, Any]) -> dict[str, Any]:
    """Return a surcharge in the words of `surcharge.csv`."""
    return {
        "sur_id": sur["id"],
        "lane_id": lane_id,
        "code": sur["id"],
        "basis": BASIS.get(sur["basis"], sur["basis"]),
        "amount": sur["amount"],
        "free_units": sur.get("free", ""),
        "min": sur.get("min", ""),
        "max": sur.get("max", ""),
        "seq": seq,
    }


def pieces_of(case: Case) -> list[Piece]:
    """Return the parcels of an example: so many, or one of a weight, sides or volume."""
    given = case.worked["input"]
    if "count" in given:
        return [Piece(1)] * int(given["count"])
    exact = Fraction(str(given.get("weight", 0)))
    weight_g = exact * (POUND_G if case.unit == "lb" else 1000)
    side = SIDE_MM.get(case.unit, Fraction(10))
    sides = [ceil(Fraction(str(cell)) * side) for cell in given.get("dims", (0, 0, 0))]
    if "cbm" in given:
        sides = [1000, 1000, ceil(Fraction(str(given["cbm"])) * 1000)]
    quantity = exact if case.unit == "lb" else None
    return [Piece(ceil(weight_g), (sides[0], sides[1], sides[2]), quantity)]


# --- pricing --------------------------------------------------------------------------


def priced(case: Case, cards: Callable[..., Any]) -> Rating:
    """Price a case through the tables, its zone found by postcode."""
    book = cards(**translate(case))
    given = case.worked["input"]
    key = dict(given.get("key", {}))
    wanted = key.pop("zone", None)
    lane_id = lane_of(key)
    lane = book.ctx.ids.require("lane", lane_id, "lane")
    pieces = pieces_of(case)
    check_limits(book, lane, pieces)
    zone = zone_at(book, lane, prefix_of(case.form, wanted) + "123") if wanted else ""
    return rate_shipment(
        book.tables,
        book.ctx.ids,
        lane_id,
        pieces,
        zone=zone,
        day=DAY,
        declared_minor=minor(given.get("declared", 0)),
        hs_lines=given.get("hs_lines", 1),
        taxes_minor=minor(given.get("outlay", 0)),
    )


def zone_at(book: Any, lane: int, postcode: str) -> str:
    """Return the name of the zone of a postcode."""
    zone, _, found = find_zone(book.bk, book.bk.lane[lane].zone_set, *postcode_key(postcode))
    assert found
    name: str = book.ctx.ids.name("zone", zone)
    return name


def check_limits(book: Any, lane: int, pieces: list[Piece]) -> None:
    """Assert that the published example stays within the published limits."""
    parcels = piece_records(pieces)
    status, what, fact, limit = check_pieces(book.bk, lane, parcels, len(pieces))
    assert (status, what, fact, limit) == (0, 0, 0, 0)


def minor(amount: float) -> int:
    """Return an amount of a card, written with up to two decimals, in minor units."""
    return int(Fraction(str(amount)) * 100)


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
