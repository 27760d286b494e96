"""Published rate cards of the golden file, translated into tables.

The cards are tests of form, not offers. Each is translated by form alone, never by name: an
origin becomes an origin zone, a value band and a size limit stay with their row, a group becomes a
rate group, a zone a postcode prefix; other keys (a product class, a container) become lanes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from oneprice.carriers.rating import Piece
from oneprice.core.days import parse_day

CARDS = Path(__file__).parents[2] / "shared" / "golden" / "rate-cards.json"
NODES = (
    {"node_id": "A", "kind": "origin", "country": "CN", "tz": "Asia/Shanghai"},
    {"node_id": "B", "kind": "zone", "country": "US", "tz": "America/New_York"},
)
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
VALUE_BAND = ("value_lo", "value_hi", "value_currency")
# Keys of a row that are not a lane's: the row itself holds them.
ROW_KEYS = ("zone", "origin", "group", "dim_divisor")


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


# --- translation ----------------------------------------------------------------------


def row_key(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a lane of its own stands for: product class, carrier, container."""
    own = {*PRICE_COLUMNS, *ROW_LIMITS, *VALUE_BAND, *ROW_KEYS}
    return {name: value for name, value in row.items() if name not in own}


def lane_of(key: dict[str, Any]) -> str:
    """Return the lane id of a key."""
    return "L" + "".join(f"/{name}={key[name]}" for name in sorted(key))


def zones_of(form: dict[str, Any]) -> list[str]:
    """Return the zones of a form."""
    return sorted({row["zone"] for row in form["rates"] if "zone" in row})


def groups_of(form: dict[str, Any]) -> list[str]:
    """Return the groups of a form in the order of the card; their places are rate groups."""
    return list(dict.fromkeys(row.get("group", "") for row in form["rates"]))


def prefix_of(form: dict[str, Any], zone: str) -> str:
    """Return the postcode prefix that stands for a zone."""
    return f"Z{zones_of(form).index(zone)}"


def translate(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a case; surcharges are those its example applies."""
    form = case.form
    lanes = dict.fromkeys(lane_of(row_key(row)) for row in form["rates"])
    applied = case.worked["input"].get("apply", ())
    wanted = [sur for sur in form.get("surcharges", ()) if sur["id"] in applied]
    origin = next((row["origin"] for row in form["rates"] if "origin" in row), "")
    return {
        "node": [{**NODES[0], "region": origin}, NODES[1]],
        "lane": [lane_row(case, lane_id) for lane_id in lanes],
        "rate": [rate_row(form, row) for row in form["rates"]],
        "zone": [zone_row(zone, prefix_of(form, zone)) for zone in zones_of(form)],
        "surcharge": [
            surcharge_row(lane_id, seq, sur)
            for lane_id in lanes
            for seq, sur in enumerate(wanted, start=1)
        ],
    }


def lane_row(case: Case, lane_id: str) -> dict[str, Any]:
    """Return a lane from the billing rules and the card's limits."""
    billing = case.form["billing"]
    limits = case.card["limits"] if isinstance(case.card["limits"], dict) else {}
    found = {LIMITS[name]: limits[name] for name in LIMITS if limits.get(name) is not None}
    return {
        "lane_id": lane_id,
        "carrier": case.card["carrier"],
        "currency": case.card["currency"],
        "zone_set": "Z" if zones_of(case.form) else "",
        "qty_unit": case.unit,
        "dim_divisor": billing.get("dim_divisor"),
        "dim_mix": billing.get("dim_mix", ""),
        "band_basis": billing.get("band_basis", ""),
        "round_steps": ";".join(f"{upto or '*'}:{s}" for upto, s in billing.get("round_steps", ())),
        "min_qty": billing.get("min_qty", ""),
        "next_break": int(billing.get("next_break", False)),
        **found,
    }


def rate_row(form: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Return a rate row in the words of `rate.csv`.

    Cards write value bands in whole units from 1501 on; that is above 1500.
    """
    prices = {PRICE_COLUMNS[name]: row[name] for name in PRICE_COLUMNS if name in row}
    if row.get("hi") is None:
        prices.pop("hi", None)
    found: dict[str, Any] = {ROW_LIMITS[name]: row[name] for name in ROW_LIMITS if name in row}
    if "value_lo" in row:
        found |= {name: row[name] for name in VALUE_BAND} | {"value_lo": row["value_lo"] - 1}
    if "dim_divisor" in row:
        found["dim_divisor"] = row["dim_divisor"] or "none"
    return {
        "lane_id": lane_of(row_key(row)),
        "origin_zone": row.get("origin", "*"),
        "dest_zone": row.get("zone", "*"),
        "rate_group": groups_of(form).index(row.get("group", "")),
        **found,
        **prices,
    }


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


def minor(amount: float) -> int:
    """Return an amount of a card, written with up to two decimals, in minor units."""
    return int(Fraction(str(amount)) * 100)
